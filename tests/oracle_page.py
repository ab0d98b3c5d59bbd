"""What the oracle finds, laid out as a page: buckets listed, bars in a row, hits in groups, titles, forms."""

import datetime
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pincite.index.query.clauses import EVERYTHING
from pincite.index.query.query import FacetRequest, Group, Interval, Query, Sort, Within
from pincite.index.results import (
    Bar,
    Bucket,
    Count,
    FacetCounts,
    Histogram,
    Hit,
    SearchPage,
    Titles,
    WordCounts,
)
from pincite.index.values.entry import Passage
from tests.oracle import Oracle, asked_of, in_order, is_lone, positive
from tests.oracle_relaxed import relaxed
from tests.oracle_texts import Text, by_date, by_value, fitting, forms_of, passes

SHOWN_TITLES = 5
SHOWN_OTHERS = 2
MOST_VALUES_TOLD = 10_000
MOST_BARS = 400


def page_of(oracle: Oracle, query: Query) -> SearchPage:
    """Answer ``query`` without snippets, proposals, cursors, commit and time."""
    asked, query = query, without_reissues(oracle, query)
    oracle = oracle.of(query.versions)
    before = oracle.matching(query, query.within)
    found = {text: score for text, score in before.items() if passes(query, text)}
    total = count(found)
    return SearchPage(
        asked,
        total.paragraphs,
        total.statements,
        hits=hits(query, found),
        commit=0,
        titles=titles(oracle, query),
        facets={request.field: facet_counts(request, query, before) for request in query.facets},
        histogram=histogram(query.histogram, found, words=query.words) if query.histogram else None,
        forms=forms(oracle, query),
        relaxed=relaxed(oracle, query, found),
        elsewhere=None if found or query.within is Within.STATEMENT else elsewhere(oracle, query),
    )


def without_reissues(oracle: Oracle, query: Query) -> Query:
    """The query as one for all other statements, by their ids, where reissues are left out."""
    if not query.first_issues:
        return query
    wanted = [identity for identity in query.statements or oracle.titles if identity not in oracle.reissues]
    return replace(query, first_issues=False, statements=tuple(wanted or ["nobody"]))


def count(texts: Iterable[Text]) -> Count:
    """How many paragraphs ``texts`` are, and of how many statements."""
    ids = [text.heading.id for text in texts]
    return Count(len(ids), len(set(ids)))


def elsewhere(oracle: Oracle, query: Query) -> int:
    """How many statements hold the words when these may stand anywhere in a statement."""
    found = oracle.matching(query, Within.STATEMENT)
    return count(text for text in found if passes(query, text)).statements


def hits(query: Query, found: Mapping[Text, float]) -> tuple[Hit, ...]:
    """The hits of the page: paragraphs, or statements with their best paragraphs."""
    everything = query.match == EVERYTHING and query.sort is Sort.RELEVANCE
    sort = Sort.NEWEST if everything else query.sort
    groups: dict[object, list[Text]] = defaultdict(list)
    for text in in_order(found, sort):
        groups[text.heading.id if query.group is Group.STATEMENT else text].append(text)
    listed: list[Hit] = []
    for rank, group in enumerate(groups.values(), 1):
        scores = [found[text] if sort is Sort.RELEVANCE else None for text in group]
        shown = [Hit(text.heading, passage(text), rank, score) for text, score in zip(group, scores, strict=True)]
        others = tuple(shown[1 : 1 + SHOWN_OTHERS])
        listed.append(shown[0]._replace(others=others, more=len(shown) - 1 - len(others)))
    return tuple(listed[query.offset : query.offset + query.limit])


def passage(text: Text) -> Passage:
    """A paragraph as it is shown."""
    return Passage(text.paragraph.number, text.paragraph.label, text.paragraph.text, text.version)


def titles(oracle: Oracle, query: Query) -> Titles:
    """The statements that pass the filters and whose titles hold all words of the query."""
    leaves = positive(query.match)
    if not leaves:
        return Titles()
    passing = [title for title in oracle.titles.values() if passes(query, title)]
    found = [t.heading for t in passing if all(oracle.frequency(leaf, t, query.variants) for leaf in leaves)]
    return Titles(len(found), tuple(found[:SHOWN_TITLES]))


