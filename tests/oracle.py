"""What a search must find, by reading every text: no index, slow, and short enough to be seen to be right.

It finds the texts that match, their scores, their order, those under each facet value and those in each bar of dates.
``tests/oracle_page.py`` lays them out as a page.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache, reduce
from operator import add

from rapidfuzz.distance import OSA

from pincite.index.query import clauses
from pincite.index.query.query import Dated, Interval, Query, Sort, WiderThan, Within
from pincite.index.text.analysis import tokenize
from pincite.index.text.variants import variant_key
from pincite.index.values.fields import facet
from pincite.index.values.statement import Paragraph, Statement

Asked = tuple[str, str]  # a token of a leaf, and: exact, class, prefix, or how many edits make it another word


class Text:
    """A paragraph (number 0: the title) in tokens, under its statement's heading."""

    def __init__(self, statement: Statement, paragraph: Paragraph) -> None:
        self.heading, self.language, dates = statement.heading, statement.heading.language, statement.heading.dates
        self.statement, self.paragraph, self.dates = statement, paragraph, (dates.earliest, dates.latest)
        self.tokens = forms_of(paragraph.text)
        self.held = frozenset(self.tokens)


def forms_of(text: str) -> list[str]:
    return [token.form for token in tokenize(text)]


def added(scores: Iterable[float]) -> float:
    return reduce(add, scores, 0.0)  # `sum` makes up for rounding, which an engine does not


def positive(clause: clauses.Clause) -> list[clauses.Words]:
    if isinstance(clause, clauses.And | clauses.Or):
        return [words for child in clause.clauses for words in positive(child)]
    return [clause] if isinstance(clause, clauses.Words) else []


def titles_alone(clause: clauses.Clause) -> bool:
    if isinstance(clause, clauses.And | clauses.Or):
        return all(map(titles_alone, clause.clauses))
    return titles_alone(clause.clause) if isinstance(clause, clauses.Not) else isinstance(clause, clauses.TitleMatch)


def asked_of(words: clauses.Words, variants: bool) -> list[Asked]:
    if isinstance(words, clauses.Prefix):
        return [(words.stem, "prefix")]
    if isinstance(words, clauses.Fuzzy):
        return [(words.token, str(words.edits))]
    exact = not variants or isinstance(words, clauses.Near) or words.exact
    tokens = (words.token,) if isinstance(words, clauses.Term) else words.tokens
    asked = [(token, "exact" if exact else "class") for token in tokens]
    return [*asked[:-1], (tokens[-1], "prefix")] if isinstance(words, clauses.Phrase) and words.prefix else asked


def stands_for(asked: Asked, form: str, language: str | None) -> bool:
    token, kind = asked
    if kind == "class":
        return variant_key(token, language) == variant_key(form, language)
    if kind == "prefix":
        return form.startswith(token)
    return form == token if kind == "exact" else OSA.distance(token, form) <= int(kind)


def overlaps(text: Text, earliest: date | None, latest: date | None) -> bool:
    low, high = text.dates
    known = text.dates != (None, None)
    return known and (low or date.min) <= (latest or date.max) and (high or date.max) >= (earliest or date.min)


def passes(query: Query, text: Text, without: str = "") -> bool:
    """Whether ``text`` passes the filters; the one of the field ``without`` is left out."""
    for item in query.filters:
        values = set(facet(item.field).values(text.heading))
        chosen = not (item.selected or item.missing) or values & set(item.selected) or (item.missing and not values)
        if item.field != without and (not chosen or values & set(item.rejected)):
            return False
    named = not query.statements or text.heading.id in query.statements
    return named and all(dated(text, item) for item in query.date_filters)


def dated(text: Text, item: Dated) -> bool:
    low, high = text.dates[0] or date.min, text.dates[1] or date.max
    if isinstance(item, WiderThan):
        (name,) = by_date(item.interval, [text])
        return name == "wider"
    if isinstance(item, clauses.DateUnknown) or text.dates == (None, None):
        return isinstance(item, clauses.DateUnknown) and text.dates == (None, None)
    if not item.within:
        return overlaps(text, item.earliest, item.latest)
    return low >= (item.earliest or date.min) and high <= (item.latest or date.max)


def by_value(field: str, query: Query, matching: Iterable[Text]) -> dict[str | None, list[Text]]:
    """The texts under each value of ``field``, and under None those without one; its own filter is left out."""
    holders: dict[str | None, list[Text]] = defaultdict(list)
    for text in (text for text in matching if passes(query, text, field)):
        for value in facet(field).values(text.heading) or (None,):
            holders[value].append(text)
    return holders


def fitting(found: Iterable[Text]) -> Interval:
    """The width of bar for the range of the dates that are known at both ends."""
    days = [day for text in found if None not in text.dates for day in text.dates if day]
    first, last = min(days, default=date.min), max(days, default=date.max)
    months = (last.year - first.year) * 12 + last.month - first.month
    return Interval.DAY if (last - first).days < 62 else Interval.MONTH if months < 36 else Interval.YEAR


def by_date(width: Interval, found: Iterable[Text]) -> dict[str, list[Text]]:
    """The texts in each bar, named by the start of its days' ISO form, and those that are "wider" or "unknown"."""
    bars, letters = defaultdict(list), {Interval.YEAR: 4, Interval.MONTH: 7, Interval.DAY: 10}[width]
    for text in found:
        first, last = (str(day)[:letters] for day in text.dates)
        bars["unknown" if text.dates == (None, None) else first if first == last else "wider"].append(text)
    return bars


