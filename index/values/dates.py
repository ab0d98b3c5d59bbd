"""Parse dates into their bounds: a part of the Library of Congress Extended Date/Time Format (EDTF).

It supports years, months and days (``1946``, ``1862-12``, ``2018-06-02``), unspecified digits (``199X``,
``2018-06-XX``, ``XXXX-06-02``), the qualifiers ``?``, ``~`` and ``%``, and intervals of these (``1950/1952``) with open
ends (``1950/..``, ``../1950``). Times of day, seasons and years beyond 9999 are not supported.
"""

import calendar
import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

Bound = datetime.date | None
MONTHS = (
    "January February March April May June July August September October November December".split()  # noqa: SIM905
)
"""The months in English."""

_DATE = re.compile(r"(?P<year>[0-9X]{4})(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX))?)?[?~%]?", re.ASCII)
_YEAR = re.compile(r"[0-9]+X{0,3}")
_OPEN = ("", "..")
_FORMS = "a date like 1946, 1862-12, 2018-06-02, 199X or 1950/1952"


@dataclass(frozen=True, slots=True)
class Dates:
    """When a statement was made: ``edtf`` as written (Library of Congress EDTF), or None when unknown.

    ``earliest`` and ``latest`` bound it, both inclusive; both are None when no bound is known.
    """

    edtf: str | None = None
    earliest: datetime.date | None = None
    latest: datetime.date | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether no bound is known."""
        return self.earliest is None and self.latest is None


UNDATED = Dates()
"""No date is given."""


@lru_cache(maxsize=4_096)
def parse_edtf(text: str) -> Dates:
    """Parse ``text``. Return the date with the first and the last day that it can mean.

    An unknown bound (an open end, a year that is not given) is None. Raises ValueError, which says what was expected.
    """
    parts = text.split("/")
    if len(parts) > 2:
        raise ValueError(f"{_quoted(text)} has more than one '/': expected {_FORMS}")
    if len(parts) == 1:
        return Dates(text, *_bounds(text))
    if all(part in _OPEN for part in parts):
        raise ValueError(f"{_quoted(text)} has no start and no end: omit an unknown date")
    earliest, latest = _end(parts[0])[0], _end(parts[1])[1]
    if earliest is not None and latest is not None and earliest > latest:
        raise ValueError(f"{_quoted(text)} ends before it begins: write the earlier date first")
    return Dates(text, earliest, latest)


def _end(part: str) -> tuple[Bound, Bound]:
    return (None, None) if part in _OPEN else _bounds(part)


def _bounds(text: str) -> tuple[Bound, Bound]:
    """Return the first and the last day that a single date can mean; both None when its year is not given."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(f"{_quoted(text)} is not a valid date: expected {_FORMS}")
    year, month, day = match["year"], match["month"] or "XX", match["day"] or "XX"
    if year == "XXXX":
        _first_day(text, [2000], month, day)
        return None, None
    if not _YEAR.fullmatch(year):
        raise ValueError(f"{_quoted(text)}: in a year, X may only stand for its last digits, as in 199X")
    low, high = max(int(year.replace("X", "0")), 1), int(year.replace("X", "9"))
    earliest = _first_day(text, range(low, high + 1), month, day)
    return earliest, _last_day(range(high, low - 1, -1), month, day)


def _first_day(text: str, years: Iterable[int], month: str, day: str) -> datetime.date:
    for year in years:
        found = _in_year(year, 1 if month == "XX" else int(month), 1 if day == "XX" else int(day))
        if found is not None:
            return found
    raise ValueError(f"{_quoted(text)} is not in the calendar: check its year, month and day")


def _last_day(years: Iterable[int], month: str, day: str) -> Bound:
    for year in years:
        number = 12 if month == "XX" else int(month)
        found = _in_year(year, number, calendar.monthrange(year, number)[1] if day == "XX" else int(day))
        if found is not None:
            return found
    return None


def _in_year(year: int, month: int, day: int) -> Bound:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _quoted(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "…")
