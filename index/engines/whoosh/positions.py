"""Where words stand: phrases and proximity, from the positions of the candidate rows only.

A place is one int64, row << 32 | position: places of a row are neighbours, and no window reaches from row to row.
"""

import numpy as np
import numpy.typing as npt

from index.engines.whoosh.columns import NO_ROWS, Column, Ints, Matches, Word, as_rows

Places = npt.NDArray[np.int64]
_ROW = 32


def members(haystack: npt.NDArray[np.integer], needles: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    """For each of ``needles``, whether it is in the ascending ``haystack``."""
    if not len(haystack):
        return np.zeros(len(needles), dtype=np.bool_)
    at = np.searchsorted(haystack, needles)
    np.minimum(at, len(haystack) - 1, out=at)
    return np.asarray(haystack[at] == needles)


def intersection(lists: list[Ints]) -> Ints:
    """The rows that stand in all ascending ``lists``, from the shortest on."""
    first, *rest = sorted(lists, key=len)
    for rows in rest:
        first = first[members(rows, first)]
    return first


def places(column: Column, word: Word, candidates: Ints) -> Places:
    """The places, ascending, where any term of ``word`` stands in ``candidates`` (ascending rows)."""
    found: list[Places] = []
    for wing in word:
        wanted = candidates if wing.rows is None else candidates[wing.rows[candidates]]
        found.extend(_places_of(column, int(term), wanted) for term in wing.terms)
    if len(found) == 1:
        return found[0]
    joined = np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
    joined.sort()
    return joined


def _places_of(column: Column, term: int, candidates: Ints) -> Places:
    docs = as_rows(column.postings.docs(term))
    if len(docs) <= len(candidates):
        which = np.flatnonzero(members(candidates, docs))
    else:
        which = np.searchsorted(docs, candidates)
        np.minimum(which, len(docs) - 1, out=which)
        which = which[docs[which] == candidates]
    positions, counts = column.postings.positions(term, which)
    return np.asarray((np.repeat(docs[which].astype(np.int64), counts) << _ROW) + positions)


def phrase(column: Column, words: list[Word], holders: list[Ints]) -> Matches:
    """Rows where ``words`` stand adjacent in this order; ``holders`` are the rows of each word."""
    candidates = intersection(holders)
    starts: Places | None = None
    for at in sorted(range(len(words)), key=lambda at: len(holders[at])):
        if not len(candidates):
            return Matches(NO_ROWS, NO_ROWS)
        # Counted from the end, so that no place before the row's begin borrows from the row.
        here = places(column, words[at], candidates) + (len(words) - at)
        starts = here if starts is None else starts[members(here, starts)]
        candidates = _rows_of(starts)
    return _by_row(starts if starts is not None else np.zeros(0, dtype=np.int64))


def near(column: Column, words: list[tuple[Word, int]], holders: list[Ints], distance: int) -> Matches:
    """Rows with a window that holds each word as often as asked, and at most ``distance`` other tokens.

    tf is the number of places at which such a window ends.
    """
    candidates = intersection(holders)
    if not len(candidates):
        return Matches(NO_ROWS, NO_ROWS)
    stands = [places(column, word, candidates) for word, _ in words]
    ends = np.sort(np.concatenate(stands))
    begins = ends
    for standing, (_, times) in zip(stands, words, strict=True):
        at = np.searchsorted(standing, ends, side="right") - times
        # Before the first place there is none: a begin in another row is farther away than any distance.
        begins = np.minimum(begins, np.where(at >= 0, standing[at], -1))
    asked = sum(times for _, times in words)
    return _by_row(ends[(begins >= 0) & (ends - begins + 1 - asked <= distance)])


def _rows_of(standing: Places) -> Ints:
    return _by_row(standing).rows


def _by_row(standing: Places) -> Matches:
    rows = (standing >> _ROW).astype(np.int32)
    if not len(rows):
        return Matches(NO_ROWS, NO_ROWS)
    first = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
    return Matches(rows[first], np.diff(np.append(first, len(rows))).astype(np.int32))
