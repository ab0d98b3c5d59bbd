"""The text of a statement for a terminal: paragraphs, notes, and the amount left out."""

from collections.abc import Sequence

from pincite.app.cli.terminal import say
from pincite.app.words import left_out_says
from pincite.index.values.apparatus import Apparatus
from pincite.index.values.statement import Paragraph


def print_text(paragraphs: Sequence[Paragraph], apparatus: Apparatus) -> None:
    """Print paragraphs, notes, and how much was left out."""
    for paragraph in paragraphs:
        say(f"\n¶ {paragraph.number}{_says(paragraph, apparatus)}\n{paragraph.text}")
    for note in apparatus.notes:
        place = f" (¶ {note.paragraph})" if note.paragraph else ""
        say(f"\nnote {note.mark}{place}\n{note.text}")
    if apparatus.left_out:
        say(f"\n{left_out_says(apparatus.left_out)}")


def _says(paragraph: Paragraph, apparatus: Apparatus) -> str:
    pages = ", ".join(apparatus.pages.get(paragraph.number, ()))
    joined = len(paragraph.spans)
    parts = (
        f" [{paragraph.label}]" if paragraph.label else "",
        f" (joined from {joined} pieces)" if joined > 1 else "",
        f" (printed page {pages})" if pages else "",
        f" (speaker: {apparatus.speakers[paragraph.number]})" if paragraph.number in apparatus.speakers else "",
    )
    return "".join(parts)
