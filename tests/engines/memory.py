"""An archive of segments that live in memory: for the evaluator alone, without writer and files."""

import random
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace

import numpy as np

from pincite.index.engine import Checkpoint, IndexWriter
from pincite.index.engines.whoosh.arrays.segment import Part, Snapshot, build_snapshot, read_segment
from pincite.index.engines.whoosh.engine import WhooshEngine
from pincite.index.engines.whoosh.writing.build import Builder
from pincite.index.values.entry import Entry
from pincite.index.values.fields import SCHEMA_VERSION
from pincite.index.values.findings import Depth, Finding
from pincite.index.values.statement import Statement
from tests.former import former_of

GENERATION = "gen-000001"


class MemorySource:
    """Commits that are handed in, the newest last. Implements ``SnapshotSource``, except for writing."""

    def __init__(self, *commits: Snapshot) -> None:
        self.commits = list(commits)

    def newest(self) -> tuple[str, int]:
        return GENERATION, self.commits[-1].commit

    def open(self) -> Snapshot:
        return self.commits[-1]

    def open_commit(self, generation: str, commit: int) -> Snapshot | None:
        return next((c for c in self.commits if (c.generation, c.commit) == (generation, commit)), None)

    def writer(self, *, fresh: bool) -> AbstractContextManager[IndexWriter]:
        raise NotImplementedError

    def check(self, depth: Depth) -> Iterator[Finding]:
        raise NotImplementedError

    def tidy(self, *, fix: bool) -> Iterator[Finding]:
        raise NotImplementedError


def entry_of(statement: Statement) -> Entry:
    """A statement as it is indexed."""
    return Entry(statement.heading, statement.digest, statement.paragraphs, former_of(statement))


def build_commit(parts: Sequence[tuple[Sequence[Statement], Sequence[Statement]]], commit: int = 1) -> Snapshot:
    """A snapshot of one segment for each (live, dead) statements."""
    builder = Builder()
    built, older = (tuple(_part(builder, *part, replaced=kind) for part in parts) for kind in (False, True))
    return build_snapshot(GENERATION, Checkpoint(commit, SCHEMA_VERSION, 0, 0, commit), built, replaced=older)


def _part(builder: Builder, live: Sequence[Statement], dead: Sequence[Statement], *, replaced: bool) -> Part:
    ordered = sorted([*live, *dead], key=lambda statement: statement.heading.id)
    held = [statement for statement in ordered if former_of(statement) or not replaced]
    arrays = read_segment(builder.build([entry_of(statement) for statement in held], replaced=replaced))
    mask = np.array([any(statement is one for one in live) for statement in held], np.bool_)
    return Part(arrays, None if mask.all() else mask)


def scattered(statements: Sequence[Statement], segments: int, seed: int) -> Snapshot:
    """A snapshot of ``statements`` over ``segments`` segments; with more than one, outdated versions lie beside."""
    chance = random.Random(seed)
    mixed = list(statements)
    chance.shuffle(mixed)
    groups = [mixed[at::segments] for at in range(segments)]
    parts = []
    for group in groups:
        others = [statement for statement in mixed if not any(statement is one for one in group)]
        dead = [_outdated(statement, chance) for statement in others[: len(others) // 4]]
        parts.append((group, dead))
    return build_commit(parts)


def _outdated(statement: Statement, chance: random.Random) -> Statement:
    """An older version: other paragraphs in another order, under the same id."""
    texts = [*(p.text for p in statement.paragraphs), "an older text of peace and treaties"]
    chance.shuffle(texts)
    paragraphs = tuple(
        replace(statement.paragraphs[0], number=number, text=text, spans=()) for number, text in enumerate(texts, 1)
    )
    return replace(statement, paragraphs=paragraphs)


def memory_engine(statements: Sequence[Statement], segments: int = 1, seed: int = 0) -> WhooshEngine:
    """An engine over ``statements``, without files."""
    return WhooshEngine(MemorySource(scattered(statements, segments, seed)), cursor_key=b"k" * 32)
