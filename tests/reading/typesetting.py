"""A typesetter: paragraphs to a PDF in any of the layouts that documents have, with furniture on each page."""

from dataclasses import dataclass

from tests.reading.pdf_writer import WIDTH, Pdf

_SIZE = 9.0


@dataclass(frozen=True, slots=True)
class Layout:
    """How a document is set: columns, how paragraphs are told apart, the distance of lines, what is on each page."""

    columns: int = 1
    indent: bool = False
    pitch: float = 1.25
    head: str = ""
    folio: str = ""
    numbered_lines: bool = False
    hyphens: bool = False
    margin: str = ""


@dataclass(slots=True)
class _Cursor:
    column: int = 0
    y: float = 700.0


def typeset(paragraphs: list[str], layout: Layout) -> bytes:
    """Return a PDF of ``paragraphs``."""
    return set_pages(paragraphs, layout)[0].build()


def set_pages(paragraphs: list[str], layout: Layout) -> tuple[Pdf, int]:
    """Return the pages of ``paragraphs``, and how many lines the last column has."""
    pdf = Pdf()
    gap = 18.0
    column = (612 - 2 * 72 - gap * (layout.columns - 1)) / layout.columns
    characters = int(column / (_SIZE * WIDTH))
    cursor = _Cursor(column=layout.columns)
    for paragraph in paragraphs:
        for number, line in enumerate(break_lines(paragraph, characters, layout)):
            if cursor.y < 90 or not pdf.pages or cursor.column >= layout.columns:
                _advance(pdf, cursor, layout)
            indent = 3 * _SIZE if layout.indent and number == 0 else 0
            pdf.put(line, 72 + cursor.column * (column + gap) + indent, cursor.y, _SIZE)
            cursor.y -= layout.pitch * _SIZE
        cursor.y -= 0 if layout.indent else layout.pitch * _SIZE * 0.7
    return pdf, int((700 - cursor.y) / (layout.pitch * _SIZE))


def _advance(pdf: Pdf, cursor: _Cursor, layout: Layout) -> None:
    cursor.y = 700.0
    cursor.column += 1
    if cursor.column < layout.columns and pdf.pages:
        return
    cursor.column = 0
    pdf.page()
    number = len(pdf.pages)
    if layout.head:
        pdf.put(layout.head, 200, 760, 8)
    if layout.folio:
        pdf.put(layout.folio.format(number), 300, 40, 8)
    if layout.margin:
        pdf.put(layout.margin, 30, 300, 6, turn="0 1 -1 0")
    if layout.numbered_lines:
        for line in range(1, 29):
            pdf.put(str(line), 44, 720 - 22 * line, 9)


def break_lines(paragraph: str, characters: int, layout: Layout) -> list[str]:
    """Return the lines of ``paragraph``, filled as far as words go; some words are cut when ``layout`` says so."""
    lines: list[str] = []
    room = characters - (5 if layout.indent else 0)
    line = ""
    for word in paragraph.split():
        if line and len(line) + 1 + len(word) > room:
            free = room - len(line) - 2
            cut = min(free, len(word) - 3)
            if layout.hyphens and cut >= 3 and len(word) >= 8 and word.isalpha():
                lines.append(f"{line} {word[:cut]}-")
                line, room = word[cut:], characters
                continue
            lines.append(line)
            line, room = word, characters
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line]
