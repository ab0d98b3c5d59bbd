"""The content of the page of a timeline, as plain values for the template."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pincite.app.answering.links import Links
from pincite.app.answering.parameters import TIMELINE
from pincite.app.answering.timeline_links import CountLinks, link_counts
from pincite.app.answering.timeline_request import TimelineRequest
from pincite.app.answering.wording_words import adds_up_says, base_says, looked_through, thin_says
from pincite.app.web.timeline_chart import TimelineChart, build_timeline_chart, name_of, percent
from pincite.app.web.toolbar import say_filters
from pincite.app.words import LABELS, bar_name, found, spoken
from pincite.index.results import Count, Hit
from pincite.index.values.errors import Problem
from pincite.index.wording.measures import MOST_WORDINGS, per_million, share_of
from pincite.index.wording.timeline import Base, Timeline, TimelineSeries

Pair = tuple[str, str]
_FIELDS = 3
"""How many empty fields for wordings the form begins with."""
_OWN = ("wording", "q", "interval", "split", "format")
_CHOICES = {one.name: one.choices for one in TIMELINE}


@dataclass(frozen=True, slots=True)
class TimelineView:
    """The page: its form, and what was counted. Absent parts are empty, so the template only tests for truth."""

    wordings: Sequence[str]
    base: str
    intervals: Sequence[dict[str, Any]]
    splits: Sequence[dict[str, Any]]
    kept: Sequence[Pair]
    filters: Sequence[str]
    problems: Sequence[Problem] = ()
    title: str = ""
    chart: TimelineChart | None = None
    interval: str = ""
    series: Sequence[dict[str, Any]] = ()
    rows: Sequence[dict[str, Any]] = ()
    notes: Sequence[str] = ()
    coverage: str = ""
    json_link: str = ""
    csv_link: str = ""
    late: bool = False


def build_timeline_form(pairs: Sequence[Pair], problems: Sequence[Problem] = ()) -> TimelineView:
    """Return the page without an answer."""
    return TimelineView(**_form(pairs), problems=problems)


def build_timeline_view(asked: TimelineRequest, made: Timeline, pairs: Sequence[Pair], links: Links) -> TimelineView:
    """Return the page for an answer."""
    others = [pair for pair in pairs if pair[0] != "format"]
    linked = [link_counts(asked.search_of(one.strand), made, links) for one in made.series]
    return TimelineView(
        **_form(pairs),
        title=", ".join(strand.name for strand in asked.strands),
        chart=build_timeline_chart(made, linked),
        interval=made.interval.value,
        series=[_series(*both, number, links) for number, both in enumerate(zip(made.series, linked, strict=True))],
        rows=list(_rows(made, linked, link_counts(asked.base_search(), made, links))),
        notes=[line for line in (base_says(made), thin_says(made), adds_up_says(made, asked.split)) if line],
        coverage=looked_through(made),
        json_link=links.at("/v1/timeline", others),
        csv_link=links.at("/v1/timeline", [*others, ("format", "csv")]),
        late=made.partial,
    )


def _form(pairs: Sequence[Pair]) -> dict[str, Any]:
    given = dict(pairs)
    wordings = [value for name, value in pairs if name == "wording"]
    empty = max(_FIELDS - len(wordings), 1 if len(wordings) < MOST_WORDINGS else 0)
    kept = [pair for pair in pairs if pair[0] not in _OWN]
    return {
        "wordings": [*wordings, *[""] * empty],
        "base": given.get("q", ""),
        "intervals": _options("interval", given.get("interval", "auto")),
        "splits": [
            {"value": "", "label": "nothing", "chosen": not given.get("split")},
            *_options("split", given.get("split")),
        ],
        "kept": kept,
        "filters": say_filters(kept),
    }


def _options(name: str, chosen: str | None) -> list[dict[str, Any]]:
    labels = LABELS if name == "split" else {}
    return [{"value": one, "label": labels.get(one, one), "chosen": one == chosen} for one in _CHOICES[name]]


def _series(one: TimelineSeries, linked: CountLinks, number: int, links: Links) -> dict[str, Any]:
    return {
        "name": name_of(one),
        "number": number,
        "found": found(one.total.paragraphs, one.total.statements, partial=one.partial),
        "link": linked.whole,
        "first": _place(one.first, links),
        "last": _place(one.last, links),
    }


def _place(hit: Hit | None, links: Links) -> dict[str, str] | None:
    if hit is None:
        return None
    heading, passage = hit.heading, hit.passage
    return {
        "title": heading.title,
        "language": heading.language or "",
        "date": spoken(heading.dates),
        "link": links.statement(heading.id, passage.version, passage.number),
    }


def _rows(made: Timeline, linked: Sequence[CountLinks], of_base: CountLinks) -> Iterator[dict[str, Any]]:
    """Yield the rows of the table: the bars, then wider and unknown dates where there are any."""
    for at, (bar, base) in enumerate(zip(made.bars, made.bases, strict=True)):
        cells = [_cell(one.bars[at], base, link.bars[at]) for one, link in zip(made.series, linked, strict=True)]
        yield _row(bar_name(bar), base, of_base.bars[at], cells)
    both = [*zip(made.series, linked, strict=True)]
    if made.wider.paragraphs:
        cells = [_cell(one.wider, made.wider, link.wider) for one, link in both]
        yield _row("wider dates", made.wider, of_base.wider, cells)
    if made.unknown.paragraphs:
        cells = [_cell(one.unknown, made.unknown, link.unknown) for one, link in both]
        yield _row("date unknown", made.unknown, of_base.unknown, cells)


def _row(name: str, base: Base, link: str, cells: Sequence[dict[str, str]]) -> dict[str, Any]:
    return {
        "name": name,
        "thin": base.is_thin,
        "link": link,
        "statements": f"{base.statements:,}",
        "words": f"{base.words:,}",
        "cells": cells,
    }


def _cell(count: Count, base: Base, link: str) -> dict[str, str]:
    share, rate = share_of(count.statements, base.statements), per_million(count.paragraphs, base.words)
    return {
        "link": link if count.paragraphs else "",
        "count": f"{count.paragraphs:,} in {count.statements:,}",
        "share": "" if share is None else percent(share.value),
        "interval": "" if share is None else f"{percent(share.low)} to {percent(share.high)}",
        "rate": "" if rate is None else f"{rate:,.1f}",
    }
