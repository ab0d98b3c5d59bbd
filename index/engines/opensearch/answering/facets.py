"""Facets of an answer: aggregations to request, and exact counts from their results."""

from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import itemgetter
from typing import Any

from pincite.index.engines.opensearch.commits.mapping import facet_field
from pincite.index.engines.opensearch.commits.selection import all_of, of_filters, of_kind
from pincite.index.engines.opensearch.commits.words import beginning_of, is_shortened, value_term
from pincite.index.query.completing import frame, holds
from pincite.index.query.query import FacetRequest, Filter, Query
from pincite.index.results import MOST_OTHER_VALUES, Count, FacetCounts, build_facet

Json = dict[str, Any]
Ask = Callable[[Json], Json]
"""Requests more aggregations over the same result and returns their results."""

_FIRST = 1_000
_MOST = 30_000
"""Values to request at once: at first, and at most, each counted twice (a cluster allows 65,535 buckets)."""
_PARTS = 4
_TOLD = 10
"""How many long values to request in one aggregation: each may have megabytes."""
_NOTHING: Json = {"buckets": ()}
_DOCUMENTS = itemgetter("doc_count")
_ASKED = ("values", "missing", "named")
"""The aggregations of one facet, see ``_counts``."""


@dataclass(frozen=True, slots=True)
class Own:
    """Filters of the counted facets, which are counted without their own filter. They are not part of the query."""

    query: Query
    filters: tuple[Filter, ...]

    def without(self, field: str | None) -> Json:
        """Paragraphs that pass these filters, except those of ``field``."""
        return all_of([of_kind("paragraph"), *of_filters(item for item in self.filters if item.field != field)])

    def named(self, field: str) -> dict[str, str]:
        """The values of ``field`` that the filters name, by their terms."""
        return {value_term(value): value for value in set().union(*self.query.named(field))}

    def leaves_out(self, field: str) -> bool:
        """Whether ``field`` is counted over more than the result, because its own filter is left out."""
        return any(item.field == field for item in self.filters)


def own_filters(query: Query) -> Own:
    """The filters of the facets that ``query`` counts."""
    counted = {request.field for request in query.facets}
    return Own(query, tuple(item for item in query.filters if item.field in counted))


def counts_within(requests: Iterable[FacetRequest], own: Own) -> Json:
    """Build aggregations for the values of facets, to nest in another aggregation."""
    asked = ((item.field, _counts(item, own, max(_FIRST, item.size))) for item in requests)
    return {f"{field}~{name}": one for field, counts in asked for name, one in counts.items()}


def taken_from(found: Json, field: str) -> Json:
    """The result that ``aggregations_of`` would give for ``field``, taken from the found counts and ``statements``."""
    return {**_named_for(found, field), "up": _named_for(found["statements"], field)}


def _named_for(said: Json, field: str) -> Json:
    named = ((name, said.get(f"{field}~{name}")) for name in _ASKED)
    return {name: one for name, one in named if one is not None}


def aggregations_of(request: FacetRequest, own: Own, size: int = _FIRST) -> Json:
    """Build aggregations for the values of one facet, with both counts, and for statements without a value."""
    counts = _counts(request, own, max(size, request.size))
    return {"filter": own.without(request.field), "aggs": {**counts, "up": _up(counts)}}


def _counts(request: FacetRequest, own: Own, size: int) -> Json:
    field = facet_field(request.field)
    asked: Json = {"values": {"terms": {"field": field, "size": size}}, "missing": {"missing": {"field": field}}}
    named = sorted(own.named(request.field))
    if named:
        asked["named"] = {"terms": {"field": field, "size": len(named), "include": named}}
    return asked


def _up(counts: Json) -> Json:
    """The same counts over the statements of the paragraphs."""
    return {"parent": {"type": "paragraph"}, "aggs": counts}


def read_facet(request: FacetRequest, own: Own, said: Json, ask: Ask) -> FacetCounts:
    """Return the counts. ``ask`` requests those that are not in ``said``."""
    most = MOST_OTHER_VALUES + 1 + request.size + len(own.named(request.field))
    for size in (most, _MOST):
        if not _is_short(said) or (_lists(said) >= most and not request.match and _is_exact(said)):
            break
        said = ask(aggregations_of(request, own, size))
    if not _is_exact(said) or (_is_short(said) and request.match):
        said = _in_parts(request, own, ask)
    return _build(request, own, said, ask)


def _in_parts(request: FacetRequest, own: Own, ask: Ask) -> Json:
    """Request all values in as many parts as needed, and join the parts."""
    asked = aggregations_of(request, own, _MOST)
    parts = _PARTS
    while True:
        said = [ask(_part(asked, number, parts)) for number in range(parts)]
        if not any(map(_is_short, said)):
            break
        parts *= 2
    listed = sorted((one for part in said for one in part["values"]["buckets"]), key=_largest_first)
    up = {**said[0]["up"], "values": {"buckets": [one for part in said for one in part["up"]["values"]["buckets"]]}}
    return {**said[0], "values": {"buckets": listed, "sum_other_doc_count": 0}, "up": up}


