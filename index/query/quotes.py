"""Quotation marks of a query: which of them open a quotation, and which closes it.

Double ones always do. A single typographic one is an apostrophe as often: it opens a quotation only before a word, and
only where another one closes it.
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
"""Whatever may open or close a quotation."""

PAIRS = {"“": "”", "„": "”", "‟": "”", "«": "»", "»": "«", "”": "”", "‘": "’", "‹": "›", "›": "‹", "「": "」"}
"""The mark that closes a quotation in a mended query, by the one that opens it; else the same."""


class QuoteMarks:
    """The quotation marks of one text. Asked about each place from left to right, it takes linear time."""

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
        """Where the quotation that begins at ``opening`` ends: at its second mark. None: nothing closes it.

        A straight quote is closed by a straight one, so that a quotation inside it does not end it.
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
