"""Footnotes of PDF pages: small lines at the foot of a column, from the first that begins with a mark."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pincite.index.reading.formats.pdf_characters import LOWERED, RAISED
from pincite.index.reading.formats.pdf_columns import PdfLine
from pincite.index.reading.formats.pdf_furniture import is_rule

_RAISED = re.compile(f"{RAISED}([^{LOWERED}]+){LOWERED}\\s*")
_BEGIN = re.compile(f"{RAISED}([^{LOWERED}]+){LOWERED}\\s*|(\\d{{1,3}})[.)]?\\s+(?=\\S)|([*†‡§¶]{{1,3}})\\s*(?=\\S)")


@dataclass(slots=True)
class Footnote:
    """A note's printed mark and its lines."""

    mark: str
    lines: list[PdfLine]


def split_notes(pages: Sequence[Sequence[PdfLine]], size: float) -> tuple[list[list[PdfLine]], list[Footnote]]:
    """Return the pages' lines without their notes, and the notes; ``size`` is that of the document's letters."""
    body: list[list[PdfLine]] = []
    notes: list[Footnote] = []
    for lines in pages:
        kept: list[PdfLine] = []
        for column in _by_column(lines):
            cut = _find_foot(column, size, going_on=bool(notes))
            kept += column[:cut]
            _add_notes(notes, column[cut:])
        body.append(kept)
    return body, notes


def _by_column(lines: Sequence[PdfLine]) -> list[list[PdfLine]]:
    columns: list[list[PdfLine]] = []
    for line in lines:
        if columns and columns[-1][-1].column == line.column:
            columns[-1].append(line)
        else:
            columns.append([line])
    return columns


def _find_foot(column: list[PdfLine], size: float, going_on: bool) -> int:
    """Return where the notes of ``column`` begin; its length when it has none."""
    cut = len(column)
    while cut and column[cut - 1].size < 0.93 * size and not is_rule(column[cut - 1].text):
        cut -= 1
    if cut == 0:
        return len(column)
    ruled = cut > 0 and is_rule(column[cut - 1].text)
    marked = [index for index in range(cut, len(column)) if _begins(column[index])]
    if not marked:
        return cut if going_on and ruled else len(column)
    return cut if going_on and _is_apart(column, cut) else marked[0]


def _is_apart(column: list[PdfLine], cut: int) -> bool:
    return cut < len(column) and column[cut - 1].baseline - column[cut].baseline > 1.5 * column[cut].size


def _begins(line: PdfLine) -> re.Match[str] | None:
    return _BEGIN.match(line.text)


def _add_notes(notes: list[Footnote], lines: list[PdfLine]) -> None:
    for line in lines:
        begin = _begins(line)
        if begin is not None and (begin.group(2) is None or _follows(notes, begin.group(2))):
            notes.append(Footnote(next(group for group in begin.groups() if group), [line]))
        elif notes:
            notes[-1].lines.append(line)
        else:
            notes.append(Footnote("", [line]))


def _follows(notes: list[Footnote], number: str) -> bool:
    """Whether a plain number that begins a line is the next mark, not a number of the note's text."""
    before = [int(note.mark) for note in notes if note.mark.isdigit()]
    return not before or int(number) == before[-1] + 1 or int(number) == 1


def strip_mark(text: str) -> str:
    """Return the text of a note's first line without its mark."""
    begin = _BEGIN.match(text)
    return text if begin is None else text[begin.end() :]


def take_marks(text: str, known: frozenset[str]) -> tuple[str, list[str]]:
    """Return ``text`` without the raised marks that are ``known``, and those marks; other raised signs stay."""
    found: list[str] = []

    def replace(match: re.Match[str]) -> str:
        marks = re.split(r"[,\s]+", match.group(1))
        if not all(mark in known for mark in marks):
            return match.group(0).replace(RAISED, "").replace(LOWERED, "")
        found.extend(marks)
        return " " if match.group(0)[-1:].isspace() else ""

    return _RAISED.sub(replace, text), found
