"""Paragraphs of a PDF: where one line goes on in the next, within a column and over columns and pages.

What tells: the distance of baselines against that of the paragraph so far; an indent; a line that ends although the
next word would still have fitted; a list's sign or number; a change of letters. Where the two lines stand on different
columns or pages there is no distance, and the sentence decides.
"""

import itertools
import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pincite.index.reading.formats.headings import is_letterhead
from pincite.index.reading.formats.pdf_characters import HYPHEN, LOWERED, RAISED
from pincite.index.reading.formats.pdf_columns import PdfColumn, PdfLine
from pincite.index.reading.formats.printed_dates import parse_dateline

BULLET = re.compile(r"[•●○▪■□◦‣∙·➢➤✓►▶❖✔*–—-]\s+\S")
LABEL = re.compile(
    r"(?:\d{1,3}(?:\.\d{1,3}){0,3}[.)]|\d{1,3}(?:\.\d{1,3}){1,3}|\(\d{1,3}\)|\(?[a-zA-Z]\)|[a-zA-Z]\.|\(?[ivxl]{1,6}\)|(?:[ivxl]{1,6}|[IVXL]{1,6})\."
    r"|§+\s*\d[\d.]*|(?:Article|Artikel|Section|Chapter|Annex|Rule|Principle|Paragraph)\s+(?:\d{1,3}|[IVXLC]+)\b[.:]?)\s+\S"
)
_DASHES = "-–—*·∙"
_CAPTION = re.compile(r"(?:[A-Z][A-Z&/'’-]+ ?){1,5}:(?:\s|$)")
_ENDED = re.compile(r"[.!?:;…।。！？][\"'”’»)\]*†‡\d\ue000\ue001]*$|[\"”»]$")
_STOPPED = re.compile(r"[.!?…。！？][\"'”’»)\]\d\ue000\ue001]*$")
_LISTED = re.compile(r"[;:,]$|\b(?:and|or|et|und|y|ou|oder)$")
_FLAT = re.compile(f"[{RAISED}{LOWERED}]")


@dataclass(slots=True)
class PdfBlock:
    """The lines of one paragraph."""

    lines: list[PdfLine] = field(default_factory=list)

    @property
    def first(self) -> PdfLine:
        return self.lines[0]

    @property
    def last(self) -> PdfLine:
        return self.lines[-1]

    def is_centred(self) -> bool:
        """Whether every line is as far from the left edge of its column as from the right, and not filled."""
        return all(is_centred(line) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Metrics:
    """What is usual in a document: size of letters, width of a column, distance of lines by page, indented or not."""

    size: float
    pitch: float
    pitches: dict[int, float]
    width: float
    indents: bool


def is_centred(line: PdfLine) -> bool:
    """Whether ``line`` stands in the middle of its column; a nearly full line, with an indent, does not."""
    left, right = line.left - line.column.left, line.column.right - line.right
    if min(left, right) < 0.8 * line.size:
        return False
    wide = line.right - line.left > 0.7 * (line.column.right - line.column.left) and not line.bold
    return abs(left - right) < (3 if wide else line.size + 0.05 * (left + right))


def build_metrics(lines: Sequence[PdfLine]) -> Metrics:
    """Return the metrics of all ``lines`` of a document, in reading order; there is at least one."""
    weights: dict[float, int] = {}
    for line in lines:
        weights[round(line.size, 1)] = weights.get(round(line.size, 1), 0) + len(line.text)
    size = max(weights, key=lambda one: (weights[one], one))
    widths = sorted(line.column.right - line.column.left for line in lines if abs(line.size - size) < 1)
    gaps = _filled_gaps(lines, size)
    every = [gap for page in gaps.values() for gap in page]
    pitch = statistics.median_low(every) if every else 1.25 * size
    pitches = {page: statistics.median_low(found) for page, found in gaps.items() if len(found) >= 5}
    return Metrics(size, pitch, pitches, statistics.median(widths or [0.0]), _has_indents(lines, size))


def _filled_gaps(lines: Sequence[PdfLine], size: float) -> dict[int, list[float]]:
    """Return by page the distances of lines that surely are of one paragraph: the sentence goes on."""
    pairs = [
        (a, b)
        for a, b in itertools.pairwise(lines)
        if a.column == b.column
        and a.right > a.column.right - 5 * size
        and abs(b.left - b.column.left) < 3
        and max(abs(a.size - size), abs(b.size - size)) < 1
        and 0 < a.baseline - b.baseline < 3.3 * size
        and not _ENDED.search(flat(a.text))
    ]
    lower = [pair for pair in pairs if pair[1].text[:1].islower()]
    gaps: dict[int, list[float]] = {}
    for a, b in lower or pairs:
        gaps.setdefault(a.column.page, []).append(round(a.baseline - b.baseline, 1))
    return gaps


def _has_indents(lines: Sequence[PdfLine], size: float) -> bool:
    """Whether paragraphs begin with an indent: a line that is pushed in before one that is not."""
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if a.column == b.column]
    begun = sum(
        0.8 * size < a.left - a.column.left < 6 * size and abs(b.left - b.column.left) < 2 and not is_centred(a)
        for a, b in pairs
    )
    return begun >= 2 or begun * 6 > len(pairs)


