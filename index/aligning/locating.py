"""Where the words of a row stand in the canonical text."""

from collections.abc import Iterator, Sequence

from pincite.index.aligning.rows import JOINT
from pincite.index.values.statement import Paragraph, Span

_BETWEEN_SPANS = 1
"""A paragraph is its spans joined by one space."""


def locate(paragraphs: Sequence[Paragraph], span: Span) -> tuple[Span, ...]:
    """Return the ranges of the canonical text that ``span`` covers; several where paragraphs or their spans end.

    ``span`` is a range of the texts of ``paragraphs`` joined by ``JOINT``: those of one side of a row.
    """
    return tuple(_covered(paragraphs, *span))


def _covered(paragraphs: Sequence[Paragraph], start: int, end: int) -> Iterator[Span]:
    at = 0
    for paragraph in paragraphs:
        for first, last in paragraph.spans:
            begins, ends = max(start, at), min(end, at + last - first)
            if begins < ends:
                yield first + begins - at, first + ends - at
            at += last - first + _BETWEEN_SPANS
        at += len(JOINT) - _BETWEEN_SPANS
