"""People: an office and a name in the title, at the head of the text, or in a signature."""

import re
from collections.abc import Iterator
from functools import cache

from pincite.index.reading.rules.names import read_name
from pincite.index.reading.rules.offices import country_pattern, office_pattern
from pincite.index.reading.rules.rule_input import RuleFinding, RuleInput, RuleText, words_of
from pincite.index.values.heading import Person

TITLE, OPENING, SIGNATURE = "people-title", "people-opening", "people-signature"
RULES = (TITLE, OPENING, SIGNATURE)

_LEAD = re.compile(
    r"(?:(?:On|In|At|During|Today|Yesterday|Earlier)\b[^.;]{0,60}?,\s+)?(?:We,?\s+)?(?:the\s+)?", re.IGNORECASE
)
_MET = re.compile(
    r"\b(?:met|meet|convened|held|spoke|speaks|hosted|co-hosted|chaired|co-chaired|welcomed|signed|issued|note|noted|"
    r"reaffirm(?:ed)?|announced?|gathered|exchanged|affirmed|declared?|agreed|launched|discussed|traveled|joined|"
    r"consulted|participated|adopted)\b"
)
_BY = re.compile(r"\b(?:convened|chaired|co-chaired|hosted|co-hosted|led|attended|signed)\s+by\s+", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:on|about|regarding|concerning|honoring|announcing)\s", re.IGNORECASE)
_SIGNED = re.compile(r"For\s+(?:the\s+)?(?:Government\s+of\s+)?(?:the\s+)?[^:\n]{2,80}[:\n]\s*")
_KINDS = ("statement", "readout", "communiqué", "declaration", "remarks", "press conference", "summary", "briefing")
_LAST = 8
"""How many paragraphs at the end may be signatures."""
_LONGEST = 300
"""The most characters of a signature."""
_BESIDE = 60
"""The most characters of what may stand between signatures: a date, a place, "For the Government of"."""


def find_people(reading: RuleInput) -> Iterator[RuleFinding]:
    """Yield who speaks, meets or signs. Of a title's ``President Biden``, the text may say the whole name."""
    signed = list(_find_signed(reading)) if reading.uses(SIGNATURE) else []
    titled = list(_find_titled(reading)) if reading.uses(TITLE) else []
    opening = list(_find_opening(reading)) if reading.uses(OPENING) else []
    found = [_fullest(one, opening) for one in titled] or opening or signed
    yield from {one.value.name: one for one in reversed(found)}.values().__reversed__()


def _fullest(one: RuleFinding, others: list[RuleFinding]) -> RuleFinding:
    """Return the finding of the same person that says more, or ``one``."""
    last = one.value.name.split()[-1]
    for other in others:
        same = other.value.name.split()[-1] == last or other.value.name.endswith(one.value.name)
        if same and one.value.office in (other.value.office or ""):
            return other
    return one


def _find_titled(reading: RuleInput) -> Iterator[RuleFinding]:
    title = reading.title
    if title is None or not _is_of_people(reading):
        return
    begin = _skip_kind(title.text)
    about = _ABOUT.search(title.text, begin)
    end = len(title.text) if about is None else about.start()
    yield from _find_offices(title, begin, end, TITLE)


def _skip_kind(text: str) -> int:
    match = re.match(r"(?:readout|summary|transcript)\s+(?:of|from|by)\s", text, re.IGNORECASE)
    return 0 if match is None else match.end()


def _is_of_people(reading: RuleInput) -> bool:
    return str(reading.known.get("kind") or "").endswith(_KINDS)


def _find_opening(reading: RuleInput) -> Iterator[RuleFinding]:
    if not _is_of_people(reading):
        return
    for number, piece in enumerate(reading.prose(2)):
        start, end = piece.opening
        lead = _LEAD.match(piece.text, start, end)
        begin = start if lead is None else lead.end()
        named = list(_find_offices(piece, begin, end, OPENING))
        if number == 0 and named and named[0].start == begin and _MET.search(piece.text, begin, end):
            yield from named
            return
        by = _BY.search(piece.text, start, end)
        if by is not None:
            yield from _find_listed(piece, by.end(), end)
            return


def _find_offices(piece: RuleText, begin: int, end: int, rule: str) -> Iterator[RuleFinding]:
    """Yield each office that a name follows, with the country that may follow the name."""
    at = begin
    while (match := _offices().search(piece.text, at, end)) is not None:
        at = match.end()
        read = read_name(piece.text, match.end()) if match.end() < end else None
        if read is None or read[1] > end:
            continue
        name, at = read
        country = _countries().match(piece.text, at, end)
        office = match.group()
        if country is not None:
            # Of two countries in one office, the second is what the name is of.
            office, at = (office + country.group() if " of " not in office else office), country.end()
        yield RuleFinding(rule, Person(name, _office(office)), piece, match.start(), at)


def _find_listed(piece: RuleText, begin: int, end: int) -> Iterator[RuleFinding]:
    """Yield ``NAME, OFFICE; NAME, OFFICE; and NAME, OFFICE``, or offices with names behind."""
    at, found = begin, False
    while (read := read_name(piece.text, at)) is not None:
        name, after = read
        office = re.compile(rf"(?:,\s+|\s*\()({office_pattern()}[^;.]{{0,80}}?)(?=;|\.|\)|,\s+and\s|$)").match(
            piece.text, after, end
        )
        if office is None or len(name.split()) < 2:
            break
        yield RuleFinding(OPENING, Person(name, _office(office[1])), piece, at, office.end(1))
        found = True
        following = re.compile(r"\)?[;,]?\s+(?:and\s+)?").match(piece.text, office.end())
        at = office.end() if following is None else following.end()
    if not found:
        yield from _find_offices(piece, begin, end, OPENING)


def _find_signed(reading: RuleInput) -> Iterator[RuleFinding]:
    """Yield who signs, in the order of the text: a list of names that other words follow is no signature."""
    found: list[RuleFinding] = []
    for piece in reversed(reading.paragraphs[-_LAST:]):
        signed = None if len(piece.text) > _LONGEST else _read_signature(piece)
        if signed is not None:
            found.append(signed)
        elif len(piece.text) > _BESIDE:
            break
    yield from reversed(found)


def _read_signature(piece: RuleText) -> RuleFinding | None:
    signed = _SIGNED.match(piece.text)
    begin = 0 if signed is None else signed.end()
    read = read_name(piece.text, begin)
    if read is None or len(read[0].split()) < 2:
        return None
    name, after = read
    office = _signing().match(piece.text, after)
    if office is None:
        return None
    return RuleFinding(SIGNATURE, Person(name, _office(office[1])), piece, begin, office.end(1))


def _office(text: str) -> str:
    words = words_of(text)
    return words.removeprefix("the ")


@cache
def _offices() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.]){office_pattern()}")


@cache
def _countries() -> re.Pattern[str]:
    return re.compile(country_pattern())


@cache
def _signing() -> re.Pattern[str]:
    return re.compile(rf",\s+({office_pattern()})\.?\s*$")
