"""Check a segment against its own texts and headings: derive everything again, and compare."""

from collections.abc import Iterator

import numpy as np

from pincite.index.engines.whoosh.arrays.segment import Arrays, Postings, SegmentArrays
from pincite.index.engines.whoosh.checking.headings import check_headings
from pincite.index.engines.whoosh.checking.words import ReadAll, check_words
from pincite.index.engines.whoosh.writing.termtable import TermTable


def check_derived(arrays: SegmentArrays, read_all: ReadAll | None = None) -> Iterator[str]:
    """Yield the differences of a segment from its texts and headings, one per line. Its shape must be sound.

    ``read_all`` reads the texts; see ``check_words``.
    """
    yield from check_headings(arrays)
    for name, postings in (("title", arrays.title), ("text", arrays.text)):
        yield from _check_keys(name, postings, arrays.arrays)
    yield from check_words(arrays, read_all)


def _check_keys(name: str, postings: Postings, arrays: Arrays) -> Iterator[str]:
    """Derive the variant keys of a field again from its terms, and compare."""
    table, count = TermTable(), len(postings.terms)
    table.add(postings.terms.encoded())
    for made, expected in table.terms(name, np.arange(count, dtype=np.int32)).arrays.items():
        if not np.array_equal(expected, arrays[made]):
            yield f"{made} does not match the terms"
