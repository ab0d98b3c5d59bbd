"""Facets: counts of paragraphs and statements for each value, without the facet's own filter."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.answering.facettable import FacetTable, Places, Tally
from pincite.index.engines.whoosh.answering.found import Found
from pincite.index.engines.whoosh.answering.selection import Selection
from pincite.index.engines.whoosh.answering.views import SnapshotView
from pincite.index.query.completing import holds
from pincite.index.query.deadline import Check, never
from pincite.index.query.query import FacetRequest, Query
from pincite.index.results import Count, FacetCounts, build_facet

_FEW = 400
"""So many counts are sorted faster than the highest are cut off (measured)."""
NONE: Places = np.zeros(0, dtype=np.intp)


def build_facets(
    view: SnapshotView,
    query: Query,
    before: list[Found],
    found: list[Found],
    selections: list[Selection],
    check: Check = never,
) -> dict[str, FacetCounts]:
    """Count the facets of the query. Per part: the result ``before`` filters, the ``found`` result, and the filters.

    ``check`` is called between steps.
    """
    filtered = {item.field for item in query.filters}
    asked = dict.fromkeys(request.field for request in query.facets)
    tallies = count_values(view, tuple(field for field in asked if field not in filtered), found)
    for field in asked:
        check()
        if field in filtered:
            others = [item.where(chosen.without(field)) for item, chosen in zip(before, selections, strict=True)]
            tallies |= count_values(view, (field,), others)
    facets = {}
    for request in query.facets:
        check()
        facets[request.field] = _build_facet(view, request, query, tallies[request.field])
    return facets


def count_values(view: SnapshotView, fields: tuple[str, ...], found: Sequence[Found]) -> dict[str, Tally]:
    """Count the ``found`` result of each part by the values of ``fields``. Their order does not matter."""
    return count_in(view.facet_table(tuple(sorted(fields))), view, found) if fields else {}


def count_in(table: FacetTable, view: SnapshotView, found: Sequence[Found]) -> dict[str, Tally]:
    """Count the ``found`` result of each part with ``table``, which covers all parts of ``view``."""
    if len(found) == 1:
        return table.count(found[0].rows, found[0].counts)
    rows = [item.rows + base for item, base in zip(found, view.bases, strict=True)]
    return table.count(*(np.concatenate([NONE, *lists]) for lists in (rows, [item.counts for item in found])))


def _build_facet(view: SnapshotView, request: FacetRequest, query: Query, tally: Tally) -> FacetCounts:
    counts = tally.paragraphs[:-1]
    counted = counts.nonzero()[0]
    matching = counted[_holding(view, request)[counted]] if request.match else counted
    places = largest(counts, matching, request.size)
    if query.filters:
        named = [tally.names.find(value) for value in set().union(*query.named(request.field))]
        places = np.concatenate((places, np.setdiff1d([at for at in named if at >= 0], places))).astype(np.intp)
    both = counts.take(places).tolist(), tally.statements.take(places).tolist()
    return build_facet(
        query,
        request.field,
        zip(map(tally.names.__getitem__, places.tolist()), *both, strict=True),
        values=len(counted),
        paragraphs=int(np.add.reduce(counts)),
        missing=Count(int(tally.paragraphs[-1]), int(tally.statements[-1])),
    )


def _holding(view: SnapshotView, request: FacetRequest) -> npt.NDArray[np.bool_]:
    """Which values of the field (one bool per value) contain all tokens of the request, in any order."""
    values = view.tokens_of_values(request.field)
    return np.fromiter((holds(value, request.match) for value in values), dtype=np.bool_, count=len(values))


def largest(counts: npt.NDArray[np.int64], among: Places, size: int) -> Places:
    """The ``size`` places of ``among`` (ascending) with the highest ``counts``. Ties go by place."""
    own = counts.take(among)
    if len(among) > max(4 * size, _FEW):
        cut = own.copy()
        cut.partition(len(own) - size)
        chosen = (own >= cut[len(own) - size]).nonzero()[0]
        among, own = among.take(chosen), own.take(chosen)
    return among.take((-own).argsort(kind="stable")[:size])
