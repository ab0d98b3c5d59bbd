"""Positions of words: phrases and proximity, from the positions of the candidate rows only.

The candidates are laid end to end, with gaps that no phrase or window can bridge. A place is a number on this line.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.answering.columns import NO_ROWS, Bools, Column, Ints, Matches, Word, as_rows
from pincite.index.engines.whoosh.answering.sets import members, places_of

Places = npt.NDArray[np.signedinteger]
Indices = npt.NDArray[np.intp]


class PositionLine:
    """The candidate rows (ascending, at least one) of one column laid end to end, ``gap`` places between them."""

    def __init__(self, column: Column, candidates: Ints, gap: int) -> None:
        self.column, self.candidates, self.gap = column, candidates, gap
        ends = (column.lengths(candidates) + gap).cumsum()
        bases = np.concatenate((np.zeros(1, dtype=np.int64), ends[:-1])) + gap
        self.bases: Places = bases.astype(np.int32) if ends[-1] + gap < 2**31 else bases

    def places(self, word: Word, among: Indices | None = None) -> tuple[Places, Indices]:
        """Places, ascending, of ``word``, and the candidate of each; ``among`` says in which candidates to look.

        Every candidate must contain the word.
        """
        terms = [(int(term), wing.rows) for wing in word for term in wing.terms]
        if len(terms) == 1 and terms[0][1] is None:
            every = np.arange(len(self.candidates), dtype=np.intp) if among is None else among
            return self._term(terms[0][0], every)
        found = [self._term(term, self._holding(term, rows, among)) for term, rows in terms]
        places = np.concatenate([places for places, _ in found])
        order = np.argsort(places, kind="stable")
        return places[order], np.concatenate([own for _, own in found])[order]

    def _holding(self, term: int, rows: Bools | None, among: Indices | None) -> Indices:
        """The candidates (of ``among``) that contain ``term`` in ``rows``."""
        wanted = self.candidates if among is None else self.candidates[among]
        own = np.flatnonzero(members(as_rows(self.column.postings.docs(term)), wanted))
        if rows is not None:
            own = own[rows[wanted[own]]]
        return own if among is None else among[own]

    def _term(self, term: int, own: Indices) -> tuple[Places, Indices]:
        """The places of ``term`` in the candidates ``own``, which all contain it."""
        docs = as_rows(self.column.postings.docs(term))
        which = places_of(self.candidates[own], docs)
        positions, counts = self.column.postings.positions(term, which)
        places = np.repeat(self.bases[own], counts)
        places += positions
        return places, np.repeat(own, counts)

    def matches(self, own: Indices) -> Matches:
        """The rows of the candidates ``own`` (ascending). tf is the number of times that each occurs there."""
        if not len(own):
            return Matches(NO_ROWS, NO_ROWS)
        first = np.flatnonzero(np.concatenate(([True], own[1:] != own[:-1])))
        return Matches(self.candidates[own[first]], np.diff(np.append(first, len(own))).astype(np.int32))


def phrase(column: Column, candidates: Ints, words: Sequence[Word], sizes: Sequence[int]) -> Matches:
    """Rows where ``words`` are adjacent in this order. ``candidates`` contain all; ``sizes`` rows contain each."""
    line = PositionLine(column, candidates, len(words))
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


def near(column: Column, candidates: Ints, words: Sequence[tuple[Word, int]], distance: int) -> Matches:
    """Rows with a window that contains each word as often as the query, and at most ``distance`` other tokens.

    ``candidates`` contain all the words. tf is the number of places at which such a window ends.
    """
    width = sum(times for _, times in words) + distance
    line = PositionLine(column, candidates, width + 1)
    found = [line.places(word) for word, _ in words]
    places = np.concatenate([places for places, _ in found])
    order = np.argsort(places, kind="stable")
    which = np.repeat(np.arange(len(found), dtype=np.int8), [len(places) for places, _ in found])[order]
    ends = places[order]
    begins = ends
    for at, ((standing, _), (_, times)) in enumerate(zip(found, words, strict=True)):
        before = np.cumsum(which == at, dtype=np.int32) - times
        # There is no place before the first one, and a start in another row is farther away than the width.
        begins = np.minimum(begins, np.where(before >= 0, standing[np.maximum(before, 0)], 0))
    ending = ends - begins < width
    return line.matches(np.concatenate([own for _, own in found])[order][ending])
