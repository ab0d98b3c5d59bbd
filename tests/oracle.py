"""What a search must find, by reading every text: no index, slow, and plain enough to be seen to be right.

Everything is written out from the meaning of the query language, and nothing is taken from what engines share, so that
a mistake there is found. It finds the texts that match, their scores and their order. ``tests/oracle_texts.py`` has
the texts, with filters, facets and dates; ``tests/oracle_page.py`` lays them out as a page.
"""

import math
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from rapidfuzz.distance import OSA

from pincite.index.query import clauses
from pincite.index.query.query import Query, Sort, Versions, Within
from pincite.index.text.analysis import is_of_run
from pincite.index.text.variants import fold, variant_key
from pincite.index.values.entry import Passage
from pincite.index.values.fields import facet
from pincite.index.values.statement import Paragraph, Statement
from tests.oracle_reissues import find_reissues
from tests.oracle_texts import Text, forms_of, is_unknown, overlaps

K1 = 1.2
B = 0.75


@dataclass(frozen=True)
class Asked:
    """One word of a leaf: itself, its class of variants, what begins with it, or what is within ``edits`` of it.

    ``folds``: a beginning or a fuzzy word is compared without accents, on both sides.
    """

    token: str
    kind: Literal["exact", "class", "prefix", "fuzzy"]
    edits: int = 0
    folds: bool = False

    @property
    def written(self) -> str:
        """The word as an answer names it."""
        if self.kind == "prefix":
            return f"{self.token}*"
        if self.kind == "fuzzy":
            return f"{self.token}~{self.edits}"
        return self.token

    def stands_for(self, form: str, language: str | None) -> bool:
        """Whether ``form`` is one of its forms in a text of ``language``."""
        token = self.token
        if self.folds:
            token, form = fold(token), fold(form)
        if self.kind == "class":
            return variant_key(self.token, language) == variant_key(form, language)
        if self.kind == "prefix":
            return form.startswith(token)
        if self.kind == "fuzzy":
            return OSA.distance(token, form) <= self.edits
        return form == self.token


def has_one_i(language: str | None) -> bool:
    """Whether i with a dot and without it are one letter in ``language``."""
    return language is not None and language[:3] in ("tr", "tr-", "az", "az-")


def one_i(token: str) -> str:
    """A word with one letter for both."""
    token = token.replace("\u0131", "i")
    while "i\u0307" in token:
        token = token.replace("i\u0307", "i")
    return unicodedata.normalize("NFC", token)


def with_one_i(words: clauses.Words) -> clauses.Words:
    """A leaf with one letter for both."""
    match words:
        case clauses.Term(token) | clauses.Fuzzy(token):
            return replace(words, token=one_i(token))
        case clauses.Prefix(stem):
            return replace(words, stem=one_i(stem))
    return replace(words, tokens=tuple(one_i(token) for token in words.tokens))


def is_lone(token: str) -> bool:
    """Whether it is one character of a script without blanks, which begins pairs."""
    return len(token) == 1 and is_of_run(token)


def added(scores: Iterable[float]) -> float:
    """The sum as an engine makes it: ``sum`` makes up for rounding, from Python 3.12 on."""
    total = 0.0
    for score in scores:
        total += score
    return total


def positive(clause: clauses.Clause) -> list[clauses.Words]:
    """The leaves that are words and stand under no NOT, in order."""
    if isinstance(clause, clauses.Words):
        return [clause]
    found: list[clauses.Words] = []
    if isinstance(clause, clauses.And | clauses.Or):
        for child in clause.clauses:
            found.extend(positive(child))
    return found


def asks_titles_alone(clause: clauses.Clause) -> bool:
    """Whether all leaves are of titles: then these score."""
    match clause:
        case clauses.And(children) | clauses.Or(children):
            return all(asks_titles_alone(child) for child in children)
        case clauses.Not(negated):
            return asks_titles_alone(negated)
    return isinstance(clause, clauses.TitleMatch)


def asked_of(words: clauses.Words, variants: bool) -> list[Asked]:
    """The words of a leaf, in order."""
    match words:
        case clauses.Prefix(stem, exact):
            return [Asked(stem, "prefix", folds=variants and not exact)]
        case clauses.Fuzzy(token, edits):
            return [Asked(token, "fuzzy", edits, folds=variants)]
        case clauses.Near(tokens):
            return [Asked(token, "exact") for token in tokens]
        case clauses.Term(token, exact):
            return [_word(token, exact, variants)]
        case clauses.Phrase(tokens, exact, prefix):
            asked = [_word(token, exact, variants) for token in tokens]
            if prefix:
                asked[-1] = Asked(tokens[-1], "prefix", folds=variants and not exact)
            return asked
    raise TypeError(words)


def _word(token: str, exact: bool, variants: bool) -> Asked:
    return Asked(token, "exact" if exact or not variants else "class")


Former = Callable[[Statement], Sequence[Passage]]
"""Gives what the replaced versions of a statement have and its current one has not, in order."""


def nothing(_statement: Statement) -> Sequence[Passage]:
    """No version was ever replaced."""
    return ()


