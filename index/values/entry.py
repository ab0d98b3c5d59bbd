"""Statements as the index receives them, and as it stores them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pincite.index.values.heading import Heading
from pincite.index.values.statement import Paragraph


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement to index: its heading, its current version's digest (64 hex) and paragraphs."""

    heading: Heading
    version: str
    paragraphs: Sequence[Paragraph]


@dataclass(frozen=True, slots=True)
class Indexed:
    """One statement as the index stores it. ``labels`` and ``texts`` are those of its paragraphs, in order."""

    heading: Heading
    version: str
    labels: tuple[str | None, ...]
    texts: tuple[str, ...]
