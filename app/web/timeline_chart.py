"""A timeline as lengths for an inline SVG. Only attributes and classes: the security policy forbids inline styles.

Time is drawn to scale. A line goes from a bar to the next one only where nothing lies between them, and nothing is
smoothed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.app.answering.timeline_links import CountLinks
from pincite.app.words import bar_name, found
from pincite.index.results import Bar, Count
from pincite.index.values.signs import without_turning
from pincite.index.wording.measures import share_of
from pincite.index.wording.timeline import Base, Timeline, TimelineSeries

LEFT, RIGHT, TOP, BOTTOM, BASE = 62, 780, 12, 250, 300
"""The edges of the drawing in units of the SVG, which is 1000 wide; bases are drawn from BOTTOM to BASE."""
_LABELS_APART = 31
_NAME = 16
"""Characters of a name beside its line."""
_STEPS = (1, 0.5, 0.25, 0.2, 0.1, 0.05, 0.025, 0.02, 0.01, 0.005, 0.002, 0.001)
_MOST_WHISKERS = 2
"""Up to so many series are drawn with their intervals."""


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """A count that is not 0: its marker, its text and its link. ``low`` and ``high`` are the ends of its interval."""

    x: float
    low: float
    high: float
    marker: str
    says: str
    link: str
    thin: bool


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One series: pieces of its line, its points, and where its name stands."""

    name: str
    short: str
    number: int
    pieces: tuple[str, ...]
    points: tuple[TimelinePoint, ...]
    label_y: float
    end_y: float
    key: str


@dataclass(frozen=True, slots=True)
class TimelineChart:
    """All lines. ``ticks`` are (y, text), ``dates`` (x, text), ``bases`` and ``thin`` (x, y, width, height)."""

    lines: tuple[TimelineLine, ...]
    ticks: tuple[tuple[float, str], ...]
    dates: tuple[tuple[float, str], ...]
    bases: tuple[tuple[float, float, float, float], ...]
    thin: tuple[tuple[float, float, float, float], ...]
    has_whiskers: bool
    says: str


def build_timeline_chart(made: Timeline, linked: Sequence[CountLinks]) -> TimelineChart | None:
    """Return the chart; None without a bar. ``linked`` has the links of each series."""
    if not made.bars:
        return None
    scale = _Scale(made)
    lines = [_line(*both, number, made, scale) for number, both in enumerate(zip(made.series, linked, strict=True))]
    bases = [*zip(made.bars, made.bases, strict=True)]
    return TimelineChart(
        tuple(_spread(lines)),
        tuple(scale.ticks()),
        tuple(_dates(made.bars, scale)),
        tuple(scale.base(*both) for both in bases),
        tuple(scale.band(bar) for bar, base in bases if base.is_thin),
        len(lines) <= _MOST_WHISKERS,
        f"Share of statements by {made.interval.value}, {bar_name(made.bars[0])} to {bar_name(made.bars[-1])}",
    )


