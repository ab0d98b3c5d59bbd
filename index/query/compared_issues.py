"""Compares issues by their words, and keeps what was found beyond a commit, for the next one."""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

from pincite.index.query.same_words import are_same, can_be_same

K = TypeVar("K")
V = TypeVar("V")

_PAIRS = _LENGTHS = 100_000
"""How many pairs and how many lengths are kept: at most about 50 and 25 MB."""
_TEXTS = 16
"""How many texts are kept as words."""


@dataclass(frozen=True, slots=True)
class Issue:
    """A version of a statement: what it is known by, and how to read its words."""

    key: Hashable
    read: Callable[[], list[str]]


class Compared:
    """Which issues were compared, and whether they have the same words. Safe to use from many threads."""

    def __init__(self) -> None:
        self._known: dict[tuple[Hashable, Hashable], bool] = {}
        self._lengths: dict[Hashable, int] = {}
        self._texts: dict[Hashable, list[str]] = {}
        self._lock = threading.Lock()

    def are_same(self, left: Issue, right: Issue) -> bool:
        """Whether two issues have the same words. Texts whose lengths decide it are read once, others when needed."""
        pair = (left.key, right.key)
        found = self._known.get(pair)
        if found is None:
            found = can_be_same(self._length(left), self._length(right)) and are_same(*map(self._words, (left, right)))
            with self._lock:
                _put(self._known, pair, found, _PAIRS)
        return found

    def _length(self, issue: Issue) -> int:
        known = self._lengths.get(issue.key)
        return len(self._words(issue)) if known is None else known

    def _words(self, issue: Issue) -> list[str]:
        words = self._texts.get(issue.key)
        if words is None:
            words = issue.read()
        with self._lock:
            self._texts.pop(issue.key, None)
            self._texts[issue.key] = words
            while len(self._texts) > _TEXTS:
                del self._texts[next(iter(self._texts))]
            _put(self._lengths, issue.key, len(words), _LENGTHS)
        return words


def _put(known: dict[K, V], key: K, value: V, most: int) -> None:
    """Keep a value. When there are too many, all others are forgotten."""
    if len(known) >= most:
        known.clear()
    known[key] = value
