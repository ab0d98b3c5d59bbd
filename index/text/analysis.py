"""Text to tokens with offsets: the same for indexing, querying and marking. The one definition of what a token is.

A token is a maximal run of letters (with their marks) and digits of the NFKC-normalised, casefolded text,
from which invisible joiners are removed; its offsets point, in code points, into the untouched text. A mark behind
anything but a letter belongs to no token: the keycap 1️⃣ is the token 1. The form of a token is cut after
``LONGEST_TOKEN`` characters; the range it stands at is the whole run.

A double quote or a gershayim between two Hebrew letters is removed like an invisible joiner.

A run of a script that is written without blanks is a token for each pair of neighbours, at the position of the first,
and one for the last character alone: what of it is asked for is found wherever words begin and end. Where a run of
such scripts meets other letters, two tokens meet.

A text is read in the language of its statement; None is no language: queries, and values of fields. All rules hold for
every language but one: in Turkish and Azeri all i are one letter (``pincite.index.text.turkic``).

``pincite.index.text.tokens`` and the bulk tables of an engine are equal to ``tokenize`` for every text, and faster.
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
"""Characters of a form, at most: whatever a text is, an index and a query can hold its words."""

_LONGEST_CLUSTER = 128
"""Characters that are normalised together, at most: ordering a run of marks takes time by the square of its length."""

_RUN = re.compile(f"[^ {UNSPACED}]+|[{UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its form as it is indexed, and the half-open code-point range it stands at.

    ``head`` is where the first character of a pair ends, as a reader sees it, and ``end`` of any other token.
    """

    form: str
    start: int
    end: int
    head: int


def tokenize(text: str, language: str | None) -> list[Token]:
    """Return the tokens of ``text``, read in ``language``, in order; a token's position is its place in the list."""
    text = join_acronyms(join_i(text) if is_turkic(language) else text)
    alone = text.translate(ALONE)
    if COMPLEX not in alone:
        starts, ends = range(len(text)), range(1, len(text) + 1)
        return [token for run in _RUN.finditer(alone) for token in _tokens_of(run[0], run.start(), starts, ends)]
    return _tokenize_complex(text)


def is_of_run(form: str) -> bool:
    """Tell whether a form is a pair of a script without blanks, or the last character of a run of it.

    A mark begins a form nowhere else: it may stand inside a run.
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
    """Return the tokens of a run of one kind of scripts. Its first character is number ``at``; see where each stood."""
    last = at + len(run) - 1
    if not is_unspaced(run[0]):
        return [Token(run[:LONGEST_TOKEN], starts[at], ends[last], ends[last])]
    return [
        Token(run[place : place + 2], starts[at + place], ends[min(at + place + 1, last)], ends[at + place])
        for place in range(len(run))
    ]


def _folded(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """Fold by cluster (a base and its marks), so that each folded character knows its origin."""
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
    """Return the ranges that NFKC composes within, never across (but for runs of marks that nobody writes)."""
    starts: list[int] = []
    before = ""
    for at, character in enumerate(text):
        if at == 0 or at - starts[-1] >= _LONGEST_CLUSTER or not _continues(before, character):
            starts.append(at)
        if character not in INVISIBLE:
            before = character
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def _continues(before: str, character: str) -> bool:
    """Tell whether ``character`` may compose with ``before``, the visible one before it, if there is any."""
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
