"""Completions while typing: what of a beginning is whole, which values go on from it, how the kinds are mixed."""

import itertools
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pincite.index.query.unspaced import begins, ended, is_single
from pincite.index.text.analysis import is_of_run, tokenize

T = TypeVar("T", bound=Hashable)

CANDIDATES = 4
"""How many times the limit of words an engine counts exactly: those that it takes for the most frequent."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: ``kind`` is ``word``, ``title`` or a facet name."""

    kind: str
    text: str
    statements: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """What goes on from token forms: words with their statements, facet values, titles (most statements first)."""

    words: Iterable[tuple[str, int]]
    values: Iterable[Suggestion]
    titles: Sequence[Suggestion]


def complete(typed: str, limit: int, find: Callable[[tuple[str, ...]], Candidates]) -> tuple[Suggestion, ...]:
    """Return at most ``limit`` completions of ``typed``; ``find`` looks up what goes on from its token forms."""
    tokens = tokenize(typed, None)
    if not tokens or limit < 1:
        return ()
    found = find(ended([token.form for token in tokens]))
    words = _order_words(found.words, typed[: tokens[-1].start], limit)
    values = sorted(found.values, key=lambda item: (-item.statements, item.text, item.kind))[:limit]
    return mix((words, values, found.titles), limit)


def frame(value: str) -> str:
    """Return the token forms of a value as ``goes_on`` looks at them."""
    return f" {' '.join(token.form for token in tokenize(value, None))} "


def goes_on(framed: str, forms: Sequence[str]) -> bool:
    """Whether a framed value holds all of ``forms``, the last as a prefix; always when there are none."""
    return all(f" {form} " in framed for form in forms[:-1]) and all(f" {form}" in framed for form in forms[-1:])


def holds(framed: str, forms: Sequence[str]) -> bool:
    """Whether a framed value holds all of ``forms``, in any order; one character of a run begins a token."""
    return all((f" {form}" if is_single(form) else f" {form} ") in framed for form in forms)


def stands_in(framed: str, forms: Sequence[str]) -> bool:
    """Whether ``forms`` stand in a framed value in order, adjacent; one character of a run at the end begins one."""
    return f" {' '.join(forms)}{'' if begins(forms) else ' '}" in framed


def _order_words(counted: Iterable[tuple[str, int]], before: str, limit: int) -> list[Suggestion]:
    """The words with a count, those of most statements first, as they complete what was typed.

    A pair of a script without blanks is no word.
    """
    words = ((form, count) for form, count in counted if count and not is_of_run(form))
    ordered = sorted(words, key=lambda item: (-item[1], item[0]))
    return [Suggestion("word", before + form, count) for form, count in ordered[:limit]]


def mix(kinds: Sequence[Sequence[T]], limit: int) -> tuple[T, ...]:
    """At most ``limit`` of each kind in turn, then each kind together."""
    turns = (item for row in itertools.zip_longest(*kinds) for item in row if item is not None)
    chosen = set(itertools.islice(turns, limit))
    return tuple(item for kind in kinds for item in kind if item in chosen)
