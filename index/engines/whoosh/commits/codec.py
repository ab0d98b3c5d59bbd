"""Owns the codec: how Whoosh gets from a segment in its table of contents to our arrays."""

from pathlib import Path
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import Codec, Segment

from pincite.index.engines.whoosh.arrays.mapped import open_segment
from pincite.index.engines.whoosh.arrays.segment import SegmentArrays
from pincite.index.engines.whoosh.commits.reading import ArrayPerDoc, ArrayTerms
from pincite.index.engines.whoosh.commits.storage import ARRAYS, REPLACED


class ArraySegment(Segment):  # type: ignore[misc]
    """One segment in the table of contents. The path of this class is stored there, so the class must not move.

    ``dead`` is a packed bitmap over statements, or None. Statements are deleted as a whole. ``replaced``: it belongs to
    the index of replaced versions.
    """

    def __init__(self, indexname: str, paragraphs: int = 0, statements: int = 0, *, replaced: bool = False) -> None:
        super().__init__(indexname)
        self.replaced = replaced
        self.paragraphs, self.statements = paragraphs, statements
        self.dead: bytes | None = None
        self.dead_paragraphs = 0
        self.dead_statements = 0

    @property
    def file_name(self) -> str:
        """The name of the file with the arrays."""
        return str(self.make_filename(REPLACED if is_replaced(self) else ARRAYS))

    def live(self) -> NDArray[np.bool_] | None:
        """Return which statements live: bool[s], or None when all do."""
        if self.dead is None:
            return None
        dead: NDArray[np.bool_] = np.unpackbits(np.frombuffer(self.dead, np.uint8), count=self.statements) == 1
        return ~dead

    @property
    def live_statements(self) -> int:
        """How many statements live, including those without paragraphs."""
        return self.statements - self.dead_statements

    @property
    def live_paragraphs(self) -> int:
        """How many paragraphs live."""
        return self.paragraphs - self.dead_paragraphs

    def delete_statements(self, rows: NDArray[np.int64], arrays: SegmentArrays) -> None:
        """Delete the statements at ``rows``. Deleted ones stay deleted."""
        live = self.live()
        live = np.ones(self.statements, np.bool_) if live is None else live
        live[rows] = False
        self.dead = np.packbits(~live).tobytes()
        self.dead_statements = self.statements - int(live.sum())
        self.dead_paragraphs = int(np.diff(arrays.first)[~live].sum())

    def codec(self) -> "ArrayCodec":
        return ArrayCodec()

    def should_assemble(self) -> bool:
        return False

    def doc_count_all(self) -> int:
        return self.paragraphs

    def set_doc_count(self, doccount: int) -> None:
        self.paragraphs = doccount

    def deleted_count(self) -> int:
        return self.dead_paragraphs

    def deleted_docs(self) -> NoReturn:
        raise NotImplementedError("a segment knows dead statements; its reader knows dead documents")

    def is_deleted(self, docnum: int) -> NoReturn:
        raise NotImplementedError("a segment knows dead statements; its reader knows dead documents")

    def delete_document(self, docnum: int, delete: bool = True) -> NoReturn:
        raise NotImplementedError("documents are deleted through the writer, whole statements at a time")


def is_replaced(segment: ArraySegment) -> bool:
    """Whether a segment belongs to the index of replaced versions. Older tables of contents do not say it."""
    return bool(getattr(segment, "replaced", False))


class ArrayCodec(Codec):  # type: ignore[misc]
    """Reads segments of arrays. It writes none: the writer does that, a batch at a time."""

    length_stats = False

    def per_document_writer(self, _storage: Any, _segment: ArraySegment) -> "NoWriter":
        return NoWriter()

    def field_writer(self, _storage: Any, _segment: ArraySegment) -> "NoWriter":
        return NoWriter()

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTerms:
        return ArrayTerms(arrays_of(storage, segment))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> ArrayPerDoc:
        # Whoosh knows one index in a table of contents: for its readers, replaced versions are deleted documents.
        live = np.zeros(segment.statements, np.bool_) if is_replaced(segment) else segment.live()
        return ArrayPerDoc(arrays_of(storage, segment), live)

    def new_segment(self, _storage: Any, indexname: str) -> ArraySegment:
        return ArraySegment(indexname)

    def postings_writer(self, dbfile: Any, byteids: bool = False) -> NoReturn:
        raise NotImplementedError("postings are written as arrays")

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> NoReturn:
        raise NotImplementedError("postings are read as arrays")


class NoWriter:
    """A stand-in where Whoosh expects a writer of single documents or postings."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


def arrays_of(storage: Any, segment: ArraySegment) -> SegmentArrays:
    """Return the arrays of a segment, mapped."""
    return open_segment(Path(storage.folder) / segment.file_name)
