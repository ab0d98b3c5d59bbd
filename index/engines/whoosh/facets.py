"""Facets: how much of the result has each value, without the facet's own filter, in paragraphs and statements."""

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.analysis import tokenize
from index.engines.whoosh.found import Found
from index.engines.whoosh.selection import Selection
from index.engines.whoosh.strings import Strings
from index.engines.whoosh.views import PartView
from index.query.query import FacetRequest, Filter, Query
from index.results import Bucket, Count, FacetCounts

MOST_OTHER_VALUES = 10_000
"""Above this the number of values left out is not told."""

Counts = npt.NDArray[np.int64]


@dataclass(slots=True)
class Tally:
    """Counts by value of one field; ``names`` are the values, sorted by code points."""

    names: Strings | list[str]
    paragraphs: Counts
    statements: Counts
    missing_paragraphs: int = 0
    missing_statements: int = 0

    def find(self, value: str) -> int:
        """The place of ``value`` in ``names``, or -1."""
        if isinstance(self.names, Strings):
            return self.names.find(value)
        at = bisect_left(self.names, value)
        return at if at < len(self.names) and self.names[at] == value else -1


def build_facet(request: FacetRequest, query: Query, found: list[Found], selections: list[Selection]) -> FacetCounts:
    """Count one facet. ``found`` is the result before filters, by part, ``selections`` their filters."""
    results = [item.where(chosen.without(request.field)) for item, chosen in zip(found, selections, strict=True)]
    tally = count_values(request.field, results)
    matching = _matching(request, results, tally)
    chosen, rejected = _named(request.field, query.filters)
    places = {int(at) for at in largest(tally, matching, request.size)}
    places.update(at for at in map(tally.find, chosen | rejected) if at >= 0)
    buckets = [_bucket(tally, at, chosen) for at in places]
    buckets += [Bucket(value, value, 0, 0, value in chosen) for value in chosen | rejected if tally.find(value) < 0]
    listed = matching[np.isin(matching, list(places))]
    others = len(matching) - len(listed)
    return FacetCounts(
        tuple(sorted(buckets, key=lambda bucket: (-bucket.paragraphs, bucket.value))),
        others if others <= MOST_OTHER_VALUES else None,
        int(tally.paragraphs[matching].sum() - tally.paragraphs[listed].sum()),
        Count(tally.missing_paragraphs, tally.missing_statements),
    )


def _named(field: str, filters: tuple[Filter, ...]) -> tuple[set[str], set[str]]:
    """The values of ``field`` that filters select, and those that they reject."""
    own = [item for item in filters if item.field == field]
    return {v for item in own for v in item.selected}, {v for item in own for v in item.rejected}


def _bucket(tally: Tally, at: int, chosen: set[str]) -> Bucket:
    value = tally.names[at]
    return Bucket(value, value, int(tally.paragraphs[at]), int(tally.statements[at]), value in chosen)


def count_values(field: str, results: list[Found]) -> Tally:
    """Sum the counts of all parts by value."""
    tallies = [_count_part(field, item) for item in results]
    if len(tallies) == 1:
        return tallies[0]
    names = sorted({tally.names[int(at)] for tally in tallies for at in np.flatnonzero(tally.paragraphs)})
    place = {name: at for at, name in enumerate(names)}
    total = Tally(names, np.zeros(len(names), dtype=np.int64), np.zeros(len(names), dtype=np.int64))
    for tally in tallies:
        own = np.flatnonzero(tally.paragraphs)
        to = [place[tally.names[int(at)]] for at in own]
        total.paragraphs[to] += tally.paragraphs[own]
        total.statements[to] += tally.statements[own]
        total.missing_paragraphs += tally.missing_paragraphs
        total.missing_statements += tally.missing_statements
    return total


def _count_part(field: str, found: Found) -> Tally:
    column = found.part.arrays.facets[field]
    starts = column.offsets[found.rows].astype(np.intp)
    sizes = column.offsets[found.rows + 1].astype(np.intp) - starts
    most = int(sizes.max(initial=0))
    if most <= 1:
        has = sizes > 0
        ordinals, counts = column.ordinals[starts[has]], found.counts[has]
    else:
        ordinals, counts = column.ordinals[_spread(starts, sizes)], np.repeat(found.counts, sizes)
    values = len(column.values)
    with_value = found.counts[sizes > 0]
    return Tally(
        column.values,
        np.bincount(ordinals, weights=counts, minlength=values).astype(np.int64),
        np.bincount(ordinals, minlength=values),
        found.paragraphs - int(with_value.sum()),
        len(found.rows) - len(with_value),
    )


def _spread(starts: npt.NDArray[np.intp], sizes: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The places of all ranges [start, start + size), one after the other."""
    before = np.cumsum(sizes) - sizes
    return np.asarray(np.arange(int(sizes.sum()), dtype=np.intp) + np.repeat(starts - before, sizes))


def _matching(request: FacetRequest, results: list[Found], tally: Tally) -> npt.NDArray[np.intp]:
    """The places in ``tally`` that have hits and hold all tokens of the request."""
    counted = np.flatnonzero(tally.paragraphs)
    if not request.match:
        return counted
    if len(results) == 1:
        mask = values_holding(results[0].part, request.field, request.match)
        return counted[mask[counted]]
    return np.array([at for at in counted if holds(tally.names[int(at)], request.match)], dtype=np.intp)


def values_holding(part: PartView, field: str, match: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Which values of ``field`` hold all tokens of ``match``, in any order (bool, one a value)."""
    wanted = [f" {token} " for token in match]
    values = part.segment.tokens_of_values(field)
    return np.fromiter((all(w in value for w in wanted) for value in values), dtype=np.bool_, count=len(values))


def holds(value: str, match: tuple[str, ...]) -> bool:
    """Whether ``value`` holds all tokens of ``match``, in any order."""
    return set(match) <= {token.form for token in tokenize(value)}


def largest(tally: Tally, among: npt.NDArray[np.intp], size: int) -> npt.NDArray[np.intp]:
    """The ``size`` places of ``among`` (ascending) with most paragraphs; ties in the order of values."""
    counts = tally.paragraphs[among]
    if len(among) > 4 * size:
        least = np.partition(counts, len(counts) - size)[len(counts) - size]
        among, counts = among[counts >= least], counts[counts >= least]
    return np.asarray(among[np.argsort(-counts, kind="stable")][:size])
