"""Filters over one part: which statements pass. Each facet's own filter is separate, because the facet ignores it."""

from dataclasses import dataclass

import numpy as np

from pincite.index.engines.whoosh.answering.columns import Bools
from pincite.index.engines.whoosh.answering.dating import dated
from pincite.index.engines.whoosh.answering.views import PartView
from pincite.index.engines.whoosh.arrays.segment import NO_TIME
from pincite.index.query.query import Filter, Query, Since


@dataclass(frozen=True, slots=True)
class Selection:
    """Masks (bool[s]) of one part: by facet field, and of what no facet leaves out (None: there is nothing such)."""

    fields: dict[str, Bools]
    others: Bools | None

    def without(self, field: str | None) -> Bools | None:
        """Statements that pass every filter except those of ``field``; None when there is no such filter."""
        masks = [mask for name, mask in self.fields.items() if name != field]
        if self.others is not None:
            masks.append(self.others)
        return np.logical_and.reduce(masks) if masks else None


def build_selection(part: PartView, query: Query) -> Selection:
    """The masks of the query's filters in ``part``. If it asks for first issues, these must be known."""
    fields: dict[str, Bools] = {}
    for item in query.filters:
        mask = part.remembered(item, lambda item=item: _passing(part, item))  # type: ignore[misc]
        fields[item.field] = fields[item.field] & mask if item.field in fields else mask
    dates = [part.remembered(item, lambda item=item: dated(part, item)) for item in query.date_filters]  # type: ignore[misc]
    named = [_named(part, query.statements)] if query.statements else []
    first = [part.first_issues] if query.first_issues else []
    others = [*dates, *named, *(_since(part, item) for item in query.since), *first]
    return Selection(fields, np.logical_and.reduce(others) if others else None)


def _named(part: PartView, ids: tuple[str, ...]) -> Bools:
    mask = np.zeros(part.s, dtype=np.bool_)
    rows = [part.arrays.ids.find(identity) for identity in ids]
    mask[[row for row in rows if row >= 0]] = True
    return mask


def _since(part: PartView, item: Since) -> Bools:
    column = part.arrays.added if item.what == "added" else part.arrays.changed
    if item.by == "batch":
        return np.asarray(column.batches >= max(1, item.least))
    return np.asarray((column.times >= item.least) & (column.times != NO_TIME))


def _passing(part: PartView, item: Filter) -> Bools:
    segment = part.segment
    mask = np.ones(part.s, dtype=np.bool_)
    if item.selected or item.missing:
        mask = segment.statements_with(item.field, _wanted(part, item.field, item.selected))
        if item.missing:
            mask |= segment.statements_without(item.field)
    if item.rejected:
        mask &= ~segment.statements_with(item.field, _wanted(part, item.field, item.rejected))
    return mask


def _wanted(part: PartView, field: str, values: tuple[str, ...]) -> Bools:
    column = part.arrays.facets[field]
    wanted = np.zeros(len(column.values), dtype=np.bool_)
    ordinals = [column.values.find(value) for value in values]
    wanted[[ordinal for ordinal in ordinals if ordinal >= 0]] = True
    return wanted
