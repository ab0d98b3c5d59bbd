"""Owns the i of Turkish and Azeri: with a dot and without it, small and capital, it is one letter in their statements.

A query is in no language. So a word copied from such a statement finds it however its letters were written, and in
other statements ``ı`` stays a letter of its own.
"""

import re
import unicodedata
from functools import lru_cache

_LANGUAGES = {"tr", "az"}
_DOT = "\u0307"
_PLAIN = str.maketrans(dict.fromkeys("ıİ\U0001d6a4", "i"))
_DOTTED = re.compile(f"(?<=[iI]){_DOT}+")
_MARKED = re.compile(f"[ıİ\U0001d6a4{_DOT}]")


@lru_cache(maxsize=1024)
def is_turkic(language: str | None) -> bool:
    """Whether a statement of ``language`` (a BCP 47 tag) is Turkish or Azeri."""
    return language is not None and re.split("[-_]", language, maxsplit=1)[0].casefold() in _LANGUAGES


def join_i(text: str) -> str:
    """Return a text of such a language with one letter for all its i; what is returned has the length of ``text``."""
    if text.isascii() or not _MARKED.search(text):
        return text
    return _DOTTED.sub(lambda dots: "\u2060" * len(dots[0]), text.translate(_PLAIN))


def plain_i(token: str) -> str:
    """Return the form that a token of a query has in statements of such a language."""
    if "ı" not in token and _DOT not in token:
        return token
    return unicodedata.normalize("NFC", _DOTTED.sub("", token.replace("ı", "i")))
