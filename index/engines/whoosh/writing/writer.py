"""Owns the port's writer for one generation: what waits for a commit, and when it becomes a segment."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from whoosh.index import LockError

from pincite.index.engine import Checkpoint
from pincite.index.engines.whoosh.commits.codec import ArraySegment, arrays_of, is_replaced
from pincite.index.engines.whoosh.commits.storage import INDEX_NAME, SyncStorage
from pincite.index.engines.whoosh.commits.toc import read_toc
from pincite.index.engines.whoosh.writing.batchwriter import ArrayIndex, BatchWriter
from pincite.index.engines.whoosh.writing.build import Builder
from pincite.index.engines.whoosh.writing.policy import Size, choose_merges, is_worth_joining
from pincite.index.engines.whoosh.writing.text_process import Begun
from pincite.index.values.entry import Entry
from pincite.index.values.errors import LockHeld
from pincite.index.values.paragraph_columns import texts_of

MEMORY = 256 << 20
"""The approximate bytes in memory at which a writer writes a segment."""

MOST_UNJOINED = 60
"""The most segments that wait for the end of a session to be joined: until then a search asks each of them."""

_BYTES_PER_CHARACTER = 16


@dataclass(frozen=True, slots=True)
class _Begun:
    """A segment that is being made, and what it is made of."""

    arrays: Begun
    entries: list[Entry]


class ArrayIndexWriter:
    """The port's writer for one generation. Use it from one thread. ``close`` without ``commit`` drops a batch."""

    def __init__(self, storage: SyncStorage, *, memory: int = MEMORY, joins: bool = False) -> None:
        """With ``joins`` a commit joins what else the end of the session does: for a session of one commit."""
        self._storage, self._joins = storage, joins
        segments = self._read()
        self._index = ArrayIndex(storage, indexname=INDEX_NAME)
        self._limit = memory // _BYTES_PER_CHARACTER
        self._builder = Builder(self._dictionaries(segments))
        self._known: dict[str, frozenset[str]] = {}
        self._writer: BatchWriter | None = None
        self._added = {False: 0, True: 0}
        self._waiting: list[Entry] = []
        self._begun: _Begun | None = None
        self._claimed: set[str] = set()
        self._deleted: set[str] = set()
        self._size = 0

    def put(self, entries: Sequence[Entry]) -> None:
        """Index whole statements, replacing those with the same ids. Raises ValueError for an id twice in a commit."""
        self._claim([entry.heading.id for entry in entries])
        for entry in entries:
            self._waiting.append(entry)
            self._size += sum(map(len, texts_of(entry.paragraphs))) + sum(map(len, texts_of(entry.replaced)))
            if self._size >= self._limit:
                self._flush()

    def delete(self, ids: Sequence[str]) -> None:
        """Delete statements of earlier commits. Unknown ids are ignored."""
        self._deleted.update(ids)

    def prepare(self) -> bool:
        """Begin to make the segment of what waits in another process, if it is worth that; see the port."""
        if self._builder.takes(self._size):
            # Before the one before is finished: so the other process need not wait while that is written.
            begun = _Begun(self._builder.begin(self._waiting), self._waiting)
            self._waiting, self._size = [], 0
            self._finish_begun()
            self._begun = begun
        return self._begun is not None and not self._waiting

    def commit(self, batch: int) -> Checkpoint:
        """Make all of it durable and visible at once, as the state of ``batch``. Raises OSError, LockHeld."""
        return self._commit(batch, self._join if self._joins else self._merge_unless_joined)

    def finish(self) -> None:
        """End a session. A large one leaves one segment. Uncommitted statements are dropped."""
        self.close()
        if self._worth_joining(self._read()):
            self._commit(self._open().batch, self._join)

    def close(self) -> None:
        """Drop uncommitted statements and release the lock."""
        self._reset()
        self._builder.close()
        if self._writer is not None:
            self._writer.abandon()
            self._writer = None

    def _commit(
        self, batch: int, policy: Callable[[BatchWriter, list[ArraySegment]], list[ArraySegment]]
    ) -> Checkpoint:
        try:
            self._flush()
            writer = self._open()
            writer.delete_ids(self._claimed | self._deleted, self._ids_of)
            self._claimed = set()
            writer.batch = batch
            writer.commit(mergetype=policy)
        except BaseException:
            self.close()
            raise
        self._writer = None
        self._reset()
        self._known = {
            segment.segid: self._known[segment.segid] for segment in writer.left if segment.segid in self._known
        }
        return self._storage.manifest(writer.generation).checkpoint

    def _worth_joining(self, segments: Sequence[ArraySegment]) -> set[str]:
        """Return the ids of the segments that the end of a session makes one, if it is to."""
        kinds = by_kind(segments)
        worth = [kind for kind in kinds if is_worth_joining(sizes_of(kind), self._added_to(kind))]
        return {segment.segid for kind in worth for segment in kind}

    def _join(self, writer: BatchWriter, segments: list[ArraySegment]) -> list[ArraySegment]:
        return join_kinds(writer, segments, self._worth_joining(segments))

    def _merge_unless_joined(self, writer: BatchWriter, segments: list[ArraySegment]) -> list[ArraySegment]:
        """Merge by policy, but not what the end of the session will join: that would move each paragraph twice."""
        if any(len(kind) > MOST_UNJOINED for kind in by_kind(segments)):
            return merge_by_policy(writer, segments)
        living = [segment for segment in segments if segment.live_statements]
        joined = [kind for kind in by_kind(living) if is_worth_joining(sizes_of(kind), self._added_to(kind))]
        kept = [segment for kind in joined for segment in kind]
        names = {segment.segid for segment in kept}
        return kept + merge_by_policy(writer, [segment for segment in living if segment.segid not in names])

    def _claim(self, ids: Sequence[str]) -> None:
        fresh = set(ids)
        if len(fresh) != len(ids) or not fresh.isdisjoint(self._claimed):
            raise ValueError("an id stands twice in one commit")
        self._claimed |= fresh

    def _open(self) -> BatchWriter:
        if self._writer is None:
            try:
                self._writer = self._index.writer(builder=self._builder)
            except LockError as error:
                raise LockHeld("another writer of this index") from error
        return self._writer

    def _flush(self) -> None:
        self._finish_begun()
        if self._waiting:
            self._note(self._open().add_batch(self._waiting), self._waiting)
            self._add_replaced(self._waiting)
        self._waiting, self._size = [], 0

    def _finish_begun(self) -> None:
        if self._begun is not None:
            begun, self._begun = self._begun, None
            self._note(self._open().add_built(begun.arrays()), begun.entries)
            self._add_replaced(begun.entries)

    def _add_replaced(self, entries: Sequence[Entry]) -> None:
        replaced = [entry for entry in entries if entry.replaced]
        if replaced and self._open().keeps_replaced:
            self._note(self._open().add_batch(replaced, replaced=True), replaced)

    def _note(self, segment: ArraySegment, entries: Sequence[Entry]) -> None:
        if not self._joins:
            self._known[segment.segid] = frozenset(entry.heading.id for entry in entries)
        self._added[is_replaced(segment)] += segment.paragraphs

    def _added_to(self, kind: Sequence[ArraySegment]) -> int:
        return self._added[is_replaced(kind[0])]

    def _ids_of(self, segment: ArraySegment) -> frozenset[str]:
        known = self._known.get(segment.segid)
        if known is None:
            known = self._known[segment.segid] = frozenset(arrays_of(self._storage, segment).ids)
        return known

    def _dictionaries(self, segments: Sequence[ArraySegment]) -> dict[str, NDArray[np.uint8]]:
        """Return the dictionaries of the texts and headings of the largest segment."""
        if not segments:
            return {}
        arrays = arrays_of(self._storage, max(segments, key=lambda segment: segment.paragraphs))
        return {"texts": np.array(arrays.texts.dictionary), "headings": np.array(arrays.headings.dictionary)}

    def _reset(self) -> None:
        self._begun = None
        self._waiting, self._claimed, self._deleted, self._size = [], set(), set(), 0

    def _read(self) -> list[ArraySegment]:
        """Read and check the last commit, because Whoosh then unpickles it without a check."""
        return read_toc(self._storage, self._storage.commits()[-1])[1]


