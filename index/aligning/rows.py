"""What a comparison answers: rows of paragraphs, and the words of each row."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from pincite.index.values.statement import Span

JOINT = "\n"
"""What stands between two paragraphs of one side in one row."""


class Op(Enum):
    """Whether words stand on both sides, on the left only, or on the right only."""

    EQUAL = "equal"
    DELETE = "delete"
    INSERT = "insert"


class RowKind(Enum):
    """What became of the paragraphs of a row."""

    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"
    MOVED_CHANGED = "moved_changed"
    SPLIT = "split"
    MERGED = "merged"
    LEFT_ONLY = "left_only"
    RIGHT_ONLY = "right_only"


@dataclass(frozen=True, slots=True)
class WordRun:
    """Words of two texts: ``left`` and ``right`` are half-open ranges of code points, one of them perhaps empty.

    The ranges of all pieces together cover both texts. ``text`` is what stands there: of the left text for DELETE, else
    of the right one. An EQUAL piece may differ in its blanks, because blanks alone are no difference.
    """

    op: Op
    text: str
    left: Span
    right: Span


@dataclass(frozen=True, slots=True)
class Row:
    """Paragraphs that belong together, by number, and their words.

    The ranges of the words point into the paragraphs of a side joined by ``JOINT``.
    """

    kind: RowKind
    left: tuple[int, ...]
    right: tuple[int, ...]
    words: tuple[WordRun, ...]


@dataclass(frozen=True)
class Alignment:
    """All rows, in the order of the right side. What is only on the left follows the row of the paragraph before it.

    Each paragraph of both sides is in exactly one row. ``is_coarse`` says that the texts were too large for all pairs
    to be compared: reworded paragraphs may then be told as dropped and new.
    """

    rows: tuple[Row, ...]
    is_coarse: bool = False

    @cached_property
    def counts(self) -> Mapping[RowKind, int]:
        """How many rows there are of each kind, with those that have none."""
        found = Counter(row.kind for row in self.rows)
        return {kind: found[kind] for kind in RowKind}

    @cached_property
    def of_left(self) -> Mapping[int, Row]:
        """The row of each paragraph of the left side, by number."""
        return {number: row for row in self.rows for number in row.left}

    @cached_property
    def of_right(self) -> Mapping[int, Row]:
        """The row of each paragraph of the right side, by number."""
        return {number: row for row in self.rows for number in row.right}
