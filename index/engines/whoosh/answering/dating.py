"""Dates of the statements of one part: which pass a filter, and the bars of their bounds."""

import datetime

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.answering.columns import Bools
from pincite.index.engines.whoosh.answering.views import PartView
from pincite.index.query.clauses import DateUnknown
from pincite.index.query.query import Dated, DateFilter, Interval, WiderThan
from pincite.index.values.fields import UNKNOWN_DAY, day_number

_EPOCH = datetime.date(1970, 1, 1).toordinal()
_UNITS = {Interval.YEAR: "Y", Interval.MONTH: "M", Interval.DAY: "D"}
_BASES = {Interval.YEAR: 1970, Interval.MONTH: 1970 * 12, Interval.DAY: _EPOCH}
"""The number of the bar with 1 January 1970, from which numpy counts."""

Days = npt.NDArray[np.int64]


def dated(part: PartView, item: Dated) -> Bools:
    """Statements (bool[s]) whose date passes a filter."""
    match item:
        case DateFilter(earliest, latest, within):
            return (_inside if within else overlapping)(part, earliest, latest)
        case WiderThan(interval):
            return ~unknown(part) & ~standing(*_bounds(part), interval)
        case DateUnknown():
            return unknown(part)


def overlapping(part: PartView, earliest: datetime.date | None, latest: datetime.date | None) -> Bools:
    """Statements (bool[s]) whose date overlaps the range, both ends inclusive; unknown dates never do."""
    mask = ~unknown(part)
    if earliest is not None:
        ends = np.asarray(part.arrays.latest)
        mask &= (ends >= day_number(earliest)) | (ends == UNKNOWN_DAY)
    if latest is not None:
        mask &= np.asarray(part.arrays.earliest) <= day_number(latest)
    return mask


def _inside(part: PartView, earliest: datetime.date | None, latest: datetime.date | None) -> Bools:
    """Statements whose date lies inside the range. A missing bound is inside only if that end of the range is open."""
    mask = ~unknown(part)
    starts, ends = part.arrays.earliest, part.arrays.latest
    if earliest is not None:
        mask &= starts >= day_number(earliest)
    if latest is not None:
        mask &= (ends <= day_number(latest)) & (ends != UNKNOWN_DAY)
    return mask


def unknown(part: PartView) -> Bools:
    """Statements (bool[s]) without any bound of their date."""
    return np.asarray((part.arrays.earliest == UNKNOWN_DAY) & (part.arrays.latest == UNKNOWN_DAY))


def standing(earliest: Days, latest: Days, width: Interval) -> Bools:
    """Which dates fit into one bar: both bounds (day numbers) are known and in the same bar."""
    known = (earliest != UNKNOWN_DAY) & (latest != UNKNOWN_DAY)
    return np.asarray(known & (bars_of(earliest, width) == bars_of(latest, width)))


def bars_of(days: Days, width: Interval) -> Days:
    """The number of each day's bar, as ``pincite.index.query.bars`` counts them."""
    if width is Interval.QUARTER:
        return np.asarray(bars_of(days, Interval.MONTH) // 3)
    return (days - _EPOCH).astype("M8[D]").astype(f"M8[{_UNITS[width]}]").astype(np.int64) + _BASES[width]


def _bounds(part: PartView) -> tuple[Days, Days]:
    earliest, latest = part.arrays.earliest, part.arrays.latest
    return np.asarray(earliest).astype(np.int64), np.asarray(latest).astype(np.int64)
