"""Owns the layout of a segment: the meaning of its arrays, and how readers access them.

A segment holds whole statements in the order of their ids; the paragraphs of a statement stand together, so that the
row of a paragraph orders by (statement id, number). ``n`` paragraphs, ``s`` statements; every array is read-only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.engine import Checkpoint
from pincite.index.engines.whoosh.arrays.arrayfile import MappedArrays
from pincite.index.engines.whoosh.arrays.integers import SmallInts, read_small
from pincite.index.engines.whoosh.arrays.packed import Packed, read_packed
from pincite.index.engines.whoosh.arrays.prints import PrintPostings, read_prints
from pincite.index.engines.whoosh.arrays.strings import IntArray, Strings
from pincite.index.engines.whoosh.lazily import lazily
from pincite.index.values.arrival import Arrival
from pincite.index.values.entry import Passage
from pincite.index.values.fields import FACET_NAMES
from pincite.index.values.heading import Heading, parse_heading, parse_title

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Postings:
    """The sorted terms of a field, and their postings. A term is its ordinal in ``terms``.

    ``offsets`` is int64[T + 1] into the postings; ``position_offsets`` int64[T + 1] into the positions.
    """

    terms: Strings
    offsets: NDArray[np.int64]
    rows: IntArray
    frequencies: SmallInts
    position_offsets: NDArray[np.int64]
    places: SmallInts
    keys: Strings
    key_offsets: IntArray
    key_terms: IntArray

    def df(self, term: int) -> int:
        """Return how many rows contain the term, including deleted ones."""
        return int(self.offsets[term + 1] - self.offsets[term])

    def docs(self, term: int) -> IntArray:
        """Return the rows that contain the term: uint32, ascending, distinct."""
        return self.rows[self.offsets[term] : self.offsets[term + 1]]

    def docs_between(self, first: int, last: int) -> IntArray:
        """Return the rows of the terms from ``first`` to ``last`` (excluded), term after term, as uint32."""
        return self.rows[self.offsets[first] : self.offsets[last]]

    def tf(self, term: int) -> NDArray[np.int32]:
        """Return how often the term occurs in each of its ``docs``, as int32."""
        return self.frequencies.slice(int(self.offsets[term]), int(self.offsets[term + 1]))

    def positions(self, term: int, which: IntArray) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Return the positions (int32, ascending in a row, joined) in ``docs(term)[which]``, and how many in each."""
        first, last = self.offsets[term : term + 2].tolist()
        start, stop = self.position_offsets[term : term + 2].tolist()
        if len(which) == last - first:
            return self.places.slice(start, stop), self.tf(term)
        counts = self.frequencies.take(which.astype(np.int64) + first)
        starts = self.frequencies.sums(first, last, which)
        ends = np.cumsum(counts, dtype=np.int64)
        total = int(ends[-1]) if len(ends) else 0
        places = np.repeat(starts - (ends - counts) + start, counts) + np.arange(total, dtype=np.int64)
        return self.places.take(places), counts

    def variants(self, key: str) -> IntArray:
        """Return the terms, ascending, whose English variant key is ``key``; an empty array when there is none."""
        found = self.keys.find(key)
        if found < 0:
            return self.key_terms[:0]
        return self.key_terms[self.key_offsets[found] : self.key_offsets[found + 1]]


@dataclass(frozen=True, slots=True)
class FacetColumn:
    """The values of a facet, sorted, and those of each statement: ``ordinals[offsets[row]:offsets[row + 1]]``."""

    values: Strings
    offsets: NDArray[np.int32]
    ordinals: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class ArrivalColumn:
    """With which batch something of each statement came, int32[s], 0 unknown; and when, int64[s], NO_TIME unknown."""

    batches: NDArray[np.int32]
    times: NDArray[np.int64]

    def at(self, row: int) -> Arrival | None:
        """Return the arrival of the statement at ``row``."""
        batch, time = int(self.batches[row]), int(self.times[row])
        return Arrival(batch, None if time == NO_TIME else time) if batch else None


@dataclass(frozen=True, slots=True)
class StoodColumn:
    """Where the paragraphs of replaced versions stood: ``numbers`` int32[n], and ``versions`` uint8[n, 32], digests."""

    numbers: NDArray[np.int32]
    versions: NDArray[np.uint8]


