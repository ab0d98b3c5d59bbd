"""A statement's heading: the table of its fields, and the one format in which record, index and dump store it."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Literal

from pincite.index.values.arrival import Arrival
from pincite.index.values.dates import UNDATED, Dates
from pincite.index.values.json_text import parse_json, render_json


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks or signs, with the office named in the source, or None."""

    name: str
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A statement without its text. Single values are None when the source does not give them.

    ``added`` and ``changed`` are what an archive knows of it: when its first version came, and when its current one.
    They are no fields of a source, and are None outside of an archive.
    """

    id: str
    title: str
    dates: Dates = UNDATED
    place: str | None = None
    issuers: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    series: str | None = None
    kind: str | None = None
    topics: tuple[str, ...] = ()
    language: str | None = None
    source: str | None = None
    source_url: str | None = None
    event: str | None = None
    instruments: tuple[str, ...] = ()
    added: Arrival | None = None
    changed: Arrival | None = None


_GIVEN: Callable[[Heading], tuple[Any, ...]] = attrgetter(*[field.name for field in fields(Heading)][:-2])


def with_arrivals(heading: Heading, added: Arrival | None, changed: Arrival | None) -> Heading:
    """Return ``heading`` with what an archive knows of it."""
    # In a fifth of the time of ``dataclasses.replace``: it is done for every statement that is indexed.
    return Heading(*(*_GIVEN(heading), added, changed))


_SORTED_BY = 8_000
"""The number of characters by which titles are sorted. Engines may refuse terms of over 32,766 bytes."""


def title_key(title: str) -> str:
    """Return the key by which titles are sorted, in code-point order. Equal keys are one title in completions."""
    return title.casefold()[:_SORTED_BY]


@dataclass(frozen=True, slots=True)
class HeadingField:
    """One field of a heading besides id and title, in display order.

    ``name`` is the attribute of Heading. ``key`` is its public name in sidecars, JSON lines, dumps, exports and the
    API, and never changes. ``holds`` is one text or None, a tuple of texts, a tuple of Person, or Dates. ``facet`` is
    the facet that counts it (``pincite.index.values.fields``), or None.
    """

    name: str
    holds: Literal["text", "texts", "people", "dates"]
    label: str
    facet: str | None = None
    key: str = ""

    def __post_init__(self) -> None:
        if not self.key:
            object.__setattr__(self, "key", self.name)


HEADING_FIELDS: tuple[HeadingField, ...] = (
    HeadingField("dates", "dates", "Date", key="date"),
    HeadingField("place", "text", "Place", "place"),
    HeadingField("issuers", "texts", "Issued by", "issuer"),
    HeadingField("people", "people", "People", "person"),
    HeadingField("series", "text", "Series", "series"),
    HeadingField("kind", "text", "Kind", "kind"),
    HeadingField("instruments", "texts", "Instruments", "instrument"),
    HeadingField("topics", "texts", "Topics"),
    HeadingField("language", "text", "Language", "language"),
    HeadingField("source", "text", "Source", "source"),
    HeadingField("source_url", "text", "Original"),
    HeadingField("event", "text", "Event"),
)

_EMPTY = {"dates": UNDATED, "people": (), "texts": (), "text": None}
"""The value of a field that the source does not give. The order of kinds is that of the rendered fields."""
_STORED = sorted(HEADING_FIELDS, key=lambda field: list(_EMPTY).index(field.holds))
_HOLDS = tuple((field.name, field.holds) for field in HEADING_FIELDS if field.holds != "text")


def render_heading(heading: Heading) -> str:
    """Return what a source gives of ``heading`` but its id as compact JSON; fields that are not given are left out."""
    values: dict[str, Any] = {"title": heading.title}
    for field in _STORED:
        value = getattr(heading, field.name)
        if value != _EMPTY[field.holds]:
            values[field.name] = _plain(value)
    return render_json(values).decode()


def parse_heading(
    identity: str, text: str | bytes, added: Arrival | None = None, changed: Arrival | None = None
) -> Heading:
    """Return the heading that ``render_heading`` wrote, with what an archive knows of it."""
    values = parse_json(text)
    for name, holds in _HOLDS:
        if name in values:
            values[name] = _built(holds, values[name])
    return Heading(identity, added=added, changed=changed, **values)


def parse_title(text: str | bytes) -> str:
    """Return only the title from what ``render_heading`` wrote."""
    return str(parse_json(text)["title"])


def texts_of(heading: Heading, field: HeadingField) -> tuple[str, ...]:
    """Return the values of ``field`` as texts for people: a person with the office in brackets, a date in EDTF."""
    return tuple(_texts(getattr(heading, field.name)))


def names_of(heading: Heading, field: HeadingField) -> tuple[str, ...]:
    """Return the values of ``field`` as facets count them: for a person only the name."""
    value = getattr(heading, field.name)
    if field.holds == "people":
        return tuple(person.name for person in value)
    return texts_of(heading, field)


def public_values(heading: Heading) -> Mapping[str, Any]:
    """Return the fields by key as plain JSON values: EDTF or None, text or None, lists, people as objects."""
    return {field.key: _public(getattr(heading, field.name)) for field in HEADING_FIELDS}


def _plain(value: object) -> object:
    if isinstance(value, Dates):
        return [value.edtf, *(None if day is None else day.isoformat() for day in (value.earliest, value.latest))]
    if isinstance(value, tuple):
        return [[item.name, item.office] if isinstance(item, Person) else item for item in value]
    return value


def _built(holds: str, value: Any) -> object:
    if holds == "dates":
        edtf, *days = value
        return Dates(edtf, *[None if day is None else datetime.date.fromisoformat(day) for day in days])
    return tuple([Person(*item) for item in value] if holds == "people" else value)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, Dates):
        yield from _texts(value.edtf)
    elif isinstance(value, Person):
        yield f"{value.name} ({value.office})" if value.office else value.name
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)
    elif value is not None:
        yield str(value)


def _public(value: object) -> object:
    if isinstance(value, Dates):
        return value.edtf
    if isinstance(value, tuple):
        return [{"name": item.name, "office": item.office} if isinstance(item, Person) else item for item in value]
    return value
