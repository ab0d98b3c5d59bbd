"""Facets of an answer: what to ask the cluster for, and exact counts from what it says."""

from collections.abc import Callable, Collection, Container, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from operator import itemgetter
from typing import Any

from index.analysis import tokenize
from index.engines.opensearch.mapping import facet_field
from index.engines.opensearch.selection import all_of, of_filters, of_kind
from index.errors import EngineUnavailable
from index.query.query import FacetRequest, Filter, Query
from index.results import MOST_OTHER_VALUES, Bucket, Count, FacetCounts

Json = dict[str, Any]
Ask = Callable[[Json], Json]
"""Sends aggregations over the same result again, and returns what they say."""

_FIRST = 1_000
_MOST = 60_000
"""Values that are asked for at once: first, and at most (a cluster refuses more than 65,535 buckets)."""
_NOTHING: Json = {"buckets": ()}
_DOCUMENTS = itemgetter("doc_count")
_ASKED = ("values", "missing", "named")
"""What is asked of a facet, see ``_counts``."""


@dataclass(frozen=True, slots=True)
class Own:
    """Filters of fields that are counted without them: kept out of the query itself."""

    filters: tuple[Filter, ...]

    def without(self, field: str | None) -> Json:
        """Paragraphs that pass them, except for those of ``field``."""
        return all_of([of_kind("paragraph"), *of_filters(item for item in self.filters if item.field != field)])

    def named(self, field: str) -> tuple[set[str], set[str]]:
        """The values of ``field`` that are selected, and those that are rejected."""
        own = [item for item in self.filters if item.field == field]
        return {v for item in own for v in item.selected}, {v for item in own for v in item.rejected}

    def leaves_out(self, field: str) -> bool:
        """Whether ``field`` is counted over more than what is found: without a filter of its own."""
        return any(item.field == field for item in self.filters)


def own_filters(query: Query) -> Own:
    """The filters of the facets that ``query`` asks to count."""
    counted = {request.field for request in query.facets}
    return Own(tuple(item for item in query.filters if item.field in counted))


def counts_within(requests: Iterable[FacetRequest], own: Own) -> Json:
    """Ask for the values of facets over whatever these aggregations stand in."""
    asked = ((item.field, _counts(item, own, max(_FIRST, item.size))) for item in requests)
    return {f"{field}~{name}": one for field, counts in asked for name, one in counts.items()}


def taken_from(found: Json, field: str) -> Json:
    """What ``aggregations_of`` would have said of ``field``, out of what is found and its ``statements``."""
    return {**_named_for(found, field), "up": _named_for(found["statements"], field)}


def _named_for(said: Json, field: str) -> Json:
    named = ((name, said.get(f"{field}~{name}")) for name in _ASKED)
    return {name: one for name, one in named if one is not None}


def aggregations_of(request: FacetRequest, own: Own, size: int = _FIRST) -> Json:
    """Ask for the values of one facet, with both counts, and for what has none."""
    counts = _counts(request, own, max(size, request.size))
    return {"filter": own.without(request.field), "aggs": {**counts, "up": _up(counts)}}


def _counts(request: FacetRequest, own: Own, size: int) -> Json:
    field = facet_field(request.field)
    asked: Json = {"values": {"terms": {"field": field, "size": size}}, "missing": {"missing": {"field": field}}}
    named = sorted(set().union(*own.named(request.field)))
    if named:
        asked["named"] = {"terms": {"field": field, "size": len(named), "include": named}}
    return asked


def _up(counts: Json) -> Json:
    """The same counts over the statements of the paragraphs."""
    return {"parent": {"type": "paragraph"}, "aggs": counts}


def read_facet(request: FacetRequest, own: Own, said: Json, ask: Ask) -> FacetCounts:
    """Return the counts; ``ask`` is used when not all of them are in ``said``."""
    most = MOST_OTHER_VALUES + 1 + request.size + len(set().union(*own.named(request.field)))
    for size in (most, _MOST):
        if not _is_short(said) or (_lists(said) >= most and not request.match and _is_exact(said)):
            break
        said = ask(aggregations_of(request, own, size))
    if not _is_exact(said):
        raise EngineUnavailable(f"the facet {request.field!r} has more values than a cluster counts exactly")
    return _build(request, own, said, ask)


def nothing(request: FacetRequest, own: Own) -> FacetCounts:
    """The counts of an archive without statements."""
    selected, rejected = own.named(request.field)
    named = sorted(selected | rejected)
    return FacetCounts(tuple(Bucket(value, value, 0, 0, value in selected) for value in named), 0, 0, Count())


def _is_short(said: Json) -> bool:
    return bool(said["values"]["sum_other_doc_count"])


def _lists(said: Json) -> int:
    return len(said["values"]["buckets"])


def _is_exact(said: Json) -> bool:
    return not said["values"].get("doc_count_error_upper_bound")


def _build(request: FacetRequest, own: Own, said: Json, ask: Ask) -> FacetCounts:
    listed = said["values"]["buckets"]
    selected, rejected = own.named(request.field)
    # A cluster lists the most frequent first, and equal ones by their code points.
    fitting = (one["key"] for one in listed if not request.match or holds(one["key"], request.match))
    shown = {*islice(fitting, request.size), *selected, *rejected}
    within = _counts_of(listed, shown)
    left = len(listed) - len(within)
    paragraphs = within | _counts_of(said.get("named", _NOTHING)["buckets"], shown)
    statements = _statements(request, own, said, ask, shown, paragraphs)
    buckets = [
        Bucket(value, value, paragraphs.get(value, 0), statements.get(value, 0), value in selected) for value in shown
    ]
    all_of_them = sum(map(_DOCUMENTS, listed)) + said["values"]["sum_other_doc_count"]
    return FacetCounts(
        tuple(sorted(buckets, key=lambda bucket: (-bucket.paragraphs, bucket.value))),
        left if left <= MOST_OTHER_VALUES and not _is_short(said) else None,
        all_of_them - sum(bucket.paragraphs for bucket in buckets),
        Count(said["missing"]["doc_count"], said["up"]["missing"]["doc_count"]),
    )


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


def holds(value: str, match: tuple[str, ...]) -> bool:
    """Whether ``value`` holds all tokens of ``match``, in any order."""
    return set(match) <= {token.form for token in tokenize(value)}
