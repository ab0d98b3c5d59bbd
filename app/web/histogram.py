"""The date histogram as lengths for an inline SVG. Only attributes: the security policy forbids inline styles."""

from dataclasses import dataclass

from pincite.app.answering.barlinks import links_to_bars, pairs_of_unknown, pairs_of_wider
from pincite.app.answering.links import Links
from pincite.app.answering.request import SearchRequest
from pincite.app.words import bar_name, counted, found, in_words
from pincite.index.results import Bar, Histogram

WIDTH, HEIGHT = 1000, 100
MANY = 24
"""Counts of more bars than this fill a screen: a page of their own lists them."""
_GAP = 0.15


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """One bar: its position, its text and its link."""

    name: str
    says: str
    link: str
    x: float
    y: float
    width: float
    paragraphs: int
    statements: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All bars, with the names of the first and the last, and ``labels`` below them, at equal distances.

    ``list_link`` leads to the same counts as a page, where there are too many for a table on this one.
    """

    columns: tuple[ChartColumn, ...]
    interval: str
    highest: str
    labels: tuple[str, ...]
    first: str
    last: str
    wider: str
    wider_link: str
    unknown: str
    unknown_link: str
    list_link: str = ""


def build_chart(histogram: Histogram, asked: SearchRequest, links: Links) -> Chart | None:
    """Return the chart with its counts of wider and unknown dates, or None when all are empty.

    A single bar is not drawn: there is nothing to compare it with.
    """
    bars = histogram.bars if len(histogram.bars) > 1 else ()
    if not (bars or histogram.wider.paragraphs or histogram.unknown.paragraphs):
        return None
    highest = max((bar.paragraphs for bar in bars), default=0) or 1
    step = WIDTH / max(len(bars), 1)
    columns = tuple(
        _column(bar, place, step, highest, link)
        for place, (bar, link) in enumerate(zip(bars, links_to_bars(asked, bars, links), strict=True))
    )
    wider, unknown = histogram.wider, histogram.unknown
    return Chart(
        columns,
        histogram.interval.value,
        counted(highest, "paragraph") if columns else "",
        _labels(columns),
        _named(bars[0]) if bars else "",
        _named(bars[-1]) if bars else "",
        found(wider.paragraphs, wider.statements) if wider.paragraphs else "",
        links.at("/", pairs_of_wider(asked, histogram.interval)),
        found(unknown.paragraphs, unknown.statements) if unknown.paragraphs else "",
        links.at("/", pairs_of_unknown(asked)),
    )


def _named(bar: Bar) -> str:
    """``May 2021``. The names below the chart stay short, so that they do not touch."""
    return in_words(bar_name(bar))


def _labels(columns: tuple[ChartColumn, ...]) -> tuple[str, ...]:
    """The first, the last and up to three between, so that they do not touch on a narrow screen."""
    last = len(columns) - 1
    parts = 4 if last >= 8 else 2 if last >= 4 else 1
    return tuple(dict.fromkeys(columns[last * part // parts].name for part in range(parts + 1))) if columns else ()


def _column(bar: Bar, place: int, step: float, highest: int, link: str) -> ChartColumn:
    name = bar_name(bar)
    # A bar that is not empty stays visible, however high the highest one is.
    height = max(HEIGHT * bar.paragraphs / highest, 2) if bar.paragraphs else 0
    return ChartColumn(
        name,
        f"{_named(bar)}: {found(bar.paragraphs, bar.statements)}",
        link,
        round(place * step + step * _GAP / 2, 1),
        round(HEIGHT - height, 1),
        round(step * (1 - _GAP), 1),
        bar.paragraphs,
        bar.statements,
    )
