"""Layouts, apparatus and provenance as the JSON text that the record stores, and back."""

import hashlib
from collections.abc import Mapping, Sequence

from pincite.index.values.apparatus import Apparatus, LeftOut, Note
from pincite.index.values.evidence import Evidence
from pincite.index.values.json_text import build_parser, parse_json, render_json
from pincite.index.values.paragraph_columns import GAP, ParagraphColumns
from pincite.index.values.statement import Paragraph, Span, build_paragraph


def is_storable(text: str) -> bool:
    """Whether every database can store ``text``: it has no NUL and no lone surrogate."""
    if "\0" in text:
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


Layout = Sequence[tuple[str | None, tuple[Span, ...]]]
"""The label and the spans of each paragraph of a text."""


def render_layout(layout: Layout) -> str:
    """Return ``[[label, [[start, end], ...]], ...]``, from which the paragraphs of a text can be rebuilt."""
    return render_json(layout).decode()


def render_layout_of(paragraphs: Sequence[Paragraph]) -> str:
    """Return the layout of paragraphs as ``render_layout`` writes it."""
    if isinstance(paragraphs, ParagraphColumns):
        return f"[{','.join(map('[null,[[%d,%d]]]'.__mod__, paragraphs.spans()))}]"
    return render_layout([(paragraph.label, paragraph.spans) for paragraph in paragraphs])


def parse_layout(layout: str) -> Layout:
    """Return the layout that ``render_layout`` wrote."""
    parsed: Layout = _parse_layout(layout)
    return parsed


def parse_paragraphs(layout: str, text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of ``text`` that a rendered ``layout`` describes."""
    parts = enumerate(_parse_layout(layout), 1)
    return tuple([build_paragraph(number, text, spans, label) for number, (label, spans) in parts])


def parse_columns(layout: str, text: str) -> Sequence[Paragraph]:
    """Return what ``parse_paragraphs`` does, as columns where the paragraphs are such as stand apart by themselves."""
    columns = ParagraphColumns(text.split(GAP))
    return columns if render_layout_of(columns) == layout else parse_paragraphs(layout, text)


_parse_layout = build_parser(tuple[tuple[str | None, tuple[Span, ...]], ...])


def layout_digest(text: str, layout: str) -> str:
    """Return the digest (64 hex) of a text and a later layout, joined by a NUL, which no text contains."""
    return hashlib.sha256(f"{text}\0{layout}".encode()).hexdigest()


def render_apparatus(apparatus: Apparatus) -> str:
    """Return ``[notes, left out, pages, speakers, evidence, roles]``, lists of lists. Empty text when there is nothing.

    What has no roles has five lists, and without evidence four, as it had before there were any.
    """
    if not apparatus:
        return ""
    notes = [(note.mark, note.text, note.paragraph) for note in apparatus.notes]
    left_out = [(one.reason, one.text) for one in apparatus.left_out]
    lists = [notes, left_out, sorted(apparatus.pages.items()), sorted(apparatus.speakers.items())]
    shown = [(one.key, one.value, one.rule, one.start, one.end, one.within, one.number) for one in apparatus.evidence]
    roles = sorted(apparatus.roles.items())
    return render_json([*lists, shown, roles] if roles else [*lists, shown] if shown else lists).decode()


def parse_apparatus(value: str) -> Apparatus:
    """Return what ``render_apparatus`` wrote."""
    if not value:
        return Apparatus()
    notes, left_out, pages, speakers, *later = parse_json(value)
    shown, roles = (*later, [], [])[:2]
    return Apparatus(
        notes=tuple(Note(*note) for note in notes),
        left_out=tuple(LeftOut(*one) for one in left_out),
        pages={number: tuple(of_it) for number, of_it in pages},
        speakers=dict(speakers),
        evidence=tuple(Evidence(*one) for one in shown),
        roles=dict(roles),
    )


def render_provenance(provenance: Mapping[str, str]) -> str:
    """Return the provenance in the order of its keys."""
    return render_json(dict(sorted(provenance.items()))).decode()
