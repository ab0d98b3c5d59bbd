"""Paragraphs of plain text over the bound, split: at a sentence end, else at a blank, else where the bound is."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from pincite.index.text.characters import INVISIBLE, is_jamo, kind
from pincite.index.values.bounds import PARAGRAPH
from pincite.index.values.statement import Paragraph, Span, build_paragraph

Split = tuple[int, int]
"""The numbers of the first and the last paragraph that one paragraph of the source became."""

_SENTENCE_END = re.compile(
    r"""(?:(?<!\b[A-Z])\.|[!?…])["'”’»)\]]*(?=\s)"""  # U.S. ends no sentence
    r"""|[。！？｡][」』”’）》]*"""
)
_WORD = re.compile(r"\S")


def split_paragraphs(
    canonical: str, paragraphs: Sequence[Paragraph], limit: int = PARAGRAPH.value
) -> tuple[tuple[Paragraph, ...], tuple[Split, ...]]:
    """Return the paragraphs, none over ``limit`` characters, numbered from 1; and where one became several.

    The blanks at a cut go into the gap between two spans: spans and gaps still give back every character.
    """
    built: list[Paragraph] = []
    splits: list[Split] = []
    for paragraph in paragraphs:
        first = len(built) + 1
        for spans in _split(paragraph, limit):
            built.append(build_paragraph(len(built) + 1, canonical, spans, paragraph.label))
        if len(built) > first:
            splits.append((first, len(built)))
    return tuple(built), tuple(splits)


def _split(paragraph: Paragraph, limit: int) -> Iterator[tuple[Span, ...]]:
    if len(paragraph.text) <= limit:
        yield paragraph.spans
        return
    # Where each span begins in the text: they are joined by one blank.
    begins = list(accumulate((end - start + 1 for start, end in paragraph.spans), initial=0))[:-1]
    for start, end in _pieces(paragraph.text, limit):
        yield tuple(_spans(paragraph.spans, begins, start, end))


def _spans(spans: Sequence[Span], begins: Sequence[int], start: int, end: int) -> Iterator[Span]:
    """Yield what of ``spans`` stands from ``start`` to ``end`` of their text."""
    for at in range(bisect_right(begins, start) - 1, bisect_left(begins, end)):
        left, right = spans[at]
        yield left + max(start - begins[at], 0), min(right, left + end - begins[at])


def _pieces(text: str, limit: int) -> Iterator[Span]:
    """Yield ranges of at most ``limit`` characters that hold all of ``text`` but the blanks between them."""
    start = 0
    while len(text) - start > limit:
        end = _find_cut(text, start, start + limit)
        piece = text[start:end].rstrip()
        yield start, start + len(piece)
        start = next(at for at in range(end, len(text)) if not text[at].isspace())
    yield start, len(text)


def _find_cut(text: str, start: int, stop: int) -> int:
    """Return where a piece from ``start`` ends: at most at ``stop``, before which text stands."""
    # No further than where the piece must end: a text without a sentence end is not read again for every piece.
    ends = [match.end() for match in _SENTENCE_END.finditer(text, start, stop + 1) if match.end() <= stop]
    sentence = next((end for end in reversed(ends) if not _is_lower(text, end)), None)
    if sentence is not None:
        return sentence
    places = range(stop, start, -1)
    blank = next((at for at in places if text[at].isspace()), None)
    if blank is not None:
        return blank
    # A letter keeps its marks, unless the text is little else.
    return next((at for at in places[: len(places) // 2] if not _goes_on(text[at])), stop)


def _is_lower(text: str, end: int) -> bool:
    """Tell whether a small letter comes next: what was found is the end of an abbreviation."""
    word = _WORD.search(text, end)
    return word is not None and word.group().islower()


def _goes_on(character: str) -> bool:
    return character in INVISIBLE or is_jamo(character) or kind(character) == "M"
