"""The content of the statement page, as plain values for the template."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pincite.app.answering.citation import cite
from pincite.app.answering.evident import ShownEvidence, show_evidence
from pincite.app.answering.links import Links, short
from pincite.app.answering.markup import marked_html
from pincite.app.web.changes_view import BecameSince, ChangedNote, build_changed_note, build_since
from pincite.app.words import counted, left_out_says, size_says, spoken
from pincite.index.aligning import Alignment
from pincite.index.query.deadline import Deadline, OutOfTime
from pincite.index.query.query import Query
from pincite.index.record.values import StoredStatement, VersionNote
from pincite.index.showing.marking import build_marker
from pincite.index.values.apparatus import LeftOut, Note
from pincite.index.values.heading import HEADING_FIELDS, Heading, HeadingField, names_of, texts_of
from pincite.index.values.marks import Mark
from pincite.index.values.statement import Paragraph

_ORIGINS = {
    "sidecar": "from the sidecar",
    "front matter": "from the front matter",
    "markup": "from the markup",
    "manifest": "from manifest.csv",
    "defaults": "from _defaults.yaml",
    "text": "from the text",
    "path": "from the file name",
    "id": "from the id",
}
_LABELS = {field.key: field.label for field in HEADING_FIELDS}
_WEB = ("http://", "https://")
_OUTSIDE = ("source_url",)
"""Fields whose text is an address outside the archive."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement page. Absent parts are empty, so the template only tests for truth."""

    title: str
    language: str | None
    version: str
    canonical: str
    json_link: str
    back_link: str
    current_link: str
    plain_link: str
    text: str
    found: str
    first_hit: str
    problem: str
    late: bool
    facts: Sequence[dict[str, Any]]
    origin: str
    paragraphs: Sequence[dict[str, Any]]
    versions: Sequence[dict[str, Any]]
    notes: Sequence[Note]
    left_out: Sequence[LeftOut]
    left_out_says: str
    evidence: Sequence[dict[str, Any]]
    source_file: dict[str, str] | None
    changed: ChangedNote | None


def build_statement_view(
    stored: StoredStatement,
    query: Query,
    links: Links,
    *,
    problem: str = "",
    deadline: Deadline | None = None,
    alignment: Alignment | None = None,
) -> StatementView:
    """The page for one version. The hits of ``query`` are marked as far as time allows, unless it has a ``problem``.

    ``alignment`` compares an earlier version with the current one.
    """
    heading, is_current = stored.heading, stored.version == stored.current
    marks, is_late = _marks(stored, query, deadline or Deadline(query.deadline))
    facts = _facts(stored, links)
    hits = [number for number, found in marks.items() if found]
    pairs = [("q", query.text), *([] if query.variants else [("variants", "off")])] if query.text else []
    return StatementView(
        title=heading.title,
        language=heading.language,
        version=short(stored.version),
        canonical=links.absolute(links.statement(heading.id, None if is_current else stored.version)),
        json_link=links.resource(heading.id, stored.version),
        back_link=links.at("/", pairs) if pairs else "",
        current_link="" if is_current else links.statement(heading.id, pairs=pairs),
        plain_link=links.statement(heading.id, stored.version),
        text=query.text,
        found=f"{counted(len(hits), 'paragraph')} marked",
        first_hit=f"#p{hits[0]}" if hits else "",
        problem=problem,
        late=is_late,
        facts=facts,
        origin=_common_origin(facts),
        paragraphs=_paragraphs(stored, marks, hits, links, build_since(stored, alignment, links)),
        versions=[_version(note, stored, links) for note in reversed(stored.versions)],
        notes=stored.apparatus.notes,
        left_out=stored.apparatus.left_out,
        left_out_says=left_out_says(stored.apparatus.left_out).capitalize(),
        evidence=[_evidence(shown) for shown in show_evidence(stored)],
        source_file=_source_file(stored, links),
        changed=build_changed_note(stored, alignment, links),
    )


def _evidence(shown: ShownEvidence) -> dict[str, Any]:
    """One row of what shows a value: its field, the value, the words, and where they stand."""
    one = shown.evidence
    return {
        "label": _LABELS.get(one.key, one.key.capitalize()),
        "value": one.value,
        "words": " ".join(shown.words.split()),
        "rule": one.rule,
        "link": f"#p{shown.paragraph}" if shown.paragraph else "",
        "place": f"¶ {shown.paragraph}" if shown.paragraph else "title" if one.within == "title" else "",
        "address": shown.address or "",
    }


