"""Markdown (CommonMark, tables): blocks to paragraphs, inline marks off, front matter to values."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from markdown_it import MarkdownIt
from markdown_it.token import Token

from pincite.index.reading.canonical import decode_canonical
from pincite.index.reading.extract import Extract
from pincite.index.reading.formats.blocks import Block, build_extract, gather_left_out, name_blocks
from pincite.index.reading.formats.boilerplate import find_boilerplate
from pincite.index.reading.formats.datelines import read_dateline, read_name
from pincite.index.reading.formats.frontmatter import read_front_matter, split_front_matter, split_title_block
from pincite.index.reading.formats.heads import read_head
from pincite.index.reading.formats.html import read_fragment
from pincite.index.reading.formats.inlines import InlinePiece, split_inline
from pincite.index.reading.formats.pagetail import tell_section
from pincite.index.reading.formats.plaintext import read_lines
from pincite.index.reading.formats.port import Content, Options
from pincite.index.reading.formats.whitespace import fold, is_blank, squeeze
from pincite.index.values.apparatus import Note, Role
from pincite.index.values.errors import SourceError

VERSION = "markdown/4"
DECODES = False

_FOOTNOTE = re.compile(
    r"^\[\^(?P<mark>[^\]\s]+)\]:[ \t]*(?P<text>.*(?:\n(?:[ \t]{2,}\S.*|[ \t]*$(?=\n[ \t]{4})))*)", re.MULTILINE
)
_MARK = re.compile(r"\[\^(?P<mark>[^\]\s]+)\]")
_TEMPLATE = re.compile(
    r"^[ \t]*(?:(?:\{\{[<%](?:(?!\{\{).)*[%>]\}\}|\{%(?:(?!\{%).)*%\}|\{:[^{}\n]*\}|\[toc\]|\[\[_?toc_?\]\])"
    r"[ \t]*)+(?:\n|\Z)|^[ \t]*>[ \t]*\[!\w+\][+-]?[ \t]*(?:\n|\Z)|^(?:#[^\W\d_][\w/-]*[ \t]*)+(?:\n|\Z)",
    re.MULTILINE | re.IGNORECASE,
)
"""Lines that a program reads: what Hugo, Jekyll and kramdown put in the place of a text, kinds of boxes, tags."""
_WIKI = re.compile(r"(?<!!)\[\[(?:[^\[\]|\n]*\|)?([^\[\]|\n]+)\]\](?!\()")
"""A link between notes: ``[[Minutes|the minutes]]``."""
_NBSP_END = re.compile(r"[\u00a0 \t]+$", re.MULTILINE)


def extract(content: Content, name: str, options: Options) -> Iterator[Extract]:  # noqa: ARG001 - the port
    """Yield the one statement of a Markdown file; SourceError when it contains no text.

    Canonical is our extraction: paragraphs with a blank line between them, inline marks off.
    """
    text = content if isinstance(content, str) else decode_canonical(content, name)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        matter, body, given = split_front_matter(text)
        if not matter:
            matter, body, given = split_title_block(text)
    except ValueError as error:
        raise SourceError(name, 1, f"the front matter cannot be read ({error})", "correct it, or remove it") from error
    values = read_front_matter(given)
    provenance = dict.fromkeys(values, "front matter")
    body, notes = _take_notes(body)
    lines = [("template", match.group().strip()) for match in _TEMPLATE.finditer(body)]
    blocks, dropped = _split(read_blocks(_WIKI.sub(r"\1", _TEMPLATE.sub("", body)), lines))
    dropped[:0] = lines
    blocks = _take_head(blocks, values, provenance, dropped, name)
    blocks, placed = _place_notes(blocks, notes)
    if not blocks:
        raise SourceError(name, None, "contains no text", "add the statement, or remove the file")
    left_out = gather_left_out([("front matter", matter.strip()), *dropped])
    yield build_extract(name_blocks(blocks), values, provenance, placed, left_out)


def read_blocks(text: str, dropped: list[tuple[str, str]]) -> list[Block]:
    """Return the paragraphs of Markdown ``text``; what is said of pictures that stand alone goes to ``dropped``."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough").parse(text)
    return list(_read(tokens, dropped))


def _read(tokens: Sequence[Token], dropped: list[tuple[str, str]]) -> Iterator[Block]:
    """Walk block tokens: each inline one is a paragraph, or several when hard breaks and blank lines divide it."""
    roles: list[Role] = []
    counts: list[int | None] = []
    label: str | None = None
    cells: list[str] | None = None
    for token in tokens:
        match token.type:
            case "heading_open":
                roles.append("heading")
            case "blockquote_open":
                roles.append("quote")
            case "bullet_list_open":
                counts.append(None)
            case "ordered_list_open":
                counts.append(int(token.attrs.get("start", 1)))
            case "bullet_list_close" | "ordered_list_close":
                counts.pop()
            case "list_item_open":
                roles.append("item")
                label, counts[-1] = _count(token, counts[-1])
            case "heading_close" | "blockquote_close" | "list_item_close":
                roles.pop()
            case "tr_open":
                cells = []
            case "tr_close":
                if cells:
                    yield Block(tuple(cells), "row")
                cells = None
            case "inline" if cells is not None:
                cells.extend(piece.text for piece in split_inline(token.children or [], joined=True))
            case "inline":
                pieces = split_inline(token.children or [])
                dropped.extend(("caption", piece.text) for piece in pieces if piece.image)
                for block in _blocks(pieces, roles[-1] if roles else "text"):
                    yield replace(block, label=label)
                    label = None
            case "code_block" | "fence":
                # Text that is indented is set in the middle or at the right, as signatures are: it is no code.
                yield from (Block((stretch.text,)) for stretch in read_lines(token.content))
            case "html_block":
                yield from read_fragment(token.content)