def build_blocks(lines: Iterable[PdfLine], metrics: Metrics) -> list[PdfBlock]:
    """Return ``lines``, in reading order, as paragraphs."""
    blocks: list[PdfBlock] = []
    every = list(lines)
    edges = _find_edges(every, metrics)
    for index, line in enumerate(every):
        if blocks and not _breaks(blocks[-1], line, metrics, edges[index - 1]):
            blocks[-1].lines.append(line)
        else:
            blocks.append(PdfBlock([line]))
    return blocks


def flat(text: str) -> str:
    """Return ``text`` without the signs around raised marks."""
    return _FLAT.sub("", text)


def _find_edges(lines: Sequence[PdfLine], metrics: Metrics) -> list[float]:
    """Return for each line where it could end at most: the edge of its column, or of an indented block it is in."""
    columns = dict.fromkeys(line.column for line in lines)
    by_column = {column: _edge(column, metrics, columns) for column in columns}
    edges = [by_column[line.column] for line in lines]
    begin = 0
    for end in range(1, len(lines) + 1):
        if end < len(lines) and _aligned(lines[end - 1], lines[end]):
            continue
        group = lines[begin:end]
        right = max(line.right for line in group)
        indented = group[0].left > group[0].column.left + metrics.size
        filled = sum(line.right > right - 0.15 * (right - line.left) for line in group)
        goes_on = any(not _ENDED.search(flat(line.text)) for line in group[:-1])
        if len(group) >= 3 and indented and goes_on and filled * 10 >= 6 * len(group):
            edges[begin:end] = [min(edge, right) for edge in edges[begin:end]]
        begin = end
    return edges


def _edge(column: PdfColumn, metrics: Metrics, columns: Iterable[PdfColumn]) -> float:
    """Return the right edge of ``column``: of a column of few lines, it is that of a usual one.

    A page of list items begins farther in than others of ``columns``, and ends where they do.
    """
    wide = column.left + min(metrics.width, 1.6 * max(column.right - column.left, 1))
    around = [
        one.right
        for one in columns
        if one.left <= column.left + 2 < one.right and one.right - one.left > 0.9 * metrics.width
    ]
    return max(column.right, min(wide, max(around, default=wide)))


def _aligned(a: PdfLine, b: PdfLine) -> bool:
    return a.column == b.column and abs(a.left - b.left) < 2 and abs(a.size - b.size) < 1


def _breaks(block: PdfBlock, line: PdfLine, metrics: Metrics, edge: float) -> bool:
    last = block.last
    if _differs(block, line):
        return True
    if last.text.endswith(HYPHEN):
        return False
    if last.column != line.column:
        return _breaks_over(block, line, metrics, edge)
    gap = last.baseline - line.baseline
    if gap > 1.28 * _pitch(block, metrics) or gap < -0.5 * line.size:
        return True
    if len(last.cells) > 1 and len(line.cells) > 1 and _is_table(last, line):
        return True
    if _hangs(block, line):
        return False
    if (
        (block.is_centred() and is_letterhead(flat(last.text)))
        or _is_apart(last, line)
        or _is_dateline(last)
        or _is_dateline(line)
    ):
        return True
    if _is_head(block, metrics) and is_centred(line) and block.is_centred():
        return False
    return _breaks_within(block, line, edge)


def _differs(block: PdfBlock, line: PdfLine) -> bool:
    """Whether the letters change: another size, or bold where not all was."""
    last = block.last
    ratio = line.size / last.size
    if not 0.87 < ratio < 1.15:
        return True
    bold = all(one.bold for one in block.lines)
    return bold != line.bold and (bold or len(line.text) > 3) and not (line.bold and last.text[-1:] not in ".:;!?")


def _pitch(block: PdfBlock, metrics: Metrics) -> float:
    """Return the distance of lines in ``block``; of a block of one line, what is usual for its letters."""
    lines = block.lines
    if len(lines) > 1 and lines[-1].column == lines[-2].column:
        return max(lines[-2].baseline - lines[-1].baseline, lines[-1].size)
    usual = metrics.pitches.get(block.last.column.page, metrics.pitch)
    if block.last.size > 1.1 * metrics.size:
        return max(usual, 1.25 * block.last.size)
    return usual if block.last.size > 0.9 * metrics.size else usual * block.last.size / metrics.size


def _is_table(a: PdfLine, b: PdfLine) -> bool:
    """Whether the cells of two lines begin at the same places."""
    return sum(any(abs(x - y) < 4 for y in b.cells[1:]) for x in a.cells[1:]) > 0


