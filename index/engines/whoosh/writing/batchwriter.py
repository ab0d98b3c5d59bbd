"""Owns Whoosh's writer for our arrays: segments from batches, deletion of statements, merges, the commit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from pincite.index.engine import Checkpoint
from pincite.index.engines.whoosh.arrays.arrayfile import render_arrays
from pincite.index.engines.whoosh.arrays.mapped import map_segment
from pincite.index.engines.whoosh.arrays.segment import Part, SegmentArrays
from pincite.index.engines.whoosh.commits.codec import ArrayCodec, ArraySegment, arrays_of, is_replaced
from pincite.index.engines.whoosh.commits.stamps import require
from pincite.index.engines.whoosh.writing.build import Builder
from pincite.index.engines.whoosh.writing.inverting import BuiltArrays
from pincite.index.engines.whoosh.writing.merge import merge
from pincite.index.engines.whoosh.writing.sink import ArraySink
from pincite.index.values.entry import Entry
from pincite.index.values.fields import SCHEMA_VERSION

_SEARCHED_ONE_BY_ONE = 50


class ArrayIndex(FileIndex):  # type: ignore[misc]
    """A generation for Whoosh. Its only writer is ours."""

    def writer(self, procs: int = 1, **options: Any) -> "BatchWriter":
        if procs != 1:
            raise ValueError("segments of arrays are written by one process")
        return BatchWriter(self, **options)


class BatchWriter(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer with segments of arrays. It adds whole batches and merges arrays."""

    def __init__(self, ix: ArrayIndex, builder: Builder | None = None, **options: Any) -> None:
        super().__init__(ix, codec=ArrayCodec(), compound=False, **options)
        self._builder = builder or Builder()
        self._committed = list(self.segments)
        self._joining: list[Part] = []
        self._new: list[str] = []
        self.left: list[ArraySegment] = []
        before = ix.storage.manifest(self.generation - 1).checkpoint
        self.batch = before.batch
        self.keeps_replaced = before.replaced is not None
        """Without it the index was built before it held replaced versions: it would hold some of them only."""

    def add_batch(self, entries: Sequence[Entry], *, replaced: bool = False) -> ArraySegment:
        """Write ``entries``, or what they have of ``replaced`` versions, as a separate segment.

        It belongs to no commit until ``commit``.
        """
        return self.add_built(self._builder.build(entries, replaced=replaced), replaced=replaced)

    def add_built(self, arrays: BuiltArrays, *, replaced: bool = False) -> ArraySegment:
        """Write the arrays of a batch as a separate segment. It belongs to no commit until ``commit``."""
        statements, paragraphs = len(arrays["first"]) - 1, int(arrays["first"][-1])
        segment = ArraySegment(self.indexname, paragraphs, statements, replaced=replaced)
        self._new.append(segment.file_name)
        self.storage.write_arrays(segment.file_name, render_arrays(segment.file_name, arrays))
        self.segments.append(segment)
        return segment

    def arrays(self, segment: ArraySegment) -> SegmentArrays:
        """Return the arrays of a segment, mapped."""
        return arrays_of(self.storage, segment)

    def delete_ids(self, ids: Iterable[str], known: Callable[[ArraySegment], frozenset[str]]) -> None:
        """Delete statements in the segments of earlier commits. ``known`` returns the ids of a segment."""
        wanted = frozenset(ids)
        for segment in self._committed if wanted else ():
            few = len(wanted) * _SEARCHED_ONE_BY_ONE < segment.statements
            found = wanted if few else wanted & known(segment)
            strings = self.arrays(segment).ids if found else None
            rows = [strings.find(id_) for id_ in found] if strings else []
            rows = [row for row in rows if row >= 0]
            if rows:
                segment.delete_statements(np.array(rows, np.int64), self.arrays(segment))

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete the statement that contains the document."""
        if not delete:
            raise ValueError("what was taken out does not come back; put it again")
        segment, number = self._segment_and_docnum(docnum)
        arrays = self.arrays(segment)
        segment.delete_statements(np.array([arrays.statement_of[number]], np.int64), arrays)

    def is_deleted(self, docnum: int) -> bool:
        segment, number = self._segment_and_docnum(docnum)
        live = segment.live()
        return live is not None and not live[self.arrays(segment).statement_of[number]]

    def join(self, segments: Sequence[ArraySegment]) -> list[ArraySegment]:
        """Write one segment with the live statements of ``segments``, or none when nothing lives."""
        joined = ArraySegment(self.indexname, replaced=any(is_replaced(segment) for segment in segments))
        self._write_joined(joined, [self._part(segment) for segment in segments if segment.live_statements])
        return [joined] if joined.statements else []

    def _part(self, segment: ArraySegment) -> Part:
        name = segment.file_name
        if self.storage.written(name) is None:
            # Otherwise a merge would give damaged bytes a valid checksum.
            require(self.storage.path, name, self.storage.manifest(self.generation - 1).files[name])
        # A separate mapping, so that the pages of a merge are released with it.
        return Part(map_segment(self.storage.path / name), segment.live())

    def _write_joined(self, segment: ArraySegment, parts: Sequence[Part]) -> None:
        if not parts:
            return
        sink = ArraySink(self.storage, segment.file_name)
        self._new.append(segment.file_name)
        try:
            segment.paragraphs, segment.statements = merge(parts, sink)
            sink.finish()
        finally:
            sink.close()

    def add_reader(self, reader: Any) -> None:
        """Add the live statements of a reader of one of our segments. Whoosh's own merge policies call this."""
        self._check_state()
        self._joining.append(self._part(reader.segment()))
        self._added = True

    def add_document(self, **_: Any) -> NoReturn:
        raise NotImplementedError("statements are written whole, a batch at a time: use add_batch")

    def _flush_segment(self) -> None:
        self._write_joined(self.newsegment, self._joining)
        self.docnum = self.newsegment.paragraphs

    def _commit_toc(self, segments: list[ArraySegment]) -> None:
        storage = self.storage
        before = storage.manifest(self.generation - 1)
        current = [segment for segment in segments if not is_replaced(segment)]
        replaced = [segment for segment in segments if is_replaced(segment)]
        point = Checkpoint(
            batch=self.batch,
            schema=SCHEMA_VERSION,
            statements=sum(segment.live_statements for segment in current),
            paragraphs=sum(segment.live_paragraphs for segment in current),
            commit=self.generation,
            replaced=sum(segment.live_paragraphs for segment in replaced) if self.keeps_replaced else None,
        )
        names = [segment.file_name for segment in segments]
        files = {name: storage.written(name) or before.files[name] for name in names}
        storage.next = replace(storage.next, checkpoint=point, files=files)
        super()._commit_toc(segments)
        self.left = segments
        storage.sweep()

    def abandon(self) -> None:
        """Give up after an error: release the lock, and leave no file behind that can still be removed."""
        if not self.is_closed:
            self.cancel()
        if self.storage.commits()[-1] < self.generation:
            self.storage.discard(self._new)
