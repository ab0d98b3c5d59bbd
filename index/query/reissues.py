"""Which statements are reissues: their words were issued before, by an earlier statement that is no reissue itself.

Statements are looked at in order. Each is compared with the first issues before it that share fingerprints with it, and
is a reissue if one of them has the same words. So a reissue always repeats a statement that is counted, though likeness
is not transitive: what repeats only a reissue is a first issue. The order in which they were ingested does not matter.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from pincite.index.query.deadline import Check
from pincite.index.text.fingerprints import Prints

SKETCH = 32
"""How many fingerprints stand for a statement: its smallest ones, which another issue has too, most of them.

Of two texts with nine words in ten in common, scattered, a third of these is common."""
_PART = 8
"""One in so many of the smaller sketch must be common before two statements are compared: by chance, 1 of 500 texts
with nine words in ten in common, scattered, has fewer in common, and of real issues hardly any."""
MOST = 10
"""How many first issues a statement is compared with: those that share the most; ties by their order."""
CROWD = 100
"""How many first issues a fingerprint names: the first ones. Only formulas stand in more."""

_LOW = (1 << 32) - 1

Ints = NDArray[np.int64]


def sketch_of(prints: Prints) -> Prints:
    """Return the sketch of a statement from the fingerprints of its paragraphs: uint32, ascending, distinct."""
    return np.unique(prints)[:SKETCH]


def find_reissues(prints: Prints, owners: Ints, order: Ints, is_same: Callable[[int, int], bool], check: Check) -> Ints:
    """Return the statements that are reissues, ascending.

    A statement is a number. ``order`` lists all of them, the earliest first. ``owners`` has the statement of each of
    ``prints``, which are the sketches of all. ``is_same`` says whether a statement (the first) has the words of an
    earlier one. Raises what ``check`` raises.
    """
    sizes = np.bincount(owners, minlength=len(order))[order].tolist()
    named: defaultdict[int, list[int]] = defaultdict(list)
    reissues: list[int] = []
    for place, sketch in _with_company(prints, owners, order):
        check()
        shared = Counter(earlier for one in sketch for earlier in named[one])
        likely = [(-count, at) for at, count in shared.items() if count * _PART >= min(sizes[place], sizes[at])]
        if any(is_same(int(order[place]), int(order[at])) for _, at in sorted(likely)[:MOST]):
            reissues.append(int(order[place]))
            continue
        for one in sketch:
            if len(named[one]) < CROWD:
                named[one].append(place)
    return np.sort(np.array(reissues, np.int64))


def _with_company(prints: Prints, owners: Ints, order: Ints) -> Iterator[tuple[int, list[int]]]:
    """Yield the places in ``order`` of the statements that share fingerprints with others, and these fingerprints."""
    places = np.empty(len(order), np.int64)
    places[order] = np.arange(len(order))
    keys = np.sort(prints.astype(np.int64) << 32 | places[owners])
    counts = np.unique(keys >> 32, return_counts=True)[1]
    shared = np.repeat(counts > 1, counts)
    keys = np.sort((keys[shared] & _LOW) << 32 | keys[shared] >> 32)
    starts = np.flatnonzero(np.diff(keys >> 32, prepend=-1))
    for place, own in zip((keys[starts] >> 32).tolist(), np.split(keys & _LOW, starts)[1:], strict=True):
        yield place, own.tolist()
