"""What the archive holds: statements, their paragraphs, and where each stands in the canonical text."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from pincite.index.values.apparatus import Apparatus
from pincite.index.values.heading import Heading

Span = tuple[int, int]
"""A half-open range of code points of the canonical text."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered part of a statement: the unit that is indexed, hit and cited.

    ``number`` is the 1-based position; ``label`` the number printed in the source, or None (never inferred);
    ``spans`` are in order and do not overlap; ``text`` is the spans joined by one space. More than one span
    records a join: the gap between them is what was left out.
    """

    number: int
    text: str
    label: str | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One source document as read: heading, canonical text, its paragraphs, and where each value came from.

    ``text`` is the canonical text: decoded, byte order mark off, line ends ``\\n``. ``provenance`` maps a heading
    field to its origin: ``sidecar``, ``front matter``, ``markup``, ``text``, ``path``, ``record`` (a value of a JSON
    line) or ``id`` (a title made of it). The key of ``dates`` is ``date``, and ``note``, if there, is what the sidecar
    says of its values in its own words. ``splits`` are the numbers, first and last, of paragraphs that were one in the
    source and over the bound; ``paragraphs`` of the provenance says so too, and is what the record keeps of it.
    ``apparatus`` is what stands beside the paragraphs.
    """

    heading: Heading
    text: str
    paragraphs: tuple[Paragraph, ...]
    provenance: Mapping[str, str] = field(default_factory=dict)
    splits: tuple[tuple[int, int], ...] = ()
    apparatus: Apparatus = field(default_factory=Apparatus)

    @property
    def digest(self) -> str:
        """SHA-256 (FIPS 180-4) of the canonical text in UTF-8, as 64 hex digits: it names the version."""
        return text_digest(self.text)


def text_digest(text: str) -> str:
    """Return the SHA-256 (FIPS 180-4) of a canonical text in UTF-8, as 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def build_paragraph(number: int, canonical: str, spans: tuple[Span, ...], label: str | None = None) -> Paragraph:
    """Return the paragraph whose text is its spans of ``canonical`` joined by one space."""
    return Paragraph(number, " ".join(canonical[start:end] for start, end in spans), label, spans)
