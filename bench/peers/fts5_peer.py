"""SQLite FTS5 for words, counts and snippets; statements and facets counted in numpy over the ids that match."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.peers import FACETS, Answer, values
from bench.workload import Question
from pincite.index.values.entry import Entry


class Fts5Peer:
    """A database, and arrays beside it: the facet values of each row (CSR), and its statement."""

    def __init__(self, folder: Path) -> None:
        self._database = folder / "fts5.sqlite"
        self._arrays = folder / "facets.npz"
        self._db: sqlite3.Connection | None = None
        self._rows = 0
        self._statements: list[int] = []
        self._terms: dict[str, dict[str, int]] = {name: {} for name in FACETS}
        self._ordinals: dict[str, list[int]] = {name: [] for name in FACETS}
        self._offsets: dict[str, list[int]] = {name: [0] for name in FACETS}
        self._count = 0

    def put(self, entries: Sequence[Entry]) -> None:
        if self._db is None:
            self._db = sqlite3.connect(self._database)
            self._db.execute("PRAGMA cache_size = -262144")
            self._db.execute("CREATE VIRTUAL TABLE p USING fts5(text, tokenize = 'porter unicode61')")
            self._db.execute("CREATE TABLE h (id INTEGER PRIMARY KEY, statement TEXT, title TEXT, number INTEGER)")
        for entry in entries:
            self._put(self._db, entry)

    def _put(self, db: sqlite3.Connection, entry: Entry) -> None:
        first = self._rows
        rows = [(first + p.number, p.text) for p in entry.paragraphs]
        db.executemany("INSERT INTO p(rowid, text) VALUES (?, ?)", rows)
        head = [(first + p.number, entry.heading.id, entry.heading.title, p.number) for p in entry.paragraphs]
        db.executemany("INSERT INTO h VALUES (?, ?, ?, ?)", head)
        self._rows += len(rows)
        self._statements += [self._count] * len(rows)
        self._count += 1
        for name, found in values(entry.heading).items():
            terms = self._terms[name]
            ordinals = [terms.setdefault(value, len(terms)) for value in found]
            for _ in rows:
                self._ordinals[name] += ordinals
                self._offsets[name].append(len(self._ordinals[name]))

    def commit(self) -> None:
        assert self._db is not None
        self._db.execute("INSERT INTO p(p) VALUES ('optimize')")
        self._db.commit()
        self._db.close()
        arrays = {"statements": np.array(self._statements, np.int32)}
        for name in FACETS:
            arrays[f"{name}_ordinals"] = np.array(self._ordinals[name], np.int32)
            arrays[f"{name}_offsets"] = np.array(self._offsets[name], np.int32)
            arrays[f"{name}_values"] = np.array(list(self._terms[name]) or [""])
        np.savez(self._arrays, **arrays)  # type: ignore[arg-type]

    def open(self) -> None:
        self._db = sqlite3.connect(self._database)
        self._db.execute("PRAGMA cache_size = -262144")
        with np.load(self._arrays) as stored:
            self._loaded = {name: stored[name] for name in stored.files}

    def answer(self, question: Question) -> Answer:
        assert self._db is not None
        match = _match(question)
        best = self._db.execute(
            "SELECT rowid, rank, snippet(p, 0, '<mark>', '</mark>', '', 48) FROM p WHERE p MATCH ?"
            " ORDER BY rank LIMIT 10",
            (match,),
        ).fetchall()
        for row, *_ in best:
            self._db.execute("SELECT statement, title, number FROM h WHERE id = ?", (row,)).fetchone()
        cursor = self._db.execute("SELECT rowid FROM p WHERE p MATCH ?", (match,))
        rows = np.fromiter((row for (row,) in cursor), np.int64) - 1
        statements = np.count_nonzero(np.bincount(self._loaded["statements"][rows], minlength=1))
        return Answer(len(rows), int(statements), len(best), sum(len(self._facet(name, rows)) for name in FACETS))

    def _facet(self, name: str, rows: np.ndarray) -> list[tuple[str, int]]:
        offsets, ordinals = self._loaded[f"{name}_offsets"], self._loaded[f"{name}_ordinals"]
        sizes = offsets[rows + 1] - offsets[rows]
        starts = np.repeat(offsets[rows] - (np.cumsum(sizes) - sizes), sizes)
        counts = np.bincount(ordinals[starts + np.arange(len(starts))], minlength=1)
        top = np.argsort(-counts, kind="stable")[:10]
        return [(str(self._loaded[f"{name}_values"][at]), int(counts[at])) for at in top if counts[at]]

    def version(self) -> str:
        return f"SQLite {sqlite3.sqlite_version}, numpy {np.__version__}"


def _match(question: Question) -> str:
    if question.kind == "prefix":
        return f"{question.words[0]}*"
    if question.kind == "phrase":
        return f'"{" ".join(question.words)}"'
    between = " OR " if question.kind == "or" else " AND "
    return between.join(f'"{word}"' for word in question.words)


peer = Fts5Peer
