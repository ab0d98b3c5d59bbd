"""Dates as documents print them, to EDTF: only those that name their year, and no guess where two readings are."""

import re
from dataclasses import dataclass

from pincite.index.values.dates import parse_edtf

_NAMES = (
    "january janvier januar jänner enero janeiro gennaio januari января jan jan.",
    "february février fevrier februar febrero fevereiro febbraio februari февраля feb feb.",
    "march mars märz marzo março maart марта mar mar.",
    "april avril abril aprile апреля apr apr.",
    "may mai mayo maio maggio mei мая",
    "june juin juni junio junho giugno июня jun jun.",
    "july juillet juli julio julho luglio июля jul jul.",
    "august août aout agosto augustus августа aug aug.",
    "september septembre septiembre setiembre setembro settembre сентября sep sep. sept sept.",
    "october octobre oktober octubre outubro ottobre октября oct oct. okt okt.",
    "november novembre noviembre novembro ноября nov nov.",
    "december décembre decembre dezember diciembre dezembro dicembre декабря dec dec. dez dez.",
)
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_MONTH = "(?P<month>" + "|".join(sorted((re.escape(name) for name in _MONTHS), key=len, reverse=True)) + r")(?!\w)"
_ORDINAL = r"(?:st|nd|rd|th|er|º|ª|\.)?"
_DAY = rf"(?P<day>\d{{1,2}}){_ORDINAL}(?:\s*(?:[-–—]|to|and|&)\s*(?P<to>\d{{1,2}}){_ORDINAL})?"
_YEAR = r"(?P<year>1[6-9]\d\d|20\d\d)(?!\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_DAY}\s+(?:day\s+)?(?:of\s+|de\s+)?{_MONTH}(?:\s+de|\s+del)?,?\s+{_YEAR}",
        rf"(?<!\w){_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"{_YEAR}\s*[年년]\s*(?P<month>\d{{1,2}})\s*[月월]\s*(?P<day>\d{{1,2}})\s*[日일]",
        rf"(?<![\d-]){_YEAR}-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])",
        rf"(?<![\d.])(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
        rf"(?<!\w){_MONTH},?\s+{_YEAR}",
    )
)
_WEEKDAYS = (
    "monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche "
    "montag dienstag mittwoch donnerstag freitag samstag sonntag lunes martes miércoles jueves viernes sábado domingo"
)
_ASIDE = re.compile(
    r"\b(?:"
    + "|".join(_WEEKDAYS.split())
    + r")\b|\bfor immediate release\b|\bfor release\b|\b(?:press|media|news) release\b"
    r"|\b(?:at )?\d{1,2}[:.]\d\d(?:\s*[ap]\.?m\.?)?|\b\d{1,2}\s*[ap]\.?m\.?|\b(?:e[ds]?t|gmt|utc|cet)\b"
    r"|^(?:\s*(?:dated?|published|issued|released|adopted|signed|done|date of issue|as of|on|the))\b"
    r"|^(?:\s*(?:den|le|el|il|am|fait|hecho))\b"
    r"|\b(?:this|the|on|le|den|el|à|a|am|of|at|in|en)\s*$",
    re.IGNORECASE,
)
_PLACE = re.compile(r"[^\W\d_][\w.'’-]*(?:[ ,/-]+(?:[^\W\d_][\w.'’-]*)){0,5}")
_SMALL = frozenset(
    {"of", "the", "and", "upon", "in", "de", "la", "le", "les", "et", "sur", "del", "el", "al", "y", "den", "der"}
    | {"und", "am", "an", "di", "do", "da"}
)
_NO_PLACE = re.compile(
    r"\b(?:for|circuit|court|vol|no|meeting|session|edition|version|draft|report|press|release|statement|communiqué|declaration|agreement|order"
    r"|preamble|introduction|background|summary|contents|annex|appendix|overview|preface|foreword|chapter|part"
    r"|filed|received|entered|updated?|revised|modified|embargo\w*|distr|original|english|page|effective|due|expires?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PrintedDateline:
    """A line that says when, and perhaps where."""

    date: str
    place: str | None = None


def find_date(text: str) -> tuple[str, int, int] | None:
    """Return the first date of ``text`` that names its year, in EDTF, with where it begins and ends."""
    found = [(match.start(), -match.end(), match) for form in _FORMS for match in form.finditer(text)]
    for _, _, match in sorted(found, key=lambda one: one[:2]):
        date = _build(match)
        if date is not None:
            return date, match.start(), match.end()
    return None


def parse_dateline(text: str) -> PrintedDateline | None:
    """Return what ``text`` says when it is a date with at most a place, a weekday and an hour; else None."""
    found = None if len(text) > 120 else find_date(text)
    if found is None:
        return None
    date, begin, end = found
    rest = text[:begin] + " \0 " + text[end:]
    for _ in range(3):
        rest = " \0 ".join(_ASIDE.sub(" ", part.strip(_TRIM)) for part in rest.split("\0"))
    parts = [" ".join(part.split()).strip(_TRIM) for part in rest.split("\0")]
    places = [part for part in parts if part]
    if not places:
        return PrintedDateline(date)
    if len(places) > 1 or not is_place(places[0]):
        return None
    return PrintedDateline(date, places[0])


_TRIM = " ,;:|()[]–—-/.\t\n"


def is_place(text: str) -> bool:
    """Whether ``text`` may name a place: a few words with capitals, none of which says what else a date is of."""
    if _PLACE.fullmatch(text) is None or _NO_PLACE.search(text) or len(text) > 60:
        return False
    words = [word for word in re.split(r"[ ,/-]+", text) if word]
    return words[0][0].isupper() and all(word[0].isupper() or word in _SMALL or not word[0].islower() for word in words)


def _build(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    month = parts["month"].casefold()
    number = int(month) if month.isdigit() else _MONTHS[month]
    day, to = parts.get("day"), parts.get("to")
    edtf = f"{parts['year']}-{number:02}" + ("" if day is None else f"-{int(day):02}")
    if to is not None:
        edtf = f"{edtf}/{parts['year']}-{number:02}-{int(to):02}"
    try:
        parse_edtf(edtf)
    except ValueError:
        return None
    return edtf
