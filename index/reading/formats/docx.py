"""DOCX: a file is one statement, read from its own parts in the order of the page.

Insertions are in, deletions and hidden text out; a content control is as if it were not there; a text box stands once,
after the paragraph that holds it; a row of a table is one paragraph; numbers that Word makes are labels, and so are
those that are typed where they count on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pincite.index.reading.extract import Extract, ExtractedPassage
from pincite.index.reading.formats.container import LIMITS, Limits
from pincite.index.reading.formats.docx_numbers import Numbers, build_numbers
from pincite.index.reading.formats.docx_parts import Parts, attribute, child, is_on, local, read_parts, value
from pincite.index.reading.formats.docx_runs import Content, Reference, read_content
from pincite.index.reading.formats.docx_styles import Style, Styles, is_centred
from pincite.index.reading.formats.edges import find_edges
from pincite.index.reading.formats.headings import DocumentHead, Shown, find_head
from pincite.index.reading.formats.labels import find_typed
from pincite.index.reading.formats.speakers import find_speakers
from pincite.index.values.apparatus import LeftOut, Note, Role
from pincite.index.values.errors import SourceError

READER_VERSION = "docx/3"

_THROUGH = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "Choice"})
_DEPTH = 60


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph or a row in its place."""

    text: str
    shown: Shown
    role: Role = "text"
    label: str | None = None
    references: tuple[Reference, ...] = ()
    title: bool = False


@dataclass(slots=True)
class _Reading:
    """What is needed and gathered on the way through the document."""

    styles: Styles
    numbers: Numbers
    left_out: list[LeftOut] = field(default_factory=list)
    held: Content | None = None


def read_docx(raw: bytes, name: str, limits: Limits = LIMITS) -> list[Extract]:
    """Return the one statement of the DOCX file called ``name``; SourceError when it is broken or contains no text."""
    parts = read_parts(raw, name, limits)
    reading = _Reading(Styles(parts.styles), build_numbers(parts.numbering))
    body = child(parts.document, "body")
    blocks = [] if body is None else [block for block in _read_blocks(body, reading, 0) if block.text]
    if not blocks:
        raise SourceError(name, None, "contains no text", "add the statement, or remove the file")
    return [_assemble(blocks, _find_head(blocks, parts), _read_notes(blocks, parts, reading.styles), parts, reading)]


def _read_blocks(parent: etree._Element, reading: _Reading, depth: int) -> Iterator[_Block]:
    if depth > _DEPTH:
        return
    for one in parent:
        name = local(one)
        if name == "p":
            yield from _read_paragraph(one, reading, depth)
        elif name == "tbl":
            yield from _read_table(one, reading, depth)
        elif name in _THROUGH:
            yield from _read_blocks(one, reading, depth + 1)
        elif name == "AlternateContent":
            chosen = child(one, "Choice")
            yield from _read_blocks(chosen if chosen is not None else one, reading, depth + 1)


def _read_paragraph(paragraph: etree._Element, reading: _Reading, depth: int) -> Iterator[_Block]:
    content = _join_held(read_content(paragraph, reading.styles), reading)
    _keep_out(content, reading)
    properties = child(paragraph, "pPr")
    if is_on(properties, "rPr", "del") is not None and local(paragraph) == "p":
        # Its end was struck out: it goes on in the next one.
        reading.held = content
        return
    style = reading.styles.get(value(properties, "pStyle"))
    if style.name.startswith("toc ") or style.name == "toc heading":
        reading.left_out.append(LeftOut("contents", content.text))
        return
    label, listed = _find_label(properties, style, reading.numbers)
    for stretch in content.divide():
        yield _build_block(stretch, style, properties, reading.styles, label, listed)
        label = None
    for box in content.boxes:
        yield from _read_blocks(box, reading, depth + 1)


def _join_held(content: Content, reading: _Reading) -> Content:
    held, reading.held = reading.held, None
    if held is not None:
        content.places[:] = [*held.places, *(place + len(held.parts) for place in content.places)]
        content.parts[:0] = held.parts
        content.references[:0] = held.references
        content.boxes[:0] = held.boxes
    return content


def _keep_out(content: Content, reading: _Reading) -> None:
    for reason, texts in (("hidden text", content.hidden), ("deleted text", content.struck)):
        text = "".join(texts).strip()
        if text:
            reading.left_out.append(LeftOut(reason, text))


def _build_block(
    content: Content, style: Style, properties: etree._Element | None, styles: Styles, label: str | None, listed: bool
) -> _Block:
    centred = is_centred(properties)
    outline = value(properties, "outlineLvl")
    heading = style.name.startswith("heading ") or outline is not None or style.outline is not None
    bold = content.letters > 0 and content.bold * 10 >= content.letters * 9
    shown = Shown(content.text, content.size / styles.size, bold, bool(style.centred if centred is None else centred))
    role: Role = "heading" if heading else "item" if listed else "quote" if style.is_quote else "text"
    return _Block(content.text, shown, role, label, tuple(content.references), _is_title(style))


def _is_title(style: Style) -> bool:
    return style.name == "title" or style.name in ("heading 1", "heading1")


def _find_label(properties: etree._Element | None, style: Style, numbers: Numbers) -> tuple[str | None, bool]:
    """Return the computed label, and whether the paragraph is one of a list."""
    number = value(properties, "numPr", "numId") or style.number
    level = value(properties, "numPr", "ilvl")
    deep = int(level) if level is not None and level.isdigit() else style.level
    linked = numbers.by_style.get(value(properties, "pStyle") or "")
    if linked is not None and number in (None, linked[0]):
        number, deep = linked[0], linked[1] if deep is None else deep
    if number in (None, "0"):
        return None, False
    return numbers.count(str(number), deep or 0), True


