"""What the smallest engine keeps: texts in books, the books of a commit, and the writer that makes the next commit."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np

from pincite.index.engine import Checkpoint
from pincite.index.query.asking import Asked
from pincite.index.query.deadline import never
from pincite.index.query.query import Versions
from pincite.index.query.reissues import find_reissues, sketch_of
from pincite.index.query.same_words import are_same, words_of
from pincite.index.query.signing import OUTLIVED_COMMITS
from pincite.index.text.analysis import tokenize
from pincite.index.text.fingerprints import Prints, fingerprints_of_forms
from pincite.index.values.entry import Entry, Indexed, IndexedReplaced, Passage
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
    """All statements, by id, as of one commit; ``older`` are the books of those with replaced versions."""

    checkpoint: Checkpoint
    generation: str
    books: tuple[Book, ...]
    older: tuple[Book, ...] = ()

    def of(self, versions: Versions) -> tuple[Book, ...]:
        """The books that are searched for these versions."""
        return self.older if versions is Versions.REPLACED else self.books

    @cached_property
    def reissues(self) -> frozenset[str]:
        """The ids of the statements whose words were issued before."""
        sketches = [sketch_of(_prints(book)) for book in self.books]
        dates = [book.heading.dates.earliest or date.max for book in self.books]
        words = [words_of(row.passage.text for row in book.rows) for book in self.books]
        owners = np.repeat(np.arange(len(sketches)), [len(one) for one in sketches])
        found = find_reissues(
            np.concatenate([NO_PRINTS, *sketches]),
            owners,
            np.array(sorted(range(len(dates)), key=lambda at: (dates[at], self.books[at].heading.id)), np.int64),
            lambda one, other: are_same(words[one], words[other]),
            never,
        )
        return frozenset(self.books[at].heading.id for at in found.tolist())

    def indexed(self) -> Iterator[Indexed]:
        """What the port tells of each statement."""
        for book in self.books:
            labels, texts = tuple(row.passage.label for row in book.rows), tuple(row.passage.text for row in book.rows)
            yield Indexed(book.heading, book.title.passage.version, labels, texts)

    def replaced(self) -> Iterator[IndexedReplaced]:
        """What the port tells of replaced versions."""
        for book in self.older:
            passages = tuple(row.passage for row in book.rows)
            yield IndexedReplaced(book.heading, book.title.passage.version, passages)


NO_PRINTS = np.zeros(0, np.uint32)


def _prints(book: Book) -> Prints:
    return np.concatenate([NO_PRINTS, *(fingerprints_of_forms(row.forms) for row in book.rows)])


SHELVES: dict[Path, list[Commit]] = defaultdict(list)
"""The commits that walks may still go over, the newest last, by archive."""
NOTHING = Commit(Checkpoint(0, SCHEMA_VERSION, 0, 0, 0), "", ())


def book_of(entry: Entry, versions: Versions) -> Book:
    current = [Passage(p.number, p.label, p.text, entry.version) for p in entry.paragraphs]
    passages = entry.replaced if versions is Versions.REPLACED else current
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
        self._put: dict[str, Entry] = {}
        self._deleted: set[str] = set()

    def put(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if entry.heading.id in self._put:
                raise ValueError(f"the id {entry.heading.id!r} stands twice in one commit")
            self._put[entry.heading.id] = entry

    def delete(self, ids: Sequence[str]) -> None:
        self._deleted |= set(ids)

    def prepare(self) -> bool:
        return False

    def commit(self, batch: int) -> Checkpoint:
        books, older = (self._books(versions) for versions in Versions)
        counts = [len(books), *(sum(len(book.rows) for book in some) for some in (books, older))]
        commit = self._base.checkpoint.commit + 1
        checkpoint = Checkpoint(batch, SCHEMA_VERSION, counts[0], counts[1], commit, counts[2])
        self._base = Commit(checkpoint, self._generation, books, older)
        self._put, self._deleted = {}, set()
        self._show.append(self._base)
        del self._show[: -OUTLIVED_COMMITS - 1]
        return checkpoint

    def _books(self, versions: Versions) -> tuple[Book, ...]:
        gone = self._deleted | self._put.keys()
        left = {book.heading.id: book for book in self._base.of(versions) if book.heading.id not in gone}
        old = versions is Versions.REPLACED
        new = {id_: book_of(entry, versions) for id_, entry in self._put.items() if entry.replaced or not old}
        return tuple(book for _, book in sorted((left | new).items()))
