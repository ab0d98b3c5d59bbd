"""What a citation says, before any style: authors, title, date, place, paragraph, version, addresses."""

import datetime
from dataclasses import dataclass

from pincite.index.values.dates import Dates
from pincite.index.values.heading import Heading


@dataclass(frozen=True, slots=True)
class Work:
    """A statement, or with ``paragraph`` one paragraph of it, as it is cited.

    ``version`` is a version in at most 64 hex digits; ``url`` is the permanent address, ``accessed`` the day on which
    it was opened. ``pages`` and ``speaker`` are those of the paragraph, where the source gives them. ``archive`` is the
    name of the archive.
    """

    heading: Heading
    version: str
    url: str
    accessed: datetime.date
    archive: str
    paragraph: int | None = None
    label: str | None = None
    pages: tuple[str, ...] = ()
    speaker: str | None = None

    @property
    def authors(self) -> tuple[str, ...]:
        """The issuers; without any, the source. People are not authors: they speak or sign for an institution."""
        heading = self.heading
        return tuple(dict.fromkeys(heading.issuers)) or ((heading.source,) if heading.source else ())

    @property
    def publisher(self) -> str | None:
        """The source, where it is not named as the author already."""
        return None if self.heading.source in self.authors else self.heading.source

    @property
    def key(self) -> str:
        """A key in letters, digits and ``-``, from the id and the paragraph."""
        plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in self.heading.id).strip("-")
        return f"{plain or 'statement'}{f'-p{self.paragraph}' if self.paragraph else ''}"

    @property
    def day(self) -> tuple[int, ...]:
        """The date as year, month and day as far as all three are known without doubt; empty otherwise."""
        return parts_of(self.heading.dates)

    @property
    def place_in_text(self) -> str:
        """``para. 4 (printed as 12), p. 3``; empty for a whole statement."""
        if self.paragraph is None:
            return ""
        printed = f" (printed as {self.label})" if self.label else ""
        pages = f", {'p.' if len(self.pages) == 1 else 'pp.'} {', '.join(self.pages)}" if self.pages else ""
        return f"para. {self.paragraph}{printed}{pages}"

    @property
    def note(self) -> str:
        """What the fields of a reference manager have no room for."""
        speaker = f"speaker: {self.speaker}" if self.speaker else ""
        original = f"original: {self.heading.source_url}" if self.heading.source_url else ""
        version = f"version {self.version[:12]}"
        return "; ".join(part for part in (self.place_in_text, speaker, version, self.archive, original) if part)


def parts_of(dates: Dates) -> tuple[int, ...]:
    """Return ``(2018, 6, 2)``, ``(2018, 6)`` or ``(2018,)`` for a plain EDTF date; empty for any other."""
    pieces = (dates.edtf or "").split("-")
    if len(pieces) <= 3 and all(piece.isascii() and piece.isdigit() for piece in pieces) and len(pieces[0]) == 4:
        return tuple(map(int, pieces))
    return ()
