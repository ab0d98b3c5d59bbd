"""Paragraph boundaries of plain text: a blank line splits, a page break inside a sentence does not."""

import re
from collections.abc import Iterator

from pincite.index.values.statement import Paragraph, Span, build_paragraph

_LINE = re.compile(r"[^\n]*\n?")


def build_paragraphs(canonical: str, start: int = 0) -> tuple[Paragraph, ...]:
    """Return the paragraphs of ``canonical`` from code point ``start`` on, numbered from 1.

    A block that begins with a small letter goes on a block that ends without the end of a sentence: a page
    broke between them. The join shows as a second span, so the gap is never lost.
    """
    joined: list[list[Span]] = []
    for span in _blocks(canonical, start):
        if joined and _goes_on(canonical, joined[-1][-1], span):
            joined[-1].append(span)
        else:
            joined.append([span])
    return tuple(build_paragraph(number, canonical, tuple(spans)) for number, spans in enumerate(joined, 1))


def _blocks(text: str, start: int) -> Iterator[Span]:
    """Yield the runs of lines that are not blank, without the blanks at their ends."""
    begin: int | None = None
    end = start
    for line in _LINE.finditer(text, start):
        words = line.group().strip()
        if words:
            left = line.start() + line.group().index(words)
            begin = left if begin is None else begin
            end = left + len(words)
        elif begin is not None:
            yield begin, end
            begin = None
    if begin is not None:
        yield begin, end


def _goes_on(text: str, before: Span, after: Span) -> bool:
    # A colon or semicolon before a small letter is a list, whose items are paragraphs of their own.
    return text[after[0]].islower() and (text[before[1] - 1].isalnum() or text[before[1] - 1] == ",")