def _read_table(table: etree._Element, reading: _Reading, depth: int) -> Iterator[_Block]:
    for row in _rows(table):
        cells = [[block for block in _read_blocks(cell, reading, depth + 1) if block.text] for cell in _cells(row)]
        filled = [cell for cell in cells if cell]
        # One cell with several paragraphs is a frame around text, not a row of a table.
        if len(filled) == 1:
            yield from filled[0]
        elif filled:
            yield _join_row(filled)


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for one in table:
        if local(one) == "tr" and child(one, "trPr", "del") is None:
            yield one
        elif local(one) in _THROUGH:
            yield from _rows(one)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for one in row:
        if local(one) == "tc":
            yield one
        elif local(one) in _THROUGH:
            yield from _cells(one)


def _join_row(cells: Sequence[Sequence[_Block]]) -> _Block:
    texts = [" ".join(" ".join(block.text.split()) for block in cell) for cell in cells]
    references = tuple(one for cell in cells for block in cell for one in block.references)
    label = next((block.label for cell in cells for block in cell if block.label), None)
    return _Block(" | ".join(texts), Shown(" | ".join(texts)), "row", label, references)


def _find_head(blocks: Sequence[_Block], parts: Parts) -> DocumentHead:
    """Return the head: the first title or heading of level 1 near the top, else what the letters tell."""
    plain = DocumentHead() if not blocks else find_head([block.shown for block in blocks], parts.title)
    marked = next((index for index, block in enumerate(blocks[:8]) if block.title), None)
    sections = sum(block.title for block in blocks) > 1 and marked != 0
    if marked is not None and plain.title and plain.title[-1] < marked and sections:
        # Headings of the first order are those of the sections: the title stands above them in larger letters.
        return plain
    if marked is None or any(len(block.text) > 250 for block in blocks[:marked]):
        return plain
    if marked + 1 == len(blocks):
        return DocumentHead()
    again = find_head([_as_title(block.shown, index == marked) for index, block in enumerate(blocks)])
    return DocumentHead((marked,), " ".join(blocks[marked].text.split()), again.dateline, again.date)


def _as_title(shown: Shown, title: bool) -> Shown:
    return Shown(shown.text, 2.0, True, True) if title else Shown(shown.text, 1.0, shown.bold, shown.centred)


def _assemble(
    blocks: Sequence[_Block],
    head: DocumentHead,
    notes: Sequence[tuple[Reference, str, str]],
    parts: Parts,
    reading: _Reading,
) -> Extract:
    """Return the extract: all blocks are in the text; title, date line and what stands around are no passages."""
    text, passages = "", list[ExtractedPassage]()
    pointed: dict[Reference, int] = {}
    edges = find_edges([block.text for block in blocks], head.title, head.dateline)
    apart = {*head.title, head.dateline, *edges}
    named = iter(_name([block for index, block in enumerate(blocks) if index not in apart]))
    for index, block in enumerate(blocks):
        begin = len(text) + 2 if text else 0
        text = block.text if not text else f"{text}\n\n{block.text}"
        if index in apart:
            pointed.update(dict.fromkeys(block.references, 1))
            continue
        label, skipped, speaker = next(named)
        passages.append(ExtractedPassage(((begin + skipped, len(text)),), label, speaker=speaker, role=block.role))
        pointed.update({one: len(passages) for one in block.references})
    left_out = [*reading.left_out, *_read_heads(parts, reading)]
    left_out += [LeftOut(reason, blocks[at].text) for at, reason in sorted(edges.items())]
    if head.dateline is not None:
        left_out.append(LeftOut("date line", blocks[head.dateline].text))
    found = {"title": head.text, "date": head.date and head.date.date, "place": head.date and head.date.place}
    values = {key: one for key, one in found.items() if one}
    built = tuple(Note(mark, note, pointed.get(reference) if passages else None) for reference, mark, note in notes)
    return Extract(text, tuple(passages), values, dict.fromkeys(values, "text"), built, tuple(left_out))


def _name(blocks: Sequence[_Block]) -> Iterator[tuple[str | None, int, str | None]]:
    """Yield for each block its number, how many characters print it there, and who speaks.

    Word computes most numbers; those that the writer typed count where they count on.
    """
    typed = find_typed([block.text if block.label is None and block.role != "row" else "" for block in blocks])
    speakers = find_speakers([block.text for block in blocks])
    for block, (label, skipped), speaker in zip(blocks, typed, speakers, strict=True):
        yield block.label or label, skipped, speaker


def _read_heads(parts: Parts, reading: _Reading) -> Iterator[LeftOut]:
    for kind, root in parts.heads:
        text = "\n".join(block.text for block in _read_blocks(root, reading, 0) if block.text)
        if text:
            yield LeftOut(kind, text)


def _read_notes(blocks: Iterable[_Block], parts: Parts, styles: Styles) -> list[tuple[Reference, str, str]]:
    """Return each note with its mark and its text, in the order in which the text points to them."""
    bodies = {"footnote": _by_id(parts.footnotes), "endnote": _by_id(parts.endnotes)}
    notes: list[tuple[Reference, str, str]] = []
    counts = {"footnote": 0, "endnote": 0}
    for reference in (one for block in blocks for one in block.references):
        body = bodies[reference.kind].get(reference.identity)
        if body is None:
            continue
        counts[reference.kind] += reference.mark is None
        text = "\n".join(block.text for block in _read_blocks(body, _Reading(styles, Numbers()), 0) if block.text)
        notes.append((reference, reference.mark or str(counts[reference.kind]), text))
    return notes


def _by_id(root: etree._Element | None) -> dict[str, etree._Element]:
    return {attribute(one, "id") or "": one for one in (() if root is None else root)}