class Oracle:
    """The texts in the order of statement id and paragraph number: ``titles``, ``texts`` by id, and ``rows``."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        ordered = sorted(statements, key=lambda statement: statement.heading.id)
        self.titles = {s.heading.id: Text(s, Paragraph(0, s.heading.title, None, ())) for s in ordered}
        self.texts = {s.heading.id: [Text(s, paragraph) for paragraph in s.paragraphs] for s in ordered}
        self.rows = [row for rows in self.texts.values() for row in rows]
        self.average = sum(len(row.tokens) for row in self.rows) / max(1, len(self.rows))
        self.title_average = sum(len(title.tokens) for title in self.titles.values()) / max(1, len(self.titles)) or 1
        self.forms, self.idf = cache(self.forms_standing_for), cache(self.idf_of)
        self.vocabulary: dict[str | None, set[str]] = defaultdict(set)
        for text in [*self.rows, *self.titles.values()]:
            self.vocabulary[text.language] |= text.held

    def forms_standing_for(self, asked: Asked, language: str | None) -> set[str]:
        return {form for form in self.vocabulary[language] if stands_for(asked, form, language)}

    def idf_of(self, asked: Asked) -> float:
        df = sum(not row.held.isdisjoint(self.forms(asked, row.language)) for row in self.rows)
        return math.log(1 + (len(self.rows) - df + 0.5) / (df + 0.5))

    def frequency(self, words: clauses.Words, text: Text, variants: bool) -> int:
        wanted = [self.forms(asked, text.language) for asked in asked_of(words, variants)]
        size, tokens = len(wanted), text.tokens
        if any(text.held.isdisjoint(forms) for forms in wanted):
            return 0
        if not isinstance(words, clauses.Near):
            starts = range(len(tokens) - size + 1)
            return sum(all(tokens[start + at] in wanted[at] for at in range(size)) for start in starts)
        needed = Counter(words.tokens)
        ends = [at + 1 for at, token in enumerate(tokens) if token in needed]
        return sum(needed <= Counter(tokens[max(0, end - size - words.distance) : end]) for end in ends)

    def title_idf(self, asked: Asked) -> float:
        df = sum(not title.held.isdisjoint(self.forms(asked, title.language)) for title in self.titles.values())
        return math.log(1 + (len(self.titles) - df + 0.5) / (df + 0.5))

    def score(self, words: clauses.Words, text: Text, variants: bool) -> float:
        frequency = self.frequency(words, text, variants)
        if not frequency or isinstance(words, clauses.Prefix | clauses.Fuzzy):
            return 1.0 if frequency else 0.0
        is_title = text.paragraph.number == 0
        average, idf = (self.title_average, self.title_idf) if is_title else (self.average, self.idf)
        norm = 1.2 * (1 - 0.75 + 0.75 * len(text.tokens) / average)
        return added(map(idf, asked_of(words, variants))) * frequency / (frequency + norm)

    def boost(self, text: Text, query: Query) -> float:
        """What the title of a matching text adds to its score."""
        title, words = self.titles[text.heading.id], [w for w in positive(query.match) if isinstance(w, clauses.Term)]
        held = [word for word in words if self.frequency(word, title, query.variants)]
        return added(self.idf(asked) / 4 for word in held for asked in asked_of(word, query.variants))

    def match(self, clause: clauses.Clause, text: Text, query: Query, places: list[Text]) -> float | None:
        """The score of ``text`` when ``clause`` matches, its words being looked for in ``places``; else None."""
        match clause:
            case clauses.And(children) | clauses.Or(children):
                found = [self.match(child, text, query, places) for child in children]
                enough = all if isinstance(clause, clauses.And) else any
                return added(x or 0.0 for x in found) if enough(x is not None for x in found) else None
            case clauses.Not(negated):
                held = self.match(negated, text, query, places) is None
            case clauses.TitleMatch(words):
                score = self.score(words, self.titles[text.heading.id], query.variants)
                return (score if titles_alone(query.match) else 0.0) if score else None
            case clauses.ValueMatch(field, tokens):
                spaced = [" ".join(["", *forms_of(value), ""]) for value in facet(field).values(text.heading)]
                held = any(f" {' '.join(tokens)} " in value for value in spaced)
            case clauses.DateRange(earliest, latest):
                held = overlaps(text, earliest, latest)
            case clauses.DateUnknown():
                held = text.dates == (None, None)
            case clauses.Everything():
                held = True
            case words:
                held = any(self.frequency(words, place, query.variants) for place in places)
                return self.score(words, text, query.variants) if held else None
        return 0.0 if held else None

    def matching(self, query: Query, within: Within) -> dict[Text, float]:
        """The scores of all texts that match, before filters."""
        if within is Within.PARAGRAPH:
            scored = ((row, self.match(query.match, row, query, [row])) for row in self.rows)
            return {row: score + self.boost(row, query) for row, score in scored if score is not None}
        leaves, whole = positive(query.match), [(title, self.texts[i]) for i, title in self.titles.items()]
        matched = [(rows, self.match(query.match, title, query, [title, *rows])) for title, rows in whole]
        held = [(row, score) for rows, score in matched if score is not None for row in rows]
        if not leaves:
            return dict(held)
        scores = {row: added(self.score(leaf, row, query.variants) for leaf in leaves) for row, _ in held}
        return {row: score + self.boost(row, query) for row, score in scores.items() if score}


def in_order(found: Mapping[Text, float], sort: Sort) -> list[Text]:
    def key(text: Text) -> tuple[float | str, str, int]:
        earliest, latest = (day.toordinal() if day else None for day in text.dates)
        dated = (
            -latest if sort is Sort.NEWEST and latest else earliest if sort is Sort.OLDEST and earliest else math.inf
        )
        by_sort: dict[Sort, float | str] = {Sort.RELEVANCE: -found[text], Sort.TITLE: text.heading.title.casefold()}
        first = by_sort.get(sort, dated)
        return first, text.heading.id, text.paragraph.number

    return sorted(found, key=key)