def _largest_first(bucket: Json) -> tuple[int, str]:
    return -bucket["doc_count"], bucket["key"]


def _part(asked: Json, number: int, parts: int) -> Json:
    """The same aggregation for one part of the values. The cluster divides them by a hash."""
    include = {"partition": number, "num_partitions": parts}
    values = {"terms": {**asked["aggs"]["values"]["terms"], "include": include}}
    up = asked["aggs"]["up"]
    return {
        **asked,
        "aggs": {**asked["aggs"], "values": values, "up": {**up, "aggs": {**up["aggs"], "values": values}}},
    }


def _is_short(said: Json) -> bool:
    return bool(said["values"]["sum_other_doc_count"])


def _lists(said: Json) -> int:
    return len(said["values"]["buckets"])


def _is_exact(said: Json) -> bool:
    return not said["values"].get("doc_count_error_upper_bound")


def _build(request: FacetRequest, own: Own, said: Json, ask: Ask) -> FacetCounts:
    listed = said["values"]["buckets"]
    whole = own.named(request.field)
    named = set(whole)
    if request.match:
        whole |= _whole_values((one["key"] for one in listed), ask)
    ordered = _in_order(listed, whole, ask)
    fitting = (term for term in ordered if not request.match or holds(frame(whole.get(term, term)), request.match))
    shown = {*islice(fitting, request.size), *named}
    paragraphs = _counts_of(chain(listed, said.get("named", _NOTHING)["buckets"]), shown)
    statements = _statements(request, own, said, ask, shown, paragraphs)
    whole |= _whole_values((term for term in shown if term not in whole), ask)
    rows = ((whole.get(term, term), many, statements.get(term, 0)) for term, many in paragraphs.items())
    return build_facet(
        own.query,
        request.field,
        sorted(rows, key=lambda row: (-row[1], row[0])),
        values=None if _is_short(said) else len(listed),
        paragraphs=sum(map(_DOCUMENTS, listed)) + said["values"]["sum_other_doc_count"],
        missing=Count(said["missing"]["doc_count"], said["up"]["missing"]["doc_count"]),
    )


def _in_order(listed: Iterable[Json], whole: dict[str, str], ask: Ask) -> Iterator[str]:
    """The terms as a cluster lists them: most frequent first, ties in code-point order of their values.

    Long values with the same beginning are stored as digests, in another order. Their values are read into ``whole``.
    """
    for _, alike in groupby(listed, lambda one: (one["doc_count"], beginning_of(one["key"]))):
        terms = [one["key"] for one in alike]
        if len(terms) > 1:
            whole |= _whole_values((term for term in terms if term not in whole), ask)
        yield from sorted(terms, key=lambda term: whole.get(term, term))


def _whole_values(terms: Iterable[str], ask: Ask) -> dict[str, str]:
    """The full values of the shortened ones among ``terms``, by term."""
    wanted = [term for term in terms if is_shortened(term)]
    found: dict[str, str] = {}
    for start in range(0, len(wanted), _TOLD):
        inside = all_of([of_kind("value"), {"terms": {"form": wanted[start : start + _TOLD]}}])
        told: Json = {"top_hits": {"size": _TOLD, "_source": ["form", "text"]}}
        said = ask({"global": {}, "aggs": {"long": {"filter": inside, "aggs": {"told": told}}}})
        sources = (hit["_source"] for hit in said["long"]["told"]["hits"]["hits"])
        found |= {source["form"]: source["text"] for source in sources}
    return found


def _statements(
    request: FacetRequest, own: Own, said: Json, ask: Ask, shown: Collection[str], paragraphs: Mapping[str, int]
) -> dict[str, int]:
    statements = _statements_of(said["up"], shown)
    lacking = sorted(value for value in shown if value not in statements and paragraphs.get(value))
    if lacking:
        terms = {"terms": {"field": facet_field(request.field), "size": len(lacking), "include": lacking}}
        again = ask({"filter": own.without(request.field), "aggs": {"up": _up({"values": terms})}})
        statements |= _statements_of(again["up"], shown)
    return statements


def _statements_of(up: Json, shown: Container[str]) -> dict[str, int]:
    return _counts_of(chain(up["values"]["buckets"], up.get("named", _NOTHING)["buckets"]), shown)


def _counts_of(listed: Iterable[Json], shown: Container[str]) -> dict[str, int]:
    return {one["key"]: one["doc_count"] for one in listed if one["key"] in shown}
