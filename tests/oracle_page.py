"""What the oracle finds, laid out as a page: buckets listed, bars in a row, hits in groups, titles, forms."""

import datetime
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pincite.index.query.clauses import EVERYTHING
from pincite.index.query.query import FacetRequest, Group, Interval, Query, Sort, Within
from pincite.index.results import Bar, Bucket, Count, FacetCounts, Histogram, Hit, Passage, SearchPage, Titles
from tests.oracle import (
    Oracle,
    Text,
    asked_of,
    by_date,
    by_value,
    fitting,
    forms_of,
    in_order,
    is_lone,
    passes,
    positive,
)

SHOWN_TITLES = 5
MOST_BARS = 400


def page_of(oracle: Oracle, query: Query) -> SearchPage:
    """Answer ``query`` without snippets, proposals, cursors, commit and time."""
    before = oracle.matching(query, query.within)
    found = {text: score for text, score in before.items() if passes(query, text)}
    total = count(found)
    return SearchPage(
        query,
        *(total.paragraphs, total.statements),
        hits=hits(query, found),
        commit=0,
        titles=titles(oracle, query),
        facets={request.field: facet_counts(request, query, before) for request in query.facets},
        histogram=histogram(query.histogram, found) if query.histogram else None,
        forms=forms(oracle, query),
        elsewhere=None if found or query.within is Within.STATEMENT else elsewhere(oracle, query),
    )


def count(texts: Iterable[Text]) -> Count:
    ids = [text.heading.id for text in texts]
    return Count(len(ids), len(set(ids)))


def elsewhere(oracle: Oracle, query: Query) -> int:
    return count(text for text in oracle.matching(query, Within.STATEMENT) if passes(query, text)).statements


def hits(query: Query, found: Mapping[Text, float]) -> tuple[Hit, ...]:
    sort = Sort.NEWEST if (query.match, query.sort) == (EVERYTHING, Sort.RELEVANCE) else query.sort
    groups: dict[object, list[Text]] = defaultdict(list)
    for text in in_order(found, sort):
        groups[text.heading.id if query.group is Group.STATEMENT else text].append(text)
    page = list(groups.values())[query.offset : query.offset + query.limit]
    shown = [
        [Hit(text.heading, passage(text), rank, found[text] if sort is Sort.RELEVANCE else None) for text in group]
        for rank, group in enumerate(page, query.offset + 1)
    ]
    return tuple(replace(best, others=tuple(rest[:2]), more=len(rest[2:])) for best, *rest in shown)


def passage(text: Text) -> Passage:
    return Passage(text.paragraph.number, text.paragraph.label, text.paragraph.text, text.statement.digest)


def titles(oracle: Oracle, query: Query) -> Titles:
    leaves, passing = positive(query.match), [title for title in oracle.titles.values() if passes(query, title)]
    found = [t.heading for t in passing if leaves and all(oracle.frequency(x, t, query.variants) for x in leaves)]
    return Titles(len(found), tuple(found[:SHOWN_TITLES]))


def forms(oracle: Oracle, query: Query) -> dict[str, tuple[str, ...]]:
    told: dict[str, tuple[str, ...]] = {}
    for asked in [asked for leaf in positive(query.match) for asked in asked_of(leaf, query.variants)]:
        kind = asked[1].removeprefix("folded ")
        mark = {"prefix": "*", "exact": "", "class": ""}.get(kind, f"~{kind}")
        held = {form for row in oracle.rows for form in row.held & oracle.forms(asked, row.language)}
        told.setdefault(asked[0] + mark, tuple(sorted(held)))
    return told


def holds(tokens: list[str], wanted: tuple[str, ...]) -> bool:
    return all(any(t.startswith(one) if is_lone(one) else t == one for t in tokens) for one in wanted)


def facet_counts(request: FacetRequest, query: Query, before: Iterable[Text]) -> FacetCounts:
    """Count the values of one field over ``before``, the result before filters."""
    held = by_value(request.field, query, before)
    missing = count(held.pop(None, ()))
    own = [item for item in query.filters if item.field == request.field]
    selected = {value for item in own for value in item.selected}
    named = selected | {value for item in own for value in item.rejected}
    matching = [value for value in held if value and holds(forms_of(value, None), request.match)]
    largest = sorted(matching, key=lambda value: (-len(held[value]), value))[: request.size]
    listed = {value: count(held.get(value, ())) for value in {*largest, *named}}
    left = [texts for value, texts in held.items() if value not in listed]
    buckets = [Bucket(value, value, n.paragraphs, n.statements, value in selected) for value, n in listed.items()]
    return FacetCounts(
        tuple(sorted(buckets, key=lambda bucket: (-bucket.paragraphs, bucket.value))),
        len(left) if len(left) <= 10_000 else None,
        sum(map(len, left)),
        missing,
    )


def histogram(asked: Interval, found: Iterable[Text]) -> Histogram:
    width = fitting(found) if asked is Interval.AUTO else asked
    held = by_date(width, found)
    wider, unknown = count(held.pop("wider", ())), count(held.pop("unknown", ()))
    numbered = {bar_number(name, width): count(texts) for name, texts in held.items()}
    shown = range(min(numbered), max(numbered) + 1) if numbered else ()
    if len(shown) > MOST_BARS:
        shown = sorted(numbered)
    counts = [(bar_days(number, width), numbered.get(number, Count())) for number in shown]
    return Histogram(width, tuple(Bar(*days, n.paragraphs, n.statements) for days, n in counts), wider, unknown)


def bar_number(name: str, width: Interval) -> int:
    if width is Interval.DAY:
        return datetime.date.fromisoformat(name).toordinal()
    year, month = int(name[:4]), int(name[5:] or 1)
    return year if width is Interval.YEAR else year * 12 + month - 1


def bar_days(number: int, width: Interval) -> tuple[datetime.date, datetime.date]:
    if width is Interval.DAY:
        return datetime.date.fromordinal(number), datetime.date.fromordinal(number)
    if width is Interval.YEAR:
        return datetime.date(number, 1, 1), datetime.date(number, 12, 31)
    year, month = number // 12, number % 12 + 1
    return datetime.date(year, month, 1), datetime.date(year, month, monthrange(year, month)[1])