def _source_file(stored: StoredStatement, links: Links) -> dict[str, str] | None:
    file = stored.file
    if file is None:
        return None
    link = links.source(stored.heading.id, stored.version, of_api=False)
    return {"name": file.name, "link": link, "size": size_says(file.length), "digest": file.digest}


def _marks(stored: StoredStatement, query: Query, deadline: Deadline) -> tuple[dict[int, tuple[Mark, ...]], bool]:
    """Return the marks of each paragraph, and whether time ran out. In that case the last paragraphs have none."""
    marker = build_marker(query)
    found: dict[int, tuple[Mark, ...]] = {p.number: () for p in stored.paragraphs}
    try:
        for p in stored.paragraphs:
            found[p.number] = marker.marks(p.text, stored.heading.language, deadline.check)
    except OutOfTime:
        return found, True
    return found, False


def _paragraphs(
    stored: StoredStatement,
    marks: dict[int, tuple[Mark, ...]],
    hits: list[int],
    links: Links,
    since: Mapping[int, BecameSince],
) -> list[dict[str, Any]]:
    after = dict(pairwise(hits))
    before = {number: earlier for earlier, number in after.items()}
    return [
        {
            **_paragraph(paragraph, marks[paragraph.number], stored, links),
            "since": since.get(paragraph.number),
            "previous_hit": f"#p{before[paragraph.number]}" if paragraph.number in before else "",
            "next_hit": f"#p{after[paragraph.number]}" if paragraph.number in after else "",
        }
        for paragraph in stored.paragraphs
    ]


def _paragraph(paragraph: Paragraph, marks: Sequence[Mark], stored: StoredStatement, links: Links) -> dict[str, Any]:
    link = links.statement(stored.heading.id, stored.version, paragraph.number)
    return {
        "number": paragraph.number,
        "label": paragraph.label,
        "pages": ", ".join(stored.apparatus.pages.get(paragraph.number, ())),
        "speaker": stored.apparatus.speakers.get(paragraph.number, ""),
        "html": marked_html(paragraph.text, marks),
        "hit": bool(marks),
        "link": link,
        "cite": cite(stored.heading, paragraph.number, stored.version, links.absolute(link)),
    }


def _facts(stored: StoredStatement, links: Links) -> list[dict[str, Any]]:
    heading, origin = stored.heading, stored.provenance
    rows = [(field.label, _shown(heading, field, links), field.key) for field in HEADING_FIELDS]
    rows.append(("Note", [_value(origin["note"])] if origin.get("note") else [], ""))
    return [
        {
            "label": label,
            "shown": values,
            "origin": _ORIGINS.get(origin.get(key, ""), ""),
            "outside": key in _OUTSIDE,
        }
        for label, values, key in rows
        if values
    ]


def _shown(heading: Heading, field: HeadingField, links: Links) -> list[dict[str, str]]:
    """The values of a field, each with its link: to a search for this value, or to the source."""
    if field.holds == "dates":
        return [_value(spoken(heading.dates))]
    if field.facet is not None:
        named = zip(texts_of(heading, field), names_of(heading, field), strict=True)
        return [_value(text, links.at("/", [(field.facet, name)])) for text, name in named]
    # A link from a source is data, so only web addresses become links.
    is_link = field.key in _OUTSIDE
    return [_value(t, t if is_link and t.lower().startswith(_WEB) else "") for t in texts_of(heading, field)]


def _common_origin(facts: Sequence[dict[str, Any]]) -> str:
    """Return the origin of the values if all have the same one, to show it only once."""
    origins = {fact["origin"] for fact in facts if fact["label"] != "Note"}
    return origins.pop() if len(origins) == 1 else ""


def _value(text: str | None, link: str = "") -> dict[str, str]:
    return {"text": text or "", "link": link}


def _version(note: VersionNote, stored: StoredStatement, links: Links) -> dict[str, Any]:
    return {
        "name": f"{short(note.digest)}, {note.time[:10]}",
        "link": links.statement(stored.heading.id, note.digest),
        "shown": note.digest == stored.version,
        "current": note.digest == stored.current,
    }
