"""What a format gives: statements as they were read, before anything of the archive knows them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pincite.index.values.apparatus import LeftOut, Note, Role
from pincite.index.values.statement import Span


@dataclass(frozen=True, slots=True)
class ExtractedPassage:
    """One paragraph as read: ``spans`` of the canonical text (half-open, code points, in order, not empty).

    ``label`` is the number printed before it, never inferred. ``pages`` are the printed pages it stands on.
    ``speaker`` is who speaks, from markup or from ``NAME:`` at its head.
    """

    spans: tuple[Span, ...]
    label: str | None = None
    pages: tuple[str, ...] = ()
    speaker: str | None = None
    role: Role = "text"


@dataclass(frozen=True, slots=True)
class Extract:
    """One statement of a source file.

    ``text`` is the canonical text, line ends ``\\n``: the spans of all ``passages`` and the gaps between them give it
    back. ``values`` are raw metadata (keys of ``metadata.KEYS``), ``provenance`` the origin of each: ``front matter``,
    ``markup``, ``text`` or ``path``. ``key`` tells the statement from others of the same file, None when there is one.
    ``encoding`` and ``confidence`` (0 to 1) say how bytes became text, None where the format itself says it.
    ``media_type`` is that of the whole file, which may be an archive of several documents.
    """

    text: str
    passages: tuple[ExtractedPassage, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    provenance: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    key: str | None = None
    encoding: str | None = None
    confidence: float | None = None
    media_type: str = "application/octet-stream"
