"""Blanks and characters that nobody sees: how text taken out of markup is written."""

import re

_UNSEEN = "\u00ad\u2060\ufeff\ufffc\u200b\u200e\u200f\u0000"
_NO_TEXT = re.compile(f"[{_UNSEEN}]")
# ``str.translate`` takes twenty times as long as this on text that is not all ASCII.
_SEEN = re.compile(rf"[^\s{_UNSEEN}]")
_BLANKS = re.compile(r"\s+")
_LINE_ENDS = re.compile(r"\r\n?|[\f\v\u0085\u2028]")


def squeeze(text: str) -> str:
    """Return ``text`` without soft hyphens, joiners and object marks, each run of blanks (NBSP too) one blank."""
    return _BLANKS.sub(" ", _NO_TEXT.sub("", text)).strip()


def is_blank(text: str) -> bool:
    """Tell whether nothing of ``text`` can be seen."""
    return _SEEN.search(text) is None


def end_lines(text: str) -> str:
    """Return ``text`` with every line end as ``\\n``: form feeds, U+0085 and U+2028 too; U+2029 is a blank line."""
    return _LINE_ENDS.sub("\n", text.removeprefix("\ufeff")).replace("\u2029", "\n\n")


def fold(text: str) -> str:
    """Return the letters and digits of ``text`` alone, in small letters: for telling whether two lines say the same."""
    return "".join(c for c in text.casefold() if c.isalnum())


def list_words(text: str) -> frozenset[str]:
    """Return the words of a table that is written as one text, blanks between them."""
    return frozenset(text.split())


def count_ink(text: str) -> int:
    """Return how many characters of ``text`` are no blanks."""
    return sum(map(len, text.split()))
