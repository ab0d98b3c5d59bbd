"""Rows of a PDF page near its edges: what tells a line of the text from furniture that looks like it."""

import itertools
import re
import statistics
from dataclasses import dataclass

from pincite.index.reading.formats.pdf_characters import PdfRun

_DIGITS = re.compile(r"\d+")
_STOPPED = re.compile(r"[.!?:…。！？][\"'”’»)\]]*$")
_POINTED = re.compile(r"[.,;:!?)\]\"”»]$")
_INDENT = 4.0
"""How far, in ems, lines of one paragraph may begin apart."""


@dataclass(frozen=True, slots=True)
class PdfRow:
    """A row of a page: its text, its size, its place in the page, the runs it is made of."""

    text: str
    size: float
    place: float
    runs: tuple[PdfRun, ...]

    @property
    def key(self) -> str:
        """What the rows of several pages share: the text but for its digits."""
        return _DIGITS.sub("#", " ".join(self.text.casefold().split()))


def build_row(runs: list[PdfRun]) -> PdfRow:
    """Return the row of ``runs``, which stand on one baseline, from left to right; there is at least one."""
    text = " ".join(run.text for run in runs)
    return PdfRow(text, max(run.size for run in runs), runs[0].baseline, tuple(runs))


def is_line_of_text(row: PdfRow, inner: PdfRow | None, rows: list[PdfRow]) -> bool:
    """Whether ``row`` is as wide as the text and no farther from it than its lines are: two pages may begin alike."""
    if inner is None or len(rows) < 8 or abs(row.size - inner.size) > 0.5:
        return False
    widths = [one.runs[-1].right - one.runs[0].left for one in rows]
    wide = row.runs[-1].right - row.runs[0].left > 0.7 * statistics.median(widths)
    aligned = abs(row.runs[0].left - inner.runs[0].left) < 60
    return wide and aligned and abs(row.place - inner.place) < 1.3 * _pitch(rows)


def ends_sentence_of(row: PdfRow, above: PdfRow, rows: list[PdfRow], over: bool = False) -> bool:
    """Whether ``row``, one word, is the last line of a paragraph: ``above`` has no room for it and no full stop.

    ``above`` is the line above it, on the page before where ``over``; ``rows`` are those of the page from ``row`` on:
    two at least.
    """
    word = row.runs[0]
    if len(row.text.split()) > 1 or abs(row.size - above.size) > 0.5:
        return False
    # At the head of a page a plain number is the page's.
    if over and not _POINTED.search(word.text):
        return False
    line = min(above.runs, key=lambda run: abs(run.left - word.left))
    if abs(line.left - word.left) > _INDENT * row.size or _STOPPED.search(line.text):
        return False
    beside = [run.right for one in rows for run in one.runs if abs(run.left - word.left) <= _INDENT * row.size]
    blank = 0.25 * row.size
    filled = line.right + blank + word.right - word.left > max(*beside, line.right) - blank
    if over:
        return filled and row.place - rows[1].place < 1.7 * _pitch(rows)
    return filled and above.place - row.place < 1.3 * _pitch(rows)


def _pitch(rows: list[PdfRow]) -> float:
    """Return the usual distance of ``rows``."""
    return statistics.median(abs(a.place - b.place) for a, b in itertools.pairwise(rows))
