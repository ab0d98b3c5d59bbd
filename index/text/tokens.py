"""The tokens of one text at the speed of marking: all forms at once, offsets for those alone that are asked for.

Equal to ``pincite.index.text.analysis.tokenize``, which does the few texts that need more than folding character by
character.
"""

import re
import unicodedata

from pincite.index.text.analysis import INVISIBLE, LONGEST_TOKEN, is_jamo, tokenize
from pincite.index.values.marks import Mark


class Tokens:
    """The token forms of a text at once, and offsets for those alone that are asked for."""

    def __init__(self, text: str) -> None:
        folded = _folded(text)
        self._padded = f" {folded} "
        self._tokens = tokenize(text) if _COMPLEX in folded else None
        self.forms = folded.split() if self._tokens is None else [token.form for token in self._tokens]
        self._has_long = False
        if self._tokens is None and len(folded) > LONGEST_TOKEN:
            self._has_long = max(map(len, self.forms), default=0) > LONGEST_TOKEN
            if self._has_long:
                self.forms = [form[:LONGEST_TOKEN] for form in self.forms]

    def places(self, form: str) -> list[Mark]:
        """Return start and end of each token that is ``form``, in order."""
        if self._tokens is not None:
            return [(token.start, token.end) for token in self._tokens if token.form == form]
        if self._has_long and len(form) == LONGEST_TOKEN:
            found = ((run, run.start() - 1) for run in _RUN.finditer(self._padded))
            return [(start, start + len(run[0])) for run, start in found if run[0][:LONGEST_TOKEN] == form]
        places: list[Mark] = []
        framed, size = f" {form} ", len(form)
        start = self._padded.find(framed)
        while start >= 0:
            places.append((start, start + size))
            start = self._padded.find(framed, start + size + 1)
        return places


def _folded(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text.encode("ascii", "replace").translate(_ASCII).decode("ascii")
    return text.translate(_FOLDED)


_PLAIN = re.compile("[\x00-\x7f\xa0§•‘’“”–—…]*")
"""Texts that separators alone keep from being ASCII: most of English, and folded ten times as fast."""
_ASCII = bytes(ord(chr(c).lower()) if c < 128 and chr(c).isalnum() else ord(" ") for c in range(256))

_RUN = re.compile("[^ ]+")

_REMEMBERED = 20_000
"""Characters that are remembered: bounds the memory of a long-running process."""
_COMPLEX = "\ufffe"
"""Stands for what cannot be folded by itself: a mark, an invisible joiner, a jamo, a character that becomes several."""


class _Folded(dict[int, str]):
    """Code point -> what ``pincite.index.text.analysis`` makes of it: a letter or digit, a blank, or ``_COMPLEX``."""

    def __missing__(self, point: int) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[point] = folded = _fold(chr(point))
        return folded


def _fold(character: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    composes = character in INVISIBLE or is_jamo(folded[:1])
    if composes or any(unicodedata.category(c)[0] == "M" for c in character + folded):
        return _COMPLEX
    if not tokenize(character):
        return " "
    return folded if len(folded) == 1 else _COMPLEX


_FOLDED = _Folded()
