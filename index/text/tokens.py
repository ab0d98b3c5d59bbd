"""The tokens of one text at the speed of marking: all forms at once, offsets for those alone that are asked for.

Equal to ``pincite.index.text.analysis.tokenize``, which does the few texts that need more than the table of what each
character is alone.
"""

import re

from pincite.index.text.analysis import LONGEST_TOKEN, tokenize
from pincite.index.text.characters import ALONE, ASCII, COMPLEX, UNSPACED, join_acronyms
from pincite.index.values.marks import Mark


class Tokens:
    """The token forms of a text at once, and offsets for those alone that are asked for."""

    def __init__(self, text: str, language: str | None) -> None:
        folded = _folded(text)
        self._padded = f" {folded} "
        self._tokens = tokenize(text, language) if not folded.isascii() and _BEYOND.search(folded) else None
        self.forms = folded.split() if self._tokens is None else [token.form for token in self._tokens]
        self._has_long = False
        if self._tokens is None and len(folded) > LONGEST_TOKEN:
            self._has_long = max(map(len, self.forms), default=0) > LONGEST_TOKEN
            if self._has_long:
                self.forms = [form[:LONGEST_TOKEN] for form in self.forms]

    def heads(self, form: str) -> list[Mark]:
        """Return start and end of the first character of each token that is ``form``, a pair, in order."""
        return [(token.start, token.head) for token in self._tokens or () if token.form == form]

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
    return join_acronyms(text).translate(ALONE)


_PLAIN = re.compile("[\x00-\x7f\xa0§•‘’“”–—…]*")
"""Texts that separators alone keep from being ASCII: most of English, and folded ten times as fast."""
_ASCII = ASCII.ljust(256, b" ")

_BEYOND = re.compile(f"[{COMPLEX}{UNSPACED}]")
"""What needs more than the table: runs that are read in pairs too."""
_RUN = re.compile("[^ ]+")