class _Scale:
    """From dates and shares to places."""

    def __init__(self, made: Timeline) -> None:
        self._first = made.bars[0].first.toordinal()
        self._days = made.bars[-1].last.toordinal() - self._first + 1
        shares = [_share(*both) for one in made.series for both in zip(one.bars, made.bases, strict=True)]
        highest = max(shares, default=0.0)
        self._step = next((step for step in reversed(_STEPS) if 4 * step >= highest), 0.25)
        self._top = max(self._step, self._step * -(-highest // self._step))
        self._most = max(base.statements for base in made.bases)

    def x(self, day: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * (day - self._first) / self._days, 1)

    def middle(self, bar: Bar) -> float:
        return self.x((bar.first.toordinal() + bar.last.toordinal() + 1) / 2)

    def y(self, share: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * min(share, self._top) / self._top, 1)

    def ticks(self) -> Iterator[tuple[float, str]]:
        for number in range(round(self._top / self._step) + 1):
            yield self.y(number * self._step), percent(number * self._step)

    def _columns(self, bar: Bar) -> tuple[float, float]:
        first, last = self.x(bar.first.toordinal()), self.x(bar.last.toordinal() + 1)
        return first, max(1.0, round(last - first, 1))

    def band(self, bar: Bar) -> tuple[float, float, float, float]:
        first, width = self._columns(bar)
        return first, TOP, width, BOTTOM - TOP

    def base(self, bar: Bar, base: Base) -> tuple[float, float, float, float]:
        first, width = self._columns(bar)
        height = max(1.0, round((BASE - BOTTOM - 10) * base.statements / self._most, 1))
        return first, BASE - height, width, height


def _share(count: Count, base: Base) -> float:
    return count.statements / base.statements if base.statements else 0.0


def _line(one: TimelineSeries, linked: CountLinks, number: int, made: Timeline, scale: _Scale) -> TimelineLine:
    # Neither a title of SVG nor a label isolates its text.
    name = without_turning(name_of(one))
    shares = [_share(*both) for both in zip(one.bars, made.bases, strict=True)]
    places = [(scale.middle(bar), scale.y(share)) for bar, share in zip(made.bars, shares, strict=True)]
    points = []
    for bar, base, count, link, (x, y) in zip(made.bars, made.bases, one.bars, linked.bars, places, strict=True):
        share = share_of(count.statements, base.statements)
        if count.paragraphs and share is not None:
            says = f"{name}, {bar_name(bar)}: {found(count.paragraphs, count.statements)}, {percent(share.value)}"
            low, high = scale.y(share.low), scale.y(share.high)
            points.append(TimelinePoint(x, low, high, _marker(number, x, y), says, link, base.is_thin))
    short = name if len(name) <= _NAME else f"{name[: _NAME - 1]}…"
    end = places[-1][1]
    pieces = tuple(_pieces(made.bars, places))
    return TimelineLine(name, short, number, pieces, tuple(points), end, end, _marker(number, 12, 8))


def name_of(one: TimelineSeries) -> str:
    """Return what a series is called."""
    return "all others" if one.strand.is_rest else one.strand.name


def _pieces(bars: Sequence[Bar], places: Sequence[tuple[float, float]]) -> Iterator[str]:
    """Yield the pieces of a line: it breaks where bars are left out, as nothing is known there."""
    piece = [places[0]]
    for (bar, following), place in zip(pairwise(bars), places[1:], strict=True):
        if following.first.toordinal() - bar.last.toordinal() > 1:
            yield _points(piece)
            piece = []
        piece.append(place)
    yield _points(piece)


def _points(piece: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x},{y}" for x, y in piece)


def _spread(lines: Sequence[TimelineLine]) -> Iterator[TimelineLine]:
    """Yield the lines with names that do not touch, in their own order."""
    order = sorted(range(len(lines)), key=lambda at: lines[at].end_y)
    heights: dict[int, float] = {}
    lowest = BASE - _LABELS_APART * (len(lines) - 1)
    least = float(TOP)
    for rank, at in enumerate(order):
        heights[at] = least = max(least, min(lines[at].end_y, lowest + rank * _LABELS_APART))
        least += _LABELS_APART
    for at, line in enumerate(lines):
        yield TimelineLine(
            line.name, line.short, line.number, line.pieces, line.points, heights[at], line.end_y, line.key
        )


def _dates(bars: Sequence[Bar], scale: _Scale) -> Iterator[tuple[float, str]]:
    last = len(bars) - 1
    parts = 3 if last >= 3 else max(last, 1)
    before = -1000.0
    for at in dict.fromkeys(last * part // parts for part in range(parts + 1)):
        x = scale.middle(bars[at])
        if x - before > 150:
            yield x, bar_name(bars[at])
            before = x


def percent(share: float) -> str:
    """``3.1%``, ``12%``."""
    return f"{share:.1%}".replace(".0%", "%") if share >= 0.01 or not share else f"{share:.2%}"


def _marker(number: int, x: float, y: float) -> str:
    """Return the path of the marker of a series around a place: eight shapes, so that no colour is needed."""
    moves = (
        "m-4,-4h8v8h-8z",
        "m0,-5.5l5.5,5.5l-5.5,5.5l-5.5,-5.5z",
        "m0,-5l5,9h-10z",
        "m0,5l5,-9h-10z",
        "m-5,0h10m-5,-5v10",
        "m-4,-4l8,8m0,-8l-8,8",
        "m-5,-2h10v4h-10z",
        "m-2,-5h4v10h-4z",
    )
    return f"M{round(x, 1)},{round(y, 1)}{moves[number % len(moves)]}"
