"""What a source has beside the paragraphs of a statement: notes, what was left out, printed pages, who speaks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote or endnote: its printed mark, its text, and the 1-based paragraph that points to it, or None."""

    mark: str
    text: str
    paragraph: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Text of the source that is in no paragraph: why (``navigation``, ``running head``, …), and the text."""

    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Apparatus:
    """What is kept with a version and shown with it, and neither indexed nor counted.

    ``pages`` are the printed pages that a paragraph stands on, and ``speakers`` who speaks it, by its 1-based number;
    paragraphs of which the source says nothing are not in them.
    """

    notes: tuple[Note, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    pages: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    speakers: Mapping[int, str] = field(default_factory=dict)

    @property
    def texts(self) -> Iterator[str]:
        """Yield every text that is held."""
        for note in self.notes:
            yield from (note.mark, note.text)
        for one in self.left_out:
            yield from (one.reason, one.text)
        for pages in self.pages.values():
            yield from pages
        yield from self.speakers.values()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.notes or self.left_out or self.pages or self.speakers)
