"""Check what a segment says of its statements against their headings, some statements at a time."""

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

import numpy as np

from pincite.index.engines.whoosh.arrays.segment import FacetColumn, SegmentArrays, read_facet
from pincite.index.engines.whoosh.arrays.strings import IntArray, Strings, pack_strings
from pincite.index.engines.whoosh.arrays.unions import joined_strings
from pincite.index.engines.whoosh.checking.structure import check_postings
from pincite.index.engines.whoosh.checking.sums import sum_of_postings, sum_of_words
from pincite.index.engines.whoosh.checking.words import Ordinals, TermReader, damaged_in, starts_of, unpacked
from pincite.index.engines.whoosh.writing.build import date_arrays, facet_arrays
from pincite.index.values.errors import ArchiveDamaged
from pincite.index.values.heading import Heading, parse_heading, title_key

_AT_ONCE = 1 << 12
"""Headings in memory at a time: as objects they have some kilobytes each."""


def check_headings(arrays: SegmentArrays) -> Iterator[str]:
    """Derive titles (with words and order), dates and facets again from the headings; yield the differences.

    The shape of the segment must be sound.
    """
    titles = _Titles(arrays)
    wrong: dict[str, None] = {}
    for start in range(0, arrays.s, _AT_ONCE):
        stop = min(start + _AT_ONCE, arrays.s)
        try:
            rendered = [*chain.from_iterable(unpacked(arrays.headings, start, stop))]
        except (ArchiveDamaged, UnicodeDecodeError):
            yield from damaged_in("headings", arrays.headings, start, arrays.s)
            return
        headings = [*map(parse_heading, (arrays.ids[row] for row in range(start, stop)), rendered)]
        wrong |= dict.fromkeys(_other_dates(arrays, start, headings))
        wrong |= dict.fromkeys(_other_facets(arrays, start, headings))
        titles.add(headings)
    wrong |= dict.fromkeys(_unused_facets(arrays))
    wrong |= dict.fromkeys(titles.differences())
    yield from (f"{name} does not match the headings" for name in wrong)


def _other_dates(arrays: SegmentArrays, start: int, headings: Sequence[Heading]) -> Iterator[str]:
    for name, made in date_arrays(headings).items():
        if not np.array_equal(made, arrays.arrays[name][start : start + len(headings)]):
            yield name


def _other_facets(arrays: SegmentArrays, start: int, headings: Sequence[Heading]) -> Iterator[str]:
    made = facet_arrays(headings)
    for name, column in arrays.facets.items():
        if not _is_slice(read_facet(name, made), column, start):
            yield f"facet.{name}"


def _is_slice(made: FacetColumn, whole: FacetColumn, start: int) -> bool:
    """Whether ``whole`` says the same of the statements from ``start`` as ``made``."""
    offsets = whole.offsets[start : start + len(made.offsets)]
    places = np.array([whole.values.find(value) for value in made.values], np.int32)
    ordinals = whole.ordinals[offsets[0] : offsets[-1]]
    return np.array_equal(offsets - offsets[0], made.offsets) and np.array_equal(places[made.ordinals], ordinals)


def _unused_facets(arrays: SegmentArrays) -> Iterator[str]:
    for name, column in arrays.facets.items():
        if not np.bincount(column.ordinals, minlength=len(column.values)).all():
            yield f"facet.{name}"


class _Titles:
    """The titles of a segment as far as they were read. Only their keys and the numbers of their words are kept."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self._arrays = arrays
        self._reader = TermReader(arrays.title.terms)
        self._count = self._sum = 0
        self._lengths: list[Ordinals] = [np.zeros(0, np.int32)]
        self._keys: list[Strings] = []

    def add(self, headings: Sequence[Heading]) -> None:
        """Read the titles of the next statements."""
        titles = [heading.title for heading in headings]
        encoded = [title.encode("utf-8") for title in titles]
        words, lengths, _ = self._reader.read(encoded, [heading.language for heading in headings])
        self._sum += sum_of_words(words, self._count)
        self._count += len(words)
        self._lengths.append(lengths)
        self._keys.append(Strings(*pack_strings([title_key(title).encode("utf-8") for title in titles])))

    def differences(self) -> Iterator[str]:
        """Yield which arrays are not those of the titles."""
        if not self._are_posted():
            yield "title"
        if not _are_ranks(self._arrays.title_rank, joined_strings(self._keys)):
            yield "title_rank"

    def _are_posted(self) -> bool:
        postings, lengths = self._arrays.title, np.concatenate(self._lengths)
        # Only where each place is one of a title's can the words be at other places.
        if len(postings.places) != self._count or any(check_postings("title", postings, len(lengths), lengths)):
            return False
        return sum_of_postings(postings, starts_of(lengths)) == self._sum % 2**64


def _are_ranks(ranks: IntArray, keys: Strings) -> bool:
    """Whether ``ranks`` order the statements by ``keys``: see ``rank_keys``."""
    order = np.argsort(ranks, kind="stable")
    steps = [_step(one, other) for one, other in pairwise(map(keys.bytes_at, order.tolist()))]
    return not len(order) or np.array_equal(np.diff(ranks[order], prepend=0), [0, *steps])


def _step(key: bytes, after: bytes) -> int:
    return (after > key) - (after < key)
