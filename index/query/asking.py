"""The words of a query as every engine looks them up in its index."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz.distance import OSA

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
    Words,
)
from pincite.index.query.limits import EXPANSION
from pincite.index.query.query import Query
from pincite.index.text.analysis import is_of_run
from pincite.index.text.turkic import is_turkic, plain_i
from pincite.index.text.variants import fold, variant_key
from pincite.index.values.errors import Problem, QueryError

Forms = dict[str, tuple[str, ...]]
"""For each word of a query, as it is written: the forms of the archive that it matches, sorted."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a leaf. It matches itself, its variants, all words that begin with it, or all within ``edits`` of it.

    With ``folds``, a prefix or a fuzzy word is compared without accents, on both sides.
    """

    token: str
    kind: Literal["exact", "class", "prefix", "fuzzy"]
    edits: int = 0
    folds: bool = False

    @property
    def compared(self) -> str:
        """The word in the form in which a prefix or a fuzzy word is compared."""
        return fold(self.token) if self.folds else self.token

    @property
    def written(self) -> str:
        """The word as it is written in a query and in an answer."""
        if self.kind == "prefix":
            return f"{self.token}*"
        return f"{self.token}~{self.edits}" if self.kind == "fuzzy" else self.token

    @property
    def is_open(self) -> bool:
        """Whether its forms depend on the archive: true for prefixes and fuzzy words, which have a constant score."""
        return self.kind in ("prefix", "fuzzy")

    @property
    def in_turkic(self) -> "Asked":
        """The same word as statements in Turkish and Azeri have it."""
        plain = plain_i(self.token)
        return self if plain == self.token else replace(self, token=plain)

    def stands_for(self, form: str, language: str | None) -> bool:
        """Whether the word matches ``form`` in a statement of ``language``."""
        return any(self.among((form,), language))

    def among(self, forms: Iterable[str], language: str | None) -> Iterator[str]:
        """Return those of ``forms`` that the word matches in a statement of ``language``."""
        if is_turkic(language) and self != self.in_turkic:
            return self.in_turkic.among(forms, language)
        compared = self.compared
        match self.kind:
            case "class":
                key = variant_key(self.token, language)
                return (form for form in forms if variant_key(form, language) == key)
            case "prefix":
                return (form for form in forms if self._bare(form).startswith(compared))
            case "fuzzy":
                edits = self.edits
                distance = OSA.distance
                return (form for form in forms if distance(compared, self._bare(form), score_cutoff=edits) <= edits)
        return (form for form in forms if form == self.token)

    def _bare(self, form: str) -> str:
        return fold(form) if self.folds and not form.isascii() else form


def asked_of(words: Words, variants: bool) -> tuple[Asked, ...]:
    """Return the words of a leaf, in order. Without ``variants`` each matches only itself, with its accents."""
    match words:
        case Term(token, exact):
            return (_word(token, exact or not variants),)
        case Phrase(tokens, exact, prefix):
            exact = exact or not variants
            last = Asked(tokens[-1], "prefix", folds=not exact) if prefix else _word(tokens[-1], exact)
            return (*(_word(token, exact) for token in tokens[:-1]), last)
        case Near(tokens, _):
            return tuple(Asked(token, "exact") for token in tokens)
        case Prefix(stem, exact):
            return (Asked(stem, "prefix", folds=variants and not exact),)
        case Fuzzy(token, edits):
            return (Asked(token, "fuzzy", edits, folds=variants),)


def in_turkic(words: Words) -> Words:
    """Return a leaf as statements in Turkish and Azeri have it; mostly that is the same."""
    match words:
        case Term(token) | Fuzzy(token):
            plain = plain_i(token)
            return words if plain == token else replace(words, token=plain)
        case Prefix(stem):
            plain = plain_i(stem)
            return words if plain == stem else replace(words, stem=plain)
    tokens = tuple(map(plain_i, words.tokens))
    return words if tokens == words.tokens else replace(words, tokens=tokens)


def in_language(words: Words, language: str | None) -> Words:
    """Return a leaf as statements of ``language`` have it."""
    return in_turkic(words) if is_turkic(language) else words


def _word(token: str, exact: bool) -> Asked:
    """Return one word. Tokens of scripts without spaces have no variants, and a run may have a thousand tokens."""
    return Asked(token, "exact" if exact or is_of_run(token) else "class")


def is_single(words: Words) -> bool:
    """Whether a leaf is a single word, not a phrase or a window. A phrase of one token with ``prefix`` is not."""
    match words:
        case Phrase(tokens, _, prefix):
            return len(tokens) == 1 and not prefix
        case Near(tokens):
            return len(tokens) == 1
    return True


def positive_words(clause: Clause) -> list[Words]:
    """Return the leaves that search the text and are not under a NOT, in order, with repetitions."""
    match clause:
        case And(clauses) | Or(clauses):
            return [words for child in clauses for words in positive_words(child)]
        case Term() | Phrase() | Near() | Prefix() | Fuzzy():
            return [clause]
    return []


def boosted_words(clause: Clause) -> list[Term]:
    """Return the words that raise the score of each hit if its title contains them, with repetitions."""
    return [words for words in positive_words(clause) if isinstance(words, Term)]


def asks_titles_alone(clause: Clause) -> bool:
    """Whether a query has only ``title:`` clauses. Hits are then scored by their titles."""
    match clause:
        case And(clauses) | Or(clauses):
            return all(map(asks_titles_alone, clauses))
        case Not(child):
            return asks_titles_alone(child)
    return isinstance(clause, TitleMatch)


def title_words(clause: Clause) -> list[Words]:
    """Return the words that are searched in titles and are not under a NOT, in order, with repetitions."""
    match clause:
        case And(clauses) | Or(clauses):
            return [words for child in clauses for words in title_words(child)]
        case TitleMatch(words):
            return [words]
    return []


def all_words(clause: Clause) -> Iterator[Words]:
    """Yield every leaf of words, including those under a NOT and those of titles."""
    match clause:
        case And(clauses) | Or(clauses):
            for child in clauses:
                yield from all_words(child)
        case Not(child):
            yield from all_words(child)
        case TitleMatch(words):
            yield words
        case Sharing(runs):
            # Each word is looked up once.
            yield from (Term(token, exact=True) for token in dict.fromkeys(itertools.chain(*runs)))
        case Term() | Phrase() | Near() | Prefix() | Fuzzy():
            yield clause


def build_forms(query: Query, forms_of: Callable[[Asked], Iterable[str]]) -> Forms:
    """Return the forms that each positive word of ``query`` matches. ``forms_of`` looks up one word, in any order."""
    forms: Forms = {}
    for words in positive_words(query.match):
        for asked in asked_of(words, query.variants):
            if asked.written not in forms:
                forms[asked.written] = tuple(sorted(forms_of(asked)))
    return forms


def check_expansions(words: Words, variants: bool, count: Callable[[Asked], int]) -> None:
    """Raise QueryError when a fuzzy word, or a prefix inside a phrase, matches more forms than EXPANSION.

    ``count`` returns the number of forms. A prefix alone is a range of sorted terms, so it has no such limit.
    """
    if isinstance(words, Phrase | Fuzzy):
        for asked in asked_of(words, variants):
            if asked.is_open and count(asked) > EXPANSION.value:
                expected = f"a word of at most {EXPANSION.value:,} forms; {asked.written} has more"
                raise QueryError(Problem("q", None, "too_many_forms", expected))
