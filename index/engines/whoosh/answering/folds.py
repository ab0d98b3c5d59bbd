"""The terms of a column that have accents, sorted without them, for prefixes and fuzzy words.

Made once per open segment, when first needed. Few terms have accents, and no ASCII term does.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pincite.index.engines.whoosh.arrays.strings import Strings, pack_strings
from pincite.index.text.variants import fold

_ASCII = 0x80


@dataclass(frozen=True, slots=True)
class Folds:
    """``forms`` are the terms without accents, sorted, equal ones side by side; ``terms`` their ordinals, in turn.

    ``ordinals`` are the same ordinals, ascending. Terms without accents are not included.
    """

    forms: Strings
    terms: npt.NDArray[np.intp]
    ordinals: npt.NDArray[np.intp]

    def beginning(self, stem: str) -> npt.NDArray[np.intp]:
        """Return the ascending ordinals of the terms that begin with ``stem`` when accents are ignored."""
        low, high = self.forms.span(stem)
        return np.sort(self.terms[low:high])

    def between(self, low: int, high: int) -> npt.NDArray[np.intp]:
        """Return those of the ordinals that are from ``low`` to before ``high``."""
        first, last = np.searchsorted(self.ordinals, (low, high)).tolist()
        return self.ordinals[first:last]


def build_folds(terms: Strings) -> Folds:
    """Return the folds of all ``terms``."""
    found = sorted(
        (folded.encode("utf-8"), ordinal)
        for ordinal in _beyond_ascii(terms)
        for term in (terms[ordinal],)
        for folded in (fold(term),)
        if folded != term
    )
    ordinals = np.array([ordinal for _, ordinal in found], dtype=np.intp)
    return Folds(Strings(*pack_strings([form for form, _ in found])), ordinals, np.sort(ordinals))


def _beyond_ascii(terms: Strings) -> list[int]:
    """Return the ordinals of the terms that are not ASCII."""
    where = np.flatnonzero(np.asarray(terms.blob) >= _ASCII)
    ordinals: list[int] = np.unique(np.searchsorted(np.asarray(terms.offsets), where, side="right") - 1).tolist()
    return ordinals
