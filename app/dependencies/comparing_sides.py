"""Compares two statements when it is their turn: long ones are as much work as a large search."""

from collections.abc import Callable
from typing import TypeVar

from starlette.requests import Request

from pincite.app.answering.side_by_side import Comparison, compare_sides
from pincite.app.answering.sides import ComparisonRequest, find_sides
from pincite.app.dependencies.serving import comparing_of

_PARAGRAPH = 20_000
"""What it costs to compare one and to show it, in the units of a search: half a millisecond (measured: 700 reworded
paragraphs of each side in 0.5 s)."""

T = TypeVar("T")


def compare_in_turn(request: Request, asked: ComparisonRequest, show: Callable[[Comparison], T]) -> T:
    """Return what ``show`` makes of the comparison. Raises Busy, Abandoned, QueryError, and what the archive raises."""
    asking = comparing_of(request)
    left, right = find_sides(asked, asking.archive.statement, asking.search, asking.archive.order.read())
    cost = _PARAGRAPH * sum(_size(len(one.paragraphs), asked.limit) for one in (left, right))
    with asking.lanes.admitted(cost, asking.deadline):
        return show(compare_sides(left, right, asked, asking.deadline))


def _size(paragraphs: int, limit: int | None) -> int:
    return paragraphs if limit is None else min(paragraphs, limit)
