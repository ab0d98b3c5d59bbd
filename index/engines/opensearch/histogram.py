"""The result over time: bars of a year, a month or a day, in which whole dates stand."""

import datetime
from calendar import monthrange
from collections.abc import Callable, Sequence
from typing import Any

from index.engines.opensearch.selection import all_of
from index.query.query import BARS_IN_FULL, DAYS_BY_DAY, MONTHS_BY_MONTH, Interval
from index.results import Bar, Count, Histogram

Json = dict[str, Any]

_FIELDS = {Interval.YEAR: "bar_year", Interval.MONTH: "bar_month", Interval.DAY: "bar_day"}


def aggregations_of(interval: Interval) -> Json:
    """Ask for the bars of the paragraphs found and of their statements; AUTO asks for years and the range."""
    width = Interval.YEAR if interval is Interval.AUTO else interval
    bars = {"histogram": {"field": _FIELDS[width], "interval": 1, "min_doc_count": 1}}
    counts: Json = {"bars": bars, "unknown": {"missing": {"field": "low"}}}
    asked: Json = {**counts, "dated": {"parent": {"type": "paragraph"}, "aggs": counts}}
    if interval is Interval.AUTO:
        known = all_of([{"exists": {"field": "earliest"}}, {"exists": {"field": "latest"}}])
        ends = {"first": {"min": {"field": "earliest"}}, "last": {"max": {"field": "latest"}}}
        asked["range"] = {"filter": known, "aggs": ends}
    return asked


def read_histogram(interval: Interval, said: Json, ask: Callable[[Json], Json]) -> Histogram:
    """Return the histogram; ``ask`` is used when AUTO is narrower than years."""
    width = _chosen(said["range"]) if interval is Interval.AUTO else interval
    if interval is Interval.AUTO and width is not Interval.YEAR:
        said = ask(aggregations_of(width))
    paragraphs, statements = _bars(said), _bars(said["dated"])
    shown: Sequence[int] = range(min(paragraphs), max(paragraphs) + 1) if paragraphs else ()
    if len(shown) > BARS_IN_FULL:
        shown = sorted(paragraphs)
    bars = tuple(Bar(*_ends(width, bar), paragraphs.get(bar, 0), statements.get(bar, 0)) for bar in shown)
    unknown = Count(said["unknown"]["doc_count"], said["dated"]["unknown"]["doc_count"])
    wider = Count(
        said["doc_count"] - sum(paragraphs.values()) - unknown.paragraphs,
        said["dated"]["doc_count"] - sum(statements.values()) - unknown.statements,
    )
    return Histogram(width, bars, wider, unknown)


def nothing(interval: Interval) -> Histogram:
    """The histogram of an archive without statements."""
    return Histogram(Interval.YEAR if interval is Interval.AUTO else interval, (), Count(), Count())


def _bars(said: Json) -> dict[int, int]:
    return {int(bucket["key"]): bucket["doc_count"] for bucket in said["bars"]["buckets"]}


def _chosen(known: Json) -> Interval:
    if not known["doc_count"]:
        return Interval.YEAR
    first, last = (datetime.date.fromordinal(int(known[end]["value"])) for end in ("first", "last"))
    if (last - first).days + 1 <= DAYS_BY_DAY:
        return Interval.DAY
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    return Interval.MONTH if months <= MONTHS_BY_MONTH else Interval.YEAR


def _ends(width: Interval, bar: int) -> tuple[datetime.date, datetime.date]:
    """The first and the last day of a bar."""
    if width is Interval.DAY:
        return datetime.date.fromordinal(bar), datetime.date.fromordinal(bar)
    if width is Interval.YEAR:
        return datetime.date(bar, 1, 1), datetime.date(bar, 12, 31)
    year, month = bar // 12, bar % 12 + 1
    return datetime.date(year, month, 1), datetime.date(year, month, monthrange(year, month)[1])
