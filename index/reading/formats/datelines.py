"""Dates as people print them, to EDTF: whole lines that are a date with its place, and dates in file names.

A date whose order of day and month cannot be told, or that names no year, is no date.
"""

import re
from dataclasses import dataclass

from pincite.index.reading.formats.months import MONTHS
from pincite.index.reading.formats.whitespace import squeeze
from pincite.index.values.dates import parse_edtf

_NAMES = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_MONTH = rf"(?P<month>{_NAMES})\.?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)(?!\d)"
_DAY = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.|-го)?(?:\s?[-–—]\s?(?P<to>\d{1,2})(?:st|nd|rd|th|\.)?)?"
_OF = r"(?:\s|,|\bof\b|\bde[ln]?\b|\bd['’]|\bthe\b)*"
_HAN = "[〇○零一二三四五六七八九十]"
_DAY_FIRST = "publié[es]?|le|du|publicad[oa]s?|em|el|fecha|data|pubblicato|il|del"
"""Words of languages that put the day before the month, as they stand before a date in numbers."""
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\w){_MONTH}\s+{_DAY}\s*,?\s*{_YEAR}",
        rf"{_DAY}{_OF}{_MONTH}{_OF}{_YEAR}(?:\s*(?:г\.|года|年|r\.))?",
        r"(?P<year>(?:1[5-9]|20)\d\d)\s*年\s*(?P<number>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日",
        r"(?P<era>令和|平成|昭和)(?P<year>元|\d{1,2})年\s*(?P<number>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日",
        rf"(?P<era>令和|平成|昭和)?(?P<year>元|{_HAN}{{1,4}})年(?P<number>{_HAN}{{1,2}})月(?P<day>{_HAN}{{1,3}})日",
        rf"\b(?:{_DAY_FIRST})\s*:?\s*(?P<first>\d{{1,2}})(?P<cue>/)(?P<second>\d{{1,2}})/(?P<year>(?:1[5-9]|20)\d\d)(?!\d)",
        r"(?P<year>(?:1[5-9]|20)\d\d)\s*년\s*(?P<number>\d{1,2})\s*월\s*(?P<day>\d{1,2})\s*일",
        r"(?<!\d)(?P<year>(?:1[5-9]|20)\d\d)(?P<sep>[-/.])(?P<number>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<first>\d{1,2})(?P<sep>[./])(?P<second>\d{1,2})(?P=sep)(?P<year>(?:1[5-9]|20)\d\d)(?!\d)",
        rf"(?<!\w){_MONTH}{_OF}{_YEAR}",
    )
)
_DAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tues?|wed|thurs?|fri|sat|sun|lundi|mardi|mercredi|"
    "jeudi|vendredi|samedi|dimanche|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|lunes|martes|"
    "miércoles|jueves|viernes|sábado|domingo"
)
_CLOCK = r"\d{1,2}(?::|\.|h)\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?"
_AROUND = re.compile(
    rf"\b(?:for immediate release|immediate release|press release|news release|media release|pressemitteilung|"
    rf"pressemeldung|communiqu[eé] de presse|comunicado de prensa|nota de prensa|comunicato stampa|пресс-релиз|"
    rf"check against delivery|as delivered|seul le prononcé fait foi|es gilt das gesprochene wort|"
    rf"released?|published|issued|posted|date|dated|"
    rf"delivered|(?:done|signed|given|adopted|concluded)(?: (?:at|in))?|fait à|hecho en|geschehen zu|"
    rf"first|as of|publication|erschienen|publié|fecha|publicado|publicerad|publisert|offentliggjort|"
    rf"opublikowano|опубліковано|опубликовано|gepubliceerd|julkaistu|{_DAYS})\b\.?|"
    rf"\b(?:at|on|in|the|this|le|den|vom|am|el|il|em)\s*(?=,)|\A\s*at\b|{_CLOCK}|"
    rf"\A\s*(?:(?:joint |press )*statement|speech|(?:press )?remarks|news|read-?out|declaration|communiqu[eé])s?"
    rf"(?=[\s,|:–—-]*\Z|\s*,)|"
    rf"\d+(?:st|nd|rd|th) (?:plenary )?meeting|작성일|등록일|게시일|发布(?:时间|日期)|發布日期|掲載日|"
    rf"(?:来源|來源|出典|출처)\s*[:：]\s*[^\s,，]+|"
    rf"\b(?:[ECMPB][DS]T|GMT|UTC|CES?T|Uhr)\b|\([^)]*\)|[|•·:—–-]+",
    re.IGNORECASE,
)
_DASH = re.compile(r"\s[-–—|•·]\s")
_NO_PLACE = re.compile(
    r"\d|\b(?:statement|press|release|office|no|remarks|speech|joint|ministry|department|news|note|report|update[ds]?|"
    r"modified|reviewed|session|meeting|document|page|by|and|edition|volume|vol|issue|revised|last|opened|"
    r"embassy|secretary|committee|council|preamble|introduction|background|summary|annex|author|contact|tel|conference|teleconference|via|virtual|summit|declaration|communiqu[eé])\b",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"(?:(?:date|dated|published|posted|issued)\s*:?\s*)?\d{1,2}([./-])\d{1,2}\1(?:1[5-9]|20)?\d\d", re.IGNORECASE
)
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925}
"""The year before the first one of each era in which Japan counts."""
_YEARS = re.compile(
    r"(?:1[5-9]|20)\d\d|(?:令和|平成|昭和)(?:元|\d|[一二三四五六七八九十])|[一二][〇○零一二三四五六七八九]{3}年"
)
_LATER = re.compile(
    r"(?:last )?(?:updat|modif|review|revis|aktualis|mise? à jour|"
    r"a[ck]tuali[zs]|atualiz|zaktualiz|aggiorn|güncel|up[pd]+ater|op[pd]+ater|bijgewerkt|"
    r"更新|обновл|оновл)",
    re.IGNORECASE,
)
_IN_NAME = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)([-_.]?)(\d\d)\2(\d\d)(?!\d)")
_YEAR_IN_NAME = re.compile(r"(?:^|[-_. ])((?:1[6-9]|20)\d\d)(?=$|[-_. ])")