NO_TIME = -(2**63)
"""The second of an arrival whose time is unknown: before any that can be."""


@dataclass(frozen=True)
class SegmentArrays:
    """One segment. ``text`` is over the ``n`` paragraphs; ``title`` and everything else is over the ``s`` statements.

    ``lengths`` int32[n] in tokens; ``first`` int32[s + 1] the first paragraph of each statement; ``statement_of``
    int32[n]; ``earliest`` and ``latest`` int32[s] day numbers; ``added`` and ``changed`` when the first
    version of each statement came, and the current one; ``title_rank`` int32[s] orders by title (equal titles have
    equal ranks). ``stood`` is given in the index of replaced versions; the version of a statement is there the current
    one, which lacks its paragraphs.
    """

    arrays: Arrays
    n: int
    s: int
    text: Postings
    title: Postings
    lengths: NDArray[np.int32]
    first: NDArray[np.int32]
    facets: Mapping[str, FacetColumn]
    earliest: NDArray[np.int32]
    latest: NDArray[np.int32]
    added: ArrivalColumn
    changed: ArrivalColumn
    ids: Strings
    title_rank: NDArray[np.int32]
    headings: Packed
    texts: Packed
    labelled: IntArray
    labels: Strings
    prints: PrintPostings
    stood: StoodColumn | None

    @lazily
    def statement_of(self) -> NDArray[np.int32]:
        """The statement of each paragraph: int32[n]. Made at first use, then kept."""
        made = np.repeat(np.arange(self.s, dtype=np.int32), np.diff(self.first))
        made.flags.writeable = False
        return made

    @lazily
    def tokens(self) -> NDArray[np.int64]:
        """The tokens of each statement: int64[s]. Made at first use, then kept."""
        sums = np.concatenate(([0], np.cumsum(self.lengths, dtype=np.int64)))
        return np.diff(sums[self.first])

    def let_go(self) -> None:
        """Return the pages that were read to the system. For readers that read everything once."""
        if isinstance(self.arrays, MappedArrays):
            self.arrays.let_go()

    def check_whole(self) -> None:
        """Check that the file was not truncated; see ``MappedArrays``. Raises ArchiveDamaged."""
        if isinstance(self.arrays, MappedArrays):
            self.arrays.check_whole()

    def heading(self, row: int) -> Heading:
        """Return the heading of the statement at ``row``."""
        return self.known_heading(row, self.ids[row], self.headings[row])

    def known_heading(self, row: int, identity: str, data: bytes) -> Heading:
        """Return the heading that was rendered as ``data``, with what is known of the statement at ``row``."""
        return parse_heading(identity, data, self.added.at(row), self.changed.at(row))

    def titles(self) -> list[str]:
        """Return the titles of all statements, in order."""
        return [parse_title(data) for data in self.headings]

    def languages(self) -> list[str | None]:
        """Return the language of each statement."""
        column = self.facets["language"]
        values = list(column.values)
        bounds = pairwise(column.offsets.tolist())
        return [values[column.ordinals[start]] if stop > start else None for start, stop in bounds]

    def version(self, row: int) -> str:
        """Return the digest (64 hex) of the statement's indexed version."""
        digest: bytes = self.arrays["versions"][row].tobytes()
        return digest.hex()

    def passage(self, doc: int) -> Passage:
        """Return the paragraph at ``doc`` as it was indexed."""
        row = int(np.searchsorted(self.first, doc, "right")) - 1
        return self.placed(doc, row, self.texts[doc].decode("utf-8"), self.label(doc))

    def placed(self, doc: int, row: int, text: str, label: str | None) -> Passage:
        """Return the paragraph at ``doc`` of the statement at ``row``, given its text and label."""
        if self.stood is None:
            return Passage(doc - int(self.first[row]) + 1, label, text, self.version(row))
        return Passage(int(self.stood.numbers[doc]), label, text, self.stood.versions[doc].tobytes().hex())

    def label(self, doc: int) -> str | None:
        """Return the label printed in the source, or None."""
        found = int(np.searchsorted(self.labelled, doc))
        return self.labels[found] if found < len(self.labelled) and self.labelled[found] == doc else None


