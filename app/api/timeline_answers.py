"""Turn a timeline into the public JSON, and into CSV."""

import csv
import io
from collections.abc import Iterator

from pincite.app.answering.export import neutral
from pincite.app.answering.links import Links
from pincite.app.answering.timeline_links import CountLinks, link_counts
from pincite.app.answering.timeline_request import TimelineRequest
from pincite.app.answering.wording_words import coverage_of
from pincite.app.api import wording_schemas as schemas
from pincite.app.api.answers import build_reference, build_statement
from pincite.app.api.quote_answers import build_coverage
from pincite.app.words import bar_name
from pincite.index.results import Bar, Count, Hit
from pincite.index.wording.measures import Share, per_million, share_of
from pincite.index.wording.timeline import Base, Timeline, TimelineSeries

_COLUMNS = (
    *("series", "bar", "from", "to", "paragraphs", "statements", "share", "share_low", "share_high", "per_million"),
    *("base_paragraphs", "base_statements", "base_words", "url"),
)


def build_timeline_out(asked: TimelineRequest, found: Timeline, links: Links, took_ms: float) -> schemas.TimelineOut:
    """The whole answer."""
    of_base = _absolute(link_counts(asked.base_search(), found, links), links)
    return schemas.TimelineOut(
        interval=found.interval.value,
        bars=[_interval(bar, own, url) for bar, own, url in zip(found.bars, found.bases, of_base.bars, strict=True)],
        series=[_series(asked, found, one, links) for one in found.series],
        wider=_base(found.wider, of_base.wider),
        unknown=_base(found.unknown, of_base.unknown),
        base=_base(found.total, of_base.whole),
        split=None if found.adds_up is None else schemas.SplitOut(field=asked.split, adds_up=found.adds_up),
        coverage=build_coverage(coverage_of(found)),
        partial=found.partial,
        commit=found.commit,
        took_ms=round(took_ms, 2),
    )


def _absolute(counts: CountLinks, links: Links) -> CountLinks:
    bars = tuple(map(links.absolute, counts.bars))
    return CountLinks(bars, *map(links.absolute, (counts.wider, counts.unknown, counts.whole)))


def _interval(bar: Bar, base: Base, url: str) -> schemas.IntervalOut:
    return {
        "from": bar.first.isoformat(),
        "to": bar.last.isoformat(),
        "name": bar_name(bar),
        "base": _base(base, url),
        "thin": base.is_thin,
    }


def _base(base: Base, url: str) -> schemas.BaseOut:
    return schemas.BaseOut(paragraphs=base.paragraphs, statements=base.statements, words=base.words, url=url)


def _series(asked: TimelineRequest, found: Timeline, one: TimelineSeries, links: Links) -> schemas.SeriesOut:
    strand = one.strand
    behind = _absolute(link_counts(asked.search_of(strand), found, links), links)
    bars = zip(one.bars, found.bases, behind.bars, strict=True)
    return schemas.SeriesOut(
        wording=None if asked.split else strand.name,
        value=strand.name if strand.field and not strand.is_rest else None,
        other=strand.is_rest,
        bars=[_count(count, base, url) for count, base, url in bars],
        wider=_count(one.wider, found.wider, behind.wider),
        unknown=_count(one.unknown, found.unknown, behind.unknown),
        first=_place(one.first, links),
        last=_place(one.last, links),
        partial=one.partial,
        **_count(one.total, found.total, behind.whole),
    )


def _count(count: Count, base: Base, url: str) -> schemas.WordingCountOut:
    return schemas.WordingCountOut(
        paragraphs=count.paragraphs,
        statements=count.statements,
        share=_share(share_of(count.statements, base.statements)),
        per_million=per_million(count.paragraphs, base.words),
        url=url,
    )


def _share(share: Share | None) -> schemas.ShareOut | None:
    return None if share is None else schemas.ShareOut(value=share.value, low=share.low, high=share.high)


def _place(hit: Hit | None, links: Links) -> schemas.PlaceOut | None:
    if hit is None:
        return None
    statement = build_statement(hit.heading, links)
    return schemas.PlaceOut(statement=statement, paragraph=build_reference(hit.heading, hit.passage, links))


def write_timeline(told: schemas.TimelineOut) -> str:
    """Return a timeline as CSV: a row for each series and interval, then its wider and its unknown dates."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for one in told["series"]:
        writer.writerows(_rows(told, one))
    return file.getvalue()


def _rows(told: schemas.TimelineOut, one: schemas.SeriesOut) -> Iterator[tuple[str, ...]]:
    name = neutral(one["wording"] or one["value"] or "other")
    places = [(bar["name"], bar["from"], bar["to"], bar["base"]) for bar in told["bars"]]
    places += [("wider", "", "", told["wider"]), ("unknown", "", "", told["unknown"])]
    for (label, first, last, base), count in zip(places, (*one["bars"], one["wider"], one["unknown"]), strict=True):
        share = count["share"]
        shares = ("", "", "") if share is None else (share["value"], share["low"], share["high"])
        own = (count["paragraphs"], count["statements"], *shares)
        rate = "" if count["per_million"] is None else count["per_million"]
        of_base = (base["paragraphs"], base["statements"], base["words"])
        yield name, label, first, last, *map(str, own), str(rate), *map(str, of_base), count["url"]
