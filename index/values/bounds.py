"""The table of size limits for statements. Readers, their messages and docs/operations.md all use it.

It applies only when sources are read. An archive or a dump that already exceeds a limit is accepted as it is.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bound:
    """One limit: what it limits, the largest value, its unit, and what happens beyond it."""

    name: str
    value: int
    unit: str
    beyond: str

    def __str__(self) -> str:
        return f"{self.value:,} {self.unit}"


PARAGRAPH = Bound(
    "a paragraph",
    200_000,
    "characters",
    "Plain text is split at sentence ends, and `ingest` says so. A JSON line is refused.",
)
PARAGRAPHS = Bound("the paragraphs of a statement", 20_000, "paragraphs", "The statement is refused.")
TEXT = Bound("the text of a statement", 20_000_000, "bytes", "The statement is refused.")
VALUE = Bound("a title or any other value", 1_000, "characters", "The statement is refused.")
VALUES = Bound("the values of one field", 1_000, "values", "The statement is refused.")
ID = Bound("an id", 500, "characters", "The statement is refused.")
FILE = Bound("a file", 200 * 2**20, "bytes", "The file is refused. JSON lines files have no such limit.")
TOKEN = Bound("a token", 1_000, "characters", "Only its beginning is indexed. The text keeps all of it.")
LINE = Bound("a line of JSON lines", 50 * 2**20, "bytes", "The line is refused.")
SIDECAR = Bound("a sidecar", 2**20, "bytes", "The statement is refused.")

BOUNDS: tuple[Bound, ...] = (PARAGRAPH, PARAGRAPHS, TEXT, VALUE, VALUES, ID, FILE, TOKEN, LINE, SIDECAR)
