"""Filters as queries. Each facet's own filters are separate, because a facet is counted without them."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pincite.index.engines.opensearch.commits.mapping import bar_field, facet_field
from pincite.index.engines.opensearch.commits.words import value_term
from pincite.index.query.clauses import DateUnknown
from pincite.index.query.query import Dated, DateFilter, Filter, Query, Since, WiderThan

Json = dict[str, Any]

_TERMS = 50_000
"""The most terms of one query. A cluster allows 65,536, unless somebody changed that."""


@dataclass(frozen=True, slots=True)
class Narrowed(Query):
    """A query without the statements ``left_out``, which the engine found out itself."""

    left_out: tuple[str, ...] = ()


def everything() -> Json:
    """Everything, without a score."""
    return {"bool": {"filter": [{"match_all": {}}]}}


def of_kind(kind: str) -> Json:
    """Documents of one kind."""
    return {"term": {"kind": kind}}


def all_of(queries: Sequence[Json]) -> Json:
    """Documents that match all of ``queries``, without a score."""
    return {"bool": {"filter": [*queries]}}


def none_of(queries: Iterable[Json]) -> Json:
    """Documents that match none of ``queries``, without a score."""
    return {"bool": {"must_not": [*queries]}}


def overlapping(earliest: datetime.date | None, latest: datetime.date | None) -> Json:
    """Dates that overlap the range, both ends inclusive; unknown ones never do."""
    bounds: list[Json] = [{"exists": {"field": "low"}}]
    if earliest is not None:
        bounds.append({"range": {"high": {"gte": earliest.toordinal()}}})
    if latest is not None:
        bounds.append({"range": {"low": {"lte": latest.toordinal()}}})
    return all_of(bounds)


def unknown() -> Json:
    """Dates without any bound."""
    return none_of([{"exists": {"field": "low"}}])


def of_others(query: Query) -> list[Json]:
    """A query for each filter that is no facet's: of dates, of statements by their ids, and of when they came."""
    left_out = query.left_out if isinstance(query, Narrowed) else ()
    named: list[Json] = [{"terms": {"id": [*query.statements]}}] if query.statements else []
    return [*map(_dated, query.date_filters), *named, *map(_since, query.since), *_without(left_out)]


def _without(ids: Sequence[str]) -> Iterator[Json]:
    """Documents of no statement of ``ids``, in as many queries as the cluster's limit of terms needs."""
    for start in range(0, len(ids), _TERMS):
        yield none_of([{"terms": {"id": [*ids[start : start + _TERMS]]}}])


def _since(item: Since) -> Json:
    field = item.what if item.by == "batch" else f"{item.what}_at"
    return {"range": {field: {"gte": item.least}}}


def _dated(item: Dated) -> Json:
    match item:
        case DateFilter(earliest, latest, within):
            return (_inside if within else overlapping)(earliest, latest)
        case WiderThan(interval):
            return all_of([{"exists": {"field": "low"}}, none_of([{"exists": {"field": bar_field(interval)}}])])
        case DateUnknown():
            return unknown()


def _inside(earliest: datetime.date | None, latest: datetime.date | None) -> Json:
    """Dates inside the range. A missing bound of a date is inside only if that end of the range is open."""
    bounds: list[Json] = [{"exists": {"field": "low"}}]
    if earliest is not None:
        bounds.append({"range": {"earliest": {"gte": earliest.toordinal()}}})
    if latest is not None:
        bounds.append({"range": {"latest": {"lte": latest.toordinal()}}})
    return all_of(bounds)


def in_turkic(query: Json) -> Json:
    """What matches ``query`` in Turkish and Azeri, with its score."""
    return {"bool": {"must": [query], "filter": [_TURKIC]}}


def elsewhere(query: Json) -> Json:
    """What matches ``query`` in any other language, or in none, with its score."""
    return {"bool": {"must": [query], "must_not": [_TURKIC]}}


_LANGUAGE = facet_field("language")
_TURKIC: Json = {
    "bool": {
        "should": [
            {"terms": {_LANGUAGE: ["tr", "az"]}},
            {"prefix": {_LANGUAGE: "tr-"}},
            {"prefix": {_LANGUAGE: "az-"}},
        ],
        "minimum_should_match": 1,
    }
}


def of_filters(filters: Iterable[Filter]) -> list[Json]:
    """A query for each filter. A document must pass all of them."""
    return [query for item in filters for query in _passing(item)]


def _passing(item: Filter) -> Iterable[Json]:
    field = facet_field(item.field)
    chosen: list[Json] = [{"terms": {field: [*map(value_term, item.selected)]}}] if item.selected else []
    if item.missing:
        chosen.append(none_of([{"exists": {"field": field}}]))
    if chosen:
        yield {"bool": {"should": chosen, "minimum_should_match": 1}} if len(chosen) > 1 else chosen[0]
    if item.rejected:
        yield none_of([{"terms": {field: [*map(value_term, item.rejected)]}}])
