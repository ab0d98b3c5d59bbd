"""Pages: HTML to the statement in it, without what the site puts around."""

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import Any

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats.blocks import Block, build_extract, gather_left_out, name_blocks
from pincite.index.reading.formats.boilerplate import find_boilerplate
from pincite.index.reading.formats.datelines import find_date, read_dateline, read_name, read_stamp
from pincite.index.reading.formats.flow import Flow, FlowReader, Times
from pincite.index.reading.formats.furniture import CHANGED, Furniture
from pincite.index.reading.formats.pagebody import Body, find_body
from pincite.index.reading.formats.pagehead import PageHead, read_page_head
from pincite.index.reading.formats.pagenotes import PageNotes, find_page_notes
from pincite.index.reading.formats.pagetitle import find_title
from pincite.index.reading.formats.pagetree import (
    Element,
    decode_page,
    get_tag,
    list_ancestors,
    list_units,
    parse_page,
    select,
)
from pincite.index.reading.formats.port import Content, Options
from pincite.index.reading.formats.whitespace import fold
from pincite.index.values.apparatus import LeftOut, Note, Role
from pincite.index.values.dates import parse_edtf
from pincite.index.values.errors import SourceError

VERSION = "html/4"
DECODES = True

_PUBLISHED = re.compile(
    r"\b(?:(?:first )?published|issued|released|posted|publié|publicado|veröffentlicht)\W*(?:on |le |am |em |el )?$",
    re.IGNORECASE,
)
"""What stands before the day on which a page appeared."""


def extract(content: Content, name: str, options: Options) -> Iterator[Extract]:
    """Yield the one statement of a page. Canonical is our extraction; what is left out of the page says why.

    SourceError when the page contains no text, or ``options.body`` names none of its elements.
    """
    decoded = decode_page(content)
    root = parse_page(decoded.text, name)
    notes, head = find_page_notes(root), read_page_head(root)
    reader = FlowReader(root, Furniture(root), notes.holders, notes.marks).read()
    title, title_at = find_title(reader.flows, head)
    if options.body is None:
        body = find_body(reader.flows, title_at, title, root)
    else:
        body = _take_named(reader.flows, title_at, _select(root, options.body, name))
    if not body.kept:
        raise SourceError(
            name,
            None,
            "contains no text that Pincite can tell from the rest of the page",
            'name the part: body: "#content"',
        )
    values, provenance = _values(head, title, body, reader, name)
    blocks = name_blocks([_block(flow) for flow in body.kept])
    built = build_extract(blocks, values, provenance, _notes(body, notes), _left_out(reader.flows, body, title or ""))
    yield _with_encoding(built, decoded.encoding, decoded.confidence)


def read_fragment(text: str) -> list[Block]:
    """Return the paragraphs of HTML that stands inside another format; nothing of it is taken for furniture."""
    root = parse_page(f"<body>{text}</body>", "")
    return [_block(flow) for flow in FlowReader(root, None, (), {}).read().flows]


def _block(flow: Flow) -> Block:
    bold = flow.bold and flow.role == "text" and len(flow.text) <= 200 and not flow.text.endswith((".", ":", ";", ","))
    role: Role = "dateline" if flow.role == "text" and read_dateline(flow.text) else flow.role
    return Block(
        flow.parts, "heading" if bold and role == "text" else role, flow.label, flow.pages, flow.speaker, lead=flow.lead
    )


def _select(root: Element, selector: str, name: str) -> list[Element]:
    try:
        found = select(root, selector)
    except ValueError as error:
        raise SourceError(
            name, None, f"body: {selector!r} names no elements", "write #id, .class, tag or tag.class"
        ) from error
    if not found:
        raise SourceError(
            name, None, f"body: no element of the page is {selector!r}", "look up the id in the source of the page"
        )
    return found


def _take_named(flows: Sequence[Flow], title_at: int | None, elements: Sequence[Element]) -> Body:
    """Take all that stands in the elements that somebody named, but for the title and the date line on top."""
    body = Body()
    for at, flow in enumerate(flows):
        inside = any(element is above for above in list_ancestors(flow.element) for element in elements)
        line = read_dateline(flow.text) if not body.kept else None
        if not inside or at == title_at:
            body.dropped[at] = "title" if at == title_at else flow.reason or "outside the text"
        elif line is not None:
            body.dropped[at] = "date line"
            body.values.setdefault("date", line.date)
            body.values.update({} if line.place is None else {"place": line.place})
        elif find_boilerplate(flow.text) == "end mark":
            body.dropped[at] = "end mark"
        else:
            body.kept.append(flow)
            body.first = body.first or at
    return body


