"""What a search must answer, found by reading every text: no index, slow, made to be checked against the semantics.

``oracle_words`` says what words match and score, ``oracle_counts`` filters and counts; here is the rest.
"""

import math
from collections import defaultdict
from dataclasses import replace

from index.fields import facet
from index.query.clauses import (
    EVERYTHING,
    And,
    Clause,
    DateRange,
    DateUnknown,
    Everything,
    Not,
    Or,
    TitleMatch,
    ValueMatch,
)
from index.query.query import Group, Query, Sort, Within
from index.results import Hit, SearchPage, Titles
from tests.oracle_counts import count, facet_counts, histogram, overlaps, passes
from tests.oracle_words import Corpus, Text, added, asked_of, forms_of, positive

SHOWN_TITLES = 5


def sort_key(text: Text, sort: Sort, score: float) -> tuple[float | str, str, int]:
    latest, earliest = text.dates.latest, text.dates.earliest
    first = {
        Sort.RELEVANCE: -score,
        Sort.NEWEST: -latest.toordinal() if latest else math.inf,
        Sort.OLDEST: earliest.toordinal() if earliest else math.inf,
        Sort.TITLE: text.heading.title.casefold(),
    }
    return first[sort], text.heading.id, text.passage.number


class Oracle(Corpus):
    """Answers queries over ``statements``; ``search`` leaves out snippets, proposals, cursors, commit and time."""

    def search(self, query: Query) -> SearchPage:
        before = self.matching(query, query.within)
        found = {row: score for row, score in before.items() if passes(query, row)}
        total, elsewhere = count(found), None
        if not found and query.within is Within.PARAGRAPH:
            elsewhere = count(row for row in self.matching(query, Within.STATEMENT) if passes(query, row)).statements
        facets = {request.field: facet_counts(request, query, before) for request in query.facets}
        bars = histogram(query.histogram, found) if query.histogram else None
        hits, titles, forms = self.hits(query, found), self.titled(query), self.forms_told(query)
        return SearchPage(
            query, *(total.paragraphs, total.statements), hits, 0, "", titles, facets, bars, forms, elsewhere=elsewhere
        )

    def matching(self, query: Query, within: Within) -> dict[Text, float]:
        """All rows that match before filters, with their scores."""
        if within is Within.PARAGRAPH:
            scored = ((row, self.match(query.match, row, query, within)) for row in self.rows)
            return {row: score for row, score in scored if score is not None}
        holding = [i for i, title in self.titles.items() if self.match(query.match, title, query, within) is not None]
        leaves = positive(query.match)
        rows = [row for statement in holding for row in self.texts[statement]]
        scores = {row: added(self.score(leaf, row, query.variants) for leaf in leaves) for row in rows}
        return {row: score for row, score in scores.items() if score or not leaves}

    def match(self, clause: Clause, text: Text, query: Query, within: Within) -> float | None:
        """The score of ``text`` when ``clause`` matches it (or its statement), else None."""
        match clause:
            case And(clauses) | Or(clauses):
                found = [self.match(child, text, query, within) for child in clauses]
                enough = all if isinstance(clause, And) else any
                return added(x or 0.0 for x in found) if enough(x is not None for x in found) else None
            case Not(negated):
                held = self.match(negated, text, query, within) is None
            case TitleMatch(words):
                held = self.frequency(words, self.titles[text.heading.id], query.variants) > 0
            case ValueMatch(field, tokens):
                spaced = [" ".join(["", *forms_of(value), ""]) for value in facet(field).values(text.heading)]
                held = any(f" {' '.join(tokens)} " in value for value in spaced)
            case DateRange(earliest, latest):
                held = overlaps(text, earliest, latest)
            case DateUnknown():
                held = text.dates.earliest is None and text.dates.latest is None
            case Everything():
                held = True
            case _ if within is Within.PARAGRAPH:
                return self.score(clause, text, query.variants) or None
            case _:
                texts = [self.titles[text.heading.id], *self.texts[text.heading.id]]
                held = any(self.frequency(clause, one, query.variants) for one in texts)
        return 0.0 if held else None

    def hits(self, query: Query, found: dict[Text, float]) -> tuple[Hit, ...]:
        sort = Sort.NEWEST if (query.match, query.sort) == (EVERYTHING, Sort.RELEVANCE) else query.sort
        groups: dict[object, list[Text]] = defaultdict(list)
        for row in sorted(found, key=lambda row: sort_key(row, sort, found[row])):
            groups[row.heading.id if query.group is Group.STATEMENT else row].append(row)
        page = list(groups.values())[query.offset : query.offset + query.limit]
        shown = [
            [Hit(row.heading, row.passage, rank, found[row] if sort is Sort.RELEVANCE else None) for row in group]
            for rank, group in enumerate(page, query.offset + 1)
        ]
        return tuple(replace(best, others=tuple(rest[:2]), more=len(rest[2:])) for best, *rest in shown)

    def titled(self, query: Query) -> Titles:
        leaves, titles = positive(query.match), [title for title in self.titles.values() if passes(query, title)]
        found = [t.heading for t in titles if leaves and all(self.frequency(x, t, query.variants) for x in leaves)]
        return Titles(len(found), tuple(found[:SHOWN_TITLES]))

    def forms_told(self, query: Query) -> dict[str, tuple[str, ...]]:
        told: dict[str, tuple[str, ...]] = {}
        for asked in [asked for leaf in positive(query.match) for asked in asked_of(leaf, query.variants)]:
            mark = {"prefix": "*", "exact": "", "class": ""}.get(asked[1], f"~{asked[1]}")
            forms = {form for row in self.rows for form in row.held & self.forms(asked, row.language)}
            told.setdefault(asked[0] + mark, tuple(sorted(forms)))
        return told
