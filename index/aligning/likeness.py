"""How alike paragraphs are: the share of their words that two of them have in common, rare words counting more.

A word counts as often as it occurs: its second occurrence in a paragraph is a feature of its own. A feature weighs the
logarithm of how few paragraphs of both texts have it. Likeness is Dice's coefficient of the weights.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pincite.index.text.tokens import Tokens

SCALE = 250
"""A likeness of 1 as it is stored, in a byte."""
EQUAL = 255
"""The stored likeness of two paragraphs with the same text, but for blanks."""

Check = Callable[[], None]
Rows = NDArray[np.intp]
Matrix = NDArray[np.uint8]
_Floats = NDArray[np.float32]

_CHUNK = 128
"""Rows that are compared together."""


@dataclass(frozen=True, eq=False)
class Paragraphs:
    """The paragraphs of one side. ``features`` of paragraph i are those from ``starts[i]`` to ``starts[i + 1]``.

    ``keys`` are equal for equal texts on both sides, blanks aside; ``wordings`` for equal words. ``masses`` are the
    weights of all features together, ``words`` how many words there are.
    """

    keys: NDArray[np.int64]
    wordings: NDArray[np.int64]
    starts: NDArray[np.int64]
    features: NDArray[np.int64]
    terms: NDArray[np.int64]
    """The word of each feature, without how often it stood there before."""
    weights: _Floats
    """The weight of every feature of both sides."""
    term_weights: _Floats
    """The weight of every word of both sides."""

    @cached_property
    def words(self) -> NDArray[np.int64]:
        """The number of words of each paragraph."""
        return np.diff(self.starts)

    @cached_property
    def masses(self) -> _Floats:
        """The weight of each paragraph."""
        sums = np.concatenate(([0.0], np.cumsum(self.weights[self.features], dtype=np.float64)))
        return (sums[self.starts[1:]] - sums[self.starts[:-1]]).astype(np.float32)

    def __len__(self) -> int:
        return len(self.keys)

    def counter(self, row: int) -> Counter[int]:
        """Return the words of one paragraph, with how often each occurs."""
        return Counter(self.terms[self.starts[row] : self.starts[row + 1]].tolist())


def read_paragraphs(left: Sequence[str], right: Sequence[str], check: Check) -> tuple[Paragraphs, Paragraphs]:
    """Return the paragraphs of both sides with their features."""
    both = [" ".join(text.split()) for text in (*left, *right)]
    forms = [Tokens(text, None, check).forms for text in both]
    ids: dict[str, int] = {}
    words = np.array([ids.setdefault(form, len(ids)) for some in forms for form in some], np.int64)
    lengths = np.array([len(some) for some in forms], np.int64)
    starts = np.concatenate(([0], np.cumsum(lengths)))
    features, earlier = _number_occurrences(words, np.repeat(np.arange(len(both)), lengths), len(ids))
    # No feature occurs twice in a paragraph: its count is the number of paragraphs that have it.
    weights, term_weights = (_weigh(len(both), which) for which in (features, words[earlier == 0]))
    keys, wordings = _number(both), _number([" ".join(some) for some in forms])
    cut, at = len(left), int(starts[len(left)])
    of_all = (weights, term_weights)
    return (
        Paragraphs(keys[:cut], wordings[:cut], starts[: cut + 1], features[:at], words[:at], *of_all),
        Paragraphs(keys[cut:], wordings[cut:], starts[cut:] - at, features[at:], words[at:], *of_all),
    )


def _weigh(paragraphs: int, entries: NDArray[np.int64]) -> _Floats:
    return np.log1p(paragraphs / np.maximum(np.bincount(entries), 1)).astype(np.float32)


def _number(values: Sequence[str]) -> NDArray[np.int64]:
    known: dict[str, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values], np.int64)


def _number_occurrences(words: NDArray[np.int64], rows: Rows, size: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return a number for each word of a row and how often it stood there before, and how often that is."""
    if not len(words):
        return words, words
    pairs = rows * size + words
    order = np.argsort(pairs, kind="stable")
    sorted_pairs = pairs[order]
    is_first = np.concatenate(([True], sorted_pairs[1:] != sorted_pairs[:-1]))
    begins = np.flatnonzero(is_first)
    earlier = np.empty(len(words), np.int64)
    earlier[order] = np.arange(len(words)) - np.repeat(begins, np.diff(np.append(begins, len(words))))
    return np.unique(words + earlier * size, return_inverse=True)[1].astype(np.int64), earlier


