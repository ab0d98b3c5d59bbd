"""Check that a segment's arrays fit together: rising offsets, rows in range, lists in order. Whole arrays at once.

After this check no index can be out of range. ``derived`` checks whether the arrays match the texts.
"""

from collections.abc import Iterator, Sized
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.cutting import cut
from pincite.index.engines.whoosh.arrays.integers import SmallInts
from pincite.index.engines.whoosh.arrays.posting_ranges import PostingRange, posting_ranges
from pincite.index.engines.whoosh.arrays.prints import COARSE, FINE, PAIRS, PrintPostings
from pincite.index.engines.whoosh.arrays.segment import NO_TIME, Postings, SegmentArrays, StoodColumn
from pincite.index.engines.whoosh.arrays.strings import IntArray, Strings
from pincite.index.values.fields import UNKNOWN_DAY


def check_shape(arrays: SegmentArrays) -> Iterator[str]:
    """Yield the problems of a segment, one per line. After the first problem of a part its rest is not checked.

    No string is unpacked: ``check_derived`` does that.
    """
    if not _rises(arrays.first, arrays.n, strictly=False):
        yield "first does not rise from 0"
        return
    problems = list(_check_statements(arrays))
    yield from problems
    if problems:
        return
    for name, column in arrays.facets.items():
        yield from _check_strings(f"facet.{name}.values", column.values)
        if not _rises(column.offsets, len(column.ordinals), strictly=False) or len(column.offsets) != arrays.s + 1:
            yield f"facet.{name}.offsets does not rise by statements"
        elif not _within(column.ordinals, len(column.values)) or not _rise_inside(column.ordinals, column.offsets):
            yield f"facet.{name}.ordinals is out of range or order"
    for name, postings, rows in (("text", arrays.text, arrays.n), ("title", arrays.title, arrays.s)):
        yield from _check_terms(name, postings)
        yield from check_postings(name, postings, rows, arrays.lengths if name == "text" else None)
    for name, packed, count in (("texts", arrays.texts, arrays.n), ("headings", arrays.headings, arrays.s)):
        if not _rises(packed.offsets, len(packed.blob)) or len(packed) != count:
            yield f"{name}.offsets does not rise to the end of its frames"
    yield from _check_prints(arrays.prints, arrays.n)
    if arrays.stood is not None:
        yield from _check_stood(arrays.stood, arrays.first)


def _check_statements(arrays: SegmentArrays) -> Iterator[str]:
    per_statement: dict[str, Sized] = {
        "earliest": arrays.earliest,
        "latest": arrays.latest,
        "title_rank": arrays.title_rank,
        "versions": arrays.arrays["versions"],
        **{name: arrays.arrays[name] for name in ("added", "added_at", "changed", "changed_at")},
        "ids": arrays.ids,
    }
    for name, column in per_statement.items():
        if len(column) != arrays.s:
            yield f"{name} has {len(column)} rows for {arrays.s} statements"
            return
    if len(arrays.lengths) != arrays.n or (arrays.lengths < 0).any():
        yield "lengths has no length for each paragraph"
    if arrays.arrays["versions"].shape[1:] != (32,):
        yield "versions has no digests of 32 bytes"
    both = (arrays.earliest != UNKNOWN_DAY) & (arrays.latest != UNKNOWN_DAY)
    if (arrays.earliest > arrays.latest)[both].any():
        yield "earliest is after latest"
    for known in (arrays.added, arrays.changed):
        if (known.batches < 0).any() or (known.times[known.batches == 0] != NO_TIME).any():
            yield "added or changed names no batch"
    yield from _check_strings("ids", arrays.ids)
    yield from _check_strings("labels", arrays.labels, is_sorted=False)
    if len(arrays.labels) != len(arrays.labelled) or not _ascend(arrays.labelled, arrays.n):
        yield "labelled is out of range or order"


def _check_strings(name: str, strings: Strings, *, is_sorted: bool = True) -> Iterator[str]:
    if not _rises(strings.offsets, len(strings.blob), strictly=False):
        yield f"{name}.offsets does not rise to the end of its text"
        return
    encoded = strings.encoded()
    if is_sorted and not all(one < other for one, other in pairwise(encoded)):
        yield f"{name} is not sorted"
    try:
        # A NUL is whole: so a broken character at an end does not become whole by its neighbour.
        b"\0".join(encoded).decode("utf-8")
    except UnicodeDecodeError:
        yield f"{name} is not UTF-8"


def _check_terms(name: str, postings: Postings) -> Iterator[str]:
    yield from _check_strings(f"{name}.terms", postings.terms)
    yield from _check_strings(f"{name}.keys", postings.keys)
    count = len(postings.terms)
    if not _rises(postings.key_offsets, count) or len(postings.key_offsets) != len(postings.keys) + 1:
        yield f"{name}.key_offsets does not rise by keys"
    elif not np.array_equal(np.sort(postings.key_terms), np.arange(count)):
        yield f"{name}.key_terms does not name each term once"


