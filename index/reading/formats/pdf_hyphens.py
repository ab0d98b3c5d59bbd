"""Words cut at the end of a line: put together, with the hyphen where the document writes it so."""

import re
from collections.abc import Iterable

from pincite.index.reading.formats.hyphens import TENS

SOFT = "\u00ad"
_HYPHENS = "-\u2010" + SOFT
_CUT = re.compile(rf"(\w[\w'’.]*(?:-\w+)*)[{_HYPHENS}]$")
_HEAD = re.compile(r"\w+(?:-\w+)*")
_WORD = re.compile(r"\w+(?:[-\u2010\u2011]\w+)+|\w+")
_ADDRESS = re.compile(r"(?:https?://|www\.|\S@)\S*[/.?=&_@%#]$|\S@$|://$", re.IGNORECASE)
_BETWEEN_NUMBERS = re.compile(r"\d[-–—/]$")


_LONGEST = 200
"""How much of a text's end is looked at: it grows line by line, and its beginning tells nothing."""


class Joiner:
    """Joins lines to a paragraph. ``lines`` of the whole document tell which words it writes with a hyphen."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words: set[str] = set()
        self._cutting, cut = True, False
        for line in lines:
            # The last word may be cut, so it is no evidence; nor is the rest of one.
            whole = line.strip().partition(" ")[2] if cut else line
            cut, words = line.rstrip()[-1:] in _HYPHENS, _WORD.findall(whole.rstrip()[:-1])
            self._words.update(word.casefold().replace("\u2010", "-") for word in words)
            # A document that writes U+2010 inside lines has it for every hyphen, not for cutting words.
            self._cutting = self._cutting and not any("\u2010" in word for word in words)

    def join(self, lines: Iterable[str]) -> str:
        """Return ``lines`` as one text: a blank between them, none where a word or a number was cut."""
        text = ""
        for line in lines:
            text = self._append(text, line.strip()) if text else line.strip()
        return text.replace(SOFT, "")

    def _append(self, text: str, line: str) -> str:
        last = text[-_LONGEST:]
        cut, head = _CUT.search(last) if last[-1:] in _HYPHENS else None, _HEAD.match(line)
        if cut is not None and head is not None:
            return text[:-1] + self._hyphen(cut.group(1), head.group(), text[-1]) + line
        if _BETWEEN_NUMBERS.search(last) and line[:1].isdigit():
            return text + line
        if text[-1:] in "–-" and text[-2:-1].isalnum() and head is not None:
            return text + line
        whole = line[:1].isalnum() and (text.endswith("—") or _ADDRESS.search(last) is not None)
        return text + ("" if whole else " ") + line

    def _hyphen(self, left: str, right: str, sign: str) -> str:
        """Return what stands between the halves of a word that was cut."""
        last = left.casefold().rsplit("-", 1)[-1]
        whole, hyphened = last + right.casefold(), left.casefold() + "-" + right.casefold()
        if hyphened in self._words or not right[:1].islower() or not left[-1:].isalpha():
            return "-"
        if whole in self._words or (sign == "\u2010" and self._cutting):
            return ""
        return "-" if last in TENS or self._both_words(last, right) else ""

    def _both_words(self, left: str, right: str) -> bool:
        return len(left) > 2 and left in self._words and right.casefold().split("-")[0] in self._words
