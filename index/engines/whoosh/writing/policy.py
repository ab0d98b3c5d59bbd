"""Owns which segments are merged, and when: few large ones, and each paragraph moved few times."""

from collections.abc import Sequence
from dataclasses import dataclass

FACTOR = 10
"""So many segments of one size become one."""

SMALLEST = 20_000
"""Segments of fewer paragraphs count as of this size."""

DEAD_SHARE = 0.3
SESSION_SEGMENTS = 3
"""A session of fewer than ``SMALLEST`` paragraphs may leave so many segments; a larger one leaves one."""
SESSION_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Size:
    """How many paragraphs a segment holds, and how many of them are dead."""

    paragraphs: int
    dead: int = 0

    @property
    def live(self) -> int:
        return self.paragraphs - self.dead


def choose_merges(sizes: Sequence[Size]) -> list[list[int]]:
    """Return groups of segments, by number, to be made one each; a group of one is written anew without its dead."""
    levels: dict[int, list[int]] = {}
    for number, size in enumerate(sizes):
        levels.setdefault(level(size.live), []).append(number)
    groups = [group for _, group in sorted(levels.items()) if len(group) >= FACTOR]
    merged = {number for group in groups for number in group}
    lone = [n for n, size in enumerate(sizes) if n not in merged and size.dead > DEAD_SHARE * size.paragraphs]
    return groups + [[number] for number in lone]


def level(paragraphs: int) -> int:
    """Return the class of size: each is ``FACTOR`` times the one before."""
    found, bound = 0, SMALLEST * FACTOR // 2
    while paragraphs >= bound:
        found, bound = found + 1, bound * FACTOR
    return found


def is_worth_joining(sizes: Sequence[Size], added: int) -> bool:
    """Say whether the end of a session that added so many paragraphs should leave one segment."""
    total = sum(size.live for size in sizes)
    left = 1 if added >= SMALLEST else SESSION_SEGMENTS
    return len(sizes) > left and added >= SESSION_SHARE * total