def check_postings(name: str, postings: Postings, rows: int, lengths: IntArray | None) -> Iterator[str]:
    """Yield the problems of the postings of a field over so many ``rows``, which have these ``lengths`` if given."""
    count, tf, places = len(postings.terms), postings.frequencies, postings.places
    by_term = len(postings.offsets) == len(postings.position_offsets) == count + 1
    if not by_term or not _rises(postings.offsets, len(postings.rows)):
        yield f"{name}.offsets does not rise by terms"
    elif not _rises(postings.position_offsets, len(places)):
        yield f"{name}.position_offsets does not rise by terms"
    elif not _within(postings.rows, rows) or len(tf) != len(postings.rows):
        yield f"{name}.rows is out of range"
    elif not _are_small(tf) or not _are_small(places):
        yield f"{name}.tf or {name}.positions has large values out of place"
    else:
        for some in posting_ranges(postings):
            if not _is_in_order(postings, some, lengths):
                between = f"terms {some.first} and {some.last}"
                yield f"{name}: rows or positions are out of order between {between}"


def _is_in_order(postings: Postings, some: PostingRange, lengths: IntArray | None) -> bool:
    """Whether rows ascend in each term, and positions in each row below its length."""
    start, stop, terms = some.start, some.stop, slice(some.first, some.last + 1)
    rows, tf = postings.rows[start:stop], postings.frequencies.slice(start, stop)
    bounds = np.clip(postings.offsets[terms], start, stop) - start
    sums = np.concatenate(([0], np.cumsum(tf, dtype=np.int64)))
    if (tf < 1).any() or not _are_sizes(postings, some, some.begin + sums[bounds]):
        return False
    places = postings.places.slice(some.begin, some.end)
    if lengths is not None and (places >= np.repeat(lengths[rows], tf)).any():
        return False
    goes_on = start > postings.offsets[some.first]
    if goes_on and postings.rows[start - 1] >= rows[0]:
        return False
    return _rise_inside(rows.astype(np.int64), bounds) and _rise_inside(places, sums)


def _are_sizes(postings: Postings, some: PostingRange, ends: NDArray[np.int64]) -> bool:
    """Whether the positions of each term end where they should, as far as the range reaches its end."""
    terms = slice(some.first, some.last + 1)
    offsets, known = postings.offsets[terms], postings.position_offsets[terms]
    whole = (offsets >= some.start) & (offsets <= some.stop)
    return np.array_equal(ends[whole], known[whole]) and bool((ends <= known[-1]).all())


def _check_prints(prints: PrintPostings, rows: int) -> Iterator[str]:
    highs = len(prints) if rows > 1 << 16 else 0
    if len(prints.starts) - 1 not in (1 << COARSE, 1 << FINE):
        yield "prints.starts has no directory's size"
    elif not _rises(prints.starts, len(prints), strictly=False):
        yield "prints.starts does not rise to the end of the fingerprints"
    elif len(prints.rows_low) != len(prints) or len(prints.rows_high) != highs:
        yield "prints.rows and prints.high have no row for each fingerprint"
    else:
        for first, last in cut(prints.starts, PAIRS):
            docs = prints.rows(int(prints.starts[first]), int(prints.starts[last]))
            keys = prints.prints(first, last).astype(np.uint64) << np.uint64(32) | docs
            if not _within(docs, rows) or not _ascend(keys, 1 << 63):
                yield "the fingerprints are out of range or order"
                return


def _check_stood(stood: StoodColumn, first: IntArray) -> Iterator[str]:
    count = int(first[-1])
    if len(stood.numbers) != count or stood.versions.shape != (count, 32):
        yield "stood has no place for each paragraph"
    elif (stood.numbers < 1).any() or not _rise_inside(stood.numbers, first, strictly=False):
        yield "stood is out of range or order"


def _are_small(column: SmallInts) -> bool:
    """Whether the bits above a byte are stored as ``SmallInts`` requires."""
    return (
        len(column.where) == len(column.high) and _ascend(column.where, len(column)) and bool((column.high > 0).all())
    )


def _rises(offsets: IntArray, end: int, *, strictly: bool = True) -> bool:
    """Whether ``offsets`` rise from 0 to ``end``; equal neighbours are allowed unless ``strictly``."""
    if not len(offsets) or int(offsets[0]) != 0 or int(offsets[-1]) != end:
        return False
    later, earlier = offsets[1:], offsets[:-1]
    return bool((later > earlier).all() if strictly else (later >= earlier).all())


def _ascend(values: IntArray, bound: int) -> bool:
    """Whether ``values`` are distinct, in order, and below ``bound``."""
    return _within(values, bound) and bool((values[1:] > values[:-1]).all())


def _within(values: IntArray, bound: int) -> bool:
    return not len(values) or (int(values.min()) >= 0 and int(values.max()) < bound)


def _rise_inside(values: IntArray, bounds: NDArray[np.int64] | IntArray, *, strictly: bool = True) -> bool:
    """Whether ``values`` ascend between any two neighbouring ``bounds``; equal ones are allowed unless ``strictly``."""
    rises = values[1:] > values[:-1] if strictly else values[1:] >= values[:-1]
    inside = bounds[1:-1].astype(np.int64) - 1
    rises[inside[(inside >= 0) & (inside < len(rises))]] = True
    return bool(rises.all())