def merge_by_policy(writer: BatchWriter, segments: list[ArraySegment]) -> list[ArraySegment]:
    """Merge as ``policy`` says. Completely dead segments are dropped without a merge."""
    segments = [segment for segment in segments if segment.live_statements]
    return [segment for kind in by_kind(segments) for segment in _merge_kind(writer, kind)]


def _merge_kind(writer: BatchWriter, segments: list[ArraySegment]) -> list[ArraySegment]:
    groups = choose_merges(sizes_of(segments))
    merged = {number for group in groups for number in group}
    kept = [segment for number, segment in enumerate(segments) if number not in merged]
    return kept + [made for group in groups for made in writer.join([segments[number] for number in group])]


def join_kinds(writer: BatchWriter, segments: list[ArraySegment], joined: set[str]) -> list[ArraySegment]:
    """Merge the segments with the ids ``joined``: into one of current versions, and one of replaced ones."""
    kept = [segment for segment in segments if segment.segid not in joined]
    kinds = by_kind([segment for segment in segments if segment.segid in joined])
    return kept + [made for kind in kinds for made in writer.join(kind)]


def by_kind(segments: Sequence[ArraySegment]) -> list[list[ArraySegment]]:
    """Return the segments of current versions, and those of replaced ones, as far as there are any."""
    kinds = [[segment for segment in segments if is_replaced(segment) is replaced] for replaced in (False, True)]
    return [kind for kind in kinds if kind]


def sizes_of(segments: Sequence[ArraySegment]) -> list[Size]:
    """Return the sizes by which merges are chosen."""
    return [Size(segment.paragraphs, segment.dead_paragraphs) for segment in segments]
