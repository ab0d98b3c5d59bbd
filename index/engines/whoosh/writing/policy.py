"""Decides which segments are merged, and when: few large segments, and few moves of each paragraph."""

from collections.abc import Sequence
from dataclasses import dataclass

FACTOR = 10
"""This many segments of one size class are merged into one."""

SMALLEST = 20_000
"""Smaller segments count as having this many paragraphs."""

DEAD_SHARE = 0.3
SESSION_SEGMENTS = 3
"""A session of fewer than ``SMALLEST`` paragraphs may leave this many segments; a larger one leaves one."""
SESSION_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Size:
    """How many paragraphs a segment has, and how many of them are dead."""

    paragraphs: int
    dead: int = 0

    @property
    def live(self) -> int:
        return self.paragraphs - self.dead


def choose_merges(sizes: Sequence[Size]) -> list[list[int]]:
    """Return groups of segments, by number, to merge. A group of one is rewritten without its dead paragraphs."""
    levels: dict[int, list[int]] = {}
    for number, size in enumerate(sizes):
        levels.setdefault(level(size.live), []).append(number)
    groups = [group for _, group in sorted(levels.items()) if len(group) >= FACTOR]
    merged = {number for group in groups for number in group}
    lone = [n for n, size in enumerate(sizes) if n not in merged and size.dead > DEAD_SHARE * size.paragraphs]
    return groups + [[number] for number in lone]


def level(paragraphs: int) -> int:
    """Return the size class. Each class is ``FACTOR`` times as large as the one before."""
    found, bound = 0, SMALLEST * FACTOR // 2
    while paragraphs >= bound:
        found, bound = found + 1, bound * FACTOR
    return found


def is_worth_joining(sizes: Sequence[Size], added: int) -> bool:
    """Return whether a session that added this many paragraphs should end with a single segment."""
    total = sum(size.live for size in sizes)
    left = 1 if added >= SMALLEST else SESSION_SEGMENTS
    return len(sizes) > left and added >= SESSION_SHARE * total
