"""Pairs of texts that differ by one known operation, among boilerplate that repeats and light edits elsewhere."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.index.aligning import RowKind

BOILERPLATE = ("(Applause.)", "* * *", "Thank you.", "Thank you very much, all of you.", "", "Q    Mr. President —")
_SYLLABLES = "ba ce di fo gu ka le mi no pu ra se ti vo xu".split()  # noqa: SIM905
_FREQUENT = "the of and to in a that for is on with as by at".split()  # noqa: SIM905

Draw = Callable[[random.Random], list[str]]
"""Draws the paragraphs of a text, none of them boilerplate."""


@dataclass(frozen=True)
class Known:
    """Two texts, and the row that the operation between them must give."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    kind: RowKind
    ours: tuple[int, ...]
    theirs: tuple[int, ...]


@dataclass(frozen=True)
class _Part:
    """A paragraph with the name of where it comes from; boilerplate has none."""

    name: int | None
    text: str


def draw_words(rng: random.Random) -> list[str]:
    """Paragraphs of made-up words, a third of them frequent ones."""
    return [_made_up(rng, rng.randint(18, 90)) for _ in range(rng.randint(6, 30))]


def _made_up(rng: random.Random, size: int) -> str:
    words = [rng.choice(_FREQUENT) if rng.random() < 0.35 else _word(rng) for _ in range(size)]
    for at in range(9, size, 10):
        words[at] += rng.choice([",", ";", "."])
    return " ".join(words)


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 3)))


def build_pair(rng: random.Random, draw: Draw = draw_words) -> Known:
    """Return a pair with one operation of a random kind."""
    parts = [_Part(name, text) for name, text in enumerate(draw(rng))]
    kind = rng.choice([kind for kind in RowKind if kind is not RowKind.SAME])
    chosen = rng.randrange(len(parts) - 2)
    left, right, names = _OPERATIONS[kind](rng, parts, chosen)
    noisy = [_lightly(rng, part, names) for part in right]
    ours, theirs = _scattered(rng, left), _scattered(rng, noisy)
    numbers = (tuple(n for n, part in enumerate(side, 1) if part.name in names) for side in (ours, theirs))
    return Known(tuple(part.text for part in ours), tuple(part.text for part in theirs), kind, *numbers)


def _lightly(rng: random.Random, part: _Part, names: set[int]) -> _Part:
    return part if part.name in names or rng.random() > 0.15 else _Part(part.name, edit(rng, part.text, 0.08))


def _scattered(rng: random.Random, parts: Sequence[_Part]) -> list[_Part]:
    """Put boilerplate between the paragraphs, on each side anew, but not between the parts of one."""
    found: list[_Part] = []
    for part, after in zip(parts, [*parts[1:], None], strict=True):
        found.append(part)
        if (after is None or part.name != after.name) and rng.random() < 0.25:
            found.append(_Part(None, rng.choice(BOILERPLATE)))
    return found


def edit(rng: random.Random, text: str, most: float) -> str:
    """Replace, drop and add up to this share of the words, at least one. The result differs."""
    words = text.split(" ")
    words[rng.randrange(len(words))] += "x"
    for _ in range(rng.randint(1, max(1, int(len(words) * most)))):
        at, way = rng.randrange(len(words)), rng.random()
        if way < 0.5:
            words[at] = _word(rng)
        elif way < 0.75:
            words.insert(at, _word(rng))
        elif len(words) > 4:
            del words[at]
    return " ".join(words)


_Sides = tuple[list[_Part], list[_Part], set[int]]


def _change(rng: random.Random, parts: list[_Part], at: int) -> _Sides:
    name, text = parts[at].name, parts[at].text
    return parts, [*parts[:at], _Part(name, edit(rng, text, 0.3)), *parts[at + 1 :]], {at}


def _move(rng: random.Random, parts: list[_Part], at: int) -> _Sides:
    others = [*parts[:at], *parts[at + 1 :]]
    # Past one neighbour, either of the two may be said to have moved.
    to = rng.choice([place for place in range(len(others) + 1) if abs(place - at) > 1])
    return parts, [*others[:to], parts[at], *others[to:]], {at}


def _move_changed(rng: random.Random, parts: list[_Part], at: int) -> _Sides:
    left, right, names = _move(rng, parts, at)
    return left, [_Part(at, edit(rng, part.text, 0.2)) if part.name == at else part for part in right], names


def _split(rng: random.Random, parts: list[_Part], at: int) -> _Sides:
    words = parts[at].text.split(" ")
    pieces = rng.randint(2, 3)
    size = len(words) // pieces
    shift = rng.randint(0, size // 3)
    cuts = [0, *(size * number + shift for number in range(1, pieces)), len(words)]
    halves = [_Part(at, " ".join(words[one:other])) for one, other in pairwise(cuts)]
    return parts, [*parts[:at], *halves, *parts[at + 1 :]], {at}


def _merge(rng: random.Random, parts: list[_Part], at: int) -> _Sides:
    left, right, names = _split(rng, parts, at)
    return right, left, names


def _drop(rng: random.Random, parts: list[_Part], at: int) -> _Sides:
    return parts, [*parts[:at], *parts[at + 1 :]], {at}


def _add(rng: random.Random, parts: list[_Part], at: int) -> _Sides:
    return [*parts[:at], *parts[at + 1 :]], parts, {at}


_OPERATIONS: dict[RowKind, Callable[[random.Random, list[_Part], int], _Sides]] = {
    RowKind.CHANGED: _change,
    RowKind.MOVED: _move,
    RowKind.MOVED_CHANGED: _move_changed,
    RowKind.SPLIT: _split,
    RowKind.MERGED: _merge,
    RowKind.LEFT_ONLY: _drop,
    RowKind.RIGHT_ONLY: _add,
}
