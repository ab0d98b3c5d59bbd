"""The table from short strings to numbers: what was put in is found, what was not is missed."""

import numpy as np

from pincite.index.engines.whoosh.arrays.slots import LONGEST, Slots, Words, words_of


def words(*strings: bytes) -> tuple[Words, Words]:
    sizes = np.array([len(one) for one in strings], np.intp)
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.intp)
    return words_of(np.frombuffer(b"".join(strings) + b"\0" * LONGEST, np.uint8), starts, sizes)


def test_what_was_put_in_is_found_and_nothing_else() -> None:
    slots = Slots()
    strings = [b"%d of all" % number for number in range(1_000)]
    slots.put(*words(*strings), np.arange(1, 1_001, dtype=np.int32))
    numbers, missed = slots.find(*words(*strings, b"of none", b"a string of more than 16"))
    assert missed.tolist() == [1_000, 1_001]
    assert numbers[:1_000].tolist() == list(range(1, 1_001))


def test_two_strings_that_want_one_slot_are_both_found() -> None:
    slots = Slots()
    strings = [b"%d" % number for number in range(20_000)]
    slots.put(*words(*strings), np.arange(1, 20_001, dtype=np.int32))
    numbers, missed = slots.find(*words(*strings))
    found = np.setdiff1d(np.arange(20_000), missed)
    assert len(missed) < 200
    assert (numbers[found] == found + 1).all()
