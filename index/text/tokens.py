"""Fast tokens of one text, for marking: all forms at once, and offsets only for the forms that are asked for.

The result equals ``pincite.index.text.analysis.tokenize``, which is used for the few texts whose characters cannot be
classified one by one.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from pincite.index.text.analysis import LONGEST_TOKEN, Token, tokenize
from pincite.index.text.characters import ALONE, ASCII, COMPLEX, UNSPACED, join_acronyms
from pincite.index.text.turkic import is_turkic, join_i
from pincite.index.values.marks import Mark


class Tokens:
    """All token forms of a text, and offsets only for the forms that are asked for.

    ``check`` is called between steps. It raises an exception to end the work.
    """

    def __init__(self, text: str, language: str | None, check: Callable[[], None] = lambda: None) -> None:
        self._check = check
        text = join_i(text) if is_turkic(language) else text
        folded = _folded(text, check)
        self._padded = f" {folded} "
        self._tokens = None
        if not folded.isascii() and _BEYOND.search(folded):
            self._tokens = _tokenized(text, language, check)
        self._forms: list[str] | None = None

    @property
    def forms(self) -> list[str]:
        """The form of each token, in order. Made at first use, then kept."""
        if self._forms is None:
            self._forms = self._all_forms()
        return self._forms

    def _all_forms(self) -> list[str]:
        if self._tokens is not None:
            return [token.form for token in self._tokens]
        forms = self._padded.split()
        if len(self._padded) > LONGEST_TOKEN and max(map(len, forms), default=0) > LONGEST_TOKEN:
            return [form[:LONGEST_TOKEN] for form in forms]
        return forms

    def beginning(self, initials: Iterable[str]) -> list[tuple[str, Mark]] | None:
        """Return the forms that begin with one of ``initials``, which are ASCII characters, and their places.

        None when there are forms with other characters, which may have to be looked at too.
        """
        padded = self._padded
        if self._tokens is not None or not padded.isascii():
            return None
        found: list[tuple[str, Mark]] = []
        for first in initials:
            self._check()
            start = padded.find(framed := f" {first}")
            while start >= 0:
                end = padded.find(" ", start + 1)
                found.append((padded[start + 1 : end][:LONGEST_TOKEN], (start, end - 1)))
                start = padded.find(framed, end)
        return found

    def heads_of(self, forms: Collection[str]) -> dict[str, list[Mark]]:
        """For each of ``forms``, which are pairs, return the ranges of its first character."""
        heads: dict[str, list[Mark]] = {form: [] for form in forms}
        for token in self._tokens or () if forms else ():
            if token.form in heads:
                heads[token.form].append((token.start, token.head))
        return heads

    def places_of(self, forms: Collection[str]) -> dict[str, list[Mark]]:
        """Return the places of each of ``forms``. Many forms take one pass together, which is as fast as for a few."""
        if len(forms) < _SOME and self._tokens is None:
            return {form: self.places(form) for form in forms}
        places: dict[str, list[Mark]] = {form: [] for form in forms}
        for number, (form, start, end) in enumerate(self._all()):
            if not number % _STEP:
                self._check()
            if form in places:
                places[form].append((start, end))
        return places

    def ranges(self) -> Iterator[Mark]:
        """Yield where each token stands, in order; of a pair only its first character, so that no two overlap."""
        if self._tokens is not None:
            return ((token.start, token.head) for token in self._tokens)
        return ((run.start() - 1, run.end() - 1) for run in _RUN.finditer(self._padded))

    def spans(self) -> list[Mark]:
        """Return the start and end of each token, in order."""
        return [(start, end) for _, start, end in self._all()]

    def _all(self) -> Iterator[tuple[str, int, int]]:
        if self._tokens is not None:
            return ((token.form, token.start, token.end) for token in self._tokens)
        return ((run[0][:LONGEST_TOKEN], run.start() - 1, run.end() - 1) for run in _RUN.finditer(self._padded))

    def places(self, form: str) -> list[Mark]:
        """Return the start and end of each token with this form, in order."""
        if self._tokens is not None:
            return [(token.start, token.end) for token in self._tokens if token.form == form]
        if len(form) == LONGEST_TOKEN:
            found = ((run, run.start() - 1) for run in _RUN.finditer(self._padded))
            return [(start, start + len(run[0])) for run, start in found if run[0][:LONGEST_TOKEN] == form]
        places: list[Mark] = []
        framed, size = f" {form} ", len(form)
        start = self._padded.find(framed)
        while start >= 0:
            places.append((start, start + size))
            start = self._padded.find(framed, start + size + 1)
        return places


def _folded(text: str, check: Callable[[], None]) -> str:
    if text.isascii() or _PLAIN.fullmatch(text):
        return text.encode("ascii", "replace").translate(_ASCII).decode("ascii")
    pieces = _pieces(join_acronyms(text), check)
    return "".join([piece.translate(ALONE) for _, piece in pieces])


def _tokenized(text: str, language: str | None, check: Callable[[], None]) -> list[Token]:
    """Return the tokens of ``text``, piece by piece. No token and no composition continues across a space."""
    found = ((start, token) for start, piece in _pieces(text, check) for token in tokenize(piece, language))
    return [_moved(token, start) if start else token for start, token in found]


def _moved(token: Token, start: int) -> Token:
    return Token(token.form, start + token.start, start + token.end, start + token.head)


def _pieces(text: str, check: Callable[[], None]) -> Iterator[tuple[int, str]]:
    """Yield ``text`` in pieces with their starts. Each piece except the first begins with a space."""
    start = 0
    while start < len(text):
        check()
        end = text.find(" ", start + _PIECE)
        end = len(text) if end < 0 else end
        yield start, text[start:end]
        start = end


_PLAIN = re.compile("[\x00-\x7f\xa0§•‘’“”–—…]*")
"""Texts that are ASCII except for separators: most English texts. They are normalised ten times as fast."""
_ASCII = ASCII.ljust(256, b" ")

_BEYOND = re.compile(f"[{COMPLEX}{UNSPACED}]")
"""Characters that need more than the table, including runs that become pairs."""
_RUN = re.compile("[^ ]+")

_PIECE, _STEP = 65_536, 4_096
"""Code points and tokens between two checks: at most about ten milliseconds of work."""

_SOME = 32
"""Up to this many forms are searched one by one (measured: each costs a thirtieth of a pass over all tokens)."""
