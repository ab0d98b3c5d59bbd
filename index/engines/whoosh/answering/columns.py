"""A column of words of one segment, paragraphs or titles: the terms that a word matches, and their rows.

Rows of the text column are paragraphs, rows of the title column are statements. A word is a tuple of wings: terms,
and the rows where these terms count (None: everywhere), since variants depend on the language of the statement.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.answering.folds import Folds, build_folds
from pincite.index.engines.whoosh.arrays.segment import Postings
from pincite.index.engines.whoosh.lazily import lazily
from pincite.index.text.variants import stemmer_name, variant_key, variant_keys

Ints = npt.NDArray[np.int32]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

NO_ROWS: Ints = np.zeros(0, dtype=np.int32)
_DENSE, _SPARSE = 3, 32
"""Lists that hold at most one in so many rows are united by sorting, without and with tf; others by a mask (measured).
"""


class Wing(NamedTuple):
    """Term ordinals, and the rows (bool, one a row) where they count; None is every row."""

    terms: npt.NDArray[np.intp]
    rows: Bools | None = None


Word = tuple[Wing, ...]


class Matches(NamedTuple):
    """Ascending rows, and how often the word occurs in each. ``tf`` None means that it does not matter."""

    rows: Ints
    tf: Ints | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """Rows of a column that share one stemmer, so that their words have the same variants."""

    language: str | None
    rows: Bools | None


@dataclass
class Column:
    """The postings of one column, its number of rows, and its families of languages.

    ``row_lengths`` is the number of tokens of each row, where it is known. ``turkic`` are the rows in Turkish and
    Azeri, whose forms have one i; None when there are none.
    """

    postings: Postings
    size: int
    families: tuple[Family, ...]
    row_lengths: npt.NDArray[np.integer] | None = None
    keys: dict[str | None, dict[str, list[int]]] = field(default_factory=dict)
    shape: "tuple[npt.NDArray[np.uint64], npt.NDArray[np.int16]] | None" = None
    turkic: Bools | None = None

    def lengths(self, rows: Ints) -> npt.NDArray[np.int64]:
        """The number of tokens of each of ``rows``, or more."""
        if self.row_lengths is not None:
            return self.row_lengths[rows].astype(np.int64)
        return np.full(len(rows), self._longest, dtype=np.int64)

    @lazily
    def _longest(self) -> int:
        places = self.postings.places
        return int(places.slice(0, len(places)).max(initial=0)) + 1

    def exact(self, token: str) -> Word:
        """The word that matches only ``token`` itself. It has no wings when no row contains it."""
        ordinal = self.postings.terms.find(token)
        return () if ordinal < 0 else (Wing(np.array([ordinal], dtype=np.intp)),)

    def variants(self, token: str) -> Word:
        """The word that matches the variants of ``token``, with a wing for each family that has some."""
        wings = [Wing(self._class_of(token, family), family.rows) for family in self.families]
        return tuple([wing for wing in wings if len(wing.terms)])

    def beginning(self, stem: str, folds: bool) -> Word:
        """The word that matches all terms that begin with ``stem``; with ``folds`` accents are ignored.

        The terms that need no folding are one range, in a wing of their own.
        """
        low, high = self.postings.terms.span(stem)
        own = np.arange(low, high, dtype=np.intp)
        if not folds:
            return _wings(own)
        others, accented = self.folds.beginning(stem), self.folds.between(low, high)
        # A form may begin with the stem only with its accents, because its letters compose, as in Hangul.
        lost = accented[~np.isin(accented, others)] if len(accented) else accented
        return _wings(np.setdiff1d(own, lost) if len(lost) else own, others[(others < low) | (others >= high)])

    @lazily
    def folds(self) -> Folds:
        """The terms that have accents."""
        return build_folds(self.postings.terms)

    def _class_of(self, token: str, family: Family) -> npt.NDArray[np.intp]:
        key = variant_key(token, family.language)
        if stemmer_name(family.language) == "english":
            return self.postings.variants(key).astype(np.intp)
        return np.array(self._keys_of(family.language).get(key, ()), dtype=np.intp)

    def _keys_of(self, language: str | None) -> dict[str, list[int]]:
        known = self.keys.get(language)
        if known is None:
            known = {}
            for ordinal, key in enumerate(variant_keys(self.postings.terms, language)):
                known.setdefault(key, []).append(ordinal)
            self.keys[language] = known
        return known

    def holding(self, word: Word) -> Matches:
        """Rows that contain any term of ``word``, with the sum of the terms' tf."""
        lists = [piece for wing in word for piece in self._lists(wing)]
        if len(lists) == 1:
            return lists[0]
        return united(lists, self.size)

    def _lists(self, wing: Wing) -> list[Matches]:
        postings = self.postings
        found = [Matches(as_rows(postings.docs(int(t))), np.asarray(postings.tf(int(t)))) for t in wing.terms]
        return found if wing.rows is None else [_only(matches, wing.rows) for matches in found]

    def any_of(self, word: Word) -> Ints:
        """Rows that contain any term of ``word``, without tf."""
        return union_of([rows for wing in word for rows in self._rows_of(wing)], self.size)

    def _rows_of(self, wing: Wing) -> list[Ints]:
        """The rows of the terms of ``wing``, in a few ascending lists. A single list has no duplicates."""
        if _is_range(wing):
            first, last = int(wing.terms[0]), int(wing.terms[-1])
            rows = as_rows(self.postings.docs_between(first, last + 1))
            return [rows] if first == last else [distinct(rows, self.size)]
        found = [as_rows(self.postings.docs(int(term))) for term in wing.terms]
        return found if wing.rows is None else [rows[wing.rows[rows]] for rows in found]


