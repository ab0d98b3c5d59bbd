"""Whether two texts are the same words: a readout and a transcript, a text that two governments issued."""

import re
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Indel

LIKENESS = 0.9
"""Twice the words that two texts have in common, in order, of the words of both: from here on they are the same text.

A text with a tenth of its words replaced has exactly this. Chosen by hand."""
SHORTEST = 20
"""With fewer words a text is a formula that many statements share."""
LONGEST = 20_000
"""Longer texts, in words, are not compared: books are not issued twice, and each page of one would pay for it."""
_WORD = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W_]+")
"""A word; in scripts without blanks, and in Korean, a sign. Plain, because texts are compared as wholes."""


def words_of(paragraphs: Iterable[str]) -> list[str]:
    """Return the words of a text, at most about LONGEST: a longer one is not compared."""
    words: list[str] = []
    for paragraph in paragraphs:
        words += _WORD.findall(paragraph.casefold())
        if len(words) > LONGEST:
            break
    return words


def is_comparable(words: Sequence[str]) -> bool:
    """Whether a text has enough words to say something, and not too many to be compared."""
    return SHORTEST <= len(words) <= LONGEST


def measure_likeness(left: Sequence[str], right: Sequence[str]) -> float:
    """Return twice the words in common, in order, by the words of both; 0 where that cannot reach LIKENESS."""
    return float(Indel.normalized_similarity(left, right, score_cutoff=LIKENESS)) if left or right else 0.0


def can_be_same(left: int, right: int) -> bool:
    """Whether texts of so many words can be the same words: then the shorter one has nearly as many."""
    fitting = min(left, right) >= SHORTEST and max(left, right) <= LONGEST
    return fitting and 2 * min(left, right) >= LIKENESS * (left + right)


def are_same(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether two texts, as words, are the same words."""
    return can_be_same(len(left), len(right)) and measure_likeness(left, right) >= LIKENESS