def _is_apart(a: PdfLine, b: PdfLine) -> bool:
    """Whether two lines, both pushed in, are aligned neither left nor right nor at their middles."""
    inset = min(a.left - a.column.left, b.left - b.column.left) > 3 * b.size
    edges = ((a.left, b.left), (a.right, b.right), ((a.left + a.right) / 2, (b.left + b.right) / 2))
    return inset and all(abs(x - y) > b.size for x, y in edges)


def _is_dateline(line: PdfLine) -> bool:
    return len(line.text) < 80 and line.text[-1:] not in ".," and parse_dateline(flat(line.text)) is not None


def _is_head(block: PdfBlock, metrics: Metrics) -> bool:
    first = block.first
    return first.bold or first.size > 1.08 * metrics.size or flat(first.text).isupper()


def _breaks_within(block: PdfBlock, line: PdfLine, edge: float) -> bool:
    last, text = block.last, flat(line.text)
    short = _would_fit(last, line, edge)
    ended = _ENDED.search(flat(last.text)) is not None
    inset = line.left - line.column.left
    em = line.size
    if BULLET.match(text) and (short or _begins_item(block, line, ended)):
        return True
    if LABEL.match(text) and (short or ended or _LISTED.search(last.text) or line.left > last.left + 0.5 * em):
        return True
    if _CAPTION.match(text) and ended:
        return True
    if inset > 0.8 * em and not is_centred(line):
        verdict = _breaks_inset(block, line, short)
        if verdict is not None:
            return verdict
    if text[:1].islower() and not ended and line.left <= last.left + 0.5 * em:
        return False
    return short


def _begins_item(block: PdfBlock, line: PdfLine, ended: bool) -> bool:
    """Whether a line behind a sign of lists is an item: a dash may as well stand inside a sentence."""
    shifted = abs(line.left - block.last.left) > 0.5 * line.size
    if flat(line.text)[0] not in _DASHES:
        return ended or shifted or line.column != block.last.column
    listed = BULLET.match(flat(block.first.text)) is not None
    return (ended and (listed or shifted or flat(block.last.text).endswith(":"))) or (shifted and listed)


def _hangs(block: PdfBlock, line: PdfLine) -> bool:
    """Whether an item of one line goes on below its own words: its sign or number hangs out, however far."""
    goes_on = flat(line.text)[:1].islower() and not _ENDED.search(flat(block.last.text))
    return goes_on and len(block.lines) == 1 and line.left > block.last.left and _is_item(block)


def _is_item(block: PdfBlock) -> bool:
    first = flat(block.first.text)
    return (LABEL.match(first) or BULLET.match(first)) is not None


def _breaks_inset(block: PdfBlock, line: PdfLine, short: bool) -> bool | None:
    """Whether ``line``, which does not begin at the edge, begins a paragraph; None where only its end may tell."""
    step = line.left - block.last.left
    if abs(step) < 0.3 * line.size:
        return None
    hangs = _is_item(block)
    if step > 0:
        return short or not (hangs and len(block.lines) == 1)
    return short and not hangs


def _would_fit(last: PdfLine, line: PdfLine, edge: float) -> bool:
    """Whether the first word of ``line`` would still have fitted at the end of ``last``."""
    words = flat(line.text).split(maxsplit=1)
    width = (line.right - line.left) / max(len(line.text), 1)
    need = (len(words[0]) + 1) * width if words else 0.0
    if is_centred(last) and is_centred(line):
        return last.right - last.left + need < 0.9 * (edge - last.column.left)
    return last.right + need < edge - 0.15 * last.size


def _breaks_over(block: PdfBlock, line: PdfLine, metrics: Metrics, edge: float) -> bool:
    """Whether ``line``, on another column or page, begins a paragraph."""
    last, text = block.last, flat(line.text)
    ended = _ENDED.search(flat(last.text)) is not None
    if text[:1].islower() and not _STOPPED.search(flat(last.text)) and not LABEL.match(text):
        return False
    if (BULLET.match(text) and _begins_item(block, line, ended)) or (
        LABEL.match(text) and (ended or _LISTED.search(last.text))
    ):
        return True
    if last.column.page == line.column.page and line.baseline < last.baseline:
        # Not the top of the next column, but below something of another width.
        return True
    short = _would_fit(last, line, edge) or (ended and last.right < edge - 0.12 * (edge - last.column.left))
    if _is_head(block, metrics) and not _is_head(PdfBlock([line]), metrics):
        return True
    if _is_item(block) and len(block.lines) > 1 and abs(line.left - last.left) < 2:
        # An item goes on where its own lines begin: that is no indent.
        return short
    inset = line.left - line.column.left
    if metrics.indents and 0.8 * line.size < inset < 8 * line.size and not is_centred(line):
        return ended or short
    return short and (ended or _would_fit(last, line, edge))
