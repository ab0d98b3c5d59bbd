"""What is asked of an index: the words of a query as an engine looks them up, the same for every engine."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz.distance import OSA

from pincite.index.query.clauses import And, Clause, Fuzzy, Near, Not, Or, Phrase, Prefix, Term, TitleMatch, Words
from pincite.index.query.limits import EXPANSION
from pincite.index.query.query import Query
from pincite.index.text.analysis import is_of_run
from pincite.index.text.turkic import is_turkic, plain_i
from pincite.index.text.variants import fold, variant_key
from pincite.index.values.errors import Problem, QueryError

Forms = dict[str, tuple[str, ...]]
"""The forms of the archive, sorted, by the word that stands for them as it is written."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One word of a leaf: itself, its class of variants, all that begin with it, or all within ``edits`` of it.

    A beginning or a fuzzy word that ``folds`` is compared without accents, its own and those of the forms.
    """

    token: str
    kind: Literal["exact", "class", "prefix", "fuzzy"]
    edits: int = 0
    folds: bool = False

    @property
    def compared(self) -> str:
        """The word as a beginning or a fuzzy word is compared."""
        return fold(self.token) if self.folds else self.token

    @property
    def written(self) -> str:
        """The word as a query and an answer write it."""
        if self.kind == "prefix":
            return f"{self.token}*"
        return f"{self.token}~{self.edits}" if self.kind == "fuzzy" else self.token

    @property
    def is_open(self) -> bool:
        """Whether it stands for whatever forms the archive has: a prefix or a fuzzy word, which score as a constant."""
        return self.kind in ("prefix", "fuzzy")

    @property
    def in_turkic(self) -> "Asked":
        """The same word as statements in Turkish and Azeri have it."""
        return replace(self, token=plain_i(self.token))

    def stands_for(self, form: str, language: str | None) -> bool:
        """Whether ``form`` is one of its forms in a statement of ``language``."""
        return any(self.among((form,), language))

    def among(self, forms: Iterable[str], language: str | None) -> Iterator[str]:
        """Return those of ``forms`` that are its forms in a statement of ``language``."""
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
    """Return the words of a leaf, in order. Without ``variants`` each stands for itself only, accents and all."""
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
            return replace(words, token=plain_i(token))
        case Prefix(stem):
            return replace(words, stem=plain_i(stem))
    return replace(words, tokens=tuple(map(plain_i, words.tokens)))


def in_language(words: Words, language: str | None) -> Words:
    """Return a leaf as statements of ``language`` have it."""
    return in_turkic(words) if is_turkic(language) else words


def _word(token: str, exact: bool) -> Asked:
    """One word. A token of a script without blanks has no variants, and a run may have a thousand of them."""
    return Asked(token, "exact" if exact or is_of_run(token) else "class")


def is_single(words: Words) -> bool:
    """Whether a leaf is one word, and no run or window. The beginning of a token is a run of one in quotes."""
    match words:
        case Phrase(tokens, _, prefix):
            return len(tokens) == 1 and not prefix
        case Near(tokens):
            return len(tokens) == 1
    return True


def positive_words(clause: Clause) -> list[Words]:
    """Return the leaves that are words of the text and not under a NOT, in order, repeated ones too."""
    match clause:
        case And(clauses) | Or(clauses):
            return [words for child in clauses for words in positive_words(child)]
        case Term() | Phrase() | Near() | Prefix() | Fuzzy():
            return [clause]
    return []


def boosted_words(clause: Clause) -> list[Term]:
    """Return the words for which a title that holds them adds to the score of each hit, repeated ones too."""
    return [words for words in positive_words(clause) if isinstance(words, Term)]


def asks_titles_alone(clause: Clause) -> bool:
    """Whether a query is made of ``title:`` clauses and nothing else: its score is then that of the titles."""
    match clause:
        case And(clauses) | Or(clauses):
            return all(map(asks_titles_alone, clauses))
        case Not(child):
            return asks_titles_alone(child)
    return isinstance(clause, TitleMatch)


def title_words(clause: Clause) -> list[Words]:
    """Return the words that titles are searched for and not under a NOT, in order, repeated ones too."""
    match clause:
        case And(clauses) | Or(clauses):
            return [words for child in clauses for words in title_words(child)]
        case TitleMatch(words):
            return [words]
    return []


def all_words(clause: Clause) -> Iterator[Words]:
    """Yield every leaf of words, under a NOT or of a title too."""
    match clause:
        case And(clauses) | Or(clauses):
            for child in clauses:
                yield from all_words(child)
        case Not(child):
            yield from all_words(child)
        case TitleMatch(words):
            yield words
        case Term() | Phrase() | Near() | Prefix() | Fuzzy():
            yield clause


def build_forms(query: Query, forms_of: Callable[[Asked], Iterable[str]]) -> Forms:
    """Return the forms that each positive word of ``query`` stands for; ``forms_of`` looks one up, in any order."""
    forms: Forms = {}
    for words in positive_words(query.match):
        for asked in asked_of(words, query.variants):
            if asked.written not in forms:
                forms[asked.written] = tuple(sorted(forms_of(asked)))
    return forms


def check_expansions(words: Words, variants: bool, count: Callable[[Asked], int]) -> None:
    """Raise QueryError when a fuzzy word, or a prefix inside a phrase, stands for more forms than EXPANSION.

    ``count`` says for how many. A prefix alone is a range of sorted terms, and has no such limit.
    """
    if isinstance(words, Phrase | Fuzzy):
        for asked in asked_of(words, variants):
            if asked.is_open and count(asked) > EXPANSION.value:
                expected = f"a word of at most {EXPANSION.value:,} forms; {asked.written} has more"
                raise QueryError(Problem("q", None, "too_many_forms", expected))
