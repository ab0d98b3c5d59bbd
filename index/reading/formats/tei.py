"""TEI P5: every document of a volume is a statement, its notes apart, its printed pages kept."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from lxml import etree

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats.blocks import Block, build_extract, gather_left_out, name_blocks
from pincite.index.reading.formats.datelines import find_date, read_dateline, read_stamp
from pincite.index.reading.formats.pagetree import Element, get_tag
from pincite.index.reading.formats.port import Content, Options
from pincite.index.reading.formats.printed_dates import is_place
from pincite.index.reading.formats.safexml import parse_xml
from pincite.index.reading.formats.teiflow import TeiFlow, read_plain
from pincite.index.reading.formats.whitespace import list_words, squeeze
from pincite.index.values.dates import parse_edtf
from pincite.index.values.errors import SourceError

VERSION = "tei/2"
DECODES = True

_XML = "{http://www.w3.org/XML/1998/namespace}"
_TYPES = list_words("document letter speech act statement memorandum telegram note treaty declaration communique")
_RECEIVED = re.compile(r"rec(?:eive|[’']?)d\b[^)\]]*$", re.IGNORECASE)
_SIGNED = re.compile(
    r"\b(?:signed|done|held|concluded|adopted) (?:at|in) (?P<place>[A-Z][^,]{1,40}), ?$", re.IGNORECASE
)


def extract(content: Content, name: str, options: Options) -> Iterator[Extract]:  # noqa: ARG001 - the port
    """Yield the documents of a TEI file in their order; SourceError when it is broken XML or contains no text."""
    raw = content.encode("utf-8") if isinstance(content, str) else content
    if isinstance(content, str):
        raw = re.sub(rb"^\s*<\?xml[^>]*\?>", b"", raw)
    root = parse_xml(raw, name)
    documents = _find_documents(root)
    pages = _find_pages(root, documents)
    titles = _list_titles(root)
    volume = _read_volume(titles) if len(documents) > 1 else None
    empty = True
    for document in documents:
        built = _read_document(document, titles, pages.get(document), volume, len(documents) > 1)
        if built is not None:
            empty = False
            yield built
    if empty:
        raise SourceError(name, None, "contains no text", "add the text, or remove the file")


def _find_documents(root: Element) -> list[Element]:
    """Return what are statements: divisions that are documents by their type; else whole texts."""
    typed = [e for e in root.iter(etree.Element) if get_tag(e) == "div" and e.get("type") in _TYPES]
    outer = [e for e in typed if not any(above in typed for above in e.iterancestors())]
    if outer:
        return outer
    bodies = [e for e in root.iter(etree.Element) if get_tag(e) == "body"]
    return bodies or [e for e in root.iter(etree.Element) if get_tag(e) == "text"]


def _find_pages(root: Element, documents: Sequence[Element]) -> dict[Element, str]:
    """Return the printed page that each document begins on."""
    wanted, pages, page = set(documents), {}, None
    for element in root.iter(etree.Element):
        if get_tag(element) == "pb":
            page = element.get("n") or page
        elif element in wanted and page is not None:
            pages[element] = page
    return pages


def _read_document(
    document: Element, titles: Sequence[Element], page: str | None, volume: str | None, several: bool
) -> Extract | None:
    flow = TeiFlow(document, page).read()
    blocks = [_settle(block) for block in name_blocks(flow.blocks)]
    if not blocks:
        return None
    title = _read_title(document, titles)
    found = {"title": title, "language": _read_language(document), "source": volume}
    values: dict[str, Any] = {key: value for key, value in found.items() if value}
    provenance = dict.fromkeys(values, "markup")
    header = None if several else _find_header(document)
    dates = (*_read_dates(document, blocks, title, header), *_read_places(document, blocks, title))
    for field, value, origin in dates:
        if value and field not in values:
            values[field], provenance[field] = value, origin
    key = document.get(f"{_XML}id") or document.get("n") if several else None
    return build_extract(blocks, values, provenance, flow.notes, gather_left_out(flow.left_out), key)


def _settle(block: Block) -> Block:
    return replace(block, role="dateline") if block.role == "text" and read_dateline(block.text) else block


def _read_title(document: Element, titles: Sequence[Element]) -> str | None:
    """Return the head of a document without its printed number and its notes."""
    head = next((e for e in document if get_tag(e) == "head"), None)
    if head is None and get_tag(document) in ("body", "text"):
        head = titles[0] if titles else None
    text = "" if head is None else read_plain(head)
    number = re.escape(document.get("n") or "\0")
    stripped = re.sub(rf"^\[?(?:No\.?|Nr\.?|№|Document)\s*\d+\w?\.?\]?\s*[-–—.:]?\s*|^{number}\.\s+", "", text)
    return stripped or text or None


def _list_titles(root: Element) -> list[Element]:
    """Return the titles that the header gives the file, in their order."""
    return [e for e in root.iter("{*}title", "title") if get_tag(e.getparent()) == "titlestmt"]


def _read_volume(titles: Sequence[Element]) -> str | None:
    best = next((e for e in titles if e.get("type") in ("complete", "main")), titles[0] if titles else None)
    return None if best is None else read_plain(best) or None


def _read_language(document: Element) -> str | None:
    tagged = next((e for e in (document, *document.iterancestors()) if e.get(f"{_XML}lang")), None)
    return None if tagged is None else str(tagged.get(f"{_XML}lang")).split("-")[0].casefold()


Found = tuple[str, str | None, str]
"""Key, value or None, origin."""


def _find_header(document: Element) -> Element | None:
    tree = document.getroottree().getroot()
    return next((e for e in tree.iter(etree.Element) if get_tag(e) == "teiheader"), None)


def _read_header_date(header: Element | None, part: str) -> str | None:
    """Return the day that one part of the header gives. When a file was published is no date of what it says."""
    inside = () if header is None else (e for e in header.iter(etree.Element) if get_tag(e) == part)
    dates = (_read_marked(e) for outer in inside for e in outer.iter(etree.Element) if get_tag(e) == "date")
    return next((date for date in dates if date is not None and len(date) >= 10), None)


def _read_dates(
    document: Element, blocks: Sequence[Block], title: str | None, header: Element | None
) -> Iterator[Found]:
    """Yield dates, the best first: of the first dateline, of its words, of the header, of the text, of the head."""
    for dateline in _datelines(document):
        for date in (e for e in dateline.iter(etree.Element) if get_tag(e) == "date"):
            if not _RECEIVED.search(_text_before(dateline, date)):
                yield "date", _read_marked(date), "markup"
        line = read_dateline(re.sub(r"[\[(][^\])]*rec[^\])]*[\])]", "", read_plain(dateline), flags=re.IGNORECASE))
        yield "date", None if line is None else line.date, "text"
        break
    yield "date", _read_stamps(document), "markup"
    for part in ("creation", "setting"):
        yield "date", _read_header_date(header, part), "markup"
    for block in reversed(blocks):
        line = read_dateline(block.text)
        yield "date", None if line is None else line.date, "text"
    found = find_date(title or "")
    if found is not None and re.search(r"(?:,|\bdated|\bof) ?$", (title or "")[: found[1]]):
        yield "date", found[0], "text"
    yield "date", _read_header_date(header, "sourcedesc"), "markup"


def _datelines(document: Element) -> list[Element]:
    return [e for e in document.iter(etree.Element) if get_tag(e) == "dateline"]


def _text_before(dateline: Element, date: Element) -> str:
    text = ""
    for event, element in etree.iterwalk(dateline, events=("start", "end")):
        if event == "start" and element is date:
            break
        text += (element.text if event == "start" else element.tail) or ""
    return squeeze(text)


def _read_marked(date: Element) -> str | None:
    """Return what ``@when``, ``@from`` and ``@to``, or ``@notBefore`` and ``@notAfter`` say, to the day."""
    when = read_stamp(date.get("when") or date.get("when-iso") or "")
    if when is not None:
        return when
    first = read_stamp(date.get("from") or date.get("notBefore") or "")
    last = read_stamp(date.get("to") or date.get("notAfter") or "")
    if first is None or last is None or first == last:
        return first or last
    try:
        return parse_edtf(f"{first}/{last}").edtf
    except ValueError:
        return first


def _read_stamps(document: Element) -> str | None:
    """Return the first day of those that later FRUS volumes write at the document itself."""
    for key, value in document.attrib.items():
        if str(key).endswith("doc-dateTime-min"):
            return read_stamp(value)
    return None


def _read_places(document: Element, blocks: Sequence[Block], title: str | None) -> Iterator[Found]:
    for dateline in _datelines(document)[:1]:
        named = next((e for e in dateline.iter(etree.Element) if get_tag(e) == "placename"), None)
        yield "place", None if named is None else read_plain(named).strip(" ,.;[]("), "markup"
        line = read_dateline(read_plain(dateline))
        yield "place", None if line is None else line.place, "text"
        date = next((e for e in dateline.iter(etree.Element) if get_tag(e) == "date"), None)
        before = "" if date is None else _text_before(dateline, date).strip(" ,.;")
        yield "place", before if line is None and is_place(before) else None, "text"
    for block in reversed(blocks):
        line = read_dateline(block.text)
        yield "place", None if line is None else line.place, "text"
    found = find_date(title or "")
    signed = None if found is None else _SIGNED.search((title or "")[: found[1]])
    yield "place", None if signed is None else signed["place"], "text"
