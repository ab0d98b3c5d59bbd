"""The oracle's texts and words: what a word stands for, how often it occurs, what it scores. Every text is read."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import add

from rapidfuzz.distance import OSA

from index.analysis import tokenize
from index.query.clauses import And, Clause, Fuzzy, Near, Or, Phrase, Prefix, Term, Words
from index.results import Passage
from index.statement import Paragraph, Statement
from index.variants import variant_key

Asked = tuple[str, str]
"""One word of a leaf: the token, and ``exact``, ``class``, ``prefix`` or the edits of a fuzzy one (``1``, ``2``)."""


class Text:
    """A paragraph (number 0: the title) in tokens, under its statement's heading."""

    def __init__(self, statement: Statement, paragraph: Paragraph) -> None:
        self.heading, self.dates, self.language = statement.heading, statement.heading.dates, statement.heading.language
        self.passage = Passage(paragraph.number, paragraph.label, paragraph.text, statement.digest)
        self.tokens = forms_of(paragraph.text)
        self.held = frozenset(self.tokens)


def forms_of(text: str) -> list[str]:
    return [token.form for token in tokenize(text)]


def asked_of(words: Words, variants: bool) -> list[Asked]:
    if isinstance(words, Prefix):
        return [(words.stem, "prefix")]
    if isinstance(words, Fuzzy):
        return [(words.token, str(words.edits))]
    tokens = (words.token,) if isinstance(words, Term) else words.tokens
    exact = not variants or isinstance(words, Near) or words.exact
    asked = [(token, "exact" if exact else "class") for token in tokens]
    return [*asked[:-1], (tokens[-1], "prefix")] if isinstance(words, Phrase) and words.prefix else asked


def stands_for(asked: Asked, form: str, language: str | None) -> bool:
    token, kind = asked
    if kind == "class":
        return variant_key(token, language) == variant_key(form, language)
    if kind == "prefix":
        return form.startswith(token)
    return form == token if kind == "exact" else OSA.distance(token, form) <= int(kind)


def positive(clause: Clause) -> list[Words]:
    if isinstance(clause, And | Or):
        return [words for child in clause.clauses for words in positive(child)]
    return [clause] if isinstance(clause, Words) else []


def added(scores: Iterable[float]) -> float:
    """One after the other: ``sum`` makes up for rounding, which an engine does not."""
    return reduce(add, scores, 0.0)


class Corpus:
    """All texts of the archive, in the order of statement id and paragraph number."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        ordered = sorted(statements, key=lambda statement: statement.heading.id)
        self.titles = {s.heading.id: Text(s, Paragraph(0, s.heading.title, None, ())) for s in ordered}
        self.texts = {s.heading.id: [Text(s, paragraph) for paragraph in s.paragraphs] for s in ordered}
        self.rows = [row for rows in self.texts.values() for row in rows]
        self.average = sum(len(row.tokens) for row in self.rows) / max(1, len(self.rows))
        self.vocabulary: dict[str | None, set[str]] = defaultdict(set)
        for text in [*self.rows, *self.titles.values()]:
            self.vocabulary[text.language] |= text.held
        self.known_forms: dict[tuple[Asked, str | None], set[str]] = {}
        self.known_idf: dict[Asked, float] = {}

    def frequency(self, words: Words, text: Text, variants: bool) -> int:
        """How often ``words`` occur in ``text``."""
        wanted = [self.forms(asked, text.language) for asked in asked_of(words, variants)]
        if any(text.held.isdisjoint(forms) for forms in wanted):
            return 0
        size, tokens = len(wanted), text.tokens
        if not isinstance(words, Near):
            starts = range(len(tokens) - size + 1)
            return sum(all(tokens[start + at] in wanted[at] for at in range(size)) for start in starts)
        needed = Counter(words.tokens)
        ends = [at + 1 for at, token in enumerate(tokens) if token in needed]
        return sum(needed <= Counter(tokens[max(0, end - size - words.distance) : end]) for end in ends)

    def score(self, words: Words, text: Text, variants: bool) -> float:
        frequency = self.frequency(words, text, variants)
        if not frequency or isinstance(words, Prefix | Fuzzy):
            return 1.0 if frequency else 0.0
        norm = 1.2 * (1 - 0.75 + 0.75 * len(text.tokens) / self.average)
        return added(map(self.idf, asked_of(words, variants))) * frequency / (frequency + norm)

    def idf(self, asked: Asked) -> float:
        if asked not in self.known_idf:
            df = sum(not row.held.isdisjoint(self.forms(asked, row.language)) for row in self.rows)
            self.known_idf[asked] = math.log(1 + (len(self.rows) - df + 0.5) / (df + 0.5))
        return self.known_idf[asked]

    def forms(self, asked: Asked, language: str | None) -> set[str]:
        key = (asked, language)
        if key not in self.known_forms:
            self.known_forms[key] = {form for form in self.vocabulary[language] if stands_for(asked, form, language)}
        return self.known_forms[key]
