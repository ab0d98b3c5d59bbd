"""Owns tokens in bulk: texts to numbers of forms, equal to ``index.analysis.tokenize`` for every text.

Texts are joined, lowered and cut at ASCII separators as bytes. A piece of ASCII is a form; any other piece goes
through ``tokenize`` once, and what it gave is remembered. That is right because an ASCII separator ends every run
whatever stands around it, and because no mark makes a letter out of one.
"""

import unicodedata
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from index.analysis import INVISIBLE, tokenize
from index.engines.whoosh.slots import LONGEST, Slots, words_of

Ids = NDArray[np.int32]

_CHUNK = 1 << 17
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
        self._cuts = _Cuts()
        self._slots = Slots()

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
        data = _joined(texts).encode("utf-8", "surrogatepass").translate(_CUT)
        numbers = self._cuts.put_in(self._pieces(b" %b%b" % (data, b" " * (LONGEST + 1))))
        breaks = np.flatnonzero(numbers == 0)
        lengths = np.diff(breaks, prepend=-1, append=len(numbers)) - 1
        return np.delete(numbers, breaks), lengths.astype(np.int32)

    def _pieces(self, data: bytes) -> Ids:
        """Return the numbers of what stands between blanks."""
        array = np.frombuffer(data, np.uint8)
        inside = array != ord(" ")
        edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
        starts, stops = edges[::2], edges[1::2]
        first, second = words_of(array, starts, stops - starts)
        numbers, missed = self._slots.find(first, second)
        short = stops - starts <= LONGEST
        missed = np.union1d(missed, np.flatnonzero(~short)) if not short.all() else missed
        if len(missed):
            bounds = zip(starts[missed].tolist(), stops[missed].tolist(), strict=True)
            numbers[missed] = [self[data[start:stop]] for start, stop in bounds]
            new = missed[short[missed]]
            new = new[np.unique(numbers[new], return_index=True)[1]]
            self._slots.put(first[new], second[new], numbers[new])
        return numbers

    def _remember(self, number: int, piece: bytes) -> None:
        forms = _forms(piece.decode("utf-8", "surrogatepass"))
        self._cuts.add(number, [self[form] if form.isascii() else self[_FORM + form] for form in forms])


class _Cuts:
    """What stands in the place of a piece that is cut once more: numbers, by the number of the piece."""

    def __init__(self) -> None:
        self._of = np.zeros(1 << 16, np.int32)
        self._starts, self._flat = [0, 0], list[int]()
        self._ready: tuple[NDArray[np.int64], Ids] | None = None

    def add(self, number: int, numbers: list[int]) -> None:
        """Remember that ``numbers`` stand in the place of ``number``."""
        while number >= len(self._of):
            self._of = np.concatenate((self._of, np.zeros_like(self._of)))
        self._of[number] = len(self._starts) - 1
        self._flat.extend(numbers)
        self._starts.append(len(self._flat))
        self._ready = None

    def put_in(self, numbers: Ids) -> Ids:
        """Return ``numbers`` with each piece that is cut replaced."""
        cuts = self._of[np.minimum(numbers, len(self._of) - 1)]
        cuts[numbers >= len(self._of)] = 0
        where = np.flatnonzero(cuts)
        if not len(where):
            return numbers
        starts, flat = self._arrays()
        sizes = np.diff(starts)[cuts[where]]
        counts = np.ones(len(numbers), np.int32)
        counts[where] = sizes
        ends = np.cumsum(sizes)
        places = np.repeat(starts[cuts[where]] - (ends - sizes), sizes) + np.arange(int(sizes.sum()))
        made = np.repeat(numbers, counts)
        made[np.repeat(cuts != 0, counts)] = flat[places]
        return made

    def _arrays(self) -> tuple[NDArray[np.int64], Ids]:
        if self._ready is None:
            self._ready = np.array(self._starts, np.int64), np.array(self._flat, np.int32)
        return self._ready


class _Plain(dict[int, str]):
    """What each character becomes in a piece of ASCII and plain punctuation; any other becomes the stop sign."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        folded = unicodedata.normalize("NFKC", character)
        plain = code < 0x80 or (
            character not in INVISIBLE and not any(unicodedata.category(c)[0] in "LNM" for c in character + folded)
        )
        self[code] = (character if code < 0x80 else " ") if plain else _STOP
        return self[code]


_STOP = "\uffff"
_PLAIN = _Plain()


def _forms(piece: str) -> list[bytes]:
    """Return the forms of a lowered piece that is not ASCII: most are words with typographic marks around them."""
    plain = piece.translate(_PLAIN)
    if _STOP not in plain:
        return plain.encode("ascii").split()
    return [token.form.encode("utf-8") for token in tokenize(piece)]


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