@dataclass(frozen=True, slots=True)
class Part:
    """One segment of a snapshot; ``live`` is bool[s], or None when every statement is live."""

    arrays: SegmentArrays
    live: NDArray[np.bool_] | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The index as of one commit. The totals are over live statements."""

    generation: str
    commit: int
    checkpoint: Checkpoint
    parts: tuple[Part, ...]
    paragraphs: int
    statements: int
    tokens: int
    replaced: "Snapshot | None" = None
    """The index of replaced versions as of the same commit. None: the index was built before there was one."""
    lease: object = None
    """While this exists, the files are not deleted."""

    def check_whole(self) -> None:
        """Check that no open file was truncated, with one system call each. Raises ArchiveDamaged."""
        for part in self.parts:
            part.arrays.check_whole()
        if self.replaced is not None:
            self.replaced.check_whole()


def build_snapshot(
    generation: str,
    checkpoint: Checkpoint,
    parts: tuple[Part, ...],
    lease: object = None,
    replaced: tuple[Part, ...] = (),
) -> Snapshot:
    """Return the snapshot of ``parts`` with its totals counted, and beside it that of ``replaced`` versions."""
    made = _count(generation, checkpoint, parts)
    beside = None if checkpoint.replaced is None else _count(generation, checkpoint, replaced)
    return replace(made, replaced=beside, lease=lease)


def _count(generation: str, checkpoint: Checkpoint, parts: tuple[Part, ...]) -> Snapshot:
    paragraphs = statements = tokens = 0
    for part in parts:
        arrays, live = part.arrays, part.live
        if live is None:
            paragraphs, statements = paragraphs + arrays.n, statements + arrays.s
            tokens += int(arrays.lengths.sum(dtype=np.int64))
        else:
            paragraphs += int(np.diff(arrays.first)[live].sum())
            statements += int(live.sum())
            tokens += int(arrays.tokens[live].sum())
    return Snapshot(generation, checkpoint.commit, checkpoint, parts, paragraphs, statements, tokens)


def read_segment(arrays: Arrays) -> SegmentArrays:
    """Return the segment that is in ``arrays``. Raises KeyError when an array is missing."""
    first = arrays["first"]
    return SegmentArrays(
        arrays=arrays,
        n=int(first[-1]),
        s=len(first) - 1,
        text=_postings("text", arrays),
        title=_postings("title", arrays),
        lengths=arrays["lengths"],
        first=first,
        facets={name: read_facet(name, arrays) for name in FACET_NAMES},
        earliest=arrays["earliest"],
        latest=arrays["latest"],
        added=ArrivalColumn(arrays["added"], arrays["added_at"]),
        changed=ArrivalColumn(arrays["changed"], arrays["changed_at"]),
        ids=_strings("ids", arrays),
        title_rank=arrays["title_rank"],
        headings=read_packed("headings", arrays),
        texts=read_packed("texts", arrays),
        labelled=arrays["labelled"],
        labels=_strings("labels", arrays),
        prints=read_prints(arrays),
        stood=StoodColumn(arrays["stood"], arrays["stood.versions"]) if "stood" in arrays else None,
    )


def _strings(name: str, arrays: Arrays) -> Strings:
    return Strings(arrays[f"{name}.blob"], arrays[f"{name}.offsets"])


def read_facet(name: str, arrays: Arrays) -> FacetColumn:
    """Return the column of the facet ``name``. Raises KeyError when an array is missing."""
    values, offsets, ordinals = (f"facet.{name}.{part}" for part in ("values", "offsets", "ordinals"))
    return FacetColumn(_strings(values, arrays), arrays[offsets], arrays[ordinals])


def _postings(name: str, arrays: Arrays) -> Postings:
    return Postings(
        terms=_strings(f"{name}.terms", arrays),
        offsets=arrays[f"{name}.offsets"],
        rows=arrays[f"{name}.rows"],
        frequencies=read_small(f"{name}.tf", arrays),
        position_offsets=arrays[f"{name}.position_offsets"],
        places=read_small(f"{name}.positions", arrays),
        keys=_strings(f"{name}.keys", arrays),
        key_offsets=arrays[f"{name}.key_offsets"],
        key_terms=arrays[f"{name}.key_terms"],
    )