def forms(oracle: Oracle, query: Query) -> dict[str, tuple[str, ...]]:
    """The forms in paragraphs that each word of the query stands for; of those written alike, the first."""
    told: dict[str, tuple[str, ...]] = {}
    for leaf in positive(query.match):
        for asked in asked_of(leaf, query.variants):
            held: set[str] = set()
            for row in oracle.rows:
                held |= row.held & oracle.forms(asked, row.language)
            told.setdefault(asked.written, tuple(sorted(held)))
    return told


def holds(tokens: list[str], wanted: tuple[str, ...]) -> bool:
    """Whether all of ``wanted`` are among ``tokens``, in any order."""
    return all(any(t.startswith(one) if is_lone(one) else t == one for t in tokens) for one in wanted)


def facet_counts(request: FacetRequest, query: Query, before: Iterable[Text]) -> FacetCounts:
    """Count the values of one field over ``before``, the result before filters."""
    held = by_value(request.field, query, before)
    missing = held.pop(None, [])
    holders = {value: texts for value, texts in held.items() if value is not None}
    selected, rejected = named(request.field, query)
    matching = [value for value in holders if holds(forms_of(value, None), request.match)]
    largest = sorted(matching, key=lambda value: (-len(holders[value]), value))[: request.size]
    buckets = []
    for value in {*largest, *selected, *rejected}:
        counts = count(holders.get(value, ()))
        buckets.append(Bucket(value, value, counts.paragraphs, counts.statements, value in selected))
    listed = {bucket.value for bucket in buckets}
    left = [texts for value, texts in holders.items() if value not in listed]
    return FacetCounts(
        tuple(sorted(buckets, key=lambda bucket: (-bucket.paragraphs, bucket.value))),
        len(left) if len(left) <= MOST_VALUES_TOLD else None,
        sum(len(texts) for texts in left),
        count(missing),
    )


def named(field: str, query: Query) -> tuple[set[str], set[str]]:
    """The values of ``field`` that filters select, and those that they reject."""
    selected: set[str] = set()
    rejected: set[str] = set()
    for item in query.filters:
        if item.field == field:
            selected.update(item.selected)
            rejected.update(item.rejected)
    return selected, rejected


def histogram(asked: Interval, found: Iterable[Text], *, words: bool = False) -> Histogram:
    """The bars from the first to the last that holds a date; above MOST_BARS the empty ones are left out."""
    width = fitting(found) if asked is Interval.AUTO else asked
    held = by_date(width, found)
    apart = [held.pop(name, []) for name in ("wider", "unknown")]
    wider, unknown = (count(texts) for texts in apart)
    counts = {bar_number(name, width): count(texts) for name, texts in held.items()}
    numbers = list(range(min(counts), max(counts) + 1)) if counts else []
    if len(numbers) > MOST_BARS:
        numbers = sorted(counts)
    bars = []
    for number in numbers:
        first, last = bar_days(number, width)
        of_bar = counts.get(number, Count())
        bars.append(Bar(first, last, of_bar.paragraphs, of_bar.statements))
    in_bars = {bar_number(name, width): length(texts) for name, texts in held.items()}
    told = WordCounts(tuple(in_bars.get(number, 0) for number in numbers), *map(length, apart)) if words else None
    return Histogram(width, tuple(bars), wider, unknown, told)


def length(texts: Iterable[Text]) -> int:
    """How many words ``texts`` have together."""
    return sum(len(text.tokens) for text in texts)


def bar_number(name: str, width: Interval) -> int:
    if width is Interval.DAY:
        return datetime.date.fromisoformat(name).toordinal()
    year, month = int(name[:4]), int(name[5:].lstrip("Q") or 1)
    if width is Interval.QUARTER:
        return year * 4 + int(name[-1]) - 1
    return year if width is Interval.YEAR else year * 12 + month - 1


def bar_days(number: int, width: Interval) -> tuple[datetime.date, datetime.date]:
    if width is Interval.DAY:
        return datetime.date.fromordinal(number), datetime.date.fromordinal(number)
    if width is Interval.YEAR:
        return datetime.date(number, 1, 1), datetime.date(number, 12, 31)
    if width is Interval.QUARTER:
        year, first = number // 4, number % 4 * 3 + 1
        return datetime.date(year, first, 1), datetime.date(year, first + 2, monthrange(year, first + 2)[1])
    year, month = number // 12, number % 12 + 1
    return datetime.date(year, month, 1), datetime.date(year, month, monthrange(year, month)[1])
