"""The table of fields by which statements can be filtered, counted, searched and sorted."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from pincite.index.values.heading import Heading

SCHEMA_VERSION = 3
"""Incremented when an older index can no longer answer. The index must then be rebuilt from the record."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet field: its name in URLs and queries, its label, and a function that returns a heading's distinct values.

    ``example`` is a value for the documentation, and ``pattern`` the form of its values if they have one. A ``dated``
    facet is derived from the date. It is not a field of the query language, which has ``date:``, and pages show it as
    the histogram.
    """

    name: str
    label: str
    values: Callable[[Heading], tuple[str, ...]]
    example: str
    multiple: bool = False
    dated: bool = False
    pattern: str | None = None


def _one(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def years(heading: Heading) -> tuple[str, ...]:
    """Return every year that the date overlaps, in four digits; none when a bound is unknown."""
    earliest, latest = heading.dates.earliest, heading.dates.latest
    if earliest is None or latest is None:
        return ()
    return tuple(f"{year:04d}" for year in range(earliest.year, latest.year + 1))


FACETS: tuple[Facet, ...] = (
    Facet("issuer", "Issuer", lambda h: tuple(dict.fromkeys(h.issuers)), "United States", multiple=True),
    Facet(
        "person", "Person", lambda h: tuple(dict.fromkeys(p.name for p in h.people)), "Song Young-moo", multiple=True
    ),
    Facet("place", "Place", lambda h: _one(h.place), "Singapore"),
    Facet("series", "Series", lambda h: _one(h.series), "Defense Ministers Meeting"),
    Facet("kind", "Kind", lambda h: _one(h.kind), "joint statement"),
    Facet(
        "instrument", "Instrument", lambda h: tuple(dict.fromkeys(h.instruments)), "joint declaration", multiple=True
    ),
    Facet("source", "Source", lambda h: _one(h.source), "White House"),
    Facet("language", "Language", lambda h: _one(h.language), "en"),
    Facet("year", "Year", years, "2018", multiple=True, dated=True, pattern="[0-9]{4}"),
)
WORDED: tuple[Facet, ...] = tuple(facet for facet in FACETS if not facet.dated)
"""The facets whose values are texts from the sources. Queries can search them, and completions use them."""
FACET_NAMES: tuple[str, ...] = tuple(facet.name for facet in FACETS)
QUERY_FIELDS: tuple[str, ...] = ("title", *(f.name for f in WORDED), "date")
"""The names that may stand before a colon in a query."""


def facet(name: str) -> Facet:
    """Return the facet called ``name``; KeyError when there is none."""
    return _BY_NAME[name]


_BY_NAME = {item.name: item for item in FACETS}

UNKNOWN_DAY = -(2**31)
"""The day number of an unknown bound. No date has this number."""


def day_number(day: datetime.date | None) -> int:
    """Return the proleptic Gregorian ordinal of ``day`` (1 = 0001-01-01), or UNKNOWN_DAY."""
    return UNKNOWN_DAY if day is None else day.toordinal()
