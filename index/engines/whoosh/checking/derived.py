"""Check a segment against its own texts and headings: derive everything again, and compare."""

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from pincite.index.engines.whoosh.arrays.segment import SegmentArrays
from pincite.index.engines.whoosh.checking.words import check_words
from pincite.index.engines.whoosh.writing.build import build
from pincite.index.engines.whoosh.writing.termtable import TermTable
from pincite.index.values.entry import Entry
from pincite.index.values.heading import parse_heading

_FROM_TEXTS = ("first", "lengths", "versions", "text.", "texts.", "headings.", "label", "prints.", "added", "changed")
"""Arrays that what sources say of statements does not make."""


def check_derived(arrays: SegmentArrays, words: Callable[[], Iterable[str]] | None = None) -> Iterator[str]:
    """Yield the differences of a segment from its texts and headings, one per line. Its structure must be sound.

    ``words`` returns what ``check_words`` does, if that is done elsewhere meanwhile.
    """
    yield from _check_headings(arrays)
    yield from _check_keys(arrays)
    yield from check_words(arrays) if words is None else words()


def _check_headings(arrays: SegmentArrays) -> Iterator[str]:
    """Derive titles (with words and order), dates and facets again from the headings, and compare."""
    both = enumerate(zip(arrays.ids, arrays.headings, strict=True))
    entries = [Entry(parse_heading(identity, data), arrays.version(row), ()) for row, (identity, data) in both]
    for name, made in build(entries).items():
        if not name.startswith(_FROM_TEXTS) and not np.array_equal(made, arrays.arrays[name]):
            yield f"{name} does not match the headings"


def _check_keys(arrays: SegmentArrays) -> Iterator[str]:
    """Derive the variant keys again from the terms, and compare."""
    table, count = TermTable(), len(arrays.text.terms)
    table.add(arrays.text.terms.encoded())
    for name, expected in table.terms("text", np.arange(count, dtype=np.int32)).arrays.items():
        if not np.array_equal(expected, arrays.arrays[name]):
            yield f"{name} does not match the terms"
