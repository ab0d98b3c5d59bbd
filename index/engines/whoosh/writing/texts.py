"""Owns making the arrays of texts: compressed, and their words inverted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.packed import learn, pack
from pincite.index.engines.whoosh.arrays.prints import pack_prints
from pincite.index.engines.whoosh.writing.inverting import BuiltArrays, invert
from pincite.index.engines.whoosh.writing.termtable import TermTable
from pincite.index.engines.whoosh.writing.tokens import Ids, TokenTable
from pincite.index.text.fingerprints import winnow


@dataclass(frozen=True, slots=True)
class Inverted:
    """The postings of texts as ``arrays``, the number of each word's form, and how many words each text has."""

    arrays: BuiltArrays
    numbers: Ids
    lengths: Ids


class TextBuilder:
    """Makes the arrays of texts. Forms, their numbers and keys, and the dictionary serve many segments."""

    def __init__(self, dictionary: NDArray[np.uint8] | None = None, least: int | None = None) -> None:
        """``least``: see ``learn``."""
        self._table, self._terms = TokenTable(), TermTable()
        self.dictionary = np.zeros(0, np.uint8) if dictionary is None else dictionary
        """That of the packed texts: empty until there are enough to learn one from."""
        self._least = least

    def build(self, texts: Sequence[bytes], languages: Sequence[str | None], *, packs: bool = True) -> BuiltArrays:
        """Return the arrays of paragraphs: postings, lengths, fingerprints and, if it ``packs``, the packed texts.

        ``texts`` are in UTF-8.
        """
        made = self.invert("text", texts, languages)
        prints = pack_prints(*winnow(self._table.hashes[made.numbers], made.lengths), len(texts))
        packed = self.pack("texts", texts) if packs else {}
        return {**packed, **made.arrays, "lengths": made.lengths, **prints}

    def pack(self, name: str, items: Sequence[bytes]) -> BuiltArrays:
        """Return the arrays of a list of compressed texts."""
        if not len(self.dictionary):
            self.dictionary = learn(items, self._least)
        return pack(name, items, self.dictionary)

    def invert(self, name: str, texts: Sequence[bytes], languages: Sequence[str | None]) -> Inverted:
        """Return the postings of a field."""
        if self._table.is_large:
            self._table, self._terms = TokenTable(), TermTable()
        numbers, lengths = self._table.numbers(texts, languages)
        self._terms.add([self._table.form(number) for number in range(len(self._terms), self._table.count)])
        terms = self._terms.terms(name, numbers)
        arrays = {**terms.arrays, **invert(name, terms.ordinals[numbers], lengths, terms.count)}
        return Inverted(arrays, numbers, lengths)
