"""Putting a query right: what is wrong and where, the places to change, and the whole text with the changes made."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing wrong with a query, at a code point of the text that is shown (see ``lexer.visible``)."""

    position: int
    code: str
    expected: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``replacement`` in the place of the code points ``start`` to ``end``."""

    start: int
    end: int
    replacement: str = ""


def apply_edits(text: str, edits: list[Edit]) -> str:
    """Return ``text`` with all edits made, in the order of their places; one inside a greater one is left out."""
    pieces: list[str] = []
    position = 0
    for edit in sorted(edits, key=lambda e: (e.start, -e.end)):
        if edit.start < position:
            continue
        pieces += [text[position : edit.start], edit.replacement]
        position = edit.end
    return " ".join("".join([*pieces, text[position:]]).split())
