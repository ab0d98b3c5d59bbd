"""Align two lists of paragraphs: anchors, the best order between them, splits and merges, moves; then words by row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pincite.index.aligning.anchors import Pair, find_anchors, find_chain, find_links
from pincite.index.aligning.likeness import SCALE, Check, Likeness, Matrix, Paragraphs, Rows, compare, read_paragraphs
from pincite.index.aligning.order_keeping import find_order
from pincite.index.aligning.parts import Parts, find_parts
from pincite.index.aligning.rewording import find_word_runs
from pincite.index.aligning.rows import JOINT, Alignment, Op, Row, RowKind

LARGEST = 36_000_000
"""The most pairs of paragraphs, beside anchors, that are compared: 6,000 of each side. It takes two bytes each.

Of larger texts only equal paragraphs are found, and the alignment is coarse.
"""

_Sides = tuple[tuple[int, ...], tuple[int, ...], bool]
"""The paragraphs of a row on both sides, from 0, and whether they moved."""

_MOVED = 0.5
"""A paragraph that moved was reworded no more than this."""
_FEWEST = 5
"""A reworded paragraph that moved has at least so many words, and so has one that grew."""
_HELD = 0.7
"""A paragraph that grew has so much of what it was, by weight.

Measured on the statements of a central bank: .74 and .85 for two that grew, under .4 for others in their gaps.
"""
_GROWN = 5.0
"""It became at most so many times as heavy."""


def align(left: Sequence[str], right: Sequence[str], check: Check = lambda: None) -> Alignment:
    """Return the rows of two texts, given their paragraphs in order. Paragraphs are numbered from 1.

    ``check`` is called between steps. It raises an exception to end the work.
    """
    if list(left) == list(right):
        # Nothing has to be read to say that nothing changed.
        return Alignment(tuple(_build_row(left, right, (at,), (at,), is_moved=False) for at in range(len(left))))
    ours, theirs = read_paragraphs(left, right, check)
    matched, is_coarse = _match(ours, theirs, check)
    rows = []
    for ours_at, theirs_at, is_moved in _in_order(matched, len(left), len(right)):
        check()
        rows.append(_build_row(left, right, ours_at, theirs_at, is_moved=is_moved))
    return Alignment(tuple(rows), is_coarse)


@dataclass(frozen=True, slots=True)
class _Match:
    """Paragraphs of both sides that belong together, from 0; one of a side has one or several of the other."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    is_moved: bool = False


def _match(left: Paragraphs, right: Paragraphs, check: Check) -> tuple[list[_Match], bool]:
    anchors = find_anchors(left, right)
    rows, columns = _rest(len(left), (row for row, _ in anchors)), _rest(len(right), (one for _, one in anchors))
    is_coarse = len(rows) * len(columns) > LARGEST
    if is_coarse:
        rows, columns = rows[:0], columns[:0]
    alike = compare(left, right, rows, columns, check)
    pairs = sorted([*anchors, *find_links(alike)])
    # Of paragraphs that cross, the fewer have moved; their words decide only between as many.
    weights = 1 + np.log1p(left.masses[np.array([row for row, _ in pairs], np.intp)])
    chain = find_chain(pairs, weights.tolist(), len(right))
    kept = _order(alike, sorted(set(anchors).intersection(chain.kept)), chain.moved, check)
    if is_coarse:
        kept = _pair_equal(left, right, kept)
    return _join(alike, kept, chain.moved, check), is_coarse


def _rest(size: int, taken: Iterable[int]) -> Rows:
    is_left = np.ones(size, np.bool_)
    is_left[list(taken)] = False
    return np.flatnonzero(is_left)


