"""Completions while typing: what of a beginning is whole, which values go on from it, how the kinds are mixed."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pincite.index.query.runs import ended, is_single
from pincite.index.text.analysis import is_of_run, tokenize

CANDIDATES = 4
"""How many times the limit of words an engine counts exactly: those that it takes for the most frequent."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion: ``kind`` is ``word``, ``title`` or a facet name."""

    kind: str
    text: str
    statements: int


@dataclass(frozen=True, slots=True)
class Beginning:
    """What was typed: its token forms, the last of which goes on, and the text ``before`` that one, verbatim."""

    forms: tuple[str, ...]
    before: str


def read_beginning(typed: str) -> Beginning | None:
    """Return the beginning that ``typed`` is; None when it holds no token."""
    tokens = tokenize(typed, None)
    return Beginning(ended([token.form for token in tokens]), typed[: tokens[-1].start]) if tokens else None


def frame(value: str) -> str:
    """Return the token forms of a value as ``goes_on`` looks at them."""
    return f" {' '.join(token.form for token in tokenize(value, None))} "


def goes_on(framed: str, forms: Sequence[str]) -> bool:
    """Whether a framed value holds all of ``forms``, the last as a prefix; always when there are none."""
    return all(f" {form} " in framed for form in forms[:-1]) and all(f" {form}" in framed for form in forms[-1:])


def holds(framed: str, forms: Sequence[str]) -> bool:
    """Whether a framed value holds all of ``forms``, in any order; one character of a run begins a token."""
    return all((f" {form}" if is_single(form) else f" {form} ") in framed for form in forms)


def order_words(counted: Iterable[tuple[str, int]], before: str, limit: int) -> list[Suggestion]:
    """Return the words with a count, those of most statements first, as they complete what was typed.

    A pair of a script without blanks is no word.
    """
    words = ((form, count) for form, count in counted if count and not is_of_run(form))
    ordered = sorted(words, key=lambda item: (-item[1], item[0]))
    return [Suggestion("word", before + form, count) for form, count in ordered[:limit]]


def order_values(found: Iterable[Suggestion], limit: int) -> list[Suggestion]:
    """Return the values, those of most statements first."""
    return sorted(found, key=lambda item: (-item.statements, item.text, item.kind))[:limit]


def mix(
    words: list[Suggestion], values: list[Suggestion], titles: list[Suggestion], limit: int
) -> tuple[Suggestion, ...]:
    """Return at most ``limit`` of each kind in turn, then put words before values and values before titles."""
    kinds = (words, values, titles)
    turns = (item for row in itertools.zip_longest(*kinds) for item in row if item is not None)
    chosen = set(itertools.islice(turns, limit))
    return tuple(item for kind in kinds for item in kind if item in chosen)
