"""Turn a timeline into the public JSON, and into CSV."""

import csv
import io
from collections.abc import Iterator

from pincite.app.answering.barlinks import pairs_of_bar, pairs_of_unknown, pairs_of_wider
from pincite.app.answering.export import neutral
from pincite.app.answering.links import Links
from pincite.app.answering.quote_checking import Coverage
from pincite.app.answering.request import SearchRequest
from pincite.app.answering.timeline_request import TimelineRequest
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
    make = _Linking(found, links)
    base = asked.base_search()
    return schemas.TimelineOut(
        interval=found.interval.value,  # type: ignore[typeddict-item] - a timeline has an interval that is not AUTO
        bars=[
            {**_ends(bar), "name": bar_name(bar), "base": _base(own, make.bar(base, bar)), "thin": own.is_thin}
            for bar, own in zip(found.bars, found.bases, strict=True)
        ],
        series=[_series(asked, found, one, make, links) for one in found.series],
        wider=_base(found.wider, make.wider(base)),
        unknown=_base(found.unknown, make.unknown(base)),
        base=_base(found.total, make.all(base)),
        split=None if found.adds_up is None else schemas.SplitOut(field=asked.split, adds_up=found.adds_up),
        coverage=build_coverage(coverage_of(found)),
        partial=found.partial,
        commit=found.commit,
        took_ms=round(took_ms, 2),
    )


def coverage_of(found: Timeline) -> Coverage:
    """What was looked through."""
    first, last = (None if hit is None else hit.heading.dates.edtf for hit in (found.first, found.last))
    return Coverage(found.total.statements, found.total.paragraphs, first, last, found.sources, has_replaced=False)


class _Linking:
    """The links to the searches behind the counts of one timeline."""

    def __init__(self, found: Timeline, links: Links) -> None:
        self._found, self._links = found, links

    def all(self, asked: SearchRequest) -> str:
        return self._absolute(asked.pairs)

    def bar(self, asked: SearchRequest, bar: Bar) -> str:
        return self._absolute(pairs_of_bar(asked, bar))

    def wider(self, asked: SearchRequest) -> str:
        return self._absolute(pairs_of_wider(asked, self._found.interval))

    def unknown(self, asked: SearchRequest) -> str:
        return self._absolute(pairs_of_unknown(asked))

    def _absolute(self, pairs: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> str:
        return self._links.absolute(self._links.at("/", pairs))


def _ends(bar: Bar) -> dict[str, str]:
    return {"from": bar.first.isoformat(), "to": bar.last.isoformat()}


def _base(base: Base, url: str) -> schemas.BaseOut:
    return schemas.BaseOut(paragraphs=base.paragraphs, statements=base.statements, words=base.words, url=url)


def _series(
    asked: TimelineRequest, found: Timeline, one: TimelineSeries, make: _Linking, links: Links
) -> schemas.SeriesOut:
    strand, behind = one.strand, asked.search_of(one.strand)
    bars = zip(found.bars, found.bases, one.bars, strict=True)
    whole = _count(one.total, found.total, make.all(behind))
    return schemas.SeriesOut(
        wording=None if asked.split else strand.name,
        value=strand.name if strand.field and not strand.is_rest else None,
        other=strand.is_rest,
        bars=[_count(count, base, make.bar(behind, bar)) for bar, base, count in bars],
        wider=_count(one.wider, found.wider, make.wider(behind)),
        unknown=_count(one.unknown, found.unknown, make.unknown(behind)),
        first=_place(one.first, links),
        last=_place(one.last, links),
        partial=one.partial,
        **whole,
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
