"""Text to tokens with offsets: the same for indexing, querying and marking. The one definition of what a token is.

A token is a maximal run of letters (with their marks) and digits of the NFKC-normalised, casefolded text,
from which invisible joiners are removed; its offsets point, in code points, into the untouched text. A mark behind
anything but a letter belongs to no token: the keycap 1️⃣ is the token 1. The form of a token is cut after
``LONGEST_TOKEN`` characters; the range it stands at is the whole run.

A text is read in the language of its statement; None is no language: queries, and values of fields. All rules there
are hold for every language.

``pincite.index.text.tokens`` and the bulk tables of an engine are equal to ``tokenize`` for every text, and faster.
"""

import re
import unicodedata
from dataclasses import dataclass

from pincite.index.text.characters import (
    ALONE,
    COMPLEX,
    INVISIBLE,
    composes,
    is_jamo,
    kind,
    normalized,
)

LONGEST_TOKEN = 1_000
"""Characters of a form, at most: whatever a text is, an index and a query can hold its words."""

_LONGEST_CLUSTER = 128
"""Characters that are normalised together, at most: ordering a run of marks takes time by the square of its length."""

_RUN = re.compile("[^ ]+")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its form as it is indexed, and the half-open code-point range it stands at."""

    form: str
    start: int
    end: int


def tokenize(text: str, language: str | None) -> list[Token]:  # noqa: ARG001 - no language has rules of its own yet
    """Return the tokens of ``text``, read in ``language``, in order; a token's position is its place in the list."""
    alone = text.translate(ALONE)
    if COMPLEX not in alone:
        return [Token(run[0][:LONGEST_TOKEN], *run.span()) for run in _RUN.finditer(alone)]
    return _tokenize_complex(text)


def _tokenize_complex(text: str) -> list[Token]:
    characters, origins = _folded(text)
    tokens: list[Token] = []
    start = 0
    while start < len(characters):
        end = _run_end(characters, start)
        if end > start:
            form = "".join(characters[start : min(end, start + LONGEST_TOKEN)])
            tokens.append(Token(form, origins[start][0], origins[end - 1][1]))
        start = max(end, start + 1)
    return tokens


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
    for end in range(start, len(characters)):
        major = kind(characters[end])
        if major == "M" and takes_mark:
            continue
        if major not in "LN":
            return end
        takes_mark = major == "L"
    return len(characters)
