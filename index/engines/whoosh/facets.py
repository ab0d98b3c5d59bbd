"""Facets: how much of the result has each value, without the facet's own filter, in paragraphs and statements."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis import tokenize
from index.engines.whoosh.columns import Floats
from index.engines.whoosh.found import Found
from index.engines.whoosh.segment import FacetColumn
from index.engines.whoosh.selection import Selection
from index.engines.whoosh.strings import Strings
from index.engines.whoosh.views import PartView, SnapshotView
from index.query.query import FacetRequest, Filter, Query
from index.results import Bucket, Count, FacetCounts

MOST_OTHER_VALUES = 10_000
"""Above this the number of values left out is not told."""

Places = npt.NDArray[np.intp]


@dataclass(slots=True)
class Tally:
    """Counts by value of one field: ``names`` are the values, sorted by code points; float64 holds these exactly."""

    names: Strings | list[str]
    paragraphs: Floats
    statements: npt.NDArray[np.int64]
    missing: Count

    def places(self, values: set[str]) -> list[int]:
        """The places of those ``values`` that are in ``names``."""
        return [at for at in map(self.find, values) if at >= 0]

    def find(self, value: str) -> int:
        """The place of ``value`` in ``names``, or -1."""
        if isinstance(self.names, Strings):
            return self.names.find(value)
        at = bisect_left(self.names, value)
        return at if at < len(self.names) and self.names[at] == value else -1


def build_facet(
    view: SnapshotView, request: FacetRequest, query: Query, found: list[Found], selections: list[Selection]
) -> FacetCounts:
    """Count one facet. ``found`` is the result before filters, by part, ``selections`` their filters."""
    results = [item.where(chosen.without(request.field)) for item, chosen in zip(found, selections, strict=True)]
    tally = count_values(view, request.field, results)
    counted = np.flatnonzero(tally.paragraphs)
    matching = counted[_holding(request, results, tally, counted)] if request.match else counted
    chosen, rejected = _named(request.field, query.filters)
    places = list({*largest(tally, matching, request.size).tolist(), *tally.places(chosen | rejected)})
    paragraphs, statements = tally.paragraphs[places], tally.statements[places]
    names = [tally.names[at] for at in places]
    listed = list(zip(map(int, paragraphs.tolist()), names, statements.tolist(), strict=True))
    listed += [(0, value, 0) for value in chosen | rejected if tally.find(value) < 0]
    listed.sort(key=lambda item: (-item[0], item[1]))
    others = len(counted) - int(np.count_nonzero(paragraphs))
    return FacetCounts(
        tuple(Bucket(value, value, many, of, value in chosen) for many, value, of in listed),
        others if others <= MOST_OTHER_VALUES else None,
        int(tally.paragraphs.sum() - paragraphs.sum()) if others else 0,
        tally.missing,
    )


def _named(field: str, filters: tuple[Filter, ...]) -> tuple[set[str], set[str]]:
    """The values of ``field`` that filters select, and those that they reject."""
    own = [item for item in filters if item.field == field]
    return {v for item in own for v in item.selected}, {v for item in own for v in item.rejected}


def count_values(view: SnapshotView, field: str, results: list[Found]) -> Tally:
    """Sum the counts of all parts by value; ``results`` is by part."""
    tallies = [_count_part(field, item) for item in results]
    if len(tallies) == 1:
        return tallies[0]
    names, places = view.values(field)
    total = Tally(names, np.zeros(len(names)), np.zeros(len(names), dtype=np.int64), Count())
    for own, tally in zip(places, tallies, strict=False):
        total.paragraphs[own] += tally.paragraphs
        total.statements[own] += tally.statements
        paragraphs = total.missing.paragraphs + tally.missing.paragraphs
        total.missing = Count(paragraphs, total.missing.statements + tally.missing.statements)
    return total


def _count_part(field: str, found: Found) -> Tally:
    column = found.part.arrays.facets[field]
    values = len(column.values)
    single = found.part.segment.single(field)
    if single is None:
        return _count_several(column, found)
    ordinals = single.take(found.rows)
    paragraphs = np.bincount(ordinals, weights=found.counts, minlength=values + 1).astype(np.float64, copy=False)
    statements = np.bincount(ordinals, minlength=values + 1)
    missing = Count(int(paragraphs[-1]), int(statements[-1]))
    return Tally(column.values, paragraphs[:-1], statements[:-1], missing)


def _count_several(column: FacetColumn, found: Found) -> Tally:
    starts = column.offsets.take(found.rows).astype(np.intp)
    sizes = column.offsets.take(found.rows + 1) - starts
    ordinals = column.ordinals[_spread(starts, sizes)]
    counts = np.repeat(found.counts, sizes)
    paragraphs = np.bincount(ordinals, weights=counts, minlength=len(column.values)).astype(np.float64, copy=False)
    statements = np.bincount(ordinals, minlength=len(column.values))
    without = found.counts[sizes == 0]
    return Tally(column.values, paragraphs, statements, Count(int(without.sum()), len(without)))


def _spread(starts: Places, sizes: Places) -> Places:
    """The places of all ranges [start, start + size), one after the other."""
    before = np.cumsum(sizes) - sizes
    return np.asarray(np.arange(int(sizes.sum()), dtype=np.intp) + np.repeat(starts - before, sizes))


def _holding(request: FacetRequest, results: list[Found], tally: Tally, counted: Places) -> npt.NDArray[np.bool_]:
    """Which of the places ``counted`` hold all tokens of the request."""
    if len(results) == 1:
        return values_holding(results[0].part, request.field, request.match)[counted]
    return np.array([holds(tally.names[at], request.match) for at in counted.tolist()], dtype=np.bool_)


def values_holding(part: PartView, field: str, match: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Which values of ``field`` hold all tokens of ``match``, in any order (bool, one a value)."""
    wanted = [f" {token} " for token in match]
    values = part.segment.tokens_of_values(field)
    return np.fromiter((all(w in value for w in wanted) for value in values), dtype=np.bool_, count=len(values))


def holds(value: str, match: tuple[str, ...]) -> bool:
    """Whether ``value`` holds all tokens of ``match``, in any order."""
    return set(match) <= {token.form for token in tokenize(value)}


def largest(tally: Tally, among: Places, size: int) -> Places:
    """The ``size`` places of ``among`` (ascending) with most paragraphs; ties in the order of values."""
    counts = tally.paragraphs[among]
    if len(among) > 4 * size:
        least = np.partition(counts, len(counts) - size)[len(counts) - size]
        among, counts = among[counts >= least], counts[counts >= least]
    return np.asarray(among[np.argsort(-counts, kind="stable")][:size])
