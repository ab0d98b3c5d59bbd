"""Dates in the words: of a signature, of the meeting that the first sentence tells of, in figures or in words.

A date without its year keeps it unknown (``XXXX-06-02``). The rule's name says what the date is of. A date of a change
("updated", "revised") is none.
"""

import re
from collections.abc import Iterator
from functools import cache

from pincite.index.reading.formats.months import MONTHS
from pincite.index.reading.rules.rule_input import RuleFinding, RuleInput, RuleText
from pincite.index.values.dates import parse_edtf

DATELINE, SIGNED, MEETING = "date-dateline", "date-signed", "date-meeting"
RULES = (DATELINE, SIGNED, MEETING)

MEETING_KINDS = ("joint statement", "joint communiqué", "joint declaration", "communiqué", "declaration", "readout",
                 "statement", "chair's summary", "agreement")  # fmt: skip

_ENGLISH = [name for name, number in MONTHS.items() if name.isascii() and len(name) > 2 and number]
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_NUMBERS = {**{word: number for number, word in enumerate(_UNITS.split())}, **_TENS}
_PLACES = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
_ORDINALS = {**{word: number for number, word in enumerate(_PLACES.split(), 1)}, "thirtieth": 30}
MET = re.compile(
    r"\b(?:met|meet|convened|meeting|held|gathered|hosted|co-hosted|chaired|spoke|signed|launched|concluded|adopted|"
    r"convening|talks|consultations|summit)\b"
)
_SIGNED = re.compile(r"(?:DONE|Done|SIGNED|Signed|Given|GIVEN|Adopted|ADOPTED|Concluded|Issued)\b")
_CHANGED = re.compile(
    r"\b(?:updated?|revised|modified|amended|corrected|reviewed|dated|of)\s*:?\s*(?:on\s+)?$", re.IGNORECASE
)
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)(?!\d)"
_ORDINAL = r"(?:st|nd|rd|th)?"
_SHORT = "Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec"
_MONTHS = f"January|February|March|April|August|September|October|November|December|{_SHORT}"
_INSIDE = rf"(?:,\s(?!(?:{_MONTHS})\b)(?:[A-Z][\w.]+\s?){{1,2}})?"
_CITY = rf"(?P<place>[A-Z][A-Z.'-]+(?:(?:,?\s)[A-Z][A-Z.'-]+){{0,3}}{_INSIDE})"


def find_dates(reading: RuleInput) -> Iterator[RuleFinding]:
    """Yield the date, at most once, in EDTF."""
    yield from list(_find(reading))[:1]


def _find(reading: RuleInput) -> Iterator[RuleFinding]:
    if reading.uses(DATELINE):
        for piece in reading.prose(1):
            line = dateline().match(piece.text, 0, 300)
            date = None if line is None else next(_read(piece, line.start(), line.end(), needs_year=True), None)
            if date is not None:
                yield RuleFinding(DATELINE, *date)
    if reading.uses(SIGNED):
        for piece in reading.paragraphs[-4:]:
            signed = _SIGNED.match(piece.text)
            dated = () if signed is None else _read(piece, signed.end(), signed.end() + 300, needs_year=True)
            yield from (RuleFinding(SIGNED, *date) for date in dated)
    if reading.uses(MEETING) and reading.known.get("kind") in MEETING_KINDS:
        for piece in reading.prose(1):
            start, end = piece.opening
            if MET.search(piece.text, start, end):
                yield from (RuleFinding(MEETING, *date) for date in _read(piece, start, end, needs_year=False))


def _read(piece: RuleText, start: int, end: int, *, needs_year: bool) -> Iterator[tuple[str, RuleText, int, int]]:
    """Yield the dates in figures and in words of a stretch, in order, each as EDTF with its place."""
    found = [
        (match.start(), -match.end(), edtf)
        for form in _forms()
        for match in form.finditer(piece.text, start, end)
        if (edtf := _edtf(match)) is not None
        and not _CHANGED.search(piece.text, max(match.start() - 40, 0), match.start())
    ]
    for begin, minus, edtf in sorted(found)[:1]:
        if not needs_year or "XXXX" not in edtf:
            yield edtf, piece, begin, -minus


def _edtf(match: re.Match[str]) -> str | None:
    part = match.groupdict()
    year = part.get("year") or _year_of(part.get("words")) or "XXXX"
    month = MONTHS[part["month"].casefold().rstrip(".")]
    first = _day(part["day"])
    to = part.get("to")
    if first is None:
        return None
    until = MONTHS[part["until"].casefold().rstrip(".")] if part.get("until") else month
    edtf = f"{year}-{month:02}-{first:02}" + (f"/{year}-{until:02}-{int(to):02}" if to else "")
    try:
        return parse_edtf(edtf).edtf
    except ValueError:
        return None


def _day(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    return sum(_ORDINALS.get(word) or _NUMBERS.get(word, 0) for word in re.split(r"[\s-]+", text.casefold())) or None


def _year_of(words: str | None) -> str | None:
    """Return the year that words say: "two thousand and eighteen", "nineteen hundred and forty-six"."""
    total = 0
    for word in re.split(r"[\s,-]+", (words or "").casefold()):
        if word in ("hundred", "thousand"):
            total *= 100 if word == "hundred" else 1000
        elif word != "and":
            total += _NUMBERS.get(word, 0)
    return f"{total:04}" if 1500 <= total <= 2100 else None


@cache
def dateline() -> re.Pattern[str]:
    """Return the pattern of a dateline before the first words: ``SINGAPORE, June 2, 2018 — ``."""
    return re.compile(rf"{_CITY}\s?(?:\([A-Za-z .]+\)\s?)?(?:[,;]?\s?[^—–:]{{0,40}}?)\s?(?:—|–|--|\s-)\s?(?=[A-Z“\"])")


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    month = rf"(?P<month>{'|'.join(sorted(map(re.escape, _ENGLISH), key=len, reverse=True))})\.?"
    until = month.replace("<month>", "<until>")
    day = rf"(?P<day>\d{{1,2}}){_ORDINAL}"
    to = rf"(?P<to>\d{{1,2}}){_ORDINAL}"
    between = r"\s*(?:-|\u2013|\u2014|to|and|through|until)\s*"
    year = rf"(?:,?\s+(?:of\s+)?{_YEAR})?"
    number = "|".join(sorted((*_NUMBERS, *_ORDINALS), key=len, reverse=True))
    words = rf"(?P<day>(?:{number})(?:[\s-](?:{number}))?)"
    year_words = (
        rf"(?:,?\s+(?:in\s+the\s+year\s+)?(?:{_YEAR}|(?P<words>(?:(?:{number}|hundred|thousand|and)[\s,-]*){{2,7}})))?"
    )
    forms = (
        rf"(?<!\w){month}\s+{day}(?!\d){year}",
        rf"(?<!\w){month}\s+{day}{between}{to}(?!\d){year}",
        rf"(?<!\w){month}\s+{day}{between}{until}\s+{to}(?!\d){year}",
        rf"(?<![\w/]){day}{between}{to}\s+{month}(?!\w){year}",
        rf"(?<![\w/]){day}\s+{month}{between}{to}\s+{until}(?!\w){year}",
        rf"(?<![\w/]){day}(?:\s+day)?(?:\s+of)?,?\s+{month}(?!\w){year}",
        rf"(?<!\w){words}(?:\s+day)?\s+of\s+{month}(?!\w){year_words}",
    )
    return tuple(re.compile(form, re.IGNORECASE) for form in forms)
