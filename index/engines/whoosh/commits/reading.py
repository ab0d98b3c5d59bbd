"""Owns how Whoosh's own searcher reads a segment: terms, matchers, and data per document.

Rows of ``title`` and facets are statements. Whoosh sees paragraphs, so each row is repeated for its paragraphs.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import FieldCursor, PerDocumentReader, TermsReader
from whoosh.matching.mcore import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo

from pincite.index.engines.whoosh.arrays.segment import FacetColumn, Postings, SegmentArrays
from pincite.index.engines.whoosh.arrays.strings import Strings
from pincite.index.values.fields import FACET_NAMES

Docs = NDArray[np.int64]
Term = tuple[str, bytes]


class ArrayTerms(TermsReader):  # type: ignore[misc]
    """The terms of a segment, by field."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self._arrays = arrays
        self._words = {"text": arrays.text, "title": arrays.title}
        self._terms: dict[str, Strings] = {"text": arrays.text.terms, "title": arrays.title.terms, "id": arrays.ids}
        self._all_filled = bool((arrays.first[1:] > arrays.first[:-1]).all())
        self._terms.update({name: arrays.facets[name].values for name in FACET_NAMES})

    def __contains__(self, term: Term) -> bool:
        return self._find(*term) >= 0

    def cursor(self, fieldname: str, fieldobj: Any) -> "ArrayCursor":
        return ArrayCursor(self._terms[fieldname], fieldobj, lambda text: self.term_info(fieldname, text))

    def terms(self) -> Iterator[Term]:
        return (term for name in sorted(self._terms) for term in self._of_field(name))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        first = self._terms[fieldname].lower_bound(prefix.decode("utf-8"))
        yield from self._of_field(fieldname, first)
        for name in sorted(name for name in self._terms if name > fieldname):
            yield from self._of_field(name)

    def _of_field(self, name: str, first: int = 0) -> Iterator[Term]:
        for number, term in enumerate(self._terms[name].encoded(first), first):
            # If no statement with a title or value has paragraphs, the term does not exist for Whoosh.
            if self._all_filled or len(self._docs(name, number)):
                yield name, term

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        docs, weights = self._postings(fieldname, text)[:2]
        lengths = self._arrays.lengths[docs] if fieldname == "text" else np.ones(1, np.int32)
        return TermInfo(
            weight=int(weights.sum()),
            df=len(docs),
            minlength=int(lengths.min()),
            maxlength=int(lengths.max()),
            maxweight=int(weights.max()),
            minid=int(docs[0]),
            maxid=int(docs[-1]),
        )

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> "ArrayMatcher":
        return ArrayMatcher((fieldname, text), format_, scorer, *self._postings(fieldname, text))

    def indexed_field_names(self) -> list[str]:
        return list(self._terms)

    def _find(self, fieldname: str, text: bytes) -> int:
        found = self._terms[fieldname].find(text.decode("utf-8")) if fieldname in self._terms else -1
        return found if found < 0 or len(self._docs(fieldname, found)) else -1

    def _postings(self, fieldname: str, text: bytes) -> tuple[Docs, NDArray[np.int64], Callable[[int], list[int]]]:
        term = self._find(fieldname, text)
        if term < 0:
            # Only with this error does Whoosh count an unknown term as 0.
            raise KeyError(f"{fieldname}:{text!r}")
        docs = self._docs(fieldname, term)
        if fieldname not in self._words:
            return docs, np.ones(len(docs), np.int64), lambda _: []
        postings, rows = self._words[fieldname], self._rows(fieldname, term)
        tf = postings.tf(term).astype(np.int64)
        if fieldname == "title":
            sizes = np.diff(self._arrays.first)[rows]
            which = np.repeat(np.arange(len(rows)), sizes)
            return docs, tf[which], lambda place: _positions(postings, term, int(which[place]))
        return docs, tf, lambda place: _positions(postings, term, place)

    def _rows(self, fieldname: str, term: int) -> Docs:
        if fieldname in self._words:
            return self._words[fieldname].docs(term).astype(np.int64)
        if fieldname == "id":
            return np.array([term], np.int64)
        return rows_with(self._arrays.facets[fieldname], term)

    def _docs(self, fieldname: str, term: int) -> Docs:
        rows = self._rows(fieldname, term)
        return rows if fieldname == "text" else spread(self._arrays.first, rows)


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """Iterates over the documents of a term, including deleted ones, which Whoosh filters itself."""

    def __init__(
        self,
        term: Term,
        format_: Any,
        scorer: Any,
        docs: Docs,
        weights: NDArray[np.int64],
        positions: Callable[[int], list[int]],
    ) -> None:
        self._term, self.format, self.scorer = term, format_, scorer
        self._docs, self._weights, self._positions = docs, weights, positions
        self._at = 0

    def is_active(self) -> bool:
        return self._at < len(self._docs)

    def id(self) -> int:
        return int(self._docs[self._at])

    def next(self) -> None:
        if not self.is_active():
            raise ReadTooFar
        self._at += 1

    def skip_to(self, id: int) -> None:  # noqa: A002 - Whoosh's name
        if not self.is_active():
            raise ReadTooFar
        self._at = max(self._at, int(np.searchsorted(self._docs, id)))

    def weight(self) -> float:
        return float(self._weights[self._at])

    def value(self) -> bytes:
        return bytes(self.format.encode(self._positions(self._at)))

    def value_as(self, astype: str) -> Any:
        return self._positions(self._at) if astype == "positions" else super().value_as(astype)

    def all_ids(self) -> Iterator[int]:
        return iter(self._docs[self._at :].tolist())

    def copy(self) -> "ArrayMatcher":
        made = ArrayMatcher(self._term, self.format, self.scorer, self._docs, self._weights, self._positions)
        made._at = self._at
        return made

    def reset(self) -> None:
        self._at = 0

    def supports_block_quality(self) -> bool:
        # One block, never skipped, because Whoosh handles block qualities wrongly in some query shapes.
        return False