def _wings(*lists: npt.NDArray[np.intp]) -> Word:
    return tuple([Wing(terms) for terms in lists if len(terms)])


def _is_range(wing: Wing) -> bool:
    terms = wing.terms
    return wing.rows is None and len(terms) > 0 and int(terms[-1]) - int(terms[0]) + 1 == len(terms)


def _only(matches: Matches, rows: Bools) -> Matches:
    keep = rows[matches.rows]
    return Matches(matches.rows[keep], None if matches.tf is None else matches.tf[keep])


def only(matches: Matches, rows: Bools | None) -> Matches:
    """``matches`` restricted to ``rows``; None keeps all."""
    return matches if rows is None else _only(matches, rows)


def within(word: Word, rows: Bools) -> Word:
    """``word`` where it stands in ``rows`` alone."""
    return tuple(Wing(wing.terms, rows if wing.rows is None else wing.rows & rows) for wing in word)


def either(one: Matches, other: Matches, rows: Bools) -> Matches:
    """``one``, but in ``rows`` the ``other``."""
    kept, put = _only(one, ~rows), _only(other, rows)
    found = np.concatenate((kept.rows, put.rows))
    order = np.argsort(found, kind="stable")
    has_tf = kept.tf is not None and put.tf is not None
    return Matches(found[order], np.concatenate((kept.tf, put.tf))[order] if has_tf else None)  # type: ignore[arg-type]


def as_rows(docs: npt.NDArray[np.integer]) -> Ints:
    """The same numbers as int32, without a copy if possible."""
    if docs.dtype == np.uint32:
        return docs.view(np.int32)
    return docs.astype(np.int32, copy=False)


def union_of(lists: Sequence[Ints], size: int) -> Ints:
    """The sorted union of ascending lists of rows below ``size``."""
    return lists[0] if len(lists) == 1 else distinct(np.concatenate((NO_ROWS, *lists)), size)


def distinct(rows: Ints, size: int) -> Ints:
    """The rows (below ``size``) in order, without duplicates. ``rows`` is a few ascending lists, joined."""
    if len(rows) * _DENSE < size:
        # Timsort: it finds the lists, and only merges them.
        rows = np.sort(rows, kind="stable")
        return rows[_new(rows)]
    mask = np.zeros(size, dtype=np.bool_)
    mask[rows.astype(np.intp)] = True
    return mask.nonzero()[0].astype(np.int32)


def united(lists: Sequence[Matches], size: int) -> Matches:
    """The sorted union of several lists, tf summed."""
    total = sum(len(matches.rows) for matches in lists)
    if not total:
        return Matches(NO_ROWS, NO_ROWS)
    if total * _SPARSE < size:
        return _united_by_sort(lists)
    counts = np.zeros(size, dtype=np.int32)
    for matches in lists:
        np.add.at(counts, matches.rows.astype(np.intp), np.asarray(matches.tf))
    rows = union_of([matches.rows for matches in lists], size)
    return Matches(rows, counts.take(rows))


def _united_by_sort(lists: Sequence[Matches]) -> Matches:
    rows = np.concatenate([matches.rows for matches in lists])
    counts = np.concatenate([np.asarray(matches.tf, dtype=np.int32) for matches in lists])
    order = rows.argsort(kind="stable")
    rows = rows.take(order)
    new, counts = _new(rows), counts.take(order)
    first, again = new.nonzero()[0], (~new).nonzero()[0]
    sums = counts.take(first)
    # Before a row that occurs again stand as many distinct rows as its place, less those that occurred again so far.
    np.add.at(sums, again - np.arange(1, len(again) + 1), counts.take(again))
    return Matches(rows.take(first), sums)


def _new(rows: Ints) -> Bools:
    """Where a number occurs for the first time in ascending ``rows`` (at least one)."""
    new = np.empty(len(rows), dtype=np.bool_)
    new[:1] = True
    np.not_equal(rows[1:], rows[:-1], out=new[1:])
    return new


def families_of(languages: list[str], ordinals: npt.NDArray[np.integer]) -> tuple[tuple[str | None, Bools | None], ...]:
    """Group statements by stemmer: ``ordinals`` is the language of each statement, -1 for none (read as English)."""
    named: dict[str | None, str | None] = {"english": None}
    group = np.zeros(len(languages) + 1, dtype=np.int32)
    for at, language in enumerate(languages):
        named.setdefault(stemmer_name(language), language)
        group[at] = list(named).index(stemmer_name(language))
    of_row = group[ordinals]
    present = [(at, language) for at, language in enumerate(named.values()) if (of_row == at).any()]
    if len(present) == 1:
        return ((present[0][1], None),)
    return tuple((language, of_row == at) for at, language in present)
