"""Statements, their paragraphs, and the position of each paragraph in the canonical text."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pincite.index.values.apparatus import Apparatus
from pincite.index.values.heading import Heading

Span = tuple[int, int]
"""A half-open range of code points of the canonical text."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A numbered part of a statement: the unit that is indexed, hit and cited.

    ``number`` is the 1-based position. ``label`` is the number printed in the source, or None (never inferred).
    ``spans`` are in order and do not overlap. ``text`` is the spans joined by one space. If there are several spans,
    the paragraph was joined: the gaps between them were left out.
    """

    number: int
    text: str
    label: str | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One source document as read: heading, canonical text, its paragraphs, and where each value came from.

    ``text`` is the canonical text: decoded, byte order mark off, line ends ``\\n``. ``provenance`` maps a heading
    field to its origin: ``sidecar``, ``front matter``, ``markup``, ``manifest``, ``defaults``, ``path``, ``text``,
    ``record`` (a value of a JSON line) or ``id`` (a title made from the id). The key of ``dates`` is ``date``.
    ``note``, if present, is the sidecar's
    own comment on its values. ``splits`` has the first and last number of paragraphs that were one paragraph in the
    source, but over the limit. The provenance says so too, under ``paragraphs``: only that is kept in the record.
    ``apparatus`` is what the source has besides paragraphs.
    """

    heading: Heading
    text: str
    paragraphs: Sequence[Paragraph]
    provenance: Mapping[str, str] = field(default_factory=dict)
    splits: tuple[tuple[int, int], ...] = ()
    apparatus: Apparatus = field(default_factory=Apparatus)

    _digest: list[str] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def digest(self) -> str:
        """SHA-256 (FIPS 180-4) of the canonical text in UTF-8, as 64 hex digits. It names the version."""
        # Asked for several times of each statement that is ingested, and computed once.
        if not self._digest:
            self._digest.append(text_digest(self.text))
        return self._digest[0]


def text_digest(text: str) -> str:
    """Return the SHA-256 (FIPS 180-4) of a canonical text in UTF-8, as 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def build_paragraph(number: int, canonical: str, spans: tuple[Span, ...], label: str | None = None) -> Paragraph:
    """Return the paragraph whose text is its spans of ``canonical`` joined by one space."""
    if len(spans) == 1:
        # Nearly all of them, and there are millions.
        return Paragraph(number, canonical[spans[0][0] : spans[0][1]], label, spans)
    return Paragraph(number, " ".join([canonical[start:end] for start, end in spans]), label, spans)
