"""The texts that the oracle reads: which pass the filters, under which values and in which bar of dates each stands."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from pincite.index.query import clauses
from pincite.index.query.query import Dated, Filter, Interval, Query, Since, WiderThan
from pincite.index.text.analysis import tokenize
from pincite.index.values.dates import Dates
from pincite.index.values.fields import facet
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Paragraph, Statement


class Text:
    """A paragraph, or a title as a paragraph with the number 0: its tokens, and its statement's heading."""

    def __init__(self, statement: Statement, paragraph: Paragraph, version: str = "") -> None:
        self.statement = statement
        self.version = version or statement.digest
        self.paragraph = paragraph
        self.heading: Heading = statement.heading
        self.language = statement.heading.language
        self.dates: Dates = statement.heading.dates
        self.tokens = forms_of(paragraph.text, self.language)
        self.held = frozenset(self.tokens)


def forms_of(text: str, language: str | None) -> list[str]:
    """The tokens of a text in ``language``."""
    return [token.form for token in tokenize(text, language)]


def is_unknown(dates: Dates) -> bool:
    """Whether neither end of a date is known."""
    return dates.earliest is None and dates.latest is None


def overlaps(text: Text, earliest: date | None, latest: date | None) -> bool:
    """Whether a text's date has a day in common with the range; an end that is None is open."""
    if is_unknown(text.dates):
        return False
    ends_before = earliest is not None and text.dates.latest is not None and text.dates.latest < earliest
    begins_after = latest is not None and text.dates.earliest is not None and text.dates.earliest > latest
    return not ends_before and not begins_after


def lies_within(text: Text, earliest: date | None, latest: date | None) -> bool:
    """Whether a text's date lies inside the range. A bound that is not known lies inside an open end only."""
    if is_unknown(text.dates):
        return False
    first, last = text.dates.earliest, text.dates.latest
    begins_inside = earliest is None or (first is not None and first >= earliest)
    ends_inside = latest is None or (last is not None and last <= latest)
    return begins_inside and ends_inside


def passes_filter(item: Filter, heading: Heading) -> bool:
    """Whether a statement passes the filter of one field."""
    values = facet(item.field).values(heading)
    if any(value in item.rejected for value in values):
        return False
    if not item.selected and not item.missing:
        return True
    if item.missing and not values:
        return True
    return any(value in item.selected for value in values)


def passes(query: Query, text: Text, without: str = "") -> bool:
    """Whether ``text`` passes all filters; those of the field ``without`` are left out."""
    for item in query.filters:
        if item.field != without and not passes_filter(item, text.heading):
            return False
    if not all(came_since(text.heading, item) for item in query.since):
        return False
    if query.statements and text.heading.id not in query.statements:
        return False
    return all(dated(text, item) for item in query.date_filters)


def came_since(heading: Heading, item: Since) -> bool:
    """Whether a statement's first version, or its current one, came with a batch or at a time, or later."""
    arrival = {"added": heading.added, "changed": heading.changed}[item.what]
    if arrival is None:
        return False
    if item.by == "batch":
        return arrival.batch >= item.least
    return arrival.at is not None and arrival.at >= item.least


def dated(text: Text, item: Dated) -> bool:
    """Whether a text's date passes one filter of dates."""
    if isinstance(item, clauses.DateUnknown):
        return is_unknown(text.dates)
    if isinstance(item, WiderThan):
        return list(by_date(item.interval, [text])) == ["wider"]
    if item.within:
        return lies_within(text, item.earliest, item.latest)
    return overlaps(text, item.earliest, item.latest)


def by_value(field: str, query: Query, matching: Iterable[Text]) -> dict[str | None, list[Text]]:
    """The texts under each value of ``field``, and under None those without one; its own filter is left out."""
    holders: dict[str | None, list[Text]] = defaultdict(list)
    for text in matching:
        if passes(query, text, without=field):
            values = facet(field).values(text.heading)
            for value in values:
                holders[value].append(text)
            if not values:
                holders[None].append(text)
    return holders


def fitting(found: Iterable[Text]) -> Interval:
    """The width of bars for the range of the dates that are known at both ends."""
    days: list[date] = []
    for text in found:
        if text.dates.earliest is not None and text.dates.latest is not None:
            days += [text.dates.earliest, text.dates.latest]
    if not days:
        return Interval.YEAR
    first, last = min(days), max(days)
    if (last - first).days + 1 <= 62:
        return Interval.DAY
    months = (last.year * 12 + last.month) - (first.year * 12 + first.month) + 1
    return Interval.MONTH if months <= 36 else Interval.YEAR


def bar_name(day: date, width: Interval) -> str:
    """The bar in which a day stands: the year, with its quarter, with its month, or the whole day in ISO form."""
    if width is Interval.QUARTER:
        return f"{day.year:04}-Q{(day.month + 2) // 3}"
    letters = {Interval.YEAR: 4, Interval.MONTH: 7, Interval.DAY: 10}
    return day.isoformat()[: letters[width]]


def by_date(width: Interval, found: Iterable[Text]) -> dict[str, list[Text]]:
    """The texts in each bar, by its name, and those that are ``wider`` than one or ``unknown``."""
    bars: dict[str, list[Text]] = defaultdict(list)
    for text in found:
        first, last = text.dates.earliest, text.dates.latest
        if is_unknown(text.dates):
            bars["unknown"].append(text)
        elif first is None or last is None or bar_name(first, width) != bar_name(last, width):
            bars["wider"].append(text)
        else:
            bars[bar_name(first, width)].append(text)
    return bars
