"""The units in which words are compared: whole words and single signs, with their ranges. Blanks lie between them."""

import re
import unicodedata
from collections.abc import Iterator

from pincite.index.text.tokens import Tokens
from pincite.index.values.statement import Span

_LINKS = re.compile("['’‘ʼ\\-\u2010\u2011\u00ad]")
"""Signs that hold two parts of a word together: don't, long-term."""
_BETWEEN_DIGITS = re.compile("[.,:/]")
"""Signs that hold numbers together: 1,874 and 3.5 and 10:30."""


def find_units(text: str) -> list[Span]:
    """Return the ranges of all words and signs of ``text``, in order. What lies between them is blank."""
    units: list[Span] = []
    at = 0
    for start, end in Tokens(text, None).ranges():
        # Between most words is one space.
        if text[at:start] != " ":
            if units and _are_one(text, units[-1], start):
                units[-1], at = (units[-1][0], end), end
                continue
            units += _signs(text, at, start)
        units.append((start, end))
        at = end
    return [*units, *_signs(text, at, len(text))]


def _are_one(text: str, before: Span, start: int) -> bool:
    """Whether a sign holds a token that begins at ``start`` and the word before it together."""
    end = before[1]
    if start != end + 1:
        return False
    if _LINKS.match(text[end]):
        return True
    is_number = text[end - 1].isdigit() and text[start].isdigit()
    is_abbreviated = text[end] == "." and end - before[0] in (1, 3, 5) and text[start].isalpha()
    return bool(_BETWEEN_DIGITS.match(text[end])) and (is_number or is_abbreviated)


def _signs(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the signs of a stretch without words. What composes with a sign belongs to it."""
    first: int | None = None
    for at in range(start, end):
        if text[at].isspace():
            if first is not None:
                yield first, at
            first = None
        elif first is None:
            first = at
        elif not _composes(text[at]):
            yield first, at
            first = at
    if first is not None:
        yield first, end


def _composes(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character) in ("Mn", "Mc", "Me", "Cf", "Sk")
