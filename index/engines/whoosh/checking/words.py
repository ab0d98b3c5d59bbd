"""Check the words of a segment against its texts: read again, they must be those of the postings.

Texts are read in blocks, in any order and by any process, since what was read of them adds up.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.packed import Packed
from pincite.index.engines.whoosh.arrays.segment import SegmentArrays
from pincite.index.engines.whoosh.arrays.strings import Strings
from pincite.index.engines.whoosh.checking.sums import sum_of_pairs, sum_of_postings, sum_of_prints, sum_of_words
from pincite.index.engines.whoosh.writing.tokens import TokenTable
from pincite.index.text.fingerprints import Hashes, winnow
from pincite.index.values.errors import ArchiveDamaged

BLOCK = 1 << 13
"""Paragraphs that are read together."""

Ordinals = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Read:
    """What some blocks of texts say: the sums over their words and over their fingerprints; see ``sums``.

    ``problems`` are what needs no sum: a text that cannot be unpacked, a number of words that is another.
    """

    words: int = 0
    prints: int = 0
    problems: tuple[str, ...] = ()

    def __add__(self, other: "Read") -> "Read":
        words, prints = self.words + other.words, self.prints + other.prints
        return Read(words % 2**64, prints % 2**64, self.problems + other.problems)


ReadAll = Callable[[], Read]
"""Reads all blocks of a segment."""


def check_words(arrays: SegmentArrays, read_all: ReadAll | None = None) -> Iterator[str]:
    """Yield the differences of terms, rows, frequencies, positions, lengths and fingerprints from the texts.

    The shape of the segment must be sound. ``read_all`` is given when others help to read.
    """
    posted = sum_of_postings(arrays.text, starts_of(arrays.lengths)), sum_of_prints(arrays.prints)
    read = read_in_turn(arrays) if read_all is None else read_all()
    yield from read.problems
    if not read.problems and read.words != posted[0]:
        yield "the words do not match the texts"
    if not read.problems and read.prints != posted[1]:
        yield "the fingerprints do not match the texts"


def read_in_turn(arrays: SegmentArrays) -> Read:
    """Read all blocks, one after the other."""
    reader = BlockReader(arrays)
    return sum(map(reader.read, range(reader.blocks)), Read())


def starts_of(lengths: Ordinals) -> NDArray[np.int64]:
    """Return where each row of words begins when all rows are joined, and where the last one ends: int64[rows + 1]."""
    return np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))


class BlockReader:
    """Reads the texts of a segment, which has so many ``blocks``."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self.blocks = -(-arrays.n // BLOCK)
        self._arrays = arrays
        self._starts = starts_of(arrays.lengths)
        self._languages = arrays.languages()
        self._reader = TermReader(arrays.text.terms)

    def read(self, block: int) -> Read:
        """Return what a block says."""
        first = block * BLOCK
        stop = min(first + BLOCK, self._arrays.n)
        read, done = Read(), first
        try:
            for texts in unpacked(self._arrays.texts, first, stop):
                read += self._read(done, texts)
                done += len(texts)
        except (ArchiveDamaged, UnicodeDecodeError):
            return read + Read(problems=tuple(damaged_in("texts", self._arrays.texts, done, stop)))
        return read

    def _read(self, first: int, texts: list[bytes]) -> Read:
        arrays, stop = self._arrays, first + len(texts)
        languages = [self._languages[row] for row in arrays.statement_of[first:stop].tolist()]
        words, lengths, hashes = self._reader.read(texts, languages)
        if not np.array_equal(lengths, arrays.lengths[first:stop]) or (words < 0).any():
            return Read(problems=(f"the words of paragraphs {first} to {stop - 1} do not match their texts",))
        prints, rows = winnow(hashes, lengths)
        return Read(sum_of_words(words, int(self._starts[first])), sum_of_pairs(prints, rows + np.uint32(first)))


def damaged_in(name: str, packed: Packed, first: int, stop: int) -> Iterator[str]:
    """Yield which strings from ``first`` to ``stop`` cannot be unpacked, or are not UTF-8."""
    for number in range(first, stop):
        try:
            packed[number].decode("utf-8")
        except (ArchiveDamaged, UnicodeDecodeError):
            yield f"string {number} of {name} cannot be unpacked"


def unpacked(packed: Packed, first: int, stop: int) -> Iterator[list[bytes]]:
    """Yield strings as they are stored in UTF-8, some at a time. Raises ArchiveDamaged, UnicodeDecodeError."""
    for some in packed.parts(first, stop):
        # A NUL is whole: so a broken character at an end does not become whole by its neighbour.
        b"\0".join([one for one in some if not one.isascii()]).decode("utf-8")
        yield some


class TermReader:
    """Splits texts into ordinals of ``terms``. A word that is not one of them is -1."""

    def __init__(self, terms: Strings) -> None:
        self._terms = terms
        self._table = TokenTable()
        self._ordinals = np.zeros(0, np.int32)

    def read(self, texts: list[bytes], languages: list[str | None]) -> tuple[Ordinals, Ordinals, Hashes]:
        """Return the ordinals of all words, joined, the number of words of each text, and the hash of each word."""
        if self._table.is_large:
            self._table, self._ordinals = TokenTable(), np.zeros(0, np.int32)
        numbers, lengths = self._table.numbers(texts, languages)
        new = range(len(self._ordinals), self._table.count)
        found = [self._terms.find_encoded(self._table.form(number)) for number in new]
        self._ordinals = np.concatenate((self._ordinals, np.array(found, np.int32)))
        return self._ordinals[numbers], lengths, self._table.hashes[numbers]
