"""Quotation marks of a query: which marks open a quotation, and which close it.

Double quotes always open one. A single typographic quote may also be an apostrophe: it opens a quotation only before a
word, and only if another one closes it.
"""

import re

DOUBLE = '"“”„‟«»'
_ANY_DOUBLE = re.compile(f"[{DOUBLE}]")
_AFTER_WORD = r"(?<=\S)"
_CLOSING = {
    # `’` before a letter is an apostrophe.
    "‘": re.compile(rf"{_AFTER_WORD}’(?!\w)"),
    "›": re.compile(rf"{_AFTER_WORD}‹(?!\w)"),
    "‹": re.compile("›"),
    "「": re.compile("」"),
}
_NEEDS_PAIR = "‘›"
QUOTES = f"{DOUBLE}‘’‹›「」"
"""All marks that may open or close a quotation."""

PAIRS = {"“": "”", "„": "”", "‟": "”", "«": "»", "»": "«", "”": "”", "‘": "’", "‹": "›", "›": "‹", "「": "」"}
"""The closing mark for each opening mark, for corrected queries. Other marks close themselves."""


class QuoteMarks:
    """The quotation marks of one text. Takes linear time if its positions are asked for from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._none_from: dict[str, int] = {}

    def opens(self, at: int) -> bool:
        """Whether a quotation begins at ``at``."""
        if at >= len(self._text):
            return False
        mark = self._text[at]
        if mark in DOUBLE or mark in "‹「":
            return True
        followed = at + 1 < len(self._text) and not self._text[at + 1].isspace()
        return mark in _NEEDS_PAIR and followed and self.closing(at) is not None

    def closing(self, opening: int) -> int | None:
        """Return the position of the mark that closes the quotation at ``opening``; None when nothing closes it.

        A straight quote closes a straight quote, so typographic quotes inside do not end it.
        """
        mark = self._text[opening]
        if mark == '"':
            straight = self._text.find(mark, opening + 1)
            if straight >= 0:
                return straight
        return self._find(mark, opening + 1)

    def _find(self, mark: str, start: int) -> int | None:
        if start >= self._none_from.get(mark, len(self._text) + 1):
            return None
        found = _CLOSING.get(mark, _ANY_DOUBLE).search(self._text, start)
        if found is None:
            self._none_from[mark] = start
        return found.start() if found else None
