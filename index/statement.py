"""What the archive holds: the paragraphs of a statement and where they stand in its text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered part of a statement: the unit that is indexed, hit and cited.

    ``number`` is the 1-based position; ``label`` the number printed in the source, or None (never inferred);
    ``spans`` are half-open code-point ranges in the canonical text, in order.
    """

    number: int
    text: str
    label: str | None
    spans: tuple[tuple[int, int], ...]


def build_paragraph(number: int, canonical: str, spans: tuple[tuple[int, int], ...]) -> Paragraph:
    """Return the paragraph whose text is its spans of ``canonical`` joined by one space."""
    return Paragraph(number, " ".join(canonical[start:end] for start, end in spans), None, spans)