@dataclass(frozen=True, eq=False)
class Likeness:
    """How alike the paragraphs ``rows`` of one side are to ``columns`` of the other, as bytes. Both ascend."""

    left: Paragraphs
    right: Paragraphs
    rows: Rows
    columns: Rows
    matrix: Matrix

    @property
    def ends(self) -> tuple[int, int]:
        """How many paragraphs both sides have."""
        return len(self.left), len(self.right)

    def between(self, row: int, first: int, last: int) -> tuple[Rows, Matrix]:
        """Return the columns from ``first`` to before ``last``, and how alike they are to ``row``."""
        start, end = np.searchsorted(self.columns, (first, last))
        return self.columns[start:end], self.matrix[np.searchsorted(self.rows, row), start:end]

    def block(self, rows: Rows, columns: Rows) -> Matrix:
        """Return the part of the matrix for some of its rows and columns."""
        return self.matrix[np.ix_(np.searchsorted(self.rows, rows), np.searchsorted(self.columns, columns))]

    def mirrored(self) -> "Likeness":
        """Return the same with the sides changed."""
        return Likeness(self.right, self.left, self.columns, self.rows, self.matrix.T)


def compare(left: Paragraphs, right: Paragraphs, rows: Rows, columns: Rows, check: Check) -> Likeness:
    """Compare the paragraphs ``rows`` of the left side with ``columns`` of the right one, each with each."""
    compared = np.zeros((len(rows), len(columns)), np.uint8)
    masses = right.masses[columns]
    table = _Table(right, columns)
    for start in range(0, len(rows), _CHUNK):
        check()
        some = rows[start : start + _CHUNK]
        both = left.masses[some][:, None] + masses
        share = np.divide(2 * SCALE * table.overlaps(left, some), both, out=np.zeros_like(both), where=both > 0)
        chunk = np.minimum(np.rint(share), SCALE).astype(np.uint8)
        chunk[left.keys[some][:, None] == right.keys[columns]] = EQUAL
        compared[start : start + _CHUNK] = chunk
    return Likeness(left, right, rows, columns, compared)


class _Table:
    """The features of one side by feature: the frequent ones as a matrix, the others as lists of paragraphs."""

    def __init__(self, side: Paragraphs, rows: Rows) -> None:
        places, features = _entries(side, rows)
        self._weights, self._size = side.weights, len(rows)
        counts = np.bincount(features, minlength=len(side.weights))
        frequent = np.flatnonzero(counts * 25 > self._size)
        self._dense = np.full(len(side.weights), -1, np.int64)
        self._dense[frequent] = np.arange(len(frequent))
        self._matrix = np.zeros((len(frequent), self._size), np.float32)
        is_dense = self._dense[features] >= 0
        self._matrix[self._dense[features[is_dense]], places[is_dense]] = 1
        places, features = places[~is_dense], features[~is_dense]
        self._places = places[np.argsort(features, kind="stable")]
        self._counts = np.bincount(features, minlength=len(side.weights))
        self._starts = np.concatenate(([0], np.cumsum(self._counts)))

    def overlaps(self, other: Paragraphs, rows: Rows) -> _Floats:
        """Return the weight of the features that each of ``rows`` shares with each paragraph here."""
        places, features = _entries(other, rows)
        dense = self._dense[features]
        is_dense = dense >= 0
        ours = np.zeros((len(rows), len(self._matrix)), np.float32)
        ours[places[is_dense], dense[is_dense]] = self._weights[features[is_dense]]
        return ours @ self._matrix + self._sparse(len(rows), places[~is_dense], features[~is_dense])

    def _sparse(self, rows: int, places: Rows, features: NDArray[np.int64]) -> _Floats:
        counts = self._counts[features]
        ends = np.cumsum(counts)
        total = int(ends[-1]) if len(ends) else 0
        within = np.arange(total) - np.repeat(ends - counts, counts)
        columns = self._places[np.repeat(self._starts[features], counts) + within]
        pairs = np.repeat(places, counts) * self._size + columns
        weights = np.repeat(self._weights[features], counts)
        found = np.bincount(pairs, weights, minlength=rows * self._size)
        return found.reshape(rows, self._size).astype(np.float32)


def _entries(side: Paragraphs, rows: Rows) -> tuple[Rows, NDArray[np.int64]]:
    """Return (place in ``rows``, feature) for each feature of these paragraphs."""
    lengths = side.words[rows]
    places = np.repeat(np.arange(len(rows)), lengths)
    within = np.arange(len(places)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    return places, side.features[np.repeat(side.starts[rows], lengths) + within]
