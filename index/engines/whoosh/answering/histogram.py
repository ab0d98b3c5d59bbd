"""The result over time: bars of a year, a month or a day, in which whole dates stand."""

import datetime

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.answering.found import Found
from index.fields import UNKNOWN_DAY
from index.query.query import BARS_IN_FULL, DAYS_BY_DAY, MONTHS_BY_MONTH, Interval
from index.results import Bar, Count, Histogram

_EPOCH = datetime.date(1970, 1, 1).toordinal()
_UNITS = {Interval.YEAR: "Y", Interval.MONTH: "M", Interval.DAY: "D"}

Days = npt.NDArray[np.int64]


def build_histogram(interval: Interval, results: list[Found]) -> Histogram:
    """Count the result by bars of ``interval``; AUTO chooses it from the range of the known dates."""
    if not results:
        return Histogram(Interval.YEAR if interval is Interval.AUTO else interval, (), Count(), Count())
    earliest = np.concatenate([np.asarray(item.part.arrays.earliest)[item.rows] for item in results]).astype(np.int64)
    latest = np.concatenate([np.asarray(item.part.arrays.latest)[item.rows] for item in results]).astype(np.int64)
    counts = np.concatenate([item.counts for item in results])
    unknown = (earliest == UNKNOWN_DAY) & (latest == UNKNOWN_DAY)
    bounded = (earliest != UNKNOWN_DAY) & (latest != UNKNOWN_DAY)
    width = _chosen(earliest[bounded], latest[bounded]) if interval is Interval.AUTO else interval
    first, last = _bar_of(earliest, width), _bar_of(latest, width)
    inside = bounded & (first == last)
    return Histogram(
        width,
        _bars(width, first[inside], counts[inside]),
        _count(counts[~inside & ~unknown]),
        _count(counts[unknown]),
    )


def _chosen(earliest: Days, latest: Days) -> Interval:
    if not len(earliest):
        return Interval.YEAR
    first, last = earliest.min(), latest.max()
    if last - first + 1 <= DAYS_BY_DAY:
        return Interval.DAY
    months = _bar_of(np.array([first, last]), Interval.MONTH)
    return Interval.MONTH if months[1] - months[0] + 1 <= MONTHS_BY_MONTH else Interval.YEAR


def _bar_of(days: Days, width: Interval) -> Days:
    """The number of the bar in which each day stands, counted from 1970."""
    return (days - _EPOCH).astype("M8[D]").astype(f"M8[{_UNITS[width]}]").astype(np.int64)


def _bars(width: Interval, bars: Days, counts: npt.NDArray[np.intp]) -> tuple[Bar, ...]:
    if not len(bars):
        return ()
    base = int(bars.min())
    paragraphs = np.bincount(bars - base, weights=counts).astype(np.int64)
    statements = np.bincount(bars - base)
    shown = np.arange(len(paragraphs))
    if len(shown) > BARS_IN_FULL:
        shown = np.flatnonzero(paragraphs)
    return tuple(Bar(*_ends(width, base + int(at)), int(paragraphs[at]), int(statements[at])) for at in shown)


def _ends(width: Interval, bar: int) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a bar."""
    if width is Interval.DAY:
        day = datetime.date.fromordinal(_EPOCH + bar)
        return day, day
    if width is Interval.YEAR:
        return datetime.date(1970 + bar, 1, 1), datetime.date(1970 + bar, 12, 31)
    year, month = 1970 + bar // 12, bar % 12 + 1
    # The last day by way of the next month's number, which year 9999 does not have.
    last = 31 if month == 12 else (datetime.date(year, month + 1, 1) - datetime.timedelta(days=1)).day
    return datetime.date(year, month, 1), datetime.date(year, month, last)


def _count(counts: npt.NDArray[np.intp]) -> Count:
    return Count(int(counts.sum()), len(counts))
