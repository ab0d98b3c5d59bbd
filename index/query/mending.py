"""Correct a query: the problems with their positions, the edits, and the text with all edits applied."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """One problem of a query, at a code point of the visible text (see ``lexer.visible``)."""

    position: int
    code: str
    expected: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the code points ``start`` to ``end`` by ``replacement``."""

    start: int
    end: int
    replacement: str = ""


def apply_edits(text: str, edits: list[Edit]) -> str:
    """Apply all edits to ``text``, in the order of their positions. An edit inside a larger one is ignored."""
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda e: (e.start, -e.end)):
        if edit.start < position:
            continue
        pieces += [text[position : edit.start], edit.replacement]
        position = edit.end
    return " ".join("".join([*pieces, text[position:]]).split())
