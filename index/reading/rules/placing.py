"""The place: of the dateline before the first words, of a signature, of the meeting, in the title."""

import re
from collections.abc import Iterator
from functools import cache

from pincite.index.reading.formats.months import MONTHS
from pincite.index.reading.formats.titles import settle_case
from pincite.index.reading.issuers.issuer_names import names_pattern
from pincite.index.reading.rules.rule_input import RuleFinding, RuleInput, RuleText, words_of
from pincite.index.reading.rules.worded_dates import MEETING_KINDS, MET, dateline

DATELINE, SIGNED, MEETING, TITLE = "place-dateline", "place-signed", "place-meeting", "place-title"
RULES = (DATELINE, SIGNED, MEETING, TITLE)

_NO_PLACE_TEXT = (
    "person europe asia africa america americas indo-pacific pacific atlantic eurasia council congress parliament "
    "order line addition response accordance support view light recognition part fact parallel december january "
    "east west north south middle central general new order today context security defense geneva-based annex "
    "article paragraph chapter section english french accordance conjunction partnership"
)
_NO_PLACE = frozenset(_NO_PLACE_TEXT.split())
_ORGANISED_TEXT = "un nato eu asean g7 g20 quad oecd who wto imf"
_ORGANISED = frozenset(_ORGANISED_TEXT.split())
_WORD = r"[A-Z\u00c0-\u00de][\w\u00c0-\u024f'’-]+"
_NOT_IN = r"(?:the|this|that|a|an|its|their|our)\s"


def find_places(reading: RuleInput) -> Iterator[RuleFinding]:
    """Yield the place, at most once."""
    yield from list(_find(reading))[:1]


def _find(reading: RuleInput) -> Iterator[RuleFinding]:
    if reading.uses(DATELINE):
        for piece in reading.prose(1):
            line = dateline().match(piece.text, 0, 300)
            if line is not None and _is_place(line["place"]):
                yield RuleFinding(
                    DATELINE, settle_case(words_of(line["place"])), piece, line.start("place"), line.end("place")
                )
    if reading.uses(SIGNED):
        for piece in reading.paragraphs[-4:]:
            yield from _read(SIGNED, piece, _signed().match(piece.text))
    if reading.known.get("kind") in MEETING_KINDS:
        yield from _find_of_meeting(reading)


def _find_of_meeting(reading: RuleInput) -> Iterator[RuleFinding]:
    for piece in reading.prose(1) if reading.uses(MEETING) else ():
        start, end = piece.opening
        met = MET.search(piece.text, start, end)
        for match in () if met is None else _inside().finditer(piece.text, met.end(), end):
            yield from _read(MEETING, piece, match)
    if reading.uses(TITLE) and reading.title is not None:
        yield from _read(TITLE, reading.title, _titled().search(reading.title.text))


def _read(rule: str, piece: RuleText, match: re.Match[str] | None) -> Iterator[RuleFinding]:
    if match is not None and _is_place(match["place"]):
        yield RuleFinding(rule, words_of(match["place"]), piece, match.start("place"), match.end("place"))


def _is_place(text: str) -> bool:
    words = text.replace(",", " ").casefold().split()
    first = words[0].strip(".")
    return first not in _NO_PLACE and first not in MONTHS and first not in _ORGANISED and not text.isspace()


@cache
def _place() -> str:
    """Return the pattern of a place: up to three words with capitals, and what they lie in."""
    inside = rf"(?:,\s+(?:D\.C\.|(?:{names_pattern()})(?!\w)))?"
    return rf"(?P<place>(?:St\.\s+)?{_WORD}(?:\s+{_WORD}){{0,2}}{inside})"


@cache
def _inside() -> re.Pattern[str]:
    # What follows shows that the words are a whole name: "in Singapore on June 2", never "in Security Council".
    return re.compile(
        rf"\b(?:in|at)\s+(?!{_NOT_IN}){_place()}(?=\s+(?:on|from|to|for|and|during|with|by|under|this)\b|[,.;]|$)"
    )


@cache
def _signed() -> re.Pattern[str]:
    return re.compile(
        rf"(?:DONE|Done|SIGNED|Signed|Given|GIVEN|Adopted|ADOPTED)\s+(?:in\s+duplicate\s+)?(?:at|in)\s+"
        rf"(?:the\s+City\s+of\s+)?{_place()}(?=,?\s+(?:on|this|the|in)\b|,)"
    )


@cache
def _titled() -> re.Pattern[str]:
    return re.compile(rf"\b(?:Meeting|Talks|Summit|Conference|Dialogue|Consultations)\s+in\s+{_place()}(?=$|,|\s+on\b)")
