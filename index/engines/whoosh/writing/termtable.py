"""Owns the forms of all batches in order, and their English variant keys: each is sorted and stemmed once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from pincite.index.engines.whoosh.arrays.strings import named_strings
from pincite.index.engines.whoosh.writing.inverting import BuiltArrays
from pincite.index.engines.whoosh.writing.ranks import Numbers, Ranks
from pincite.index.text.variants import variant_keys
from pincite.index.values.orders import stable_order

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a segment: their ``arrays``, and their ``count``.

    ``ordinals``, int32, has the place of each form by its number, and 0 for those that are no terms of the segment.
    """

    arrays: BuiltArrays
    count: int
    ordinals: Numbers


class TermTable:
    """Forms in UTF-8, numbered from 0 as they were added, and their keys, numbered likewise."""

    def __init__(self) -> None:
        self._forms, self._keys = Ranks(), Ranks()
        self._known: dict[bytes, int] = {}
        self._key_of: Numbers = np.zeros(0, np.int32)

    def __len__(self) -> int:
        return len(self._forms)

    def add(self, forms: Sequence[bytes]) -> None:
        """Add forms that are new and distinct. The first of them gets the number ``len(self)``."""
        known, before = self._known, len(self._known)
        keys = variant_keys([form.decode("utf-8") for form in forms], ENGLISH)
        numbers = [known.setdefault(key.encode("utf-8"), len(known)) for key in keys]
        self._keys.add([*islice(known, before, None)])
        self._key_of = np.concatenate((self._key_of, np.array(numbers, np.int32)))
        self._forms.add(forms)

    def terms(self, name: str, numbers: Numbers) -> Terms:
        """Return the terms of the field ``name``, whose tokens are the forms with ``numbers``."""
        used, terms = self._forms.among(_are_held(numbers, len(self)))
        of_term = self._key_of[used]
        distinct, keys = self._keys.among(_are_held(of_term, len(self._keys)))
        of_term = _places(distinct, len(self._keys))[of_term]
        ends = np.cumsum(np.bincount(of_term, minlength=len(keys)))
        arrays = {
            **named_strings(f"{name}.terms", terms),
            **named_strings(f"{name}.keys", keys),
            f"{name}.key_offsets": np.concatenate(([0], ends)).astype(np.uint32),
            f"{name}.key_terms": stable_order(of_term, len(keys)).astype(np.uint32),
        }
        return Terms(arrays, len(terms), _places(used, len(self)))


def _are_held(numbers: Numbers, count: int) -> NDArray[np.bool_]:
    return np.bincount(numbers, minlength=count) > 0


def _places(numbers: Numbers, count: int) -> Numbers:
    """Return, by number, at which place of ``numbers`` it stands; 0 where it does not."""
    places = np.zeros(count, np.int32)
    places[numbers] = np.arange(len(numbers), dtype=np.int32)
    return places