def _values(
    head: PageHead, title: str | None, body: Body, reader: FlowReader, name: str
) -> tuple[dict[str, Any], dict[str, str]]:
    found = {
        "title": title,
        "language": head.language,
        "source_url": head.url,
        "source": head.sites[0] if head.sites else None,
    }
    values: dict[str, Any] = {**head.terms, **{key: value for key, value in found.items() if value}}
    provenance = dict.fromkeys(values, "markup")
    for date, origin in _dates(head, title, body, reader, name):
        if date is not None:
            values["date"], provenance["date"] = date, origin
            break
    last = read_dateline(body.kept[-1].text) if len(body.kept) > 1 else None
    place = body.values.get("place") or (None if last is None else last.place)
    if place and "place" not in values:
        values["place"], provenance["place"] = place, "text"
    return values, provenance


def _dates(
    head: PageHead, title: str | None, body: Body, reader: FlowReader, name: str
) -> Iterator[tuple[str | None, str]]:
    """Yield the dates of a page, the best first. Markup may be a day off, in another zone: then print counts."""
    printed = body.values.get("date") or _find_printed(reader.flows, body)
    timed = _find_time(reader.times, reader.flows, body)
    marked = timed if timed and head.date and _are_near(timed, head.date) else head.date or timed
    yield (printed, "text") if printed and marked and _are_near(printed, marked) else (marked, "markup")
    yield printed, "text"
    last = read_dateline(body.kept[-1].text) if len(body.kept) > 1 else None
    yield (None if last is None else last.date), "text"
    titled = find_date(title or "")
    yield (None if titled is None else titled[0]), "markup"
    yield read_name(name), "path"


def _are_near(one: str, other: str) -> bool:
    first, second = parse_edtf(one).earliest, parse_edtf(other).earliest
    return (
        first is not None
        and second is not None
        and abs(first - second) <= datetime.timedelta(days=1)
        and len(one) >= 10
    )


def _find_printed(flows: Sequence[Flow], body: Body) -> str | None:
    """Return the date of a line that is a date and stands above the text, near it."""
    for at in range(body.first, max(body.first - 12, -1), -1):
        if at < len(flows) and flows[at].reason in (None, "header", "page date"):
            for text in (flows[at].text, *flows[at].lines):
                line = read_dateline(text)
                if line is not None:
                    return line.date
            # A line of the page's own may say more beside its date: who posted it, where.
            said = find_date(flows[at].text) if body.dropped.get(at) == "page line" else None
            if said is not None and not CHANGED & list_units(flows[at].text):
                return said[0]
    return _find_published(flows, body)


def _find_published(flows: Sequence[Flow], body: Body) -> str | None:
    """Return the date of a line of the page's own below a lede that says when the page was published."""
    for at in range(body.first + 1, min(body.first + 8, len(flows))):
        text = flows[at].text
        found = find_date(text) if body.dropped.get(at) == "page line" else None
        if found is not None and _PUBLISHED.search(f"{flows[at - 1].text} {text[: found[1]]}"):
            return found[0]
    return None


def _find_time(times: Sequence[Times], flows: Sequence[Flow], body: Body) -> str | None:
    """Return the ``<time>`` above the text that is no time of change."""
    for time in times:
        near = [e for depth, e in enumerate(list_ancestors(time.element)) if depth < 3]
        units = set().union(*(list_units(f"{e.get('class') or ''} {e.get('itemprop') or ''}") for e in near))
        inside = time.at < len(flows) and get_tag(time.element) == "time" and time.at > body.first + 6
        published = time.element.get("itemprop") == "datePublished" and time.reason == "footer"
        furniture = time.reason not in (None, "header") and not published
        if not units & CHANGED and not inside and not furniture:
            return read_stamp(time.stamp)
    return None


def _notes(body: Body, notes: PageNotes) -> list[Note]:
    places = {mark: number for number, flow in reversed(list(enumerate(body.kept, 1))) for mark in flow.marks}
    return [Note(mark, text, places.get(mark)) for mark, text in notes.texts.items()]


def _left_out(flows: Sequence[Flow], body: Body, title: str) -> tuple[LeftOut, ...]:
    """Return what was dropped; a piece that is the title and no more is a value, and not lost."""
    pairs = ((reason, flows[at].text) for at, reason in sorted(body.dropped.items()))
    return gather_left_out(pair for pair in pairs if pair[0] != "title" or fold(pair[1]) != fold(title))


def _with_encoding(built: Extract, encoding: str | None, confidence: float | None) -> Extract:
    return Extract(
        built.text,
        built.passages,
        built.values,
        built.provenance,
        built.notes,
        built.left_out,
        built.key,
        encoding,
        confidence,
    )
