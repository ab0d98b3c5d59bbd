"""Columns and lines: the runs of a page in the order in which they are read.

A gutter is a strip that no run crosses. A run across a gutter (a heading over both columns) cuts the page: what stands
above it is read first. A strip is a gutter only when running text stands on both of its sides: cells of a table and
numbers of a list do not.
"""

import itertools
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pincite.index.reading.formats.pdf_characters import PdfRun

_GUTTER = 0.7
"""The least width of a gutter, in ems."""
_CELL_GAP = 2.0
_ROWS = 4
"""Fewer rows than this are no column."""


@dataclass(frozen=True, slots=True)
class PdfColumn:
    """Where lines of running text begin and end, on which page (0-based)."""

    page: int
    number: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class PdfLine:
    """A line of a column, with the marks of its runs; ``cells`` are the left edges of its parts over 2 em apart."""

    text: str
    left: float
    right: float
    baseline: float
    size: float
    bold: bool
    column: PdfColumn
    cells: tuple[float, ...] = ()


def build_rows(runs: Iterable[PdfRun]) -> list[list[PdfRun]]:
    """Return ``runs`` by baseline, from the top of the page down, each row from left to right."""
    rows: list[list[PdfRun]] = []
    for run in sorted(runs, key=lambda run: -run.baseline):
        if rows and rows[-1][0].baseline - run.baseline < 0.35 * min(run.size, rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.left) for row in rows]


def build_lines(runs: Iterable[PdfRun], page: int) -> list[PdfLine]:
    """Return the lines of a page in reading order."""
    lines: list[PdfLine] = []
    for number, region in enumerate(_regions(list(runs), 0)):
        rows = build_rows(region)
        column = _build_column(rows, page, number)
        lines += [_build_line(row, column) for row in rows]
    return lines


def _build_column(rows: list[list[PdfRun]], page: int, number: int) -> PdfColumn:
    lefts = [row[0].left for row in rows]
    near = max(lefts, key=lambda left: (sum(abs(other - left) < 3 for other in lefts), -left))
    # The edge is where many lines begin, unless as many begin well left of it.
    left = min((one for one in lefts if sum(abs(o - one) < 3 for o in lefts) * 4 >= len(lefts)), default=near)
    # What begins far from the edge (a stamp, a signature) may end beyond the text.
    begun = [row[-1].right for row in rows if row[0].left < left + 5 * row[0].size]
    rights = sorted(begun if len(begun) * 3 >= len(rows) else [row[-1].right for row in rows])
    right = rights[-1] if len(rights) < 8 else rights[int(len(rights) * 0.95) - 1]
    return PdfColumn(page, number, left, max(right, left))


def _build_line(row: list[PdfRun], column: PdfColumn) -> PdfLine:
    body = max(row, key=lambda run: len(run.text))
    size = max(run.size for run in row if len(run.text) * 5 >= len(body.text))
    cells = [row[0].left]
    cells += [b.left for a, b in itertools.pairwise(row) if b.left - a.right > _CELL_GAP * size]
    text = " ".join(run.text for run in row)
    bold = all(run.bold for run in row)
    return PdfLine(text, row[0].left, row[-1].right, body.baseline, size, bold, column, tuple(cells))


def _regions(runs: list[PdfRun], depth: int) -> Iterator[list[PdfRun]]:
    """Yield the columns of ``runs`` in reading order."""
    split = None if depth > 6 or len(runs) < 2 * _ROWS else _find_split(runs)
    if split is None:
        if runs:
            yield runs
        return
    for band in split:
        yield from _regions(band, depth + 1)


def _find_split(runs: list[PdfRun]) -> list[list[PdfRun]] | None:
    """Return ``runs`` cut at the best gutter: above it, its left side, its right side, below it; None without one."""
    best: tuple[int, float, list[list[PdfRun]]] | None = None
    em = statistics.median(run.size for run in runs)
    for low, high in _gutters(runs, em):
        bands = _cut(runs, low, high)
        if bands is None:
            continue
        across, parts = bands
        if best is None or (across, low - high) < best[:2]:
            best = (across, low - high, parts)
    return None if best is None else best[2]


