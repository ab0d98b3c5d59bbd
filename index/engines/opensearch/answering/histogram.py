"""The histogram: bars of a year, a month or a day. A date counts in a bar if it fits into it completely."""

from collections.abc import Callable
from typing import Any

from pincite.index.engines.opensearch.commits.mapping import bar_field
from pincite.index.engines.opensearch.commits.selection import all_of
from pincite.index.query.bars import choose_interval
from pincite.index.query.query import Interval
from pincite.index.results import Count, Histogram, WordCounts, build_bars, build_words

Json = dict[str, Any]


_WORDS: Json = {"words": {"sum": {"field": "length"}}}


def aggregations_of(interval: Interval, *, words: bool = False) -> Json:
    """Build aggregations for bars of paragraphs and statements. AUTO requests years and the range.

    With ``words`` for the number of words of the paragraphs too.
    """
    width = Interval.YEAR if interval is Interval.AUTO else interval
    bars = {"histogram": {"field": bar_field(width), "interval": 1, "min_doc_count": 1}}
    counts: Json = {"bars": bars, "unknown": {"missing": {"field": "low"}}}
    own: Json = {name: {**one, "aggs": _WORDS} for name, one in counts.items()} | _WORDS if words else counts
    asked: Json = {**own, "dated": {"parent": {"type": "paragraph"}, "aggs": counts}}
    if interval is Interval.AUTO:
        known = all_of([{"exists": {"field": "earliest"}}, {"exists": {"field": "latest"}}])
        ends = {"first": {"min": {"field": "earliest"}}, "last": {"max": {"field": "latest"}}}
        asked["range"] = {"filter": known, "aggs": ends}
    return asked


def read_histogram(interval: Interval, said: Json, ask: Callable[[Json], Json], *, words: bool = False) -> Histogram:
    """Return the histogram. ``ask`` requests narrower bars if AUTO needs them."""
    width = _chosen(said["range"]) if interval is Interval.AUTO else interval
    if interval is Interval.AUTO and width is not Interval.YEAR:
        said = ask(aggregations_of(width, words=words))
    paragraphs, statements = _bars(said), _bars(said["dated"])
    unknown = Count(said["unknown"]["doc_count"], said["dated"]["unknown"]["doc_count"])
    wider = Count(
        said["doc_count"] - sum(paragraphs.values()) - unknown.paragraphs,
        said["dated"]["doc_count"] - sum(statements.values()) - unknown.statements,
    )
    bars = build_bars(width, paragraphs, statements)
    return Histogram(width, bars, wider, unknown, _words(said, paragraphs) if words else None)


def _words(said: Json, paragraphs: dict[int, int]) -> WordCounts:
    of_bars = {int(bucket["key"]): int(bucket["words"]["value"]) for bucket in said["bars"]["buckets"]}
    unknown = int(said["unknown"]["words"]["value"])
    wider = int(said["words"]["value"]) - sum(of_bars.values()) - unknown
    return build_words(paragraphs, of_bars, wider, unknown)


def _bars(said: Json) -> dict[int, int]:
    return {int(bucket["key"]): bucket["doc_count"] for bucket in said["bars"]["buckets"]}


def _chosen(known: Json) -> Interval:
    if not known["doc_count"]:
        return choose_interval(Interval.AUTO, None, None)
    return choose_interval(Interval.AUTO, int(known["first"]["value"]), int(known["last"]["value"]))