class ArrayCursor(FieldCursor):  # type: ignore[misc]
    """Iterates over the terms of a field."""

    def __init__(self, terms: Strings, fieldobj: Any, info: Callable[[bytes], TermInfo]) -> None:
        self._terms, self._field, self._info = terms, fieldobj, info
        self._at = 0

    def is_valid(self) -> bool:
        return self._at < len(self._terms)

    def first(self) -> bytes | None:
        self._at = 0
        return self.term()

    def find(self, term: bytes | str) -> bytes | None:
        self._at = self._terms.lower_bound(term if isinstance(term, str) else term.decode("utf-8"))
        return self.term()

    def next(self) -> bytes | None:
        self._at += 1
        return self.term()

    def term(self) -> bytes | None:
        return self._terms.bytes_at(self._at) if self.is_valid() else None

    def text(self) -> str | None:
        return self._terms[self._at] if self.is_valid() else None

    def term_info(self) -> TermInfo:
        return self._info(self._terms.bytes_at(self._at))


class ArrayPerDoc(PerDocumentReader):  # type: ignore[misc]
    """Lengths, stored fields and deletions. ``live`` is bool[s], or None."""

    def __init__(self, arrays: SegmentArrays, live: NDArray[np.bool_] | None) -> None:
        self._arrays = arrays
        self._dead = None if live is None else ~live[arrays.statement_of]

    def doc_count(self) -> int:
        return self.doc_count_all() - (0 if self._dead is None else int(self._dead.sum()))

    def doc_count_all(self) -> int:
        return self._arrays.n

    def has_deletions(self) -> bool:
        return self._dead is not None and bool(self._dead.any())

    def is_deleted(self, docnum: int) -> bool:
        # Whoosh's inverse matcher reads one document too many.
        return self._dead is not None and docnum < len(self._dead) and bool(self._dead[docnum])

    def deleted_docs(self) -> Iterator[int]:
        return iter(() if self._dead is None else np.flatnonzero(self._dead).tolist())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._arrays.lengths[docnum]) if fieldname == "text" else default

    def field_length(self, fieldname: str) -> int:
        return int(self._arrays.lengths.sum(dtype=np.int64)) if fieldname == "text" else 0

    def min_field_length(self, fieldname: str) -> int:
        return int(self._arrays.lengths.min(initial=0)) if fieldname == "text" else 0

    def max_field_length(self, fieldname: str) -> int:
        return int(self._arrays.lengths.max(initial=0)) if fieldname == "text" else 0

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        row = int(self._arrays.statement_of[docnum])
        passage, heading = self._arrays.passage(docnum), self._arrays.heading(row)
        facets = {name: _values(self._arrays.facets[name], row) for name in FACET_NAMES}
        stored = {"id": heading.id, "number": passage.number, "version": passage.version}
        return {**stored, "title": heading.title, "text": passage.text, **{k: v for k, v in facets.items() if v}}


def spread(first: NDArray[np.int32], rows: Docs) -> Docs:
    """Return the paragraphs of the statements at ``rows`` (ascending)."""
    starts = first[rows].astype(np.int64)
    sizes = first[rows + 1] - starts
    ends = np.cumsum(sizes)
    return np.repeat(starts - (ends - sizes), sizes) + np.arange(int(sizes.sum()), dtype=np.int64)


def rows_with(column: FacetColumn, value: int) -> Docs:
    """Return the statements that have a value, ascending."""
    return np.searchsorted(column.offsets, np.flatnonzero(column.ordinals == value), "right").astype(np.int64) - 1


def _positions(postings: Postings, term: int, place: int) -> list[int]:
    return list(postings.positions(term, np.array([place]))[0].tolist())


def _values(column: FacetColumn, row: int) -> list[str]:
    return [column.values[int(o)] for o in column.ordinals[column.offsets[row] : column.offsets[row + 1]]]