def _gutters(runs: list[PdfRun], em: float) -> Iterator[tuple[float, float]]:
    """Yield strips between an edge where runs begin and the runs that end left of it."""
    begins: dict[int, int] = {}
    for run in runs:
        begins[round(run.left / 3)] = begins.get(round(run.left / 3), 0) + 1
    for place in sorted(begins):
        if sum(begins.get(near, 0) for near in (place - 1, place, place + 1)) < _ROWS:
            continue
        edge = min(run.left for run in runs if abs(round(run.left / 3) - place) <= 1)
        ends = [run.right for run in runs if run.right <= edge - _GUTTER * em]
        if len(ends) >= _ROWS:
            # Lines that reach over the strip do not narrow it: they cut it.
            yield max(ends), edge


def _cut(runs: list[PdfRun], low: float, high: float) -> tuple[int, list[list[PdfRun]]] | None:
    """Return how many rows cross the strip, and the bands; None when nowhere running text stands on both sides."""
    bands: list[tuple[bool, list[PdfRun]]] = []
    crossed = 0
    for row in build_rows(runs):
        crosses = any(run.left < high - 0.5 and run.right > low + 0.5 for run in row)
        crossed += crosses
        if bands and bands[-1][0] == crosses:
            bands[-1][1].extend(row)
        else:
            bands.append((crosses, row))
    cut = [_sides(band, low, high) if not crosses else () for crosses, band in bands]
    if not any(side and all(_is_running(one, _ROWS) or _has_columns(one) for one in side) for side in cut):
        return None
    parts: list[list[PdfRun]] = []
    plain = False
    for (_, band), side in zip(bands, cut, strict=True):
        # Beside columns, two rows are enough for a column that ends or begins.
        columns = bool(side) and all(_is_running(one, 2) or _has_columns(one) for one in side)
        head = _above(side) if columns else band
        if head:
            parts[-1:] = [parts[-1] + head] if plain else [*parts[-1:], head]
        if columns:
            above = {id(run) for run in head}
            parts += [[run for run in one if id(run) not in above] for one in side]
        plain = not columns
    return crossed, parts


def _sides(band: list[PdfRun], low: float, high: float) -> tuple[list[PdfRun], ...]:
    return [run for run in band if run.right <= low + 0.5], [run for run in band if run.left >= high - 0.5]


def _has_columns(side: list[PdfRun]) -> bool:
    """Whether ``side`` is several columns: their rows are not all filled where one of them ends early."""
    return len(side) >= 4 * _ROWS and _find_split(side) is not None


def _above(sides: Sequence[list[PdfRun]]) -> list[PdfRun]:
    """Return what stands above the columns of a band: a letterhead reaches over both, with a gap below it."""
    tops = [_top(side) for side in sides]
    if all(top is None for top in tops):
        return []
    limit = min(top for top in tops if top is not None)
    # Where no gap parts the first rows of a side from the others, all of it is running text.
    heads = [
        [run for run in side if top is not None and run.baseline > limit + 0.5 * run.size]
        for side, top in zip(sides, tops, strict=True)
    ]
    if any(_is_running(head, 3) for head in heads):
        # The heading of one column stands beside the text of the other.
        return []
    return [run for head in heads for run in head]


def _top(side: list[PdfRun]) -> float | None:
    """Return where the running text of ``side`` begins, below its last wide gap near the top; None without one."""
    rows = build_rows(side)
    places = [row[0].baseline for row in rows]
    gaps = [a - b for a, b in itertools.pairwise(places)]
    usual = statistics.median(gaps)
    wide = [index for index, gap in enumerate(gaps[: len(gaps) // 2]) if gap > 2.2 * usual]
    heads = [index for index in wide if not _is_running([run for row in rows[: index + 1] for run in row], 3)]
    return places[heads[-1] + 1] if heads else None


def _is_running(side: list[PdfRun], least: int) -> bool:
    """Whether ``side`` is running text: enough rows, most of them filled, with words enough to a row."""
    rows = build_rows(side)
    if len(rows) < least:
        return False
    left, right = min(run.left for run in side), max(run.right for run in side)
    letters = statistics.median(sum(len(run.text) for run in row) for row in rows)
    # Where lines begin with small letters, sentences go on over them; cells of a table begin with capitals or digits.
    flows = sum(row[0].text[:1].islower() for row in rows) * 4 >= len(rows)
    share, least_letters = (0.55, 12) if flows else (0.7, 18)
    filled = sum(row[-1].right - row[0].left > share * (right - left) for row in rows)
    return filled * 2 >= len(rows) and letters >= least_letters
