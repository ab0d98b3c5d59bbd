"""The oracle's filters and counts: which texts pass, and how many have each value or stand in each bar."""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from index.fields import facet
from index.query.query import FacetRequest, Interval, Query
from index.results import Bar, Bucket, Count, FacetCounts, Histogram
from tests.oracle_words import Text, forms_of


def overlaps(text: Text, earliest: date | None, latest: date | None) -> bool:
    low, high = text.dates.earliest, text.dates.latest
    if low is None and high is None:
        return False
    return (low or date.min) <= (latest or date.max) and (high or date.max) >= (earliest or date.min)


def passes(query: Query, text: Text, without: str = "") -> bool:
    """Whether ``text`` passes the filters; the one of the field ``without`` is left out."""
    for item in query.filters:
        values = set(facet(item.field).values(text.heading))
        chosen = not (item.selected or item.missing) or values & set(item.selected) or (item.missing and not values)
        if item.field != without and (not chosen or values & set(item.rejected)):
            return False
    return query.dates is None or overlaps(text, query.dates.earliest, query.dates.latest)


def count(texts: Iterable[Text]) -> Count:
    ids = [text.heading.id for text in texts]
    return Count(len(ids), len(set(ids)))


def facet_counts(request: FacetRequest, query: Query, before: Iterable[Text]) -> FacetCounts:
    """Count the values of one field over ``before``, the result before filters."""
    values_of, found = facet(request.field).values, [row for row in before if passes(query, row, request.field)]
    holders: dict[str, list[Text]] = defaultdict(list)
    for row in found:
        for value in values_of(row.heading):
            holders[value].append(row)
    own = [item for item in query.filters if item.field == request.field]
    selected = {value for item in own for value in item.selected}
    named = selected | {value for item in own for value in item.rejected}
    matching = [value for value in holders if set(request.match) <= set(forms_of(value))]
    largest = sorted(matching, key=lambda value: (-len(holders[value]), value))[: request.size]
    listed = {value: count(holders.get(value, ())) for value in {*largest, *named}}
    left = [value for value in holders if value not in listed]
    buckets = [Bucket(value, value, n.paragraphs, n.statements, value in selected) for value, n in listed.items()]
    return FacetCounts(
        tuple(sorted(buckets, key=lambda bucket: (-bucket.paragraphs, bucket.value))),
        len(left) if len(left) <= 10_000 else None,
        sum(len(holders[value]) for value in left),
        count(row for row in found if not values_of(row.heading)),
    )


def histogram(asked: Interval, found: Iterable[Text]) -> Histogram:
    """Count by the bars that hold whole dates; ``auto`` is chosen from the range of the dates known at both ends."""
    known = [row for row in found if row.dates.earliest and row.dates.latest]
    width = chosen_width(known) if asked is Interval.AUTO else asked
    bars: dict[int, list[Text]] = defaultdict(list)
    for row in known:
        if bar_number(row.dates.earliest, width) == bar_number(row.dates.latest, width):
            bars[bar_number(row.dates.earliest, width)].append(row)
    inside = {row for rows in bars.values() for row in rows}
    unknown = {row for row in found if row.dates.earliest is None and row.dates.latest is None}
    shown = list(range(min(bars), max(bars) + 1)) if bars else []
    if width is Interval.YEAR and len(shown) > 400:
        shown = sorted(bars)
    counts = [(number, count(bars.get(number, ()))) for number in shown]
    made = tuple(Bar(*bar_days(number, width), n.paragraphs, n.statements) for number, n in counts)
    return Histogram(
        width, made, count(row for row in found if row not in inside and row not in unknown), count(unknown)
    )


def chosen_width(known: list[Text]) -> Interval:
    if not known:
        return Interval.YEAR
    first, last = min(row.dates.earliest for row in known), max(row.dates.latest for row in known)
    for width, most in ((Interval.DAY, 62), (Interval.MONTH, 36)):
        if bar_number(last, width) - bar_number(first, width) + 1 <= most:
            return width
    return Interval.YEAR


def bar_number(day: date, width: Interval) -> int:
    return {Interval.YEAR: day.year, Interval.MONTH: day.year * 12 + day.month - 1, Interval.DAY: day.toordinal()}[
        width
    ]


def bar_days(number: int, width: Interval) -> tuple[date, date]:
    if width is Interval.DAY:
        return date.fromordinal(number), date.fromordinal(number)
    if width is Interval.YEAR:
        return date(number, 1, 1), date(number, 12, 31)
    year, month = number // 12, number % 12 + 1
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])
