"""EPUB: a chapter a statement; contents, cover and what stands before the first chapter are no text."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats.blocks import Block, build_extract, gather_left_out, name_blocks
from pincite.index.reading.formats.boilerplate import find_boilerplate
from pincite.index.reading.formats.book import Book, BookPart, open_book, resolve
from pincite.index.reading.formats.datelines import read_dateline
from pincite.index.reading.formats.flow import Flow, FlowReader
from pincite.index.reading.formats.pagenotes import PageNotes, find_page_notes, list_places
from pincite.index.reading.formats.pagetree import Element, get_tag, list_ancestors
from pincite.index.reading.formats.port import Content, Options
from pincite.index.reading.formats.titles import settle_case
from pincite.index.reading.formats.whitespace import fold, list_words
from pincite.index.values.apparatus import Note
from pincite.index.values.errors import SourceError

VERSION = "epub/2"
DECODES = True

_NO_TEXT = list_words("toc cover titlepage halftitlepage copyright-page colophon landmarks loi lot index page-list")


_NUMBER = re.compile(
    r"(?:(?:chapter|part|section|no\.?|kapitel|teil|chapitre|partie|cap[ií]tulo|parte|глава)\s+)?(?:\d{1,3}|[IVXLC]{1,7}|one|two|three|"
    r"four|five|six|seven|eight|nine|ten)\.?",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Chapter:
    key: str
    label: str | None
    flows: list[Flow] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)


def extract(content: Content, name: str, options: Options) -> Iterator[Extract]:  # noqa: ARG001 - the port
    """Yield the chapters of a book in reading order; SourceError when it is no EPUB, is locked, or contains no text."""
    if isinstance(content, str):
        raise SourceError(name, None, "is text, not a book", "ingest the .epub file itself")
    book = open_book(content, name)
    dropped: list[tuple[str, str]] = []
    empty = True
    for chapter in _divide(book, dropped):
        built = _build(chapter, book, dropped)
        if built is not None:
            dropped, empty = [], False
            yield built
    if empty:
        raise SourceError(name, None, "contains no text", "check whether its pages are images")


def _divide(book: Book, dropped: list[tuple[str, str]]) -> Iterator[_Chapter]:
    """Yield chapters: a file begins one when the contents name it or a heading stands at its top; else it goes on."""
    chapter: _Chapter | None = None
    pages: tuple[str, ...] = ()
    found = _find_notes(book)
    holders = {holder: mark for notes in found for holder, mark in notes.holders.items()}
    for part, notes in zip(book.parts, found, strict=True):
        reader = FlowReader(part.root, None, holders, notes.marks)
        flows = [flow for flow in reader.read().flows if not _passes(flow, dropped)]
        if _is_contents(flows):
            dropped.extend(("contents", flow.text) for flow in flows)
            continue
        starts = _find_starts(flows, part.labels, part.path in book.listed)
        for at, flow in enumerate(flows):
            if at in starts or (chapter is None and (part.labels or not book.listed)):
                if chapter is not None:
                    yield chapter
                key = part.key if at == 0 or not starts or at == min(starts) else f"{part.key}-{at + 1}"
                chapter = _Chapter(key, part.labels[0] if part.labels else None)
            if chapter is None:
                dropped.append(("before the first chapter", flow.text))
                continue
            chapter.notes.update(notes.texts)
            pages = flow.pages or pages
            chapter.flows.append(replace(flow, pages=pages))
    if chapter is not None:
        yield chapter


def _find_notes(book: Book) -> list[PageNotes]:
    """Return the footnotes that each file points to: they may stand in another file of the book."""
    places: dict[str, Element] = {}
    for part in book.parts:
        places.update({f"{part.path}#{place}": element for place, element in list_places(part.root)})
    return [find_page_notes(part.root, _find_linked(part, places)) for part in book.parts]


def _find_linked(part: BookPart, places: Mapping[str, Element]) -> dict[str, Element]:
    """Return the elements of other files that links of ``part`` point to, by what these links say."""
    links = {str(anchor.get("href")).partition("#") for anchor in part.root.iter("a") if anchor.get("href")}
    found = {
        file + mark + place: places.get(f"{resolve(part.path, file)}#{place}") for file, mark, place in links if file
    }
    return {href: element for href, element in found.items() if element is not None}


def _is_contents(flows: Sequence[Flow]) -> bool:
    """Tell whether a file is a list of links below a heading, as contents are in books without marks for them."""
    lines = [flow for flow in flows if not flow.level]
    return len(lines) > 1 and all(flow.linked >= 0.8 * flow.size for flow in lines)


def _passes(flow: Flow, dropped: list[tuple[str, str]]) -> bool:
    """Tell whether a piece stands in contents, cover or the like, and say so."""
    for element in list_ancestors(flow.element):
        if get_tag(element) == "figcaption":
            dropped.append(("caption", flow.text))
            return True
        kinds = (element.get("{http://www.idpf.org/2007/ops}type") or element.get("epub:type") or "").split()
        if get_tag(element) == "nav" or _NO_TEXT.intersection(kinds) or element.get("hidden") is not None:
            dropped.append(("contents" if get_tag(element) == "nav" else (kinds or ["hidden"])[0], flow.text))
            return True
    return False


def _find_starts(flows: Sequence[Flow], labels: Sequence[str], is_listed: bool) -> set[int]:
    """Return the pieces of a file that begin a chapter."""
    named = {fold(label) for label in labels}
    starts = {at for at, flow in enumerate(flows) if flow.level and fold(flow.text) in named}
    sections: list[Element] = []
    for at, flow in enumerate(flows):
        section = next((e for e in list_ancestors(flow.element) if _is_chapter(e)), None)
        if section is not None and not any(section is known for known in sections):
            sections.append(section)
            starts.add(at)
    if flows and (is_listed or (flows[0].level in (1, 2) and not starts)):
        first = min(starts, default=0)
        # What stands above the first heading of a listed file, a number or a motto, is the chapter's own.
        return (starts - {first}) | {0}
    return starts


def _is_chapter(element: Element) -> bool:
    kinds = element.get("{http://www.idpf.org/2007/ops}type") or element.get("epub:type") or ""
    return get_tag(element) in ("section", "div", "article") and "chapter" in kinds.split()


def _build(chapter: _Chapter, book: Book, dropped: list[tuple[str, str]]) -> Extract | None:
    """Return the extract of a chapter; None, and its words in ``dropped``, when it is a heading and no more."""
    title, flows = _take_title(chapter)
    values: dict[str, Any] = {"title": title} if title else {}
    provenance = dict.fromkeys(values, "markup")
    kept: list[Flow] = []
    for flow in flows:
        line = read_dateline(flow.text) if not kept else None
        reason = "date line" if line is not None else find_boilerplate(flow.text)
        if reason in ("date line", "end mark", "rule"):
            dropped.append((reason, flow.text))
        else:
            kept.append(flow)
        for key, value in () if line is None else (("date", line.date), ("place", line.place)):
            if value:
                values[key], provenance[key] = value, "text"
    if not any(flow.role != "heading" for flow in kept):
        dropped.extend(("heading of nothing", flow.text) for flow in chapter.flows)
        return None
    for key, value in (("language", book.language), ("source", book.title)):
        if value:
            values[key], provenance[key] = value, "markup"
    blocks = name_blocks([Block(flow.parts, flow.role, flow.label, flow.pages) for flow in kept])
    places = {mark: number for number, flow in reversed(list(enumerate(kept, 1))) for mark in flow.marks}
    notes = [Note(mark, text, places.get(mark)) for mark, text in chapter.notes.items()]
    return build_extract(blocks, values, provenance, notes, gather_left_out(dropped), chapter.key)


def _take_title(chapter: _Chapter) -> tuple[str | None, list[Flow]]:
    """Return the title and the rest: the first heading at the top, else what the contents call the chapter."""
    for at, flow in enumerate(chapter.flows[:4]):
        if flow.level:
            after = chapter.flows[at + 1 :]
            if after and after[0].level and _NUMBER.fullmatch(flow.text):
                # The number of a chapter stands above its name.
                return settle_case(after[0].text), [*chapter.flows[:at], *after[1:]]
            return settle_case(flow.text), [*chapter.flows[:at], *after]
        if len(flow.text) > 200:
            break
    return chapter.label, chapter.flows
