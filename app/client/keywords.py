"""The parameters of the API as keywords of Python, and keywords as pairs for an address.

The names are those of ``docs/api.md``. Values may be texts, numbers, dates, and ``True`` or ``False`` for ``on`` and
``off``; several values are a list. ``facet_match`` is a mapping from a field to words.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypedDict

from pincite.app.answering.json_body import is_unicode
from pincite.app.answering.parameters import VARIANTS
from pincite.index.values.errors import Problem, QueryError

_OF_VARIANTS = {one.name: one for one in VARIANTS}

Texts = str | Iterable[str]
Day = str | int | datetime.date
Switch = bool | Literal["on", "off"]
Field = Literal["issuer", "person", "place", "series", "kind", "instrument", "source", "language", "year"]
Fields = Field | Iterable[Field]


class FilterKeywords(TypedDict, total=False):
    """Which statements: whole values of fields, values to exclude, dates, ids, and since when they are here."""

    issuer: Texts
    person: Texts
    place: Texts
    series: Texts
    kind: Texts
    instrument: Texts
    source: Texts
    language: Texts
    year: Texts | int | Iterable[int]
    reject_issuer: Texts
    reject_person: Texts
    reject_place: Texts
    reject_series: Texts
    reject_kind: Texts
    reject_instrument: Texts
    reject_source: Texts
    reject_language: Texts
    reject_year: Texts | int | Iterable[int]
    missing: Fields
    statement: Texts
    date_from: Day
    date_to: Day
    date_match: Literal["overlap", "within"]
    dated: Texts | Day
    added_since: Day
    changed_since: Day
    reissues: Literal["all", "once"]


class WordKeywords(FilterKeywords, total=False):
    """How the words of the query match, and the filters."""

    variants: Switch
    within: Literal["paragraph", "statement"]


class ListKeywords(WordKeywords, total=False):
    """What a whole list takes: words, filters and order."""

    sort: Literal["relevance", "newest", "oldest", "title", "added"]


class WalkKeywords(ListKeywords, total=False):
    """What a walk over all hits takes beside: ``limit`` is the number of hits that are fetched at once."""

    group: Literal["paragraph", "statement"]
    include: Literal["text", "cite"] | Iterable[Literal["text", "cite"]]
    limit: int


class PageKeywords(ListKeywords, total=False):
    """What a page of statements takes."""

    limit: int
    offset: int
    cursor: str


class SearchKeywords(WalkKeywords, total=False):
    """What a search takes: all of it, and what to count."""

    facet: Fields
    facet_size: int
    facet_match: Mapping[Field, str]
    histogram: Literal["auto", "year", "quarter", "month", "day"]
    words: Switch
    offset: int
    cursor: str
    explain: Literal["query", "hits"]
    relaxed: Switch


class ExportKeywords(ListKeywords, total=False):
    """What an export takes."""

    format: Literal["csv", "ndjson", "kwic"]
    bom: Switch


class ValueKeywords(WordKeywords, total=False):
    """What a list of the values of a field takes."""

    match: str
    sort: Literal["count", "value"]
    limit: int
    cursor: str


def pairs_of(keywords: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Return keywords as the pairs of an address; None is left out. Raises QueryError for text that is not Unicode."""
    return tuple(_pairs(keywords))


def listed_members_of(keywords: Mapping[str, object]) -> dict[str, list[str]]:
    """Return keywords as the members of a JSON body: an array each."""
    found: dict[str, list[str]] = {}
    for name, value in pairs_of(keywords):
        found.setdefault(name, []).append(value)
    return found


def members_of(keywords: Mapping[str, object]) -> dict[str, object]:
    """Return keywords as the members of a JSON body: an array for what may be repeated, else a text or a number."""
    return {name: _member(name, values) for name, values in listed_members_of(keywords).items()}


def _member(name: str, values: list[str]) -> object:
    known = _OF_VARIANTS.get(name)
    if known is None or known.repeatable or len(values) > 1:  # The service says what is wrong with several.
        return values
    return int(values[0]) if known.bounds and values[0].isdecimal() else values[0]


def _pairs(keywords: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in keywords.items():
        if isinstance(value, Mapping):
            yield from _pairs({f"{name}.{key}": one for key, one in value.items()})
        elif isinstance(value, Iterable) and not isinstance(value, str):
            yield from ((name, _written(name, one)) for one in value)
        elif value is not None:
            yield name, _written(name, value)


def _written(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    text = value.isoformat() if isinstance(value, datetime.date) else str(value)
    if not is_unicode(text):
        raise QueryError(Problem(name, None, "not_utf8", "text without lone surrogates"))
    return text
