"""Turn a clause tree into a cluster query. Our own script computes the scores, with our own weights.

All text is passed as JSON values. Nothing is inserted into a query language.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pincite.index.engines.opensearch.answering.headings import dated, with_value
from pincite.index.engines.opensearch.answering.intervals import adjacent, going_on, stands, together
from pincite.index.engines.opensearch.answering.scoring import PHRASE, WINDOW, WORD
from pincite.index.engines.opensearch.commits.selection import (
    all_of,
    elsewhere,
    in_turkic,
    none_of,
    of_kind,
)
from pincite.index.engines.opensearch.commits.words import beginning, code_of, key_terms
from pincite.index.query import asking
from pincite.index.query.asking import (
    Asked,
    asked_of,
    asks_titles_alone,
    boosted_words,
    is_single,
    positive_words,
)
from pincite.index.query.clauses import (
    And,
    Clause,
    Fuzzy,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Sharing,
    Term,
    TitleMatch,
    ValueMatch,
    Words,
)
from pincite.index.query.query import Query, Within
from pincite.index.query.scoring import TITLE_SHARE, Weighing

Json = dict[str, Any]
Places = Iterator[int] | None
"""Numbers for the scoring leaves, or None under a NOT, where nothing scores."""


@dataclass(frozen=True, slots=True)
class TokenFields:
    """The fields of a text: its tokens, their variant keys, and the tokens without accents."""

    tokens: str
    stems: str
    folds: str

    def compared(self, asked: Asked) -> str:
        """The field in which a prefix or a fuzzy word is searched."""
        return self.folds if asked.folds else self.tokens


TEXT, TITLE = TokenFields("tokens", "stems", "folds"), TokenFields("title", "title_stems", "title_folds")


class Matching:
    """The queries of one search. ``languages`` has one language for each namespace of variant keys.

    Without a ``weighing`` nothing is scored. Scoring leaves are numbered in the order of ``positive_words``. If the
    query searches only titles (``asks_titles_alone``), the weighing is that of titles.
    """

    def __init__(self, query: Query, languages: Mapping[str, str | None], weighing: Weighing | None = None) -> None:
        self._query, self.languages, self._weighing = query, languages, weighing

    def paragraphs(self, within: Within | None = None) -> Json:
        """Paragraphs that match the whole tree. The query scores if there is a weighing."""
        if self._weighing is None:
            return self._found(within)
        if asks_titles_alone(self._query.match):
            return by_parent(self._titles(self._query.match, itertools.count()), score=True)
        boosts = self._boosts(self._weighing)
        return {"bool": {"must": [self._found(within)], "should": boosts}} if boosts else self._found(within)

    def _found(self, within: Within | None) -> Json:
        clause, places = self._query.match, itertools.count()
        if (within or self._query.within) is Within.PARAGRAPH:
            return self._match(clause, places)
        holding = by_parent(self._holding(clause))
        leaves = [self._leaf(words, places) for words in positive_words(clause)]
        found: Json = {"filter": [holding]}
        return {"bool": {**found, "should": leaves, "minimum_should_match": 1} if leaves else found}

    def titles(self) -> Json | None:
        """Statements whose titles contain all positive words, or None when there are no such words."""
        leaves = dict.fromkeys(positive_words(self._query.match))
        return {"bool": {"filter": [self.words(words, TITLE) for words in leaves]}} if leaves else None

    def _match(self, clause: Clause, places: Places) -> Json:
        match clause:
            case And(clauses):
                sides = {True: "must", False: "filter"}
                found: Json = {}
                for child in clauses:
                    found.setdefault(sides[_scores(child)], []).append(self._match(child, places))
                return {"bool": found}
            case Or(clauses, least):
                return any_of((self._match(child, places) for child in clauses), least)
            case Not(child):
                return none_of([self._match(child, None)])
            case Term() | Phrase() | Near() | Prefix() | Fuzzy():
                return self._leaf(clause, places)
            case Sharing():
                # A cluster does not say how frequent a word is. Counting all runs would look at the commonest ones.
                return self._match(clause.widened, None)
            case TitleMatch(words):
                return _still(by_parent(self.words(words, TITLE)))
            case ValueMatch():
                return _still(by_parent(with_value(clause)))
        return _still(dated(clause))

    def _holding(self, clause: Clause) -> Json:
        """Statements that contain ``clause`` anywhere."""
        match clause:
            case And(clauses):
                return {"bool": {"filter": [*map(self._holding, clauses)]}}
            case Or(clauses, least):
                return any_of(map(self._holding, clauses), least)
            case Not(child):
                return none_of([self._holding(child)])
            case Term() | Phrase() | Near() | Prefix() | Fuzzy():
                child_query = {"has_child": {"type": "paragraph", "query": self.words(clause, TEXT)}}
                return any_of([child_query, self.words(clause, TITLE)])
            case TitleMatch(words):
                return self.words(words, TITLE)
            case ValueMatch():
                return with_value(clause)
        return dated(clause)

    def _boosts(self, weighing: Weighing) -> list[Json]:
        """What the titles add to the scores of their paragraphs: a list of one query or none."""
        shares = [
            {"constant_score": {"filter": self.words(words, TITLE), "boost": TITLE_SHARE * weighing.weight(words)}}
            for words in boosted_words(self._query.match)
        ]
        return [by_parent(any_of(shares), score=True)] if shares else []

    def _titles(self, clause: Clause, places: Places) -> Json:
        """Statements that match a clause about titles, as a query that scores."""
        match clause:
            case And(clauses):
                return {"bool": {"must": [self._titles(child, places) for child in clauses]}}
            case Or(clauses, least):
                return any_of((self._titles(child, places) for child in clauses), least)
            case Not(child):
                return _still(all_of([of_kind("statement"), none_of([self._titles(child, None)])]))
            case TitleMatch(words):
                return self._leaf(words, places, TITLE)
        raise TypeError(f"not about titles: {clause!r}")

    def _leaf(self, words: Words, places: Places, column: TokenFields = TEXT) -> Json:
        if self._weighing is None or places is None:
            return self.words(words, column)
        weight, place = self._weighing.weight(words), next(places)
        return _apart(words, lambda one: self._scored(one, column, weight, place))

    def _scored(self, words: Words, column: TokenFields, weight: float, place: int) -> Json:
        assert self._weighing is not None
        found = self._words(words, column)
        # The number makes each leaf a distinct query. Otherwise equal ones would be merged, with an unwanted boost.
        if isinstance(words, Prefix | Fuzzy):
            return {"script_score": {"query": found, "script": {"source": "1.0", "params": {"place": place}}}}
        values: Json = {"weight": weight, "average": self._weighing.average, "place": place}
        source = WORD if is_single(words) else PHRASE
        if isinstance(words, Near) and source is PHRASE:
            source, values = WINDOW, values | _window(words)
        return {"script_score": {"query": found, "script": {"source": source, "params": values}}}

    def words(self, words: Words, column: TokenFields) -> Json:
        """Texts that contain a leaf in ``column``, scored by how often."""
        return _apart(words, lambda one: self._words(one, column))

    def _words(self, words: Words, column: TokenFields) -> Json:
        asked = asked_of(words, self._query.variants)
        if is_single(words):
            return self._word(asked[0], column)
        if isinstance(words, Near):
            return together(words, column.tokens)
        return adjacent([self._interval(word, column) for word in asked], column.tokens)

    def word(self, asked: Asked, column: TokenFields) -> Json:
        """Texts that contain one word in ``column``, scored by how often (a prefix or a fuzzy word: 1)."""
        own, other = self._word(asked, column), asked.in_turkic
        return own if other == asked else any_of([elsewhere(own), in_turkic(self._word(other, column))])

    def _word(self, asked: Asked, column: TokenFields) -> Json:
        match asked.kind:
            case "exact":
                return {"term": {column.tokens: asked.token}}
            case "class":
                terms = [{"term": {column.stems: key}} for key in self.keys(asked.token)]
                return terms[0] if len(terms) == 1 else any_of(terms)
            case "prefix":
                return beginning(column.compared(asked), asked.compared)
        return fuzzy(column.compared(asked), asked)

    def keys(self, token: str) -> list[str]:
        """The variant keys of ``token`` as terms, one for each namespace."""
        return [key_terms([token], language)[0] for language in self.languages.values()]

    def _interval(self, asked: Asked, column: TokenFields) -> Json:
        if asked.kind == "prefix":
            return going_on(asked.compared, column.compared(asked))
        if asked.kind == "exact":
            return stands(asked.token, column.tokens)
        keys = [stands(key, column.stems) for key in self.keys(asked.token)]
        return keys[0] if len(keys) == 1 else {"any_of": {"intervals": keys}}


def form_field(asked: Asked) -> str:
    """The field of the form documents in which a prefix or a fuzzy word is searched."""
    return "fold" if asked.folds else "form"


def fuzzy(field: str, asked: Asked) -> Json:
    """Everything within the edits of a fuzzy word. By default a cluster keeps only 50 terms, hence the rewrite."""
    how = {"value": asked.compared, "fuzziness": asked.edits, "transpositions": True, "rewrite": "constant_score"}
    return {"fuzzy": {field: how}}


def _apart(words: Words, build: Callable[[Words], Json]) -> Json:
    """What holds a leaf: where its words are others in Turkish and Azeri, these there and its own elsewhere."""
    other = asking.in_turkic(words)
    return build(words) if other == words else any_of([elsewhere(build(words)), in_turkic(build(other))])


def _window(words: Near) -> Json:
    times = Counter(words.tokens)
    codes = [*map(code_of, times)]
    width = len(words.tokens) + words.distance
    return {"codes": codes, "times": [*times.values()], "tokens": len(words.tokens), "width": width}


def _scores(clause: Clause) -> bool:
    if isinstance(clause, And | Or):
        return any(map(_scores, clause.clauses))
    return isinstance(clause, Words)


def by_parent(query: Json, score: bool = False) -> Json:
    """Paragraphs of the matching statements. With ``score`` they have the statement's score."""
    found = {"parent_type": "statement", "query": query}
    return {"has_parent": {**found, "score": True} if score else found}


def _still(query: Json) -> Json:
    """``query`` without a score."""
    return {"constant_score": {"filter": query, "boost": 0}}


def any_of(queries: Iterable[Json], least: int = 1) -> Json:
    """What matches any of ``queries``, or ``least`` of them."""
    return {"bool": {"should": [*queries], "minimum_should_match": least}}
