"""Owns bulk tokenising: from texts to numbers of forms. Equals ``pincite.index.text.analysis.tokenize``.

Texts are joined, lowered and split at ASCII separators as bytes. A piece of ASCII is a form. Any other piece goes
through ``Tokens`` once, and the result is cached. This is correct because an ASCII separator always ends a run, and
because no mark turns a separator into a letter.
"""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.slots import LONGEST, Slots, words_of
from pincite.index.text.analysis import LONGEST_TOKEN
from pincite.index.text.characters import ASCII, join_acronyms
from pincite.index.text.fingerprints import hash_form
from pincite.index.text.tokens import Tokens
from pincite.index.text.turkic import is_turkic, join_i

Ids = NDArray[np.int32]

_REMEMBERED = 400_000
"""The most pieces of text that are cached from one segment to the next: about 100 MB."""
_REMEMBERED_BYTES = 32 << 20
"""The most bytes of such pieces: a single one may have megabytes."""

_CHUNK = 1 << 19
_BREAK = b"\0"
_FORM = b"\xff"
_SEPARATOR = b" \0 "
_PAD = b" " * (LONGEST + 1)
_CUT = b"\0" + ASCII[1:] + bytes(range(128, 256))


class TokenTable(dict[bytes, int]):
    """Numbers forms when they first occur, and keeps the numbers. One table serves many batches.

    Number 0 is the break between texts. A piece of ASCII is its own form. Other forms are stored after a byte that
    never occurs in UTF-8, because the same piece may be split further. Split pieces have negative numbers.
    """

    def __init__(self) -> None:
        super().__init__({_BREAK: 0})
        self._keys: list[bytes] = [_BREAK]
        self._cuts = _Cuts()
        self._slots = Slots()
        self._hashes = np.zeros(0, np.uint64)
        self.weight = 0
        """The approximate bytes cached for pieces and their splits."""

    def __missing__(self, piece: bytes) -> int:
        self.weight += len(piece)
        if piece.isascii() and len(piece) > LONGEST_TOKEN:
            number = self[piece[:LONGEST_TOKEN]]
        elif piece.isascii() or piece.startswith(_FORM):
            number = len(self._keys)
            self._keys.append(piece)
        else:
            forms = Tokens(piece.decode("utf-8", "surrogatepass"), None).forms
            self.weight += 4 * len(forms)
            number = self._cuts.add([self[_key(form)] for form in forms])
        self[piece] = number
        return number

    @property
    def count(self) -> int:
        """How many forms have a number, including the break."""
        return len(self._keys)

    @property
    def is_large(self) -> bool:
        """Whether it is to be replaced by an empty one, so that memory stays bounded."""
        return len(self) > _REMEMBERED or self.weight > _REMEMBERED_BYTES

    @property
    def hashes(self) -> NDArray[np.uint64]:
        """The hash of each form by its number, for fingerprints: uint64[count]. Each form is hashed once."""
        known = len(self._hashes)
        if known < self.count:
            new = [hash_form(self.form(number)) for number in range(known, self.count)]
            self._hashes = np.concatenate((self._hashes, np.array(new, np.uint64)))
        return self._hashes

    def form(self, number: int) -> bytes:
        """Return the UTF-8 of the form with ``number``."""
        key = self._keys[number]
        return key[1:] if key.startswith(_FORM) else key

    def numbers(self, texts: Sequence[bytes], languages: Sequence[str | None]) -> tuple[Ids, Ids]:
        """Return the numbers of all tokens of ``texts``, in order, and the count per text. Both are int32.

        ``texts`` are in UTF-8. ``languages`` has the language of each.
        """
        turkic = {language for language in set(languages) if is_turkic(language)}
        if turkic:
            pairs_of = zip(texts, languages, strict=True)
            texts = [_changed(text, join_i) if language in turkic else text for text, language in pairs_of]
        pairs = [self._cuts.put_in(self._pieces(_joined(chunk).translate(_CUT))) for chunk in _chunks(texts)]
        none = np.zeros(0, np.int32)
        return np.concatenate([none, *(p[0] for p in pairs)]), np.concatenate([none, *(p[1] for p in pairs)])

    def _pieces(self, data: bytes) -> Ids:
        """Return the numbers of the pieces between spaces."""
        array = np.frombuffer(data, np.uint8)
        inside = array != ord(" ")
        edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
        starts, stops = edges[::2], edges[1::2]
        first, second = words_of(array, starts, stops - starts)
        numbers, missed = self._slots.find(first, second)
        if len(missed):
            bounds = zip(starts[missed].tolist(), stops[missed].tolist(), strict=True)
            numbers[missed] = [self[data[start:stop]] for start, stop in bounds]
            new = missed[stops[missed] - starts[missed] <= LONGEST]
            new = new[np.unique(numbers[new], return_index=True)[1]]
            self._slots.put(first[new], second[new], numbers[new])
        return numbers


