"""Two statements side by side: the rows of both texts, and a sentence that says how they compare."""

from dataclasses import dataclass, replace
from functools import cached_property

from pincite.app.answering.links import short
from pincite.app.answering.sides import ComparisonRequest, SideRequest
from pincite.app.words import compared
from pincite.index.aligning import Alignment, Row, RowKind, align
from pincite.index.aligning.rows import JOINT
from pincite.index.query.deadline import Deadline, OutOfTime
from pincite.index.record.values import StoredStatement
from pincite.index.values.errors import Problem, QueryError
from pincite.index.values.statement import Paragraph

_NARROWER = 1_000
"""So many paragraphs of each side can be compared in time, even if all are reworded (measured: 0.8 s)."""
_ONE_SIDED = (RowKind.LEFT_ONLY, RowKind.RIGHT_ONLY)


@dataclass(frozen=True)
class Comparison:
    """Two versions and how they align. Numbers in its rows are those of the paragraphs."""

    left: StoredStatement
    right: StoredStatement
    asked: ComparisonRequest
    alignment: Alignment

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows, in the order of the right side."""
        return self.alignment.rows

    @cached_property
    def is_forward(self) -> bool:
        """Whether the right side is not older than the left one. Only then something is "dropped" or "new"."""
        if self.left.heading.id == self.right.heading.id:
            order = [note.digest for note in self.left.versions]
            return order.index(self.left.version) <= order.index(self.right.version)
        earliest, latest = self.left.heading.dates.earliest, self.right.heading.dates.latest
        return earliest is None or latest is None or earliest <= latest

    @cached_property
    def summary(self) -> str:
        """``12 paragraphs the same, 5 reworded, 1 moved, 2 dropped, 3 new``."""
        return compared(self.alignment.counts, is_forward=self.is_forward)

    @cached_property
    def remark(self) -> str:
        """What a reader should know besides, as a sentence; empty where there is nothing."""
        if self.alignment.is_coarse:
            return "The texts are very long: a reworded paragraph may be listed as two."
        if self.left.version == self.right.version:
            return "Both sides have the same text."
        if self.rows and all(row.kind in _ONE_SIDED for row in self.rows):
            return "No paragraph of one side corresponds to one of the other."
        return ""

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters that always give these rows: both ids, both versions, and the part of each."""
        pairs = []
        for name, stored, side in (("left", self.left, self.asked.left), ("right", self.right, self.asked.right)):
            pairs += [(name, stored.heading.id), (f"{name}_version", short(stored.version))]
            pairs += [(f"{name}_from", str(side.first))] if side.first > 1 else []
        return [*pairs, *([] if self.asked.limit is None else [("limit", str(self.asked.limit))])]

    def left_text(self, row: Row) -> str:
        """Return the text that the ranges of a row's words point into on the left."""
        return JOINT.join(self.left.paragraphs[number - 1].text for number in row.left)


def compare_sides(
    left: StoredStatement, right: StoredStatement, asked: ComparisonRequest, deadline: Deadline
) -> Comparison:
    """Compare two versions, or the part of each that was asked for. Raises Abandoned, and QueryError if it is too much.

    The problem says how to narrow the comparison.
    """
    ours, theirs = _part(left, asked.left, asked.limit), _part(right, asked.right, asked.limit)
    try:
        found = align([one.text for one in ours], [one.text for one in theirs], deadline.check)
    except OutOfTime:
        raise QueryError(_too_large(len(ours), len(theirs))) from None
    rows = tuple(_numbered(row, asked.left.first - 1, asked.right.first - 1) for row in found.rows)
    return Comparison(left, right, asked, replace(found, rows=rows))


def _part(stored: StoredStatement, side: SideRequest, limit: int | None) -> tuple[Paragraph, ...]:
    first = side.first - 1
    return stored.paragraphs[first:] if limit is None else stored.paragraphs[first : first + limit]


def _numbered(row: Row, before: int, its_before: int) -> Row:
    if not before and not its_before:
        return row
    left, right = tuple(n + before for n in row.left), tuple(n + its_before for n in row.right)
    return replace(row, left=left, right=right)


def _too_large(ours: int, theirs: int) -> Problem:
    most = max(1, min(_NARROWER, max(ours, theirs) // 2))
    expected = (
        f"fewer paragraphs: {ours:,} and {theirs:,} could not be compared in time. `limit` compares so many of each "
        "side, from `left_from` and `right_from` on"
    )
    return Problem("limit", None, "too_large", expected, str(most))
