"""Owns tokens in bulk: texts to numbers of forms, equal to ``index.analysis.tokenize`` for every text.

Texts are joined, lowered and cut at ASCII separators as bytes. A piece of ASCII is a form; any other piece goes
through ``tokenize`` once, and what it gave is remembered. That is right because an ASCII separator ends every run
whatever stands around it, and because no mark makes a letter out of one.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.analysis import tokenize

Ids = NDArray[np.int32]

_CHUNK = 1 << 18
_BREAK = b"\0"
_FORM = b"\xff"
_CUT = bytes(
    code if code == 0 or code >= 0x80 or chr(code).isalnum() else ord(" ") for code in bytes(range(256)).lower()
)


class TokenTable(dict[bytes, int]):
    """Numbers forms as they are first met, and keeps the numbers: one table serves many batches.

    Number 0 is the break between texts. A piece of ASCII is its own form; a form that is not ASCII is kept behind a
    byte that no UTF-8 has, since such a piece may be cut once more.
    """

    def __init__(self) -> None:
        super().__init__({_BREAK: 0})
        self._keys: list[bytes] = [_BREAK]
        self._cuts: list[Ids] = [np.zeros(0, np.int32)]
        self._cut_of = np.zeros(1 << 16, np.int32)

    def __missing__(self, piece: bytes) -> int:
        number = self[piece] = len(self._keys)
        self._keys.append(piece)
        if not piece.isascii() and not piece.startswith(_FORM):
            self._remember(number, piece)
        return number

    def form(self, number: int) -> bytes:
        """Return the UTF-8 of the form with ``number``."""
        key = self._keys[number]
        return key[1:] if key.startswith(_FORM) else key

    def numbers(self, texts: Sequence[str]) -> tuple[Ids, Ids]:
        """Return the numbers of all tokens of ``texts``, in order, and how many each text has; both int32."""
        pairs = [self._chunk(chunk) for chunk in _chunks(texts)]
        if not pairs:
            return np.zeros(0, np.int32), np.zeros(0, np.int32)
        return np.concatenate([p[0] for p in pairs]), np.concatenate([p[1] for p in pairs])

    def _chunk(self, texts: list[str]) -> tuple[Ids, Ids]:
        pieces = _joined(texts).encode("utf-8", "surrogatepass").translate(_CUT).split()
        numbers = np.fromiter(map(self.__getitem__, pieces), np.int32, len(pieces))
        numbers = self._expanded(numbers)
        breaks = np.flatnonzero(numbers == 0)
        lengths = np.diff(breaks, prepend=-1, append=len(numbers)) - 1
        return np.delete(numbers, breaks), lengths.astype(np.int32)

    def _remember(self, number: int, piece: bytes) -> None:
        tokens = tokenize(piece.decode("utf-8", "surrogatepass"))
        forms = [token.form.encode("utf-8") for token in tokens]
        cut = [self[form] if form.isascii() else self[_FORM + form] for form in forms]
        while number >= len(self._cut_of):
            self._cut_of = np.concatenate((self._cut_of, np.zeros_like(self._cut_of)))
        self._cut_of[number] = len(self._cuts)
        self._cuts.append(np.array(cut, np.int32))

    def _expanded(self, numbers: Ids) -> Ids:
        """Put the forms in the place of each piece that was cut once more."""
        cuts = self._cut_of[np.minimum(numbers, len(self._cut_of) - 1)]
        cuts[numbers >= len(self._cut_of)] = 0
        where = np.flatnonzero(cuts)
        if not len(where):
            return numbers
        parts = [self._cuts[cut] for cut in cuts[where].tolist()]
        counts = np.ones(len(numbers), np.int32)
        counts[where] = [len(part) for part in parts]
        expanded = np.repeat(numbers, counts)
        expanded[np.repeat(cuts != 0, counts)] = np.concatenate(parts)
        return expanded


def _chunks(texts: Sequence[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for text in texts:
        chunk.append(text)
        size += len(text)
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _joined(texts: list[str]) -> str:
    joined = " \0 ".join(texts)
    if joined.count("\0") != len(texts) - 1:
        joined = " \0 ".join(text.replace("\0", " ") for text in texts)
    return joined