def _order(alike: Likeness, fixed: Sequence[Pair], moved: Sequence[Pair], check: Check) -> list[Pair]:
    """Return all pairs in order: the fixed ones, and between each two of them the best alignment of the others."""
    rows = np.setdiff1d(alike.rows, np.array([row for row, _ in moved], np.intp))
    columns = np.setdiff1d(alike.columns, np.array([column for _, column in moved], np.intp))
    pairs = list(fixed)
    for (row, column), (next_row, next_column) in pairwise([(-1, -1), *fixed, alike.ends]):
        some = rows[slice(*np.searchsorted(rows, (row + 1, next_row)))]
        others = columns[slice(*np.searchsorted(columns, (column + 1, next_column)))]
        if len(some) and len(others):
            masses = alike.left.masses[some], alike.right.masses[others]
            found = find_order(alike.block(some, others), *masses, check)
            pairs += [(int(some[one]), int(others[other])) for one, other in found]
    return sorted(pairs)


def _pair_equal(left: Paragraphs, right: Paragraphs, pairs: Sequence[Pair]) -> list[Pair]:
    """Add to ``pairs`` equal paragraphs beside one of them, or at the beginning or the end of both texts."""
    known = {-1: -1, **dict(pairs), len(left): len(right)}
    taken = set(known.values())
    for step in (1, -1):
        for row in sorted(known, reverse=step < 0):
            at, other = row + step, known[row] + step
            while 0 <= at < len(left) and 0 <= other < len(right) and at not in known and other not in taken:
                if left.keys[at] != right.keys[other]:
                    break
                known[at] = other
                taken.add(other)
                at, other = at + step, other + step
    return sorted(known.items())[1:-1]


def _join(alike: Likeness, kept: Sequence[Pair], moved: Sequence[Pair], check: Check) -> list[_Match]:
    """Find splits, merges and further moves among what has no pair."""
    pairs = [*kept, *moved]
    lone = set(alike.rows.tolist()) - {row for row, _ in pairs}
    its_lone = set(alike.columns.tolist()) - {column for _, column in pairs}
    splits = find_parts(alike, kept, lone, its_lone, check)
    lone, its_lone = lone - set(splits), its_lone - _parts_of(splits)
    unsplit = [pair for pair in kept if pair[0] not in splits]
    # A part of a split has no pair here, so that it is no whole of a merge.
    mirrored = [(column, row) for row, column in unsplit]
    merges = find_parts(alike.mirrored(), mirrored, its_lone, lone, check)
    lone, its_lone = lone - _parts_of(merges), its_lone - set(merges)
    others = _find_moves(alike, lone, its_lone)
    lone, its_lone = lone - {row for row, _ in others}, its_lone - {column for _, column in others}
    grown = _find_grown(alike, kept, lone, its_lone, check)
    return [
        *(_Match((row,), (column,)) for row, column in (*unsplit, *grown) if column not in merges),
        *(_Match((row,), parts) for row, parts in splits.items()),
        *(_Match(parts, (column,)) for column, parts in merges.items()),
        *(_Match((row,), (column,), is_moved=True) for row, column in (*moved, *others)),
    ]


def _parts_of(found: Parts) -> set[int]:
    return {part for parts in found.values() for part in parts}


def _find_moves(alike: Likeness, lone: set[int], its_lone: set[int]) -> list[Pair]:
    """Pair what is left over on both sides, the most alike first. Repeated paragraphs do not count as moved."""
    rows, columns = _unrepeated(alike.left, lone), _unrepeated(alike.right, its_lone)
    block = alike.block(rows, columns)
    found = np.argwhere(block >= _MOVED * SCALE)
    order = np.argsort(-block[found[:, 0], found[:, 1]].astype(np.int64), kind="stable")
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for row, column in found[order].tolist():
        if row not in pairs and column not in taken:
            pairs[row] = column
            taken.add(column)
    return [(int(rows[row]), int(columns[column])) for row, column in pairs.items()]


