"""Questions in Whoosh's own query objects, where these can say exactly the same.

Whoosh knows no variants, no dates and no facets without case, so such leaves are spelt out: as the forms of a word, the
whole values of a field, the ids of statements. The tree, phrases, prefixes, proximity and filters are Whoosh's to
evaluate. Three of its shapes find wrong sets and are gone around: ``AndNot``; ``normalize``, which takes what finds
nothing out of an And; and a Not alone, which finds a deleted paragraph behind the last one that it excludes.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import product
from typing import Any, TypeAlias

from whoosh import query as whoosh

from pincite.index.query.clauses import (
    And,
    Clause,
    DateRange,
    DateUnknown,
    Everything,
    Near,
    Not,
    Or,
    Prefix,
    Sharing,
    TitleMatch,
    ValueMatch,
    Words,
)
from pincite.index.query.query import Filter, Query, Versions, Within
from pincite.index.text.variants import stemmer_name
from pincite.index.values.fields import facet
from tests.oracle import Oracle, asked_of, holds_run, with_one_i
from tests.oracle_texts import Text, dated, forms_of, is_unknown, overlaps

Found: TypeAlias = Any
"""A query of Whoosh, which has no types."""


def can_say(query: Query) -> bool:
    """Whether Whoosh has words for ``query``.

    It knows no statements, no arrivals and no replaced versions, and proximity only of two different tokens.
    """
    nears = _nears(query.match)
    pairs = all(len(set(near.tokens)) == len(near.tokens) == 2 and with_one_i(near) == near for near in nears)
    is_current = query.versions is Versions.CURRENT
    return pairs and is_current and query.within is Within.PARAGRAPH and not query.since


def _nears(clause: Clause) -> list[Near]:
    match clause:
        case And(clauses) | Or(clauses):
            return [near for child in clauses for near in _nears(child)]
        case Not(child) | TitleMatch(child):
            return _nears(child)
    return [clause] if isinstance(clause, Near) else []


class Translator:
    """Translates queries over the texts that ``oracle`` knows."""

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle
        self._statements = list(oracle.titles.values())
        families: dict[str | None, set[str | None]] = defaultdict(set)
        for text in self._statements:
            families[stemmer_name(text.language)].add(text.language)
        self._families = [sorted(languages, key=str) for languages in families.values()]

    def translate(self, query: Query) -> Found:
        """Return what matches ``query`` and its filters."""
        parts = [self._clause(query.match, query.variants), *(self._filter(item) for item in query.filters)]
        if query.statements:
            parts.append(self._ids(text for text in self._statements if text.heading.id in query.statements))
        for item in query.date_filters:
            parts.append(self._ids(text for text in self._statements if dated(text, item)))
        return whoosh.And(parts)

    def _clause(self, clause: Clause, variants: bool) -> Found:
        match clause:
            case And(clauses):
                return whoosh.And([self._clause(child, variants) for child in clauses])
            case Or(clauses):
                return _any(self._clause(child, variants) for child in clauses)
            case Not(child):
                return _none(self._clause(child, variants))
            case TitleMatch(words):
                return self._words("title", words, variants)
            case ValueMatch(field, tokens):
                held = {value for value in self._values(field) if holds_run(forms_of(value, None), list(tokens))}
                return _values(field, held)
            case DateRange(earliest, latest):
                return self._ids(text for text in self._statements if overlaps(text, earliest, latest))
            case DateUnknown():
                unknown = (t for t in self._statements if is_unknown(t.dates))
                return self._ids(unknown)
            case Everything():
                return whoosh.Every()
            case Sharing():
                return self._clause(clause.widened, variants)
            case _:
                return self._words("text", clause, variants)

    def _words(self, field: str, words: Words, variants: bool) -> Found:
        # What is another word in Turkish is looked up by language, as variants are.
        is_one = with_one_i(words) == words
        if isinstance(words, Prefix) and is_one and not asked_of(words, variants)[0].folds:
            return whoosh.Prefix(field, words.stem)
        if isinstance(words, Near):
            tokens = [whoosh.Term(field, token) for token in words.tokens]
            return whoosh.SpanNear2(tokens, slop=words.distance + 1, ordered=False)
        asked = asked_of(words, variants)
        if is_one and all(word.kind == "exact" for word in asked):
            return _run(field, [word.token for word in asked])
        return _any(
            whoosh.And([_any(_run(field, run) for run in product(*forms)), _any(map(self._language, languages))])
            for languages in (self._families if is_one else [[one] for family in self._families for one in family])
            if all(forms := [sorted({f for lang in languages for f in self._oracle.forms(one, lang)}) for one in asked])
        )

    def _language(self, language: str | None) -> Found:
        return self._missing("language") if language is None else whoosh.Term("language", language)

    def _filter(self, item: Filter) -> Found:
        """Any of the selected values (or none at all), and none of the rejected ones."""
        chosen = [_values(item.field, item.selected), *([self._missing(item.field)] if item.missing else [])]
        wanted = _any(chosen) if item.selected or item.missing else whoosh.Every()
        return whoosh.And([wanted, _none(_values(item.field, item.rejected))])

    def _missing(self, field: str) -> Found:
        return _none(_values(field, self._values(field)))

    def _values(self, field: str) -> set[str]:
        return {value for text in self._statements for value in facet(field).values(text.heading)}

    def _ids(self, texts: Iterable[Text]) -> Found:
        return _values("id", {text.heading.id for text in texts})


def _run(field: str, tokens: Iterable[str]) -> Found:
    first, *rest = tokens
    return whoosh.Phrase(field, [first, *rest]) if rest else whoosh.Term(field, first)


def _values(field: str, values: Iterable[str]) -> Found:
    return _any(whoosh.Term(field, value) for value in sorted(values))


def _any(queries: Iterable[Found]) -> Found:
    found = list(queries)
    return whoosh.Or(found) if found else whoosh.NullQuery


def _none(query: Found) -> Found:
    return whoosh.And([whoosh.Every(), whoosh.Not(query)])
