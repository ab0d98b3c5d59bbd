"""The filters of the smallest engine: of facets, of dates, and of when a statement came."""

from datetime import date

from pincite.index.query import clauses
from pincite.index.query.bars import bar_holding
from pincite.index.query.query import Dated, DateFilter, Filter, Since
from pincite.index.values.dates import Dates
from pincite.index.values.fields import facet
from pincite.index.values.heading import Heading


def passes(item: Filter, heading: Heading) -> bool:
    """Whether a statement passes the filter of one field."""
    values = set(facet(item.field).values(heading))
    chosen = not values.isdisjoint(item.selected) or (item.missing and not values)
    return (chosen or not (item.selected or item.missing)) and values.isdisjoint(item.rejected)


def has_come(item: Since, heading: Heading) -> bool:
    """Whether a statement came with a batch or at a time, or later."""
    arrival = heading.added if item.what == "added" else heading.changed
    came = None if arrival is None else arrival.batch if item.by == "batch" else arrival.at
    return came is not None and came >= item.least


def in_time(item: Dated, dates: Dates) -> bool:
    """Whether a date passes a filter of dates."""
    if dates.is_unknown or isinstance(item, clauses.DateUnknown):
        return dates.is_unknown and isinstance(item, clauses.DateUnknown)
    if not isinstance(item, DateFilter):
        return bar_holding(dates, item.interval) is None
    first, last = item.earliest or date.min, item.latest or date.max
    low, high = dates.earliest or date.min, dates.latest or date.max
    return first <= low and high <= last if item.within else first <= high and low <= last