def _count(token: Token, number: int | None) -> tuple[str | None, int | None]:
    """Return the label of a list item and what the next one counts from. CommonMark keeps each printed number."""
    if number is None:
        return None, None
    printed = token.info or str(number)
    return printed, number + 1


def _blocks(pieces: Sequence[InlinePiece], role: Role) -> Iterator[Block]:
    for piece in pieces:
        is_heading = (
            piece.bold and role == "text" and len(piece.text) <= 200 and not piece.text.endswith((".", ":", ";"))
        )
        if not piece.image:
            yield Block((piece.text,), "heading" if is_heading else role, lead=piece.lead)


def _split(blocks: Sequence[Block]) -> tuple[list[Block], list[tuple[str, str]]]:
    """Return the blocks that are text, and the end marks and rules with their reasons."""
    kept, dropped = [], []
    for block in blocks:
        reason = find_boilerplate(block.text) if block.role in ("text", "heading", "item") else None
        if reason in ("end mark", "rule", "page furniture"):
            dropped.append((reason, block.text))
        else:
            kept.append(block)
    return kept, dropped


def _trim(blocks: list[Block], dropped: list[tuple[str, str]]) -> list[Block]:
    """Take release lines off the head and press contacts off the end, unless nothing else is there."""
    lines = [find_boilerplate(block.text) == "boilerplate" and block.role in ("text", "heading") for block in blocks]
    if all(lines):
        return blocks
    first, last = lines.index(False), len(lines) - lines[::-1].index(False)
    related = next((at for at in range(first + 1, last) if _is_related(blocks[at:last])), last)
    dropped.extend(("related", block.text) for block in blocks[related:last])
    blocks, last = [*blocks[:related], *blocks[last:]], related
    dropped.extend(("boilerplate", block.text) for block in (*blocks[:first], *blocks[last:]))
    return blocks[first:last]


def _is_related(blocks: Sequence[Block]) -> bool:
    """Tell whether blocks are a heading that announces other pages, and a list of them."""
    first, *rest = blocks
    listed = all(block.role == "item" and block.text[-1:] not in ".;," for block in rest)
    return first.role == "heading" and bool(rest) and listed and tell_section(first.text) == "related"


def _take_head(
    blocks: list[Block],
    values: dict[str, object],
    provenance: dict[str, str],
    dropped: list[tuple[str, str]],
    name: str,
) -> list[Block]:
    """Take the title and the date line off the head where markup or a whole line says so; return what is left."""
    blocks = _trim(blocks, dropped)
    first = blocks[0] if blocks else None
    if first is not None and first.role == "heading" and len(blocks) > 1:
        if "title" not in values:
            values["title"], provenance["title"] = first.text, "markup"
        if fold(str(values["title"])) == fold(first.text):
            blocks = blocks[1:]
    elif "title" not in values and len(blocks) > 2 and read_dateline(blocks[1].text) is not None:
        # Without any markup, a line above the date line may be a title by the rules of plain text.
        title = read_head([block.text for block in blocks], [False] * len(blocks)).values.get("title")
        if title is not None and fold(title) == fold(blocks[0].text):
            values["title"], provenance["title"] = title, "text"
            blocks = blocks[1:]
    blocks = _trim(blocks, dropped)
    line = read_dateline(blocks[0].text) if len(blocks) > 1 else None
    if line is not None:
        dropped.append(("date line", blocks[0].text))
        blocks = _trim(blocks[1:], dropped)
        _set(values, provenance, "date", line.date, "text")
        _set(values, provenance, "place", line.place, "text")
    _set(values, provenance, "date", read_name(name, with_year=True), "path")
    return blocks


def _set(values: dict[str, object], provenance: dict[str, str], key: str, value: str | None, origin: str) -> None:
    if value is not None and key not in values:
        values[key], provenance[key] = value, origin


def _take_notes(text: str) -> tuple[str, dict[str, str]]:
    """Return the text without footnote definitions (``[^1]: …``), and these by mark."""
    notes = {match["mark"]: squeeze(match["text"]) for match in _FOOTNOTE.finditer(text)}
    return _FOOTNOTE.sub("", text), notes


def _place_notes(blocks: Sequence[Block], notes: dict[str, str]) -> tuple[list[Block], list[Note]]:
    """Take the marks of known notes out of the paragraphs, and say at which paragraph each stands."""
    places: dict[str, int] = {}
    kept: list[Block] = []
    for block in blocks:
        for match in _MARK.finditer(block.text):
            places.setdefault(match["mark"], len(kept) + 1)
        bare = (squeeze(_MARK.sub(lambda m: "" if m["mark"] in notes else m.group(), part)) for part in block.parts)
        parts = tuple(part for part in bare if not is_blank(part))
        if parts:
            kept.append(replace(block, parts=parts))
    return kept, [Note(mark, text, places.get(mark)) for mark, text in notes.items()]
