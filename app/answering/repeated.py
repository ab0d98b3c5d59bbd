"""Other statements with nearly the same words: a readout and a transcript, a text that two governments issued."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Indel

from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.record.values import StoredStatement
from pincite.index.results import Candidate
from pincite.index.text.fingerprints import fingerprints_of
from pincite.index.values.errors import NotFound, Withdrawn
from pincite.index.values.heading import Heading

LIKENESS = 0.9
"""Twice the words that two texts have in common, in order, of the words of both: from here on they are the same text.

A text with a tenth of its words replaced has exactly this. Chosen by hand."""
SHORTEST = 20
"""With fewer words a text is a formula that many statements share."""
LONGEST = 20_000
"""Longer texts, in words, are not compared: books are not issued twice, and each page of one would pay for it."""
MOST = 10
"""How many statements are compared, and told at most."""
_PARAGRAPHS = 4
_PRINTS = 64
"""What is looked up: so many fingerprints of so many paragraphs at most, however long the text is."""
_SHARED = 0.25
"""The share of them that must be common before texts are compared. Nine words in ten leave about half."""
_CANDIDATES = 10 * _PARAGRAPHS
"""How many paragraphs are looked at: a text that is the same has all of those that are looked up near the top."""
_WORD = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
"""A word; in scripts without blanks, and in Korean, a sign. Plain, because texts are compared as wholes."""

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
    for identity in ids if SHORTEST <= len(words) <= LONGEST else ():
        deadline.check()
        other = _read(identity, read)
        if other is not None and _is_as_long(stored.text, other.text):
            found.append(IssuedAlso(other.heading, measure_likeness(words, _words(other))))
    near = [one for one in found if one.likeness >= LIKENESS]
    return tuple(sorted(near, key=lambda one: (-one.likeness, one.heading.id)))


def measure_likeness(left: Sequence[str], right: Sequence[str]) -> float:
    """Return twice the words in common, in order, by the words of both; 0 where that cannot reach LIKENESS."""
    if len(left) + len(right) == 0 or len(right) > LONGEST:
        return 0.0
    return float(Indel.normalized_similarity(left, right, score_cutoff=LIKENESS))


def _prints(stored: StoredStatement) -> list[int]:
    """Return the smallest fingerprints of the longest paragraphs: another text has most of them if it is the same."""
    language = stored.heading.language
    longest = sorted(stored.paragraphs, key=lambda paragraph: (-len(paragraph.text), paragraph.number))[:_PARAGRAPHS]
    of_all = [fingerprints_of(paragraph.text, language) for paragraph in longest]
    return [int(one) for one in np.unique(np.concatenate(of_all))[:_PRINTS]] if of_all else []


def _words(stored: StoredStatement) -> list[str]:
    return [word for paragraph in stored.paragraphs for word in _WORD.findall(paragraph.text.casefold())]


def _is_as_long(left: str, right: str) -> bool:
    """Whether two texts can be the same by their length: nine words in ten are at least half of the characters."""
    return 2 * min(len(left), len(right)) >= max(len(left), len(right))


def _read(identity: str, read: Callable[[str], StoredStatement]) -> StoredStatement | None:
    try:
        return read(identity)
    except (NotFound, Withdrawn):
        return None
