"""Completions while typing: which words are complete, which values continue the text, and how the kinds are mixed."""

import itertools
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pincite.index.query.unspaced import begins, ended, is_single
from pincite.index.text.analysis import is_of_run, tokenize

T = TypeVar("T", bound=Hashable)

CANDIDATES = 4
"""An engine counts exactly this many times ``limit`` words: those that it estimates to be the most frequent."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: ``kind`` is ``word``, ``title`` or a facet name."""

    kind: str
    text: str
    statements: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """What continues the typed forms: words with counts of statements, facet values, titles (most statements first)."""

    words: Iterable[tuple[str, int]]
    values: Iterable[Suggestion]
    titles: Sequence[Suggestion]


def complete(typed: str, limit: int, find: Callable[[tuple[str, ...]], Candidates]) -> tuple[Suggestion, ...]:
    """Return at most ``limit`` completions of ``typed``. ``find`` looks up what continues its token forms."""
    tokens = tokenize(typed, None)
    if not tokens or limit < 1:
        return ()
    found = find(ended([token.form for token in tokens]))
    words = _order_words(found.words, typed[: tokens[-1].start], limit)
    values = sorted(found.values, key=lambda item: (-item.statements, item.text, item.kind))[:limit]
    return mix((words, values, found.titles), limit)


def frame(value: str) -> str:
    """Return the token forms of a value, framed as ``goes_on`` expects them."""
    return f" {' '.join(token.form for token in tokenize(value, None))} "


def goes_on(framed: str, forms: Sequence[str]) -> bool:
    """Whether a framed value contains all of ``forms``, the last as a prefix. True when there are none."""
    return all(f" {form} " in framed for form in forms[:-1]) and all(f" {form}" in framed for form in forms[-1:])


def holds(framed: str, forms: Sequence[str]) -> bool:
    """Whether a framed value contains all of ``forms``, in any order. A single character of a run is a prefix."""
    return all((f" {form}" if is_single(form) else f" {form} ") in framed for form in forms)


def stands_in(framed: str, forms: Sequence[str]) -> bool:
    """Whether a framed value contains ``forms`` in order, adjacent. A single character at the end is a prefix."""
    return f" {' '.join(forms)}{'' if begins(forms) else ' '}" in framed


def _order_words(counted: Iterable[tuple[str, int]], before: str, limit: int) -> list[Suggestion]:
    """Return the words that have a count as completions of the typed text, the most frequent first.

    A pair of characters of a script without spaces is not a word.
    """
    words = ((form, count) for form, count in counted if count and not is_of_run(form))
    ordered = sorted(words, key=lambda item: (-item[1], item[0]))
    return [Suggestion("word", before + form, count) for form, count in ordered[:limit]]


def mix(kinds: Sequence[Sequence[T]], limit: int) -> tuple[T, ...]:
    """Take one suggestion of each kind in turn, up to ``limit``, then group them by kind."""
    turns = (item for row in itertools.zip_longest(*kinds) for item in row if item is not None)
    chosen = set(itertools.islice(turns, limit))
    return tuple(item for kind in kinds for item in kind if item in chosen)
