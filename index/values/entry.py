"""Statements as the index receives them, and as it stores them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pincite.index.values.heading import Heading
from pincite.index.values.statement import Paragraph


class Passage(NamedTuple):
    """A paragraph as it is indexed: number, printed label, text, and the version (64 hex) it belongs to."""

    number: int
    label: str | None
    text: str
    version: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One statement to index: its heading, its current version's digest (64 hex) and paragraphs.

    ``replaced`` are paragraphs of its earlier versions with texts that the current one lacks: each text once, in the
    order of their numbers.
    """

    heading: Heading
    version: str
    paragraphs: Sequence[Paragraph]
    replaced: Sequence[Passage] = ()


@dataclass(frozen=True, slots=True)
class Indexed:
    """One statement as the index stores it. ``labels`` and ``texts`` are those of its paragraphs, in order."""

    heading: Heading
    version: str
    labels: tuple[str | None, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexedReplaced:
    """One statement of the index of replaced versions. ``version`` is the current one, which lacks ``passages``."""

    heading: Heading
    version: str
    passages: tuple[Passage, ...]
