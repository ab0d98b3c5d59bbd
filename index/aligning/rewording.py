"""The one diff of words: the longest common subsequence of two texts, cleaned to whole words and readable passages.

A short passage that both texts share between two larger changes is part of the change: nobody reads a sentence that is
struck out word by word around each "of". The rule is that of Neil Fraser's diff-match-patch ("semantic cleanup").
"""

from collections.abc import Iterator, Sequence

from rapidfuzz.distance import LCSseq

from pincite.index.aligning.rows import Op, WordRun
from pincite.index.aligning.units import find_units
from pincite.index.values.statement import Span

LARGEST = 400_000_000
"""The most pairs of words that are compared in two texts: 20,000 words each. It takes 50 MB.

Of larger texts the same beginning and end are found, and what lies between counts as changed.
"""

_SHORT = 3
"""A shared passage of more units than this always stands, whatever is around it."""

_Run = tuple[int, int, int]
"""Units that both texts share: the first of each side, and how many."""


def find_word_runs(left: str, right: str) -> tuple[WordRun, ...]:
    """Return the words that ``left`` and ``right`` share, and those that only one of them has, in order.

    Within a change, DELETE stands before INSERT.
    """
    if left == right:
        return (WordRun(Op.EQUAL, right, (0, len(left)), (0, len(right))),) if left else ()
    ours, theirs = find_units(left), find_units(right)
    runs = _clean(_find_runs(_cut(left, ours), _cut(right, theirs)), ours, theirs)
    return tuple(_joined(_build(left, right, runs, ours, theirs)))


def _cut(text: str, units: Sequence[Span]) -> list[str]:
    return [text[start:end] for start, end in units]


def _find_runs(left: Sequence[str], right: Sequence[str]) -> list[_Run]:
    if len(left) * len(right) <= LARGEST:
        opcodes = LCSseq.opcodes(left, right)
        return [(op.src_start, op.dest_start, op.src_end - op.src_start) for op in opcodes if op.tag == "equal"]
    head, most = 0, min(len(left), len(right))
    while head < most and left[head] == right[head]:
        head += 1
    tail = 0
    while tail < most - head and left[-1 - tail] == right[-1 - tail]:
        tail += 1
    return [run for run in ((0, 0, head), (len(left) - tail, len(right) - tail, tail)) if run[2]]


def _clean(runs: Sequence[_Run], left: Sequence[Span], right: Sequence[Span]) -> list[_Run]:
    """Drop shared passages that are short beside the changes around them."""
    kept: list[_Run] = []
    for run in [*runs, (len(left), len(right), 0)]:
        # A larger change may swallow the passage before it too.
        while kept and _is_weak(kept, run, left, right):
            kept.pop()
        kept.append(run)
    return [run for run in kept if run[2]]


def _is_weak(kept: Sequence[_Run], after: _Run, left: Sequence[Span], right: Sequence[Span]) -> bool:
    before, run = kept[-2] if len(kept) > 1 else (0, 0, 0), kept[-1]
    if run[2] > _SHORT:
        return False
    size = _size(left, run[0], run[0] + run[2])
    return all(size <= _change(one, other, left, right) for one, other in ((before, run), (run, after)))


def _change(before: _Run, after: _Run, left: Sequence[Span], right: Sequence[Span]) -> int:
    """Return how many characters the larger side of a change has."""
    ours = _size(left, before[0] + before[2], after[0])
    return max(ours, _size(right, before[1] + before[2], after[1]))


def _size(units: Sequence[Span], first: int, last: int) -> int:
    return units[last - 1][1] - units[first][0] if last > first else 0


def _build(
    left: str, right: str, runs: Sequence[_Run], ours: Sequence[Span], theirs: Sequence[Span]
) -> Iterator[WordRun]:
    at, there = 0, 0
    for first, second, size in runs:
        yield from _build_change(left, right, (at, ours[first][0]), (there, theirs[second][0]))
        end, its = ours[first + size - 1][1], theirs[second + size - 1][1]
        start, begin = ours[first][0], theirs[second][0]
        yield WordRun(Op.EQUAL, right[begin:its], (start, end), (begin, its))
        at, there = end, its
    yield from _build_change(left, right, (at, len(left)), (there, len(right)))


def _build_change(left: str, right: str, ours: Span, theirs: Span) -> Iterator[WordRun]:
    """Yield the pieces between two shared passages. Blanks at both of its ends that both sides have are shared too."""
    (start, end), (begin, its) = ours, theirs
    head, its_head = _blank_head(left, start, end), _blank_head(right, begin, its)
    if start == end or begin == its or (head == start) != (its_head == begin):
        head, its_head = start, begin
    tail, its_tail = _blank_tail(left, head, end), _blank_tail(right, its_head, its)
    if (tail == end) != (its_tail == its):
        tail, its_tail = end, its
    if left[head:tail].isspace() and its_head == its_tail:
        # Blanks alone are no difference.
        tail = head
    if right[its_head:its_tail].isspace() and head == tail:
        its_tail = its_head
    yield WordRun(Op.EQUAL, right[begin:its_head], (start, head), (begin, its_head))
    yield WordRun(Op.DELETE, left[head:tail], (head, tail), (its_head, its_head))
    yield WordRun(Op.INSERT, right[its_head:its_tail], (tail, tail), (its_head, its_tail))
    yield WordRun(Op.EQUAL, right[its_tail:its], (tail, end), (its_tail, its))


def _blank_head(text: str, start: int, end: int) -> int:
    """Return where the blanks end that ``text[start:end]`` begins with."""
    while start < end and text[start].isspace():
        start += 1
    return start


def _blank_tail(text: str, start: int, end: int) -> int:
    """Return where the blanks begin that ``text[start:end]`` ends with."""
    while start < end and text[end - 1].isspace():
        end -= 1
    return end


def _joined(pieces: Iterator[WordRun]) -> Iterator[WordRun]:
    """Leave out empty pieces, and join neighbours that do the same."""
    held: WordRun | None = None
    for piece in pieces:
        if piece.left[0] == piece.left[1] and piece.right[0] == piece.right[1]:
            continue
        if held is not None and held.op is piece.op:
            span, other = (held.left[0], piece.left[1]), (held.right[0], piece.right[1])
            held = WordRun(held.op, held.text + piece.text, span, other)
            continue
        if held is not None:
            yield held
        held = piece
    if held is not None:
        yield held
