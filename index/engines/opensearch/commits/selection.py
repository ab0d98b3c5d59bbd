"""Filters as queries: each facet's own apart, since a facet is counted without them."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from pincite.index.engines.opensearch.commits.mapping import facet_field
from pincite.index.engines.opensearch.commits.words import value_term
from pincite.index.query.query import DateFilter, Filter

Json = dict[str, Any]


def everything() -> Json:
    """Everything, without a score."""
    return {"bool": {"filter": [{"match_all": {}}]}}


def of_kind(kind: str) -> Json:
    """Documents of one kind."""
    return {"term": {"kind": kind}}


def all_of(queries: Sequence[Json]) -> Json:
    """What matches all of ``queries``, without a score."""
    return {"bool": {"filter": [*queries]}}


def none_of(queries: Iterable[Json]) -> Json:
    """What matches none of ``queries``, without a score."""
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


def of_dates(dates: DateFilter | None) -> list[Json]:
    """The date filter, if there is one."""
    return [] if dates is None else [overlapping(dates.earliest, dates.latest)]


def of_filters(filters: Iterable[Filter]) -> list[Json]:
    """A query for each filter; a document passes all of them."""
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
