"""Where words stand: phrases and proximity, from the positions of the candidate rows only.

The candidates are laid end to end with gaps that no phrase or window bridges; a place is one number on that line.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.columns import NO_ROWS, Column, Ints, Matches, Word, as_rows
from index.engines.whoosh.sets import members

Places = npt.NDArray[np.int64]
Indices = npt.NDArray[np.intp]

_GAP = 1_024
"""More than the words of a phrase and the distance of a window together."""


class Line:
    """The candidate rows (ascending, at least one) of one column laid end to end."""

    def __init__(self, column: Column, candidates: Ints) -> None:
        self.column, self.candidates = column, candidates
        ends = np.cumsum(column.lengths(candidates) + _GAP)
        self.bases = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1])) + _GAP

    def places(self, word: Word, among: Indices | None = None) -> tuple[Places, Indices]:
        """Places, ascending, of ``word``, and the candidate of each; ``among`` says in which candidates to look."""
        found = [pair for wing in word for term in wing.terms for pair in [self._term(int(term), wing.rows, among)]]
        if len(found) == 1:
            return found[0]
        places = np.concatenate([places for places, _ in found])
        order = np.argsort(places, kind="stable")
        return places[order], np.concatenate([own for _, own in found])[order]

    def _term(self, term: int, rows: "npt.NDArray[np.bool_] | None", among: Indices | None) -> tuple[Places, Indices]:
        docs = as_rows(self.column.postings.docs(term))
        wanted = self.candidates if among is None else self.candidates[among]
        own = np.flatnonzero(members(docs, wanted))
        if rows is not None:
            own = own[rows[wanted[own]]]
        which = np.flatnonzero(members(wanted[own], docs))
        positions, counts = self.column.postings.positions(term, which)
        own = np.repeat(own if among is None else among[own], counts)
        return self.bases[own] + positions, own

    def matches(self, own: Indices) -> Matches:
        """The rows of the candidates ``own`` (ascending), tf being how often each stands there."""
        if not len(own):
            return Matches(NO_ROWS, NO_ROWS)
        first = np.flatnonzero(np.concatenate(([True], own[1:] != own[:-1])))
        return Matches(self.candidates[own[first]], np.diff(np.append(first, len(own))).astype(np.int32))


def phrase(line: Line, words: Sequence[Word], sizes: Sequence[int]) -> Matches:
    """Rows where ``words`` stand adjacent in this order; ``sizes`` says in how many rows each stands."""
    rarest, *others = sorted(range(len(words)), key=lambda at: sizes[at])
    starts, own = line.places(words[rarest])
    starts = starts - rarest
    for at in others:
        few = len(own) * 4 < len(line.candidates)
        here, _ = line.places(words[at], np.unique(own) if few else None)
        kept = members(here, starts + at)
        starts, own = starts[kept], own[kept]
        if not len(own):
            break
    return line.matches(own)


def near(line: Line, words: Sequence[tuple[Word, int]], distance: int) -> Matches:
    """Rows with a window that holds each word as often as asked, and at most ``distance`` other tokens.

    tf is the number of places at which such a window ends.
    """
    found = [line.places(word) for word, _ in words]
    places = np.concatenate([places for places, _ in found])
    order = np.argsort(places, kind="stable")
    which = np.repeat(np.arange(len(found), dtype=np.int8), [len(places) for places, _ in found])[order]
    ends = places[order]
    begins = ends
    for at, ((standing, _), (_, times)) in enumerate(zip(found, words, strict=True)):
        before = np.cumsum(which == at) - times
        # Before the first place there is none, and a begin in another row is farther away than any distance.
        begins = np.minimum(begins, np.where(before >= 0, standing[np.maximum(before, 0)], -_GAP))
    asked = sum(times for _, times in words)
    ending = ends - begins + 1 - asked <= distance
    return line.matches(np.concatenate([own for _, own in found])[order][ending])
