"""Check the words of a segment against its texts: the postings, laid out as text, must equal them."""

from collections.abc import Iterator
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.prints import PrintPostings, cut
from pincite.index.engines.whoosh.arrays.segment import Postings, SegmentArrays
from pincite.index.engines.whoosh.checking.structure import term_ranges
from pincite.index.engines.whoosh.writing.tokens import TokenTable
from pincite.index.text.fingerprints import Hashes, winnow

_AT_ONCE = 1 << 13
"""Paragraphs whose words are compared together."""

_PLACES = 1 << 23
"""Places of words that are laid out together: 32 MiB. A large segment is read once for each of them."""

Ordinals = NDArray[np.int32]


def check_words(arrays: SegmentArrays) -> Iterator[str]:
    """Yield the differences of terms, rows, frequencies, positions, lengths and fingerprints from the texts.

    The structure of the segment must be sound.
    """
    starts = np.concatenate(([0], np.cumsum(arrays.lengths, dtype=np.int64)))
    reader = _Reader(arrays.text)
    of_statements = arrays.languages()
    texts, doc, made = iter(arrays.texts), 0, 0
    for stop, words in _laid_out(arrays.text, starts):
        first = starts[doc]
        while some := [*islice(texts, min(_AT_ONCE, stop - doc))]:
            end = doc + len(some)
            languages = [of_statements[row] for row in arrays.statement_of[doc:end].tolist()]
            found, lengths, hashes = reader.read(some, languages)
            same = np.array_equal(lengths, arrays.lengths[doc:end])
            if not same or not np.array_equal(found, words[starts[doc] - first : starts[end] - first]):
                yield f"the words of paragraphs {doc} to {end - 1} do not match their texts"
            prints, rows = winnow(hashes, lengths)
            made += _sum_of(prints, rows + np.uint32(doc))
            doc = end
    if made % 2**64 != _sum_of_all(arrays.prints):
        yield "the fingerprints do not match the texts"


def _sum_of_all(postings: PrintPostings) -> int:
    total = 0
    for first, last in cut(postings.starts):
        start, stop = int(postings.starts[first]), int(postings.starts[last])
        total += _sum_of(postings.prints(first, last), postings.rows(start, stop))
    return total % 2**64


def _sum_of(prints: NDArray[np.uint32], rows: NDArray[np.uint32]) -> int:
    """Return a sum over pairs that does not depend on their order, so that comparing them needs no memory.

    The pairs are hashed first (the finaliser of MurmurHash3), so that two errors do not cancel each other out.
    """
    mixed = prints.astype(np.uint64) << np.uint64(32) | rows
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        mixed = (mixed ^ mixed >> np.uint64(33)) * np.uint64(factor)
    return int((mixed ^ mixed >> np.uint64(33)).sum(dtype=np.uint64))


def _laid_out(postings: Postings, starts: NDArray[np.int64]) -> Iterator[tuple[int, Ordinals]]:
    """Yield the words of all rows, as many rows at once as have few enough places; with the row behind the last."""
    row, count = 0, len(starts) - 1
    while row < count:
        stop = int(np.searchsorted(starts, starts[row] + _PLACES, "right")) - 1
        stop = min(max(stop, row + 1), count)
        yield stop, lay_out(postings, starts, row, stop)
        row = stop


def lay_out(postings: Postings, starts: NDArray[np.int64], row: int, end: int) -> Ordinals:
    """Return the term at every place of the rows from ``row`` to ``end``; -1 where there is no posting.

    ``starts`` is int64[rows + 1]: where each row begins. There are as many places as positions, so if no place is
    empty, no two postings have the same place.
    """
    words = np.full(int(starts[end] - starts[row]), -1, np.int32)
    for first, last in term_ranges(postings):
        start, stop = int(postings.offsets[first]), int(postings.offsets[last])
        begin, behind = int(postings.position_offsets[first]), int(postings.position_offsets[last])
        rows, tf = postings.rows[start:stop], postings.frequencies.slice(start, stop)
        terms = np.repeat(np.arange(first, last, dtype=np.int32), np.diff(postings.offsets[first : last + 1]))
        inside = (rows >= row) & (rows < end)
        places = postings.places.slice(begin, behind)[np.repeat(inside, tf)]
        rows, tf = rows[inside], tf[inside]
        words[np.repeat(starts[rows] - starts[row], tf) + places] = np.repeat(terms[inside], tf)
    return words


class _Reader:
    """Splits texts into ordinals of the segment's terms. A word that is not a term there is -2."""

    def __init__(self, postings: Postings) -> None:
        self._terms = {term: ordinal for ordinal, term in enumerate(postings.terms.encoded())}
        self._table = TokenTable()
        self._ordinals = np.zeros(0, np.int32)

    def read(self, texts: list[bytes], languages: list[str | None]) -> tuple[Ordinals, Ordinals, Hashes]:
        """Return the ordinals of all words, joined, the number of words of each text, and the hash of each word."""
        numbers, lengths = self._table.numbers(texts, languages)
        known = len(self._ordinals)
        new = [self._terms.get(self._table.form(number), -2) for number in range(known, self._table.count)]
        self._ordinals = np.concatenate((self._ordinals, np.array(new, np.int32)))
        return self._ordinals[numbers], lengths, self._table.hashes[numbers]
