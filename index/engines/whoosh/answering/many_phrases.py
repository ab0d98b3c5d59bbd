"""Many phrases of one search among some rows, found together: what each finds by itself, in a fraction of the time.

Phrases out of one text share their words. So the words are laid on one line, in the order in which the rows have them,
and all phrases are read from it. A place on the line is a number: the row in its upper 32 bits, and the position in
the lower ones. A place has one word.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.answering.columns import NO_ROWS, Bools, Column, Ints, Matches, as_rows
from pincite.index.engines.whoosh.answering.sets import members, places_of
from pincite.index.query.deadline import Check

Places = npt.NDArray[np.int64]
_ROW = 32
_NOWHERE: Places = np.zeros(0, dtype=np.int64)


def find_phrases(column: Column, among: Ints, phrases: Sequence[tuple[int, ...]], check: Check) -> list[Matches]:
    """Return the rows of each phrase, given as its terms in ``column``: two or more; none when it lacks one.

    Only the rows of ``among`` (ascending) are looked at.
    """
    placed = {term: _NOWHERE for phrase in phrases for term in phrase}
    for term in placed:
        check()
        placed[term] = _places(column, among, term)
    terms = np.repeat(np.array([*placed], dtype=np.int64), [len(places) for places in placed.values()])
    line = np.concatenate([_NOWHERE, *placed.values()])
    order = np.argsort(line, kind="stable")
    line, terms = line[order], terms[order]
    begins = {size: _adjacent(line, size) for size in set(map(len, phrases))}
    return [_matches(line[_find(phrase, terms, begins[len(phrase)])]) for phrase in phrases]


def _places(column: Column, among: Ints, term: int) -> Places:
    """Return where ``term`` stands in the rows of ``among``."""
    postings = column.postings
    docs = as_rows(postings.docs(term))
    rows = among[members(docs, among)]
    which = places_of(rows, docs)
    positions, counts = postings.positions(term, which)
    return (rows.astype(np.int64) << _ROW).repeat(counts) + positions


def _adjacent(line: Places, size: int) -> npt.NDArray[np.intp]:
    """Return where, on the line, so many words begin that stand one behind the other."""
    last = line[size - 1 :] if size else _NOWHERE
    is_run: Bools = last - line[: len(last)] == size - 1
    return is_run.nonzero()[0]


def _find(phrase: tuple[int, ...], terms: Places, begins: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    for at, term in enumerate(phrase):
        begins = begins[terms[begins + at] == term]
    return begins


def _matches(places: Places) -> Matches:
    if not len(places):
        return Matches(NO_ROWS, NO_ROWS)
    rows, counts = np.unique(places >> _ROW, return_counts=True)
    return Matches(rows.astype(np.int32), counts.astype(np.int32))
