"""Whether an engine's page says what the oracle's says."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pincite.index.results import Hit, Relaxed, SearchPage

EXACT = ("paragraphs", "statements", "partial", "titles", "facets", "histogram", "forms", "elsewhere")
"""Fields of a page that must be equal. Hits are compared apart; the rest is the engine's own."""


def disagreements(found: SearchPage, expected: SearchPage, tolerance: float = 1e-9) -> list[str]:
    """Return what is different in ``found``, one line each; empty when the two agree.

    Scores may differ by rounding, up to the relative ``tolerance``. Hits with the same score up to rounding may have
    changed places, as long as ``found`` is in the order of its own scores, and equal ones in the order of statement id
    and paragraph number.
    """
    lines = [
        f"{name}: {getattr(found, name)!r}, expected {getattr(expected, name)!r}"
        for name in EXACT
        if getattr(found, name) != getattr(expected, name)
    ]
    lines += _in_hits(found.hits, expected.hits, "hit", tolerance)
    return [*lines, *_in_relaxed(found.relaxed, expected.relaxed, tolerance)]


def _in_relaxed(found: Relaxed | None, expected: Relaxed | None, tolerance: float) -> Iterator[str]:
    if found is None or expected is None:
        if found is not expected:
            yield f"relaxed: {found!r}, expected {expected!r}"
        return
    if replace(found, hits=()) != replace(expected, hits=()):
        yield f"relaxed: {replace(found, hits=())!r}, expected {replace(expected, hits=())!r}"
    yield from _in_hits(found.hits, expected.hits, "relaxed hit", tolerance)


def _in_hits(found: Sequence[Hit], expected: Sequence[Hit], name: str, tolerance: float) -> Iterator[str]:
    if len(found) != len(expected):
        yield f"{len(found)} {name}s, expected {len(expected)}"
        return
    for hit, other in zip(found, expected, strict=True):
        yield from _in_hit(hit, other, name, tolerance)
    keys = [(len(hit.lacks), -hit.score, *_key(hit)) for hit in found if hit.score is not None]
    if keys != sorted(keys):
        yield f"{name}s not in the order of their scores, statement ids and paragraph numbers: {keys}"


def _in_hit(found: Hit, expected: Hit, name: str, tolerance: float) -> Iterator[str]:
    name = f"{name} {expected.rank}"
    if found.rank != expected.rank:
        yield f"{name}: rank {found.rank}"
    if not _close(found.score, expected.score, tolerance):
        yield f"{name}: {_key(found)} with score {found.score}, expected {_key(expected)} with {expected.score}"
    if (*_key(found), found.passage.version) == (*_key(expected), expected.passage.version):
        if _told(found) != _told(expected):
            yield f"{name}: {found!r}, expected {expected!r}"
        yield from _in_hits(found.others, expected.others, f"{name}'s other", tolerance)
    elif len(found.lacks) != len(expected.lacks):
        yield f"{name}: {_key(found)} lacks {found.lacks}, expected {_key(expected)} which lacks {expected.lacks}"
    elif not found.score:
        # Without scores, or with none at all, nothing is rounded.
        yield f"{name}: {_key(found)}, expected {_key(expected)}"


def _told(hit: Hit) -> object:
    return hit.heading, hit.passage, hit.more, hit.lacks, hit.in_title


def _close(found: float | None, expected: float | None, tolerance: float) -> bool:
    if found is None or expected is None:
        return found is expected
    return math.isclose(found, expected, rel_tol=tolerance, abs_tol=1e-12)


def _key(hit: Hit) -> tuple[str, int]:
    return hit.heading.id, hit.passage.number
