"""The paragraphs of a text as columns. An ingest handles millions of them, and needs no object for each.

Every column can be taken of any paragraphs; those that come as columns need not be looked at one by one.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, count, repeat
from operator import add
from typing import Protocol, overload

from pincite.index.values.statement import Paragraph, Span

GAP = "\n\n"
"""What stands between two paragraphs that a source gives apart."""

_GAP_LENGTH = len(GAP)


class HasText(Protocol):
    """What has a text and perhaps a label: a paragraph, a passage."""

    @property
    def text(self) -> str:
        """Its text."""

    @property
    def label(self) -> str | None:
        """The number printed in the source."""


class ParagraphColumns(Sequence[Paragraph]):
    """Paragraphs that a source gives apart, without labels: the canonical text is they, with ``GAP`` between.

    Each is one span. An object is made when it is asked for.
    """

    __slots__ = ("texts",)

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, at: int) -> Paragraph: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Paragraph, ...]: ...
    def __getitem__(self, at: int | slice) -> Paragraph | tuple[Paragraph, ...]:
        return tuple(self)[at]

    def __iter__(self) -> Iterator[Paragraph]:
        # In one call. The outer ``zip`` makes of each span the tuple of one.
        return map(Paragraph, count(1), self.texts, repeat(None), zip(self.spans(), strict=True))

    def __eq__(self, other: object) -> bool:
        if isinstance(other, ParagraphColumns):
            return list(self.texts) == list(other.texts)
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return repr(tuple(self))

    def canonical(self) -> str:
        """Return the canonical text."""
        return GAP.join(self.texts)

    def spans(self) -> Iterator[Span]:
        """Yield the span of each in the canonical text."""
        lengths = [*map(len, self.texts)]
        starts = [*accumulate(map(_GAP_LENGTH.__add__, lengths), initial=0)]
        return zip(starts, map(add, starts, lengths), strict=False)


def texts_of(paragraphs: Sequence[HasText]) -> Sequence[str]:
    """Return the text of each."""
    return paragraphs.texts if isinstance(paragraphs, ParagraphColumns) else [one.text for one in paragraphs]


def labels_of(paragraphs: Sequence[HasText]) -> Sequence[tuple[int, str]]:
    """Return the place, from 0, and the label of each that has one."""
    if isinstance(paragraphs, ParagraphColumns):
        return ()
    return [(at, one.label) for at, one in enumerate(paragraphs) if one.label is not None]


def are_numbered(paragraphs: Sequence[Paragraph]) -> bool:
    """Whether they are numbered from 1."""
    if isinstance(paragraphs, ParagraphColumns):
        return True
    return [one.number for one in paragraphs] == [*range(1, len(paragraphs) + 1)]
