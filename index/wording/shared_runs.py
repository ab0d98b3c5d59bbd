"""Runs of three words: what a reference has, and what a passage holds of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from pincite.index.query.clauses import Sharing
from pincite.index.text.turkic import is_turkic, plain_i
from pincite.index.wording.covering import Run, share

RUN = 3
"""The number of words in a run."""
LONGEST = 2
"""A passage has at most so many times the words of the reference."""


@dataclass(frozen=True, slots=True)
class BestPassage:
    """The shortest passage that holds most runs: its half-open range of words, and how many runs it holds.

    ``lead`` and ``tail`` are the words of the reference before the first run that the passage holds, and after the
    last one.
    """

    first: int
    end: int
    held: int
    lead: int
    tail: int


class WordingReference:
    """The words of a reference, and its runs. ``least`` is how many distinct runs are similar enough."""

    def __init__(self, forms: Sequence[str], similarity: Fraction) -> None:
        self.forms = tuple(forms)
        self.runs = tuple(dict.fromkeys(_runs_of(self.forms)))
        self.least = max(1, -int(-similarity * len(self.runs) // 1))
        self._plain = _places(self.forms, self.forms)
        self._turkic = _places(self.forms, tuple(map(plain_i, self.forms)))

    @property
    def most(self) -> int:
        """The most words of a passage."""
        return LONGEST * len(self.forms)

    def clause(self) -> Sharing:
        """Return what every paragraph matches that has a passage which is similar enough."""
        return share(self.runs, self.least)

    def best(self, forms: Sequence[str], language: str | None) -> BestPassage | None:
        """Return the best passage in a text's words, if it is similar enough; the first one of equal ones."""
        places = self._turkic if is_turkic(language) else self._plain
        runs = _runs_of(forms)
        # Most paragraphs that are read hold too few runs: a set tells so in half the time.
        if sum(places[run].weight for run in places.keys() & set(runs)) < self.least:
            return None
        met = [(at, place) for at, run in enumerate(runs) if (place := places.get(run)) is not None]
        found = _densest(met, self.most)
        if found is None or found[0] < self.least:
            return None
        held, left, right = found
        ahead, behind = met[left], met[right]
        tail = len(self.forms) - RUN - behind[1].last
        return BestPassage(ahead[0], behind[0] + RUN, held, ahead[1].first, tail)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a run stands in the reference, first and last, and for how many of its runs it counts."""

    first: int
    last: int
    weight: int


def _runs_of(forms: Sequence[str]) -> list[Run]:
    return list(zip(*(forms[at:] for at in range(RUN)), strict=False))


def _places(forms: tuple[str, ...], written: tuple[str, ...]) -> Mapping[Run, _Place]:
    """Return the places of the runs as statements have them ``written``. Two runs may be written alike there."""
    standing: dict[Run, list[int]] = {}
    own: dict[Run, set[Run]] = {}
    for at, (run, form) in enumerate(zip(_runs_of(written), _runs_of(forms), strict=True)):
        standing.setdefault(run, []).append(at)
        own.setdefault(run, set()).add(form)
    return {run: _Place(at[0], at[-1], len(own[run])) for run, at in standing.items()}


def _densest(met: Sequence[tuple[int, _Place]], most: int) -> tuple[int, int, int] | None:
    """Return how many runs the best passage of at most ``most`` words holds, and its first and last in ``met``."""
    times: dict[_Place, int] = {}
    best: tuple[int, int, int] | None = None
    key = (0, 0)
    left = held = 0
    for right, (at, place) in enumerate(met):
        times[place] = times.get(place, 0) + 1
        held += place.weight if times[place] == 1 else 0
        while at + RUN - met[left][0] > most or times[met[left][1]] > 1:
            gone = met[left][1]
            times[gone] -= 1
            held -= 0 if times[gone] else gone.weight
            left += 1
        length = at + RUN - met[left][0]
        if (held, -length) > key:
            key, best = (held, -length), (held, left, right)
    return best