class _Cuts:
    """The replacements of split pieces, by number: below 0, or 0 for a break."""

    def __init__(self) -> None:
        self._starts, self._flat = _Growing(), _Growing()
        self._starts.extend([0, 0])

    def add(self, numbers: list[int]) -> int:
        """Store the replacement of a piece, and return the number of the piece."""
        self._flat.extend(numbers)
        self._starts.extend([self._flat.size])
        return 2 - self._starts.size

    def put_in(self, numbers: Ids) -> tuple[Ids, Ids]:
        """Return ``numbers`` with split pieces replaced and without breaks, and the number of tokens before each."""
        where = np.flatnonzero(numbers <= 0)
        starts, flat = self._starts.array, self._flat.array
        cuts = -numbers[where]
        first = starts[cuts]
        sizes = starts[cuts + 1] - first
        counts = np.ones(len(numbers), np.int32)
        counts[where] = sizes
        made = np.repeat(numbers, counts)
        # Every place in ``where`` takes ``sizes`` places instead of one.
        ends = np.cumsum(sizes)
        targets = where + (ends - sizes) - np.arange(len(where))
        steps = np.arange(int(ends[-1])) - np.repeat(ends - sizes, sizes)
        made[np.repeat(targets, sizes) + steps] = flat[np.repeat(first, sizes) + steps]
        return made, np.diff(targets[cuts == 0], prepend=0).astype(np.int32)


class _Growing:
    """A growing array of int32. Entries after ``size`` are undefined."""

    def __init__(self) -> None:
        self.array = np.zeros(1 << 12, np.int32)
        self.size = 0

    def extend(self, numbers: list[int]) -> None:
        end = self.size + len(numbers)
        while end > len(self.array):
            self.array = np.concatenate((self.array, np.zeros_like(self.array)))
        self.array[self.size : end] = numbers
        self.size = end


def _key(form: str) -> bytes:
    return form.encode("ascii") if form.isascii() else _FORM + form.encode("utf-8", "surrogatepass")


def _chunks(texts: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Yield successive texts, each time until they have enough bytes."""
    ends = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
    start = done = 0
    while start < len(texts):
        stop = min(int(np.searchsorted(ends, done + _CHUNK)) + 1, len(texts))
        yield [*texts[start:stop]]
        start, done = stop, int(ends[stop - 1])


def _joined(chunk: list[bytes]) -> bytes:
    """Return texts with a break behind each, between blanks: some before the first, and enough behind the last."""
    first, *others = chunk
    parts = (b" " + first, *others, _PAD)
    joined = _SEPARATOR.join(parts)
    if joined.count(_BREAK) != len(chunk):
        joined = _SEPARATOR.join([part.replace(_BREAK, b" ") for part in parts])
    # Searching for the first bytes of Hebrew letters costs next to nothing, if it is for one byte each.
    if b"\xd7" in joined or b"\xef" in joined:
        return _changed(joined, join_acronyms)
    return joined


def _changed(text: bytes, change: Callable[[str], str]) -> bytes:
    return change(text.decode("utf-8", "surrogatepass")).encode("utf-8", "surrogatepass")
