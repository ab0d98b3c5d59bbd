"""Bars of a histogram: their width, their numbers, their first and last day, and which empty ones are shown.

A bar's number is its year, its quarter or month counted from January of year 0, or its day (1 = 0001-01-01).
"""

import datetime
from calendar import monthrange
from collections.abc import Collection, Sequence

from pincite.index.query.query import Interval
from pincite.index.values.dates import Dates

DAYS_BY_DAY = 62
"""The longest range, in days, that is shown by day."""
MONTHS_BY_MONTH = 36
"""The longest range, in months, that is shown by month."""
BARS_IN_FULL = 400
"""If there are more bars than this, empty ones are left out. Two distant dates would make millions of bars."""


def choose_interval(asked: Interval, first: int | None, last: int | None) -> Interval:
    """Return the width to use. ``first`` and ``last`` are day numbers of the range of the known dates, or None."""
    if asked is not Interval.AUTO:
        return asked
    if first is None or last is None:
        return Interval.YEAR
    if last - first + 1 <= DAYS_BY_DAY:
        return Interval.DAY
    months = bar_of(last, Interval.MONTH) - bar_of(first, Interval.MONTH) + 1
    return Interval.MONTH if months <= MONTHS_BY_MONTH else Interval.YEAR


def bar_of(day: int, interval: Interval) -> int:
    """Return the number of the bar that contains the day with number ``day``."""
    if interval is Interval.DAY:
        return day
    date = datetime.date.fromordinal(day)
    if interval is Interval.YEAR:
        return date.year
    month = date.year * 12 + date.month - 1
    return month // 3 if interval is Interval.QUARTER else month


def bar_holding(dates: Dates, interval: Interval) -> int | None:
    """Return the number of the bar that contains the whole date. None when no bar does, or an end is unknown."""
    if dates.earliest is None or dates.latest is None:
        return None
    first, last = (bar_of(day.toordinal(), interval) for day in (dates.earliest, dates.latest))
    return first if first == last else None


def shown_bars(filled: Collection[int]) -> Sequence[int]:
    """Return the bars to show, in order: the ``filled`` ones, and those between them unless there are too many."""
    shown: Sequence[int] = range(min(filled), max(filled) + 1) if filled else ()
    return sorted(filled) if len(shown) > BARS_IN_FULL else shown


def ends(interval: Interval, bar: int) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of a bar."""
    if interval is Interval.DAY:
        return datetime.date.fromordinal(bar), datetime.date.fromordinal(bar)
    if interval is Interval.YEAR:
        return datetime.date(bar, 1, 1), datetime.date(bar, 12, 31)
    months = 3 if interval is Interval.QUARTER else 1
    year, month = divmod(bar * months, 12)
    last = month + months
    return datetime.date(year, month + 1, 1), datetime.date(year, last, monthrange(year, last)[1])
