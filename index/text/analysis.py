"""Split text into tokens with offsets, for indexing, querying and marking. This module defines what a token is.

A token is a maximal run of letters (with their marks) and digits of the NFKC-normalised, casefolded text,
without invisible joiners. Its offsets are code points of the original text. A mark that follows anything but a letter
belongs to no token: the keycap 1️⃣ is the token 1. The form of a token is cut after ``LONGEST_TOKEN`` characters, but
its range is the whole run.

A double quote or a gershayim between two Hebrew letters is removed like an invisible joiner.

A run of a script without spaces becomes one token for each pair of neighbouring characters, at the position of the
first, and one token for the last character alone. So any part of a run can be found, wherever its words begin and end.
Where such a run meets other letters, one token ends and another begins.

A text is read in the language of its statement; None is no language: queries, and values of fields. All rules hold for
every language but one: in Turkish and Azeri all i are one letter (``pincite.index.text.turkic``).

``pincite.index.text.tokens`` and the bulk tables of the engines give the same result as ``tokenize``, but faster.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.index.text.characters import (
    ALONE,
    COMPLEX,
    INVISIBLE,
    UNSPACED,
    composes,
    is_jamo,
    is_unspaced,
    join_acronyms,
    kind,
    normalized,
)
from pincite.index.text.turkic import is_turkic, join_i

LONGEST_TOKEN = 1_000
"""The most characters of a form. So an index and a query can hold the words of any text."""

_LONGEST_CLUSTER = 128
"""The most characters normalised together. Sorting a run of marks takes time quadratic in its length."""

_RUN = re.compile(f"[^ {UNSPACED}]+|[{UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its indexed form and its half-open range of code points.

    ``head`` is where the first visible character of a pair ends. For any other token it equals ``end``.
    """

    form: str
    start: int
    end: int
    head: int


def tokenize(text: str, language: str | None) -> list[Token]:
    """Return the tokens of ``text`` in ``language``, in order. A token's position is its index in the list."""
    text = join_acronyms(join_i(text) if is_turkic(language) else text)
    alone = text.translate(ALONE)
    if COMPLEX not in alone:
        starts, ends = range(len(text)), range(1, len(text) + 1)
        return [token for run in _RUN.finditer(alone) for token in _tokens_of(run[0], run.start(), starts, ends)]
    return _tokenize_complex(text)


def is_of_run(form: str) -> bool:
    """Return whether a form is a pair of a script without spaces, or the last character of a run.

    Only such forms may begin with a mark, because a run may contain marks.
    """
    return not form.isascii() and (is_unspaced(form[0]) or kind(form[0]) == "M")


def _tokenize_complex(text: str) -> list[Token]:
    characters, origins = _folded(text)
    starts, ends = [start for start, _ in origins], [end for _, end in origins]
    tokens: list[Token] = []
    start = 0
    while start < len(characters):
        end = _run_end(characters, start)
        tokens += _tokens_of("".join(characters[start:end]), start, starts, ends) if end > start else ()
        start = max(end, start + 1)
    return tokens


def _tokens_of(run: str, at: int, starts: Sequence[int], ends: Sequence[int]) -> list[Token]:
    """Return the tokens of a run of one kind of script. Its first character has index ``at`` in ``starts``."""
    last = at + len(run) - 1
    if not is_unspaced(run[0]):
        return [Token(run[:LONGEST_TOKEN], starts[at], ends[last], ends[last])]
    return [
        Token(run[place : place + 2], starts[at + place], ends[min(at + place + 1, last)], ends[at + place])
        for place in range(len(run))
    ]


def _folded(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """Normalise cluster by cluster (a base with its marks), so that each resulting character keeps its origin."""
    characters: list[str] = []
    origins: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        folded = ALONE[ord(text[start])] if end == start + 1 else COMPLEX
        if folded == COMPLEX:
            folded = normalized("".join(c for c in text[start:end] if c not in INVISIBLE))
        characters.extend(folded)
        origins.extend([(start, end)] * len(folded))
    return characters, origins


def _clusters(text: str) -> list[tuple[int, int]]:
    """Return the ranges within which NFKC composes, but never across (except in absurdly long runs of marks)."""
    starts: list[int] = []
    before = ""
    for at, character in enumerate(text):
        if at == 0 or at - starts[-1] >= _LONGEST_CLUSTER or not _continues(before, character):
            starts.append(at)
        if character not in INVISIBLE:
            before = character
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _continues(before: str, character: str) -> bool:
    """Return whether ``character`` may compose with ``before``, the visible character before it, if there is one."""
    if ALONE[ord(character)] != COMPLEX or not composes(character):
        return False
    if is_jamo(unicodedata.normalize("NFKC", character)[0]):
        return "HANGUL" in unicodedata.name(before or " ", "")
    return True


def _run_end(characters: list[str], start: int) -> int:
    takes_mark = False
    is_of_pairs = is_unspaced(characters[start])
    for end in range(start, len(characters)):
        major = kind(characters[end])
        if major == "M" and takes_mark:
            continue
        if major not in "LN" or is_unspaced(characters[end]) != is_of_pairs:
            return end
        takes_mark = major == "L"
    return len(characters)
