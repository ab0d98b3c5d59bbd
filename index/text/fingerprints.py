"""Fingerprints of paragraphs: a few numbers, chosen by winnowing, of which near copies share some.

A fingerprint is the hash of four successive words. Of every four successive hashes the smallest is kept (Schleimer,
Wilkerson and Aiken, "Winnowing", SIGMOD 2003). So two texts that share seven successive words share a fingerprint. A
paragraph of fewer than ten words keeps all its hashes. One of fewer than four words has the hash of the words it has.
"""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pincite.index.text.analysis import tokenize
from pincite.index.values.orders import stable_order

BITS = 28
"""Bits of a fingerprint. Two hashes collide once in 268 million, which adds a candidate but never loses one."""

GRAM = 4
"""The number of successive words that are hashed together."""

WINDOW = 4
"""The number of successive hashes of which the smallest is kept."""

WHOLE = 10
"""A shorter text keeps all its hashes. Otherwise two texts with a similarity of 0.6 (Jaccard) might share none."""

Hashes = NDArray[np.uint64]
Prints = NDArray[np.uint32]

_BLOCK = 1 << 15
"""Words whose windows are computed at once: what they need then stays in the processor's cache."""

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SPREAD = np.uint64(0xBF58476D1CE4E5B9)


def hash_form(form: bytes) -> int:
    """Return the hash of a word: 64 bits of BLAKE2 (RFC 7693) over its UTF-8, the same on every machine."""
    return int.from_bytes(blake2b(form, digest_size=8).digest(), "little")


def fingerprints_of(text: str, language: str | None) -> Prints:
    """Return the fingerprints of a text in ``language``: uint32, ascending, distinct."""
    return fingerprints_of_forms([token.form for token in tokenize(text, language)])


def fingerprints_of_forms(forms: Sequence[str]) -> Prints:
    """Return the fingerprints of a text from the forms of its words."""
    known = {form: hash_form(form.encode("utf-8", "surrogatepass")) for form in set(forms)}
    hashes = [known[form] for form in forms]
    return winnow(np.array(hashes, np.uint64), np.array([len(hashes)], np.int32))[0]


def fingerprints_within(forms: Sequence[str]) -> Prints:
    """Return the fingerprints that each text has in which these successive words stand; none for fewer than seven."""
    hashes = np.array([hash_form(form.encode("utf-8", "surrogatepass")) for form in forms], np.uint64)
    return np.unique(_least(hashes, np.array([len(hashes)], np.int32))[0])


def grams_of_forms(forms: Sequence[str]) -> Prints:
    """Return the hashes of all four successive words: any of them may be a fingerprint of a text that has it."""
    hashes = np.array([hash_form(form.encode("utf-8", "surrogatepass")) for form in forms], np.uint64)
    if len(hashes) < GRAM:
        return np.zeros(0, np.uint32)
    return np.unique(_grams([hashes[at : len(hashes) - GRAM + 1 + at] for at in range(GRAM)]))


def winnow(hashes: Hashes, lengths: NDArray[np.int32]) -> tuple[Prints, NDArray[np.uint32]]:
    """Return the fingerprints of rows of words, and the row of each. Both are uint32.

    Pairs ascend by fingerprint, then row, and are distinct.

    ``hashes`` has the hash of every word, row after row. ``lengths`` has the number of words of each row.
    """
    ends = np.cumsum(lengths, dtype=np.int64)
    starts = ends - lengths
    prints, rows = _least(hashes, lengths)
    few, of_few = _few(hashes, starts, lengths)
    prints, rows = np.concatenate((prints, few)), np.concatenate((rows, of_few))
    keys = prints.astype(np.uint64) << np.uint64(32) | rows.astype(np.uint64)
    # By row, which finds the rows nearly in order, then by fingerprint. Comparing neighbours then is several times
    # faster than ``np.unique``, which hashes.
    order = np.argsort(rows, kind="stable")
    keys = keys[order[stable_order(prints[order], 1 << BITS)]]
    keys = keys[_differs(keys)]
    return (keys >> np.uint64(32)).astype(np.uint32), keys.astype(np.uint32)


def _least(hashes: Hashes, lengths: NDArray[np.int32]) -> tuple[Prints, NDArray[np.int64]]:
    """Return the smallest hash of each window, and its row, for the rows that have a window."""
    # The window at a word reaches so many words further. Where the row ends before, there is none.
    beyond = GRAM + WINDOW - 2
    if len(hashes) <= beyond:
        return np.zeros(0, np.uint32), np.zeros(0, np.int64)
    inside = np.ones(len(hashes), np.bool_)
    ends = np.cumsum(lengths, dtype=np.int64)[lengths > 0]
    for place in range(1, beyond + 1):
        inside[np.maximum(ends - place, 0)] = False
    inside[-beyond:] = False
    least = np.zeros(len(hashes), np.uint32)
    for at in range(0, len(hashes) - beyond, _BLOCK):
        some = _windows(hashes[at : at + _BLOCK + beyond])
        least[at : at + len(some)] = some
    # Neighbouring windows mostly have the same smallest hash, which is kept once.
    new = _differs(least)
    new[1:] |= ~inside[:-1]
    new &= inside
    return least[new], np.repeat(np.arange(len(lengths)), lengths)[new]


def _windows(hashes: Hashes) -> Prints:
    """Return the smallest hash of each window of one row of words."""
    grams = _grams([hashes[at : len(hashes) - GRAM + 1 + at] for at in range(GRAM)])
    least = grams[: len(grams) - WINDOW + 1]
    for at in range(1, WINDOW):
        least = np.minimum(least, grams[at : len(grams) - WINDOW + 1 + at])
    return least


def _differs(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Return where a value differs from the one before it."""
    new = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new


def _few(hashes: Hashes, starts: NDArray[np.int64], lengths: NDArray[np.int32]) -> tuple[Prints, NDArray[np.int64]]:
    """Return all hashes of the short rows, which keep them all, and their rows."""
    prints, rows = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)]
    for length in range(1, WHOLE):
        which = np.flatnonzero(lengths == length)
        size = min(length, GRAM)
        for at in range(length - size + 1):
            words = [hashes[starts[which] + at + place] for place in range(size)]
            prints.append(_grams(words))
            rows.append(which)
    return np.concatenate(prints), np.concatenate(rows)


def _grams(words: Sequence[Hashes]) -> Prints:
    """Return the hashes of neighbouring words, ``BITS`` wide."""
    with np.errstate(over="ignore"):
        mixed = np.full(len(words[0]), len(words), np.uint64)
        for word in words:
            mixed *= _FACTOR
            mixed += word
        mixed ^= mixed >> np.uint64(31)
        mixed *= _SPREAD
    return (mixed >> np.uint64(64 - BITS)).astype(np.uint32)