@dataclass(frozen=True, slots=True)
class Dateline:
    """A line that is a date and no more than its place: EDTF, and the place or None."""

    date: str
    place: str | None


def find_date(text: str) -> tuple[str, int, int] | None:
    """Return the first date printed in ``text`` as EDTF, with where it begins and ends; None when there is none."""
    found = [
        (match.start(), -match.end(), date)
        for form in _FORMS
        for match in form.finditer(text)
        if (date := _read(match)) is not None
    ]
    return None if not found else (lambda best: (best[2], best[0], -best[1]))(min(found))


def read_dateline(text: str) -> Dateline | None:
    """Return what a line says that is a date, with or without a place; None for any other line."""
    if len(text) > 300 or not _YEARS.search(text):
        return None
    line = squeeze(text)
    later = _LATER.search(line)
    line = line if later is None else line[: later.start()]
    found = find_date(line) if len(line) <= 120 else None
    if found is None:
        return None
    date, start, end = found
    # What dashes part from each other is one thing each: the place, then who says it.
    stretches = _DASH.split(f"{line[:start]} , {line[end:]}")
    places = [place for place in map(_strip, stretches) if place]
    if not all(map(_is_place, places)):
        return None
    return Dateline(date, _restore(places[0]) if places else None)


def _strip(text: str) -> str:
    """Return what is left of a stretch beside a date when all is taken off that names no place."""
    rest = _AROUND.sub(" ", text).translate({ord(c): None for c in "[]"})
    place = ", ".join(part for part in (squeeze(p).strip(" .;") for p in rest.split(",")) if part)
    return re.sub(r"^(?:in|en|à|в)\s+(?=\S)", "", place)


