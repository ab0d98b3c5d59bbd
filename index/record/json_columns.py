"""Layouts, apparatus and provenance as the JSON text that the record stores, and back."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pincite.index.values.apparatus import Apparatus, LeftOut, Note
from pincite.index.values.statement import Paragraph, build_paragraph

_encoder = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)
_SURROGATES = re.compile("[\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Whether every database can hold ``text``: no NUL, no lone surrogate."""
    return "\0" not in text and not _SURROGATES.search(text)


def render_json(value: object) -> str:
    """Return compact JSON; the same value always gives the same text."""
    return _encoder.encode(value)


def parse_json(text: str) -> Any:
    """Return what ``render_json`` wrote, with lists for tuples."""
    return json.loads(text)


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


def render_apparatus(apparatus: Apparatus) -> str:
    """Return ``[notes, left out, pages, speakers]``, each a list of its parts in lists; empty when there is nothing."""
    if not apparatus:
        return ""
    notes = [(note.mark, note.text, note.paragraph) for note in apparatus.notes]
    left_out = [(one.reason, one.text) for one in apparatus.left_out]
    return render_json([notes, left_out, sorted(apparatus.pages.items()), sorted(apparatus.speakers.items())])


def parse_apparatus(value: str) -> Apparatus:
    """Return what ``render_apparatus`` wrote."""
    if not value:
        return Apparatus()
    notes, left_out, pages, speakers = json.loads(value)
    return Apparatus(
        notes=tuple(Note(*note) for note in notes),
        left_out=tuple(LeftOut(*one) for one in left_out),
        pages={number: tuple(of_it) for number, of_it in pages},
        speakers=dict(speakers),
    )


def render_provenance(provenance: Mapping[str, str]) -> str:
    """Return the provenance in the order of its keys."""
    return render_json(dict(sorted(provenance.items())))
