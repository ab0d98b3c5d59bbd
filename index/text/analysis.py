"""Text to tokens with offsets: the same for indexing, querying and marking.

A token is a maximal run of letters (with their marks) and digits of the NFKC-normalised, casefolded text,
from which invisible joiners are removed; its offsets point, in code points, into the untouched text. A mark behind
anything but a letter belongs to no token: the keycap 1️⃣ is the token 1. The form of a token is cut after
``LONGEST_TOKEN`` characters; the range it stands at is the whole run.
"""

import re
import unicodedata
from dataclasses import dataclass

INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
LONGEST_TOKEN = 1_000
"""Characters of a form, at most: whatever a text is, an index and a query can hold its words."""

_LONGEST_CLUSTER = 128
"""Characters that are normalised together, at most: ordering a run of marks takes time by the square of its length."""

_ASCII_RUN = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its form as it is indexed, and the half-open code-point range it stands at."""

    form: str
    start: int
    end: int


def tokenize(text: str) -> list[Token]:
    """Return the tokens of ``text`` in order; the position of a token is its place in the list."""
    if text.isascii():
        return [Token(m.group()[:LONGEST_TOKEN], m.start(), m.end()) for m in _ASCII_RUN.finditer(text.lower())]
    return _tokenize_unicode(text)


def _tokenize_unicode(text: str) -> list[Token]:
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
        visible = "".join(c for c in text[start:end] if c not in INVISIBLE)
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())
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
    if character.isascii():
        return False
    # Half-width and compatibility forms become the marks and the jamo that compose.
    first = unicodedata.normalize("NFKC", character)[0]
    if is_jamo(first):
        return "HANGUL" in unicodedata.name(before or " ", "")
    return character in INVISIBLE or unicodedata.category(first)[0] == "M"


def is_jamo(character: str) -> bool:
    """Tell whether it is a conjoining jamo: it composes with what stands before it although it is a letter."""
    return "\u1160" <= character <= "\u11ff"


def _run_end(characters: list[str], start: int) -> int:
    takes_mark = False
    for end in range(start, len(characters)):
        major = unicodedata.category(characters[end])[0]
        if major == "M" and takes_mark:
            continue
        if major not in "LN":
            return end
        takes_mark = major == "L"
    return len(characters)
