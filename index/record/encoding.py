"""Headings and layouts as the JSON text that the record stores, and back."""

import datetime
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from index.statement import Dates, Heading, Paragraph, Person, build_paragraph

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
_SURROGATES = re.compile("[\ud800-\udfff]")
_SINGLE = ("place", "series", "kind", "language", "source", "source_url", "event")
_MANY = ("issuers", "topics")


def is_storable(text: str) -> bool:
    """Whether every database can hold ``text``: no NUL, no lone surrogate."""
    return "\0" not in text and not _SURROGATES.search(text)


def render_json(value: object) -> str:
    """Return compact JSON; the same value always gives the same text."""
    return _encoder.encode(value)


def parse_json(text: str) -> Any:
    """Return what ``render_json`` wrote, with lists for tuples."""
    return json.loads(text)


def render_heading(heading: Heading) -> str:
    """Return everything of ``heading`` except its id; values that are missing are left out."""
    values: dict[str, Any] = {"title": heading.title}
    if heading.dates != Dates():
        values["dates"] = [heading.dates.edtf, _day(heading.dates.earliest), _day(heading.dates.latest)]
    if heading.people:
        values["people"] = [[person.name, person.office] for person in heading.people]
    values.update((name, getattr(heading, name)) for name in _MANY if getattr(heading, name))
    values.update((name, getattr(heading, name)) for name in _SINGLE if getattr(heading, name) is not None)
    return render_json(values)


def parse_heading(id: str, text: str) -> Heading:  # noqa: A002 - the id of the statement
    """Return the heading that ``render_heading`` wrote."""
    values = json.loads(text)
    edtf, earliest, latest = values.pop("dates", (None, None, None))
    people = tuple(Person(name, office) for name, office in values.pop("people", ()))
    many: dict[str, Any] = {name: tuple(values.pop(name, ())) for name in _MANY}
    return Heading(id=id, dates=Dates(edtf, _date(earliest), _date(latest)), people=people, **many, **values)


def render_layout(paragraphs: Sequence[Paragraph]) -> str:
    """Return ``[[label, [[start, end], ...]], ...]``: what makes the paragraphs of a text again."""
    return render_json([(paragraph.label, paragraph.spans) for paragraph in paragraphs])


def parse_layout(layout: str, text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of ``text`` that ``layout`` describes."""
    return tuple(
        build_paragraph(number, text, tuple((start, end) for start, end in spans), label)
        for number, (label, spans) in enumerate(json.loads(layout), 1)
    )


def layout_digest(text: str, layout: str) -> str:
    """Return the digest (64 hex) of a text divided otherwise than its first version: no text holds a NUL."""
    return hashlib.sha256(f"{text}\0{layout}".encode()).hexdigest()


def render_provenance(provenance: Mapping[str, str]) -> str:
    """Return the provenance in the order of its keys."""
    return render_json(dict(sorted(provenance.items())))


def _day(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)
