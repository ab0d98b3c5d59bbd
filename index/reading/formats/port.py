"""What every format offers: a version, whether it decodes its own bytes, and ``extract``."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from pincite.index.reading.extract import Extract

Content = str | bytes
"""A file's content: text when somebody decoded it, bytes when the format says its encoding itself."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person says about how to read a source.

    ``body`` names the elements of a page that are its text (``#content``, ``.entry``, ``div.entry``, ``article``),
    and then all that stands in them is taken.
    """

    body: str | None = None


class Format(Protocol):
    """A module that reads one format.

    ``VERSION`` changes when the same content comes to read otherwise. ``DECODES``: ``extract`` wants bytes, because
    the format says its own encoding; else it wants text, and takes bytes for UTF-8.
    """

    VERSION: str
    DECODES: bool

    def extract(self, content: Content, name: str, options: Options) -> Iterator[Extract]:
        """Yield the statements of a file called ``name``; SourceError when it cannot be read or contains no text."""
        ...
