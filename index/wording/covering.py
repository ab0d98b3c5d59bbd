"""Which words, pairs and runs an index is asked for, so that no similar passage is missed and little is read in vain.

A passage that holds enough runs of a reference lacks few of them. A part of a run (a word, a pair of neighbours, the
whole run) touches all runs that hold it: who lacks the part lacks them. Parts that together touch more runs than a
passage may lack find every passage that is similar enough.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pincite.index.query.stopwords import STOP_WORDS

Run = tuple[str, ...]
Part = tuple[str, ...]

_FEW = 10
"""About so many paragraphs are read sooner than a second list is asked for."""
_ASKED = (60.0, 250.0, 400.0)
"""What it costs to ask for a word, a pair and a run, in microseconds (measured)."""
_READ = 120.0
"""What it costs to read a paragraph with its heading, and to compare its words."""
_POSITIONS, _POSTING = 0.5, 0.02
"""What it costs to look at the places of words in a paragraph, and at one posting."""
_TOGETHER = 3.0
"""How much oftener two neighbours stand in one paragraph than chance would have it."""
_ADJACENT = (1.0, 0.2, 0.05)
"""How many of the paragraphs that hold all words of a part hold them adjacent: a word, a pair, a run."""


def cover(runs: Sequence[Run], wanted: int, counts: Mapping[str, int], paragraphs: int) -> list[list[Part]]:
    """Return one or two lists of parts. What is similar enough holds a part of each list.

    Each list touches at least ``wanted`` (1 or more) of ``runs``, which are distinct. The second one touches others,
    and is there where the first may find much. ``counts`` says about how many of ``paragraphs`` hold each word. If it
    is the same number for all words, nothing is known: whole runs are taken, those with the longest words that are no
    stop words.
    """
    order = _in_order(runs, counts, max(paragraphs, 1))
    first, touched = _take(order, wanted, set())
    if sum(_found(part, counts, max(paragraphs, 1)) for part in first) < _FEW:
        return [first]
    second, others = _take(order, wanted, touched)
    return [first, second] if len(others) >= wanted else [first]


def _take(order: Iterable[tuple[Part, set[int]]], wanted: int, apart: set[int]) -> tuple[list[Part], set[int]]:
    """Return the first parts that touch ``wanted`` runs, beside those ``apart``, and which runs they touch."""
    touched: set[int] = set()
    chosen: list[Part] = []
    for part, own in order:
        if len(touched) >= wanted:
            break
        if not own - apart <= touched:
            chosen.append(part)
            touched |= own - apart
    return chosen, touched


def _in_order(runs: Sequence[Run], counts: Mapping[str, int], paragraphs: int) -> Sequence[tuple[Part, set[int]]]:
    if len(set(counts.values())) < 2:
        weights = {run: sum(len(word) for word in run if word not in STOP_WORDS) for run in runs}
        return sorted(((run, {at}) for at, run in enumerate(runs)), key=lambda item: -weights[item[0]])
    touching: dict[Part, set[int]] = {}
    for at, run in enumerate(runs):
        for part in _parts_of(run):
            touching.setdefault(part, set()).add(at)
    return sorted(touching.items(), key=lambda item: _cost(item[0], counts, paragraphs) / len(item[1]))


def _parts_of(run: Run) -> Iterator[Part]:
    for size in range(1, len(run) + 1):
        for at in range(len(run) - size + 1):
            yield run[at : at + size]


def _cost(part: Part, counts: Mapping[str, int], paragraphs: int) -> float:
    """Return about how many microseconds it takes to ask for a part, and to read what it finds."""
    looking = _POSITIONS * _together(part, counts, paragraphs) if len(part) > 1 else 0.0
    asking = _ASKED[len(part) - 1] + _POSTING * sum(counts[word] for word in part)
    return asking + looking + _READ * _found(part, counts, paragraphs)


def _found(part: Part, counts: Mapping[str, int], paragraphs: int) -> float:
    """Return about how many paragraphs hold a part."""
    return _ADJACENT[len(part) - 1] * _together(part, counts, paragraphs)


def _together(part: Part, counts: Mapping[str, int], paragraphs: int) -> float:
    """Return about how many paragraphs hold all words of a part."""
    first, *others = sorted(counts[word] for word in part)
    together = float(first)
    for count in others:
        together = min(together, together * count / paragraphs * _TOGETHER)
    return together
