"""Owns headings as JSON, which is how a segment holds them."""

import datetime
import json
from typing import Any

from index.statement import Dates, Heading, Person

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def render_heading(heading: Heading) -> bytes:
    """Return the heading as JSON; empty values are left out."""
    dates = heading.dates
    values = {
        "id": heading.id,
        "title": heading.title,
        "edtf": dates.edtf,
        "earliest": dates.earliest.isoformat() if dates.earliest else None,
        "latest": dates.latest.isoformat() if dates.latest else None,
        "people": [[person.name, person.office] for person in heading.people],
        **{name: getattr(heading, name) for name in _PLAIN},
    }
    kept = {name: value for name, value in values.items() if value not in (None, (), [])}
    return _ENCODER.encode(kept).encode("utf-8")


def parse_heading(data: bytes) -> Heading:
    """Return the heading that ``render_heading`` wrote."""
    values: dict[str, Any] = json.loads(data.decode("utf-8"))
    of = values.get
    return Heading(
        id=values["id"],
        title=values["title"],
        dates=Dates(of("edtf"), _day(of("earliest")), _day(of("latest"))),
        place=of("place"),
        issuers=tuple(of("issuers", ())),
        people=tuple([Person(name, office) for name, office in of("people", ())]),
        series=of("series"),
        kind=of("kind"),
        topics=tuple(of("topics", ())),
        language=of("language"),
        source=of("source"),
        source_url=of("source_url"),
        event=of("event"),
    )


def parse_title(data: bytes) -> str:
    """Return the title alone of what ``render_heading`` wrote."""
    return str(json.loads(data.decode("utf-8"))["title"])


_PLAIN = ("place", "issuers", "series", "kind", "topics", "language", "source", "source_url", "event")


def _day(value: str | None) -> datetime.date | None:
    return None if value is None else datetime.date.fromisoformat(value)
