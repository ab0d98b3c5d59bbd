"""Other names of who is called by a word or by words side by side: North Korea for DPRK, Myanmar for Burma.

They are offered beside an answer, with the years in which they held, and never applied. Quotes and ``=`` mean what they
say: nothing is offered for them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pincite.index.query.clauses import And, Clause, Or, Phrase, Term, join
from pincite.index.query.offering import Offer
from pincite.index.query.query import Query
from pincite.index.query.render import render
from pincite.index.query.stopwords import STOP_WORDS
from pincite.index.text.analysis import tokenize

MOST_NAMES = 6
"""How many other names are tried. Each costs a count."""

_Tokens = tuple[str, ...]
_POSSESSIVE = re.compile("['\u2019]s$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """One name of somebody, as people write it, and the first and last year in which it held; None: not known."""

    text: str
    since: int | None = None
    until: int | None = None

    @property
    def label(self) -> str:
        """The name with its years: ``Burma, 1948–1989``."""
        if self.since is None:
            return self.text if self.until is None else f"{self.text}, until {self.until}"
        return f"{self.text}, since {self.since}" if self.until is None else f"{self.text}, {self.since}–{self.until}"


@dataclass(frozen=True, slots=True)
class _Other:
    """Another name, and its tokens."""

    name: Name
    tokens: _Tokens

    @property
    def clause(self) -> Clause:
        return Phrase(self.tokens) if len(self.tokens) > 1 else Term(self.tokens[0])


class Aliases:
    """Who goes by which names. ``groups`` has all names of each; two may share a name."""

    def __init__(self, groups: Sequence[Sequence[Name]]) -> None:
        self._others: dict[_Tokens, list[_Other]] = {}
        for group in groups:
            others = [_Other(name, tokens_of(name.text)) for name in group]
            for other in others:
                known = self._others.setdefault(typed_tokens(other.name.text), [])
                known += [one for one in others if one not in known]
        self._longest = max(map(len, self._others), default=0)

    def offers(self, query: Query) -> Iterator[Offer]:
        """Yield the query with another name beside a name in it, in the order of the query; at most MOST_NAMES.

        Names under a NOT and in fields are left alone. What each finds is not known here.
        """
        left = MOST_NAMES
        for match, other in self._read(query.match):
            if not left:
                return
            left -= 1
            yield Offer("q", render(match), other.name.label, match, other.clause)

    def _read(self, clause: Clause) -> Iterator[tuple[Clause, _Other]]:
        """Yield ``clause`` with each other name in it."""
        if isinstance(clause, And):
            yield from self._read_side_by_side(clause.clauses)
        elif isinstance(clause, Or):
            for at, child in enumerate(clause.clauses):
                for match, other in self._read(child):
                    yield join(Or, (*clause.clauses[:at], match, *clause.clauses[at + 1 :])) or match, other
        else:
            yield from self._read_side_by_side((clause,))

    def _read_side_by_side(self, clauses: tuple[Clause, ...]) -> Iterator[tuple[Clause, _Other]]:
        at = 0
        while at < len(clauses):
            until, others = self._find(clauses, at)
            for match, other in others or self._within(clauses[at]):
                yield join(And, (*clauses[:at], match, *clauses[until:])) or match, other
            at = until

    def _within(self, clause: Clause) -> Iterator[tuple[Clause, _Other]]:
        """What is offered for the parts of one clause of an AND."""
        return self._read(clause) if isinstance(clause, Or) else iter(())

    def _find(self, clauses: tuple[Clause, ...], at: int) -> tuple[int, list[tuple[Clause, _Other]]]:
        """Return where the longest name that begins at ``at`` ends, and what stands in its place."""
        tokens: _Tokens = ()
        best: tuple[int, list[tuple[Clause, _Other]]] = (at + 1, [])
        for until, clause in enumerate(clauses[at:], at + 1):
            typed = _typed(clause)
            tokens += typed
            if not typed or len(tokens) > self._longest:
                break
            if tokens in self._others:
                name = join(And, clauses[at:until]) or clause
                others = _new(self._others[tokens], tokens)
                best = until, [(join(Or, (name, other.clause)) or name, other) for other in others]
        return best


def tokens_of(text: str) -> _Tokens:
    """Return the tokens of a name, stop words included: the phrase that is searched."""
    return tuple(token.form for token in tokenize(text, None))


def typed_tokens(text: str) -> _Tokens:
    """Return the tokens of a name as a query holds them that consists of it: see ``understand``."""
    words = [tokens_of(_POSSESSIVE.sub("", word)) for word in text.split()]
    kept = [tokens for tokens in words if len(tokens) != 1 or tokens[0] not in STOP_WORDS]
    return sum(kept or words, ())


def _typed(clause: Clause) -> _Tokens:
    """Return the tokens of a word, or of a compound, that stands outside quotes."""
    match clause:
        case Term(token, exact=False):
            return (token,)
        case Phrase(tokens, exact=False, prefix=False):
            return tokens
    return ()


def _new(others: Sequence[_Other], typed: _Tokens) -> list[_Other]:
    """Return those names that may find something that ``typed`` and the names before them do not."""
    kept: list[_Other] = []
    for other in others:
        is_found = set(typed) <= set(other.tokens) or any(_holds(other.tokens, one.tokens) for one in kept)
        if not is_found:
            kept.append(other)
    return kept


def _holds(tokens: _Tokens, part: _Tokens) -> bool:
    return any(tokens[at : at + len(part)] == part for at in range(len(tokens) - len(part) + 1))