def is_numbers(text: str) -> bool:
    """Tell whether a line is a date in numbers alone, whether or not its day and month can be told apart."""
    return _NUMBERS.fullmatch(squeeze(text)) is not None


def read_name(name: str, with_year: bool = False) -> str | None:
    """Return the date that a file name gives (``2021-06-16…``, ``19991221``; a year alone if ``with_year``)."""
    stem = name.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    for match in _IN_NAME.finditer(stem):
        date = _checked(f"{match[1]}-{match[3]}-{match[4]}")
        if date is not None:
            return date
    years = _YEAR_IN_NAME.findall(stem) if with_year else []
    return years[-1] if len(set(years)) == 1 else None


def read_stamp(value: str) -> str | None:
    """Return the day of a time stamp (``2023-07-18T14:00:00-04:00``), or the date that a field of markup holds."""
    text = squeeze(value)
    match = re.match(r"\d{4}(?:-\d\d(?:-\d\d)?)?(?=$|[T ])", text)
    if match is not None:
        return _checked(match.group())
    if re.fullmatch(r"\d{8}", text):
        return _checked(f"{text[:4]}-{text[4:6]}-{text[6:]}")
    found = find_date(text) if len(text) < 60 else None
    return None if found is None else found[0]


def _restore(place: str) -> str:
    return f"{place}." if re.search(r"\b[A-Z]\.[A-Z]$", place) else place


def _is_place(text: str) -> bool:
    words = text.replace(",", " ").split()
    named = all(w[0].isupper() or not w[0].isascii() or w.casefold() in _SMALL for w in words)
    return len(words) <= 6 and named and not _NO_PLACE.search(text)


_SMALL = {"of", "de", "la", "le", "del", "da", "do", "am", "an", "der", "den", "in", "en", "el", "al", "on", "sur"}


def _read(match: re.Match[str]) -> str | None:
    part = match.groupdict()
    year = part["year"] if part["year"].isdecimal() or part["year"] == "元" else _count_han(part["year"])
    if part.get("era"):
        year = str(_ERAS[part["era"]] + (1 if year == "元" else int(year)))
    if part.get("cue"):
        return _checked(f"{year}-{int(part['second']):02}-{int(part['first']):02}")
    if part.get("first"):
        return _read_numbers(year, int(part["first"]), int(part["second"]), part["sep"])
    number = MONTHS[part["month"].casefold()] if part.get("month") else int(_count_han(part["number"]))
    if not part.get("day"):
        return _checked(f"{year}-{number:02}")
    first = _checked(f"{year}-{number:02}-{int(_count_han(part['day'])):02}")
    last = _checked(f"{year}-{number:02}-{int(part['to']):02}") if part.get("to") else None
    return f"{first}/{last}" if first and last and first < last else first


def _count_han(text: str) -> str:
    """Return a number in digits that may be written in Chinese: 二十七, 二〇〇二."""
    if text.isdecimal():
        return text
    tens, ten, ones = text.rpartition("十")
    digits = "".join(str("〇一二三四五六七八九".index(c)) for c in (ones if ten else text).translate(_ZEROS))
    return str((int(_count_han(tens)) if tens else 1) * 10 + int(digits or 0)) if ten else digits


_ZEROS = {ord(zero): "〇" for zero in "○零"}


def _read_numbers(year: str, first: int, second: int, sep: str) -> str | None:
    """Day and month by number: dots put the day first, strokes tell only when one of the two is no month."""
    if sep == "." or first > 12 or first == second:
        return _checked(f"{year}-{second:02}-{first:02}")
    return _checked(f"{year}-{first:02}-{second:02}") if second > 12 else None


def _checked(date: str) -> str | None:
    try:
        parse_edtf(date)
    except ValueError:
        return None
    return date