def texts_of(statement: Statement, passages: Iterable[Passage]) -> list[Text]:
    """Passages of replaced versions as texts of a statement."""
    return [Text(statement, Paragraph(p.number, p.text, p.label, ()), p.version) for p in passages]


class Oracle:
    """The texts in the order of statement id and paragraph number: ``titles``, ``texts`` by id, and ``rows``.

    ``former`` gives what the replaced versions of a statement have. These texts are an oracle of their own.
    """

    def __init__(self, statements: Iterable[Statement], former: Former = nothing) -> None:
        statements = list(statements)
        self._replaced: Oracle | None = None
        self._former = [(statement, texts_of(statement, former(statement))) for statement in statements]
        self._read([(s, [Text(s, paragraph) for paragraph in s.paragraphs]) for s in statements])

    def of(self, versions: Versions) -> "Oracle":
        """The oracle of current or of replaced versions."""
        if versions is Versions.CURRENT:
            return self
        if self._replaced is None:
            self._replaced = Oracle(())
            self._replaced._read([(statement, texts) for statement, texts in self._former if texts])
        return self._replaced

    @cached_property
    def reissues(self) -> set[str]:
        """The ids of the statements whose words were issued before, by their current versions."""
        return find_reissues([statement for statement, _ in self._former])

    def _read(self, statements: list[tuple[Statement, list[Text]]]) -> None:
        self.titles: dict[str, Text] = {}
        self.texts: dict[str, list[Text]] = {}
        self.rows: list[Text] = []
        for statement, texts in sorted(statements, key=lambda item: item[0].heading.id):
            identity = statement.heading.id
            self.titles[identity] = Text(statement, Paragraph(0, statement.heading.title, None, ()))
            self.texts[identity] = texts
            self.rows += self.texts[identity]
        self.average = sum(len(row.tokens) for row in self.rows) / max(1, len(self.rows))
        titles = list(self.titles.values())
        self.title_average = sum(len(title.tokens) for title in titles) / max(1, len(titles))
        self._vocabulary: dict[str | None, set[str]] = defaultdict(set)
        for text in [*self.rows, *self.titles.values()]:
            self._vocabulary[text.language] |= text.held
        # What was worked out before: the same words are asked for again and again.
        self._forms: dict[tuple[Asked, str | None], set[str]] = {}
        self._idf: dict[tuple[Asked, bool], float] = {}

    def forms(self, asked: Asked, language: str | None) -> set[str]:
        """The forms that a word stands for in the texts of ``language``."""
        key = (asked, language)
        if key not in self._forms:
            asked = replace(asked, token=one_i(asked.token)) if has_one_i(language) else asked
            self._forms[key] = {form for form in self._vocabulary[language] if asked.stands_for(form, language)}
        return self._forms[key]

    def holds(self, text: Text, asked: Asked) -> bool:
        """Whether a word stands in ``text``."""
        return not text.held.isdisjoint(self.forms(asked, text.language))

    def idf(self, asked: Asked, titles: bool = False) -> float:
        """How much a word weighs: the more, the fewer paragraphs, or ``titles``, it stands in."""
        key = (asked, titles)
        if key not in self._idf:
            texts = list(self.titles.values()) if titles else self.rows
            df = sum(self.holds(text, asked) for text in texts)
            self._idf[key] = math.log(1 + (len(texts) - df + 0.5) / (df + 0.5))
        return self._idf[key]

    def frequency(self, words: clauses.Words, text: Text, variants: bool) -> int:
        """How often a leaf stands in ``text``: runs of its words, or ends of windows that hold its tokens."""
        words = with_one_i(words) if has_one_i(text.language) else words
        asked = asked_of(words, variants)
        if not all(self.holds(text, word) for word in asked):
            return 0
        if isinstance(words, clauses.Near):
            return self.windows(words, text)
        wanted = [self.forms(word, text.language) for word in asked]
        count = 0
        for start in range(len(text.tokens) - len(wanted) + 1):
            run = text.tokens[start : start + len(wanted)]
            count += all(token in forms for token, forms in zip(run, wanted, strict=True))
        return count

    def windows(self, words: clauses.Near, text: Text) -> int:
        """At how many places a window ends that has a place for each of the tokens."""
        needed, width = Counter(words.tokens), len(words.tokens) + words.distance
        count = 0
        for at, token in enumerate(text.tokens):
            if token in needed:
                window = Counter(text.tokens[max(0, at + 1 - width) : at + 1])
                count += all(window[one] >= times for one, times in needed.items())
        return count

    def score(self, words: clauses.Words, text: Text, variants: bool) -> float:
        """What a leaf adds to the score of ``text``: BM25, and 1 for prefixes and fuzzy words."""
        frequency = self.frequency(words, text, variants)
        if not frequency:
            return 0.0
        if isinstance(words, clauses.Prefix | clauses.Fuzzy):
            return 1.0
        is_title = text.paragraph.number == 0
        weight = added(self.idf(asked, is_title) for asked in asked_of(words, variants))
        norm = K1 * (1 - B + B * len(text.tokens) / (self.title_average if is_title else self.average))
        return weight * frequency / (frequency + norm)

    def boost(self, text: Text, query: Query) -> float:
        """What the title adds to the score of a matching text: a share of the idf of each word that it holds."""
        title, share = self.titles[text.heading.id], 0.0
        for leaf in positive(query.match):
            if isinstance(leaf, clauses.Term):
                (asked,) = asked_of(leaf, query.variants)
                if self.holds(title, asked):
                    share += self.idf(asked) / 4
        return share

    def holds_of(self, clause: clauses.Clause, text: Text, query: Query, places: list[Text]) -> bool:
        """Whether ``clause`` holds of ``text``, its words being looked for in ``places``."""
        match clause:
            case clauses.And(children):
                return all(self.holds_of(child, text, query, places) for child in children)
            case clauses.Or(children, least):
                return sum(self.holds_of(child, text, query, places) for child in children) >= least
            case clauses.Not(negated):
                return not self.holds_of(negated, text, query, places)
            case clauses.TitleMatch(words):
                return self.frequency(words, self.titles[text.heading.id], query.variants) > 0
            case clauses.ValueMatch(field, tokens):
                return any(
                    holds_run(forms_of(value, None), list(tokens)) for value in facet(field).values(text.heading)
                )
            case clauses.DateRange(earliest, latest):
                return overlaps(text, earliest, latest)
            case clauses.DateUnknown():
                return is_unknown(text.dates)
            case clauses.Everything():
                return True
            case clauses.Sharing(runs, least):
                return sum(self.holds_of(clauses.Phrase(run), text, query, places) for run in runs) >= least
            case words:
                return any(self.frequency(words, place, query.variants) for place in places)

    def score_of(self, clause: clauses.Clause, text: Text, query: Query) -> float:
        """What ``text``, of which ``clause`` holds, scores: the leaves that match, under no NOT, together."""
        if isinstance(clause, clauses.And | clauses.Or):
            matching = [child for child in clause.clauses if self.holds_of(child, text, query, [text])]
            return added(self.score_of(child, text, query) for child in matching)
        if isinstance(clause, clauses.Words):
            return self.score(clause, text, query.variants)
        if isinstance(clause, clauses.TitleMatch) and asks_titles_alone(query.match):
            return self.score(clause.words, self.titles[text.heading.id], query.variants)
        return 0.0

    def matching(self, query: Query, within: Within) -> dict[Text, float]:
        """The scores of all paragraphs that match, before filters."""
        if asks_titles_alone(query.match):
            return self._matching_titles(query)
        if within is Within.STATEMENT:
            return self._matching_statements(query)
        matching = [row for row in self.rows if self.holds_of(query.match, row, query, [row])]
        return {row: self.score_of(query.match, row, query) + self.boost(row, query) for row in matching}

    def _matching_statements(self, query: Query) -> dict[Text, float]:
        """Of statements that hold all of it, title and paragraphs together: the paragraphs with a word of the query."""
        leaves = positive(query.match)
        found: dict[Text, float] = {}
        for identity, title in self.titles.items():
            rows = self.texts[identity]
            if self.holds_of(query.match, title, query, [title, *rows]):
                for row in rows:
                    if not leaves or any(self.frequency(leaf, row, query.variants) for leaf in leaves):
                        score = added(self.score(leaf, row, query.variants) for leaf in leaves)
                        found[row] = score + self.boost(row, query)
        return found

    def _matching_titles(self, query: Query) -> dict[Text, float]:
        """Of statements whose titles match: all paragraphs, each with the score of the title."""
        found: dict[Text, float] = {}
        for identity, title in self.titles.items():
            if self.holds_of(query.match, title, query, [title]):
                score = self.score_of(query.match, title, query)
                found.update(dict.fromkeys(self.texts[identity], score))
        return found


def holds_run(tokens: list[str], run: list[str]) -> bool:
    """Whether ``run`` stands in ``tokens``, in order and adjacent. A lone character at its end begins a token."""
    for start in range(len(tokens) - len(run) + 1):
        *before, last = tokens[start : start + len(run)]
        ends = last.startswith(run[-1]) if is_lone(run[-1]) else last == run[-1]
        if before == run[:-1] and ends:
            return True
    return False


def in_order(found: Mapping[Text, float], sort: Sort) -> list[Text]:
    """The texts in the order of ``sort``; ties by statement id, then by paragraph number."""

    def place(text: Text) -> float | str:
        if sort is Sort.RELEVANCE:
            return -found[text]
        if sort is Sort.ADDED:
            return -text.heading.added.batch if text.heading.added else 0
        if sort is Sort.TITLE:
            return text.heading.title.casefold()[:8_000]
        day = text.dates.latest if sort is Sort.NEWEST else text.dates.earliest
        if day is None:
            return math.inf
        return -day.toordinal() if sort is Sort.NEWEST else day.toordinal()

    return sorted(found, key=lambda text: (place(text), text.heading.id, text.paragraph.number))
