"""Other statements with nearly the same words: a readout and a transcript, a text that two governments issued."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.query.same_words import LIKENESS, is_comparable, measure_likeness, words_of
from pincite.index.record.values import StoredStatement
from pincite.index.results import Candidate
from pincite.index.text.fingerprints import fingerprints_of
from pincite.index.values.errors import NotFound, Withdrawn
from pincite.index.values.heading import Heading

MOST = 10
"""How many statements are compared, and told at most."""
_PARAGRAPHS = 4
_PRINTS = 64
"""What is looked up: so many fingerprints of so many paragraphs at most, however long the text is."""
_SHARED = 0.25
"""The share of them that must be common before texts are compared. Nine words in ten leave about half."""
_CANDIDATES = 10 * _PARAGRAPHS
"""How many paragraphs are looked at: a text that is the same has all of those that are looked up near the top."""

Candidates = Callable[[Sequence[int], Query, int], tuple[Candidate, ...]]


@dataclass(frozen=True, slots=True)
class IssuedAlso:
    """A statement with nearly the same text, and how near: LIKENESS to 1."""

    heading: Heading
    likeness: float


def find_repeats(
    stored: StoredStatement, candidates: Candidates, read: Callable[[str], StoredStatement], deadline: Deadline
) -> tuple[IssuedAlso, ...]:
    """Return the current statements with nearly the words of ``stored``, the nearest first; ties by id.

    Fingerprints say which may, and their words decide. Raises OutOfTime.
    """
    prints = _prints(stored)
    shared: Counter[str] = Counter()
    for one in candidates(prints, Query(), _CANDIDATES) if prints else ():
        shared[one.heading.id] += one.shared
    del shared[stored.heading.id]
    likely = [(-count, identity) for identity, count in shared.items() if count >= len(prints) * _SHARED]
    return _compare(stored, [identity for _, identity in sorted(likely)[:MOST]], read, deadline) if likely else ()


def _compare(
    stored: StoredStatement, ids: Sequence[str], read: Callable[[str], StoredStatement], deadline: Deadline
) -> tuple[IssuedAlso, ...]:
    words, found = _words(stored), []
    for identity in ids if is_comparable(words) else ():
        deadline.check()
        other = _read(identity, read)
        other_words = () if other is None else _words(other)
        if other is not None and is_comparable(other_words):
            found.append(IssuedAlso(other.heading, measure_likeness(words, other_words)))
    near = [one for one in found if one.likeness >= LIKENESS]
    return tuple(sorted(near, key=lambda one: (-one.likeness, one.heading.id)))


def _prints(stored: StoredStatement) -> list[int]:
    """Return the smallest fingerprints of the longest paragraphs: another text has most of them if it is the same."""
    language = stored.heading.language
    longest = sorted(stored.paragraphs, key=lambda paragraph: (-len(paragraph.text), paragraph.number))[:_PARAGRAPHS]
    of_all = [fingerprints_of(paragraph.text, language) for paragraph in longest]
    return [int(one) for one in np.unique(np.concatenate(of_all))[:_PRINTS]] if of_all else []


def _words(stored: StoredStatement) -> list[str]:
    return words_of(paragraph.text for paragraph in stored.paragraphs)


def _read(identity: str, read: Callable[[str], StoredStatement]) -> StoredStatement | None:
    try:
        return read(identity)
    except (NotFound, Withdrawn):
        return None
