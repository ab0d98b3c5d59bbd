"""What the smallest engine keeps: texts in books, the books of a commit, and the writer that makes the next commit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pincite.index.engine import Checkpoint
from pincite.index.query.asking import Asked
from pincite.index.query.signing import OUTLIVED_COMMITS
from pincite.index.results import Passage
from pincite.index.text.analysis import tokenize
from pincite.index.values.entry import Entry
from pincite.index.values.fields import SCHEMA_VERSION
from pincite.index.values.heading import Heading


@dataclass(frozen=True, eq=False)
class Text:
    """A title or a paragraph: its token forms, and how to show it (titles: number 0)."""

    heading: Heading
    passage: Passage
    forms: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Book:
    """One statement: its title and its paragraphs."""

    heading: Heading
    title: Text
    rows: tuple[Text, ...]


@dataclass(frozen=True)
class Commit:
    """All statements, by id, as of one commit."""

    checkpoint: Checkpoint
    generation: str
    books: tuple[Book, ...]


SHELVES: dict[Path, list[Commit]] = defaultdict(list)
"""The commits that walks may still go over, the newest last, by archive."""
NOTHING = Commit(Checkpoint(0, SCHEMA_VERSION, 0, 0, 0), "", ())


def book_of(entry: Entry) -> Book:
    passages = [Passage(p.number, p.label, p.text, entry.version) for p in entry.paragraphs]
    told = [Passage(0, None, entry.heading.title, entry.version), *passages]
    language = entry.heading.language
    title, *rows = (Text(entry.heading, p, tuple(t.form for t in tokenize(p.text, language))) for p in told)
    return Book(entry.heading, title, tuple(rows))


@lru_cache(maxsize=1 << 16)
def held_in(asked: Asked, text: Text) -> set[str]:
    """The forms in a text that a word stands for."""
    return {form for form in set(text.forms) if asked.stands_for(form, text.heading.language)}


class ToyWriter:
    """Collects what one commit puts and deletes; the next commit is the list of before with that changed."""

    def __init__(self, base: Commit, generation: str, show: list[Commit]) -> None:
        self._base, self._generation, self._show = base, generation, show
        self._put: dict[str, Book] = {}
        self._deleted: set[str] = set()

    def put(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if entry.heading.id in self._put:
                raise ValueError(f"the id {entry.heading.id!r} stands twice in one commit")
            self._put[entry.heading.id] = book_of(entry)

    def delete(self, ids: Sequence[str]) -> None:
        self._deleted |= set(ids)

    def commit(self, batch: int) -> Checkpoint:
        left = {book.heading.id: book for book in self._base.books if book.heading.id not in self._deleted}
        books = tuple(book for _, book in sorted((left | self._put).items()))
        counts = (len(books), sum(len(book.rows) for book in books))
        checkpoint = Checkpoint(batch, SCHEMA_VERSION, *counts, self._base.checkpoint.commit + 1)
        self._base = Commit(checkpoint, self._generation, books)
        self._put, self._deleted = {}, set()
        self._show.append(self._base)
        del self._show[: -OUTLIVED_COMMITS - 1]
        return checkpoint