def _find_grown(alike: Likeness, kept: Sequence[Pair], lone: set[int], its_lone: set[int], check: Check) -> list[Pair]:
    """Pair what stands in the same gap, if one of two holds nearly all words of the other: it grew, or was cut."""
    rows, columns = _unrepeated(alike.left, lone), _unrepeated(alike.right, its_lone)
    pairs: list[Pair] = []
    for (row, column), (next_row, next_column) in pairwise([(-1, -1), *kept, alike.ends]):
        some = rows[slice(*np.searchsorted(rows, (row + 1, next_row)))]
        others = columns[slice(*np.searchsorted(columns, (column + 1, next_column)))]
        if len(some) and len(others):
            ours, theirs = alike.left.masses[some], alike.right.masses[others]
            found = find_order(_held(alike.block(some, others), ours, theirs), ours, theirs, check)
            pairs += [(int(some[one]), int(others[other])) for one, other in found]
    return pairs


def _held(block: Matrix, ours: NDArray[np.float32], theirs: NDArray[np.float32]) -> Matrix:
    """Return the share of the lighter of two paragraphs that the heavier one has, as bytes; 0 if it is too little."""
    lighter, heavier = np.minimum(ours[:, None], theirs), np.maximum(ours[:, None], theirs)
    share = np.divide(block * (lighter + heavier) / 2, lighter, out=np.zeros_like(lighter), where=lighter > 0)
    share[(share < _HELD * SCALE) | (heavier > _GROWN * lighter)] = 0
    held: Matrix = np.minimum(np.rint(share), SCALE).astype(np.uint8)
    return held


def _unrepeated(side: Paragraphs, numbers: set[int]) -> Rows:
    some = np.array(sorted(numbers), np.intp)
    if not len(some):
        return some
    _, inverse, counts = np.unique(side.wordings, return_inverse=True, return_counts=True)
    is_once: NDArray[np.bool_] = (counts[inverse[some]] == 1) & (side.words[some] >= _FEWEST)
    return np.asarray(some[is_once], np.intp)


def _in_order(matches: Sequence[_Match], size: int, its_size: int) -> list[_Sides]:
    """Return all rows in the order of the right side. What is only on the left follows the paragraph before it."""
    by_right = {match.right[0]: match for match in matches}
    inner = {part for match in matches for part in match.right[1:]}
    matched = {row for match in matches for row in match.left}
    rows: list[_Sides] = []
    rows += _only_left(-1, matched, size)
    for column in range(its_size):
        if column in inner:
            continue
        match = by_right.get(column)
        if match is None:
            rows.append(((), (column,), False))
            continue
        rows.append((match.left, match.right, match.is_moved))
        for row in match.left:
            rows += _only_left(row, matched, size)
    return rows


def _only_left(row: int, matched: set[int], size: int) -> list[_Sides]:
    found: list[_Sides] = []
    for after in range(row + 1, size):
        if after in matched:
            break
        found.append(((after,), (), False))
    return found


def _build_row(
    left: Sequence[str], right: Sequence[str], ours: tuple[int, ...], theirs: tuple[int, ...], *, is_moved: bool
) -> Row:
    words = find_word_runs(JOINT.join(left[at] for at in ours), JOINT.join(right[at] for at in theirs))
    is_same = all(piece.op is Op.EQUAL for piece in words)
    kind = _kind(len(ours), len(theirs), is_moved=is_moved, is_same=is_same)
    return Row(kind, tuple(at + 1 for at in ours), tuple(at + 1 for at in theirs), words)


def _kind(ours: int, theirs: int, *, is_moved: bool, is_same: bool) -> RowKind:
    if not theirs:
        return RowKind.LEFT_ONLY
    if not ours:
        return RowKind.RIGHT_ONLY
    if ours > 1 or theirs > 1:
        return RowKind.MERGED if ours > 1 else RowKind.SPLIT
    if is_moved:
        return RowKind.MOVED if is_same else RowKind.MOVED_CHANGED
    return RowKind.SAME if is_same else RowKind.CHANGED
