"""What a source has besides paragraphs: notes, text that was left out, printed pages, speakers, roles, evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from pincite.index.values.evidence import Evidence

Role = Literal["text", "heading", "item", "row", "signature", "quote", "dateline"]
"""What a paragraph is in its document. Its place in the text and its number do not depend on it."""


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote: its printed mark, its text, and the 1-based paragraph that points to it, or None."""

    mark: str
    text: str
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Text of the source that is in no paragraph: the reason (``navigation``, ``running head``, …) and the text."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Apparatus:
    """What is stored and shown with a version, but not indexed or counted.

    ``pages`` and ``speakers`` give the printed pages and the speaker of a paragraph, by its 1-based number. Paragraphs
    without this information are absent. ``roles`` gives what a paragraph is in its document; plain text is absent.
    ``evidence`` is why rules gave the values that they gave.
    """

    notes: tuple[Note, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    pages: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    speakers: Mapping[int, str] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    roles: Mapping[int, Role] = field(default_factory=dict)

    @property
    def texts(self) -> Iterator[str]:
        """Yield every text in it."""
        for note in self.notes:
            yield from (note.mark, note.text)
        for one in self.left_out:
            yield from (one.reason, one.text)
        for pages in self.pages.values():
            yield from pages
        yield from self.speakers.values()
        for shown in self.evidence:
            yield shown.value

    def __bool__(self) -> bool:
        """Whether it contains anything."""
        return bool(self.notes or self.left_out or self.pages or self.speakers or self.evidence or self.roles)
