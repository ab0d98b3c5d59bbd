"""The content of the statement page, as plain values for the template."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pincite.app.answering.citing import Cited, link_of
from pincite.app.answering.links import PART, Links, short
from pincite.app.answering.markup import Ref, apart
from pincite.app.answering.neighbours import NOBODY, Neighbours
from pincite.app.answering.related import NOTHING_RELATED, Related
from pincite.app.answering.request import PageRequest
from pincite.app.readable import label_of
from pincite.app.web.addresses import Address, Pair
from pincite.app.web.beside_view import build_beside
from pincite.app.web.changes_view import ChangedNote, build_changed_note, build_since
from pincite.app.web.evidence_view import build_evidence
from pincite.app.web.facts_view import build_facts, common_origin
from pincite.app.web.hit_view import anchor_of, carried
from pincite.app.web.paragraph_view import build_paragraph_view
from pincite.app.web.quoted_view import NOT_QUOTED, QuotedView
from pincite.app.web.versions_view import build_source_file, build_versions
from pincite.app.web.walk import Walk, build_walk
from pincite.app.words import counted, left_out_says, spoken
from pincite.index.aligning import Alignment
from pincite.index.query.deadline import Deadline, OutOfTime
from pincite.index.record.values import StoredStatement
from pincite.index.showing.marking import build_marker
from pincite.index.values.apparatus import LeftOut, Note
from pincite.index.values.heading import Heading
from pincite.index.values.marks import Mark
from pincite.index.values.statement import Paragraph

_NEAR_PARTS = 3


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the search finds around a statement: paragraphs of it, its neighbours in the results.

    ``numbers`` is None where the search says nothing about this text: it has no words, or the version is an old one.
    """

    numbers: tuple[int, ...] | None = None
    is_whole: bool = True
    in_results: Neighbours = NOBODY


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement page. Absent parts are empty, so the template only tests for truth."""

    id: str
    title: str
    language: str | None
    date: str
    summary: Sequence[str]
    version: str
    canonical: str
    json_link: str
    back_link: str
    current_link: str
    plain_link: str
    here: str
    text: str
    walk: Walk
    found: str
    problem: str
    late: bool
    lacks: str
    facts: Sequence[dict[str, Any]]
    origin: str
    paragraphs: Sequence[dict[str, Any]]
    parts: Sequence[dict[str, Any]]
    in_results: dict[str, dict[str, str] | None]
    in_series: dict[str, dict[str, str] | None]
    issued_also: Sequence[dict[str, str]]
    once_link: str
    cited_by: dict[str, Any] | None
    cite_link: str
    versions: Sequence[dict[str, Any]]
    notes: Sequence[Note]
    left_out: Sequence[LeftOut]
    left_out_says: str
    evidence: Sequence[dict[str, Any]]
    source_file: dict[str, str] | None
    changed: ChangedNote | None
    compare_link: str
    quoted: QuotedView
    quote_link: str


def build_statement_view(
    stored: StoredStatement,
    asked: PageRequest,
    pairs: Sequence[Pair],
    links: Links,
    found: Surroundings,
    related: Related = NOTHING_RELATED,
    *,
    deadline: Deadline | None = None,
    alignment: Alignment | None = None,
    quoted: QuotedView = NOT_QUOTED,
) -> StatementView:
    """The page for one part of one version. ``pairs`` are the search that led here.

    Its hits are marked as far as time allows, unless its words have a problem. ``alignment`` compares an earlier
    version with the current one. The page opens where a quotation stands, unless another paragraph is named.
    """
    at = asked.at or quoted.first
    heading, is_current = stored.heading, stored.version == stored.current
    search = carried(Address(links, tuple(pairs)))
    first = part_of(at, len(stored.paragraphs))
    shown = stored.paragraphs[first - 1 : first - 1 + PART]
    numbers, marks, is_late = _marked(
        stored.heading.language, shown, asked, found, deadline or Deadline(asked.query.deadline)
    )
    facts, since = build_facts(stored, links), build_since(stored, alignment, links)
    version = None if is_current else stored.version

    def link_of(number: int) -> str:
        return links.statement(heading.id, stored.version, number, search, goes_to=True)

    refs = _refs(related.cites, links)
    is_hits = found.numbers is not None and bool(found.numbers)
    return StatementView(
        id=heading.id,
        title=heading.title,
        language=heading.language,
        date=spoken(heading.dates),
        summary=_summary(heading),
        version=short(stored.version),
        canonical=links.absolute(links.statement(heading.id, version, pairs=_at(first))),
        json_link=_json_link(stored, first, links),
        back_link=f"{links.at('/', search)}#{anchor_of(heading.id)}" if search else "",
        current_link="" if is_current else links.statement(heading.id, pairs=search),
        plain_link=links.statement(heading.id, stored.version),
        here=links.absolute(links.statement(heading.id, stored.version, pairs=_at(first))),
        text=asked.query.text,
        walk=build_walk(numbers, at, link_of, is_hits=is_hits) if asked.query.text else Walk(),
        found=_says(numbers, is_hits=is_hits) if asked.query.text else "",
        problem=asked.problem,
        late=is_late or not found.is_whole,
        facts=facts,
        origin=common_origin(facts),
        paragraphs=[
            build_paragraph_view(
                one,
                apart([*marks[one.number], *quoted.marks.get(one.number, ())]),
                refs.get(one.number, ()),
                one.number in numbers,
                stored,
                since,
            )
            for one in shown
        ],
        parts=_parts(stored, first, search, links),
        **build_beside(stored, found.in_results, related, search, links, asked.query.limit),
        cite_link=links.statement(heading.id, stored.version, pairs=[("cite", str(at or 0))]),
        versions=build_versions(stored, links),
        notes=stored.apparatus.notes,
        left_out=stored.apparatus.left_out,
        left_out_says=left_out_says(stored.apparatus.left_out).capitalize(),
        evidence=build_evidence(stored, links),
        source_file=build_source_file(stored, links),
        changed=build_changed_note(stored, alignment, links),
        quoted=quoted,
        quote_link=links.statement(heading.id, stored.version),
    )


def _summary(heading: Heading) -> list[str]:
    named = (("place", heading.place), ("kind", heading.kind), ("source", heading.source))
    return [*heading.issuers[:3], *(label_of(name, value) for name, value in named if value)]


def part_of(at: int | None, paragraphs: int) -> int:
    """Return the first paragraph of the part that holds paragraph ``at``, or of the last part if there is none."""
    place = min(at or 1, max(paragraphs, 1))
    return (place - 1) // PART * PART + 1


def _at(first: int) -> list[Pair]:
    return [("from", str(first))] if first > 1 else []


def _json_link(stored: StoredStatement, first: int, links: Links) -> str:
    whole = links.resource(stored.heading.id, stored.version)
    return whole if len(stored.paragraphs) <= PART else f"{whole}&from={first}&limit={PART}"


def _says(numbers: Sequence[int], *, is_hits: bool) -> str:
    if is_hits:
        return f"{counted(len(numbers), 'paragraph')} found by this search"
    return f"{counted(len(numbers), 'paragraph')} marked; no paragraph here is a hit" if numbers else "No hits here"


def _marked(
    language: str | None, shown: Sequence[Paragraph], asked: PageRequest, found: Surroundings, deadline: Deadline
) -> tuple[tuple[int, ...], dict[int, tuple[Mark, ...]], bool]:
    """Return the paragraphs to walk, the marks of those shown, and whether time ran out: the last ones have none.

    Where the search found none, the walk goes over what has marks in this part.
    """
    marker = build_marker(asked.query)
    marks: dict[int, tuple[Mark, ...]] = {p.number: () for p in shown}
    is_late = False
    try:
        for p in shown if asked.query.text else ():
            marks[p.number] = marker.marks(p.text, language, deadline.check)
    except OutOfTime:
        is_late = True
    return found.numbers or tuple(number for number, own in marks.items() if own), marks, is_late


def _parts(stored: StoredStatement, first: int, search: Sequence[Pair], links: Links) -> list[dict[str, Any]]:
    """The parts near this one, the first and the last, of a statement that has several."""
    last = len(stored.paragraphs)
    begins = list(range(1, last + 1, PART))
    if len(begins) < 2:
        return []
    own = begins.index(first)
    near = {0, len(begins) - 1, *range(own - _NEAR_PARTS, own + _NEAR_PARTS + 1)}
    return [
        {
            "name": f"¶ {begin:,}–{min(begin + PART - 1, last):,}",
            "link": links.statement(stored.heading.id, stored.version, pairs=[*search, ("from", str(begin))]),
            "chosen": begin == first,
            "relation": {own - 1: "prev", own + 1: "next"}.get(place, ""),
        }
        for place, begin in enumerate(begins)
        if place in near
    ]


def _refs(cites: Sequence[Cited], links: Links) -> dict[int, list[Ref]]:
    """Return the links of the instruments in each paragraph that cites one first, in order."""
    refs: dict[int, list[Ref]] = {}
    for one in sorted(cites, key=lambda one: one.start):
        if one.paragraph is not None:
            own = refs.setdefault(one.paragraph, [])
            # Of two that overlap, the one that begins first counts.
            if not own or own[-1][1] <= one.start:
                own.append((one.start, one.end, link_of(one, links), one.address is not None))
    return refs
