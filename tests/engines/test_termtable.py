"""The forms of many batches and their keys: each batch has what a table of its own would give it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.engines.whoosh.arrays.strings import Strings
from pincite.index.engines.whoosh.writing.ranks import Ranks
from pincite.index.engines.whoosh.writing.termtable import ENGLISH, TermTable
from pincite.index.text.variants import variant_keys

forms = st.text("abcé나", min_size=1, max_size=4)
batches = st.lists(st.lists(forms, max_size=12), max_size=6)


@given(batches)
def test_each_batch_has_its_forms_and_keys_in_order(lists: list[list[str]]) -> None:
    table, numbers = TermTable(), dict[str, int]()
    for batch in lists:
        new = [form for form in dict.fromkeys(batch) if form not in numbers]
        numbers |= {form: len(numbers) + place for place, form in enumerate(new)}
        table.add([form.encode() for form in new])
        made = table.terms("text", np.array([numbers[form] for form in batch], np.int32))
        terms = [*Strings(made.arrays["text.terms.blob"], made.arrays["text.terms.offsets"])]
        assert terms == sorted(set(batch))
        assert made.count == len(terms)
        assert [made.ordinals[numbers[form]] for form in terms] == [*range(len(terms))]
        assert grouped(made.arrays) == by_key(terms)


def grouped(arrays: dict[str, np.ndarray]) -> dict[str, list[int]]:
    """The terms of each key, as the arrays have them."""
    keys = [*Strings(arrays["text.keys.blob"], arrays["text.keys.offsets"])]
    assert keys == sorted(keys)
    places = np.split(arrays["text.key_terms"], arrays["text.key_offsets"][1:-1])
    return {key: own.tolist() for key, own in zip(keys, places, strict=False)}


def by_key(terms: list[str]) -> dict[str, list[int]]:
    """The same, term by term."""
    found: dict[str, list[int]] = {}
    for place, key in enumerate(variant_keys(terms, ENGLISH)):
        found.setdefault(key, []).append(place)
    return dict(sorted(found.items()))


@given(batches)
def test_strings_are_in_order_whenever_they_were_added(lists: list[list[str]]) -> None:
    ranks, known = Ranks(), list[bytes]()
    for batch in lists:
        new = [form.encode() for form in dict.fromkeys(batch) if form.encode() not in known]
        ranks.add(new)
        known += new
        held = np.array([len(form) % 2 == 0 for form in known], np.bool_)
        numbers, strings = ranks.among(held)
        assert strings == sorted(form for form in known if len(form) % 2 == 0)
        assert [known[number] for number in numbers.tolist()] == strings
