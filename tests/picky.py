"""An engine that works, but for some statements: then it raises what a test says."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from pincite.index.engine import Checkpoint, IndexWriter, SearchEngine
from pincite.index.values.entry import Entry

Moment = Literal["put", "commit"]


class PickyWriter:
    """Passes on to a real writer what it does not refuse."""

    def __init__(self, writer: IndexWriter, refuse: Callable[[Collection[str]], None], moment: Moment) -> None:
        self._writer, self._refuse, self._moment = writer, refuse, moment
        self._ids: list[str] = []

    def put(self, entries: Sequence[Entry]) -> None:
        self._ids += [entry.heading.id for entry in entries]
        # As a real one does, it has written some of it by then.
        self._writer.put(entries)
        self._check("put")

    def delete(self, ids: Sequence[str]) -> None:
        self._writer.delete(ids)

    def prepare(self) -> bool:
        return self._writer.prepare()

    def commit(self, batch: int) -> Checkpoint:
        self._check("commit")
        return self._writer.commit(batch)

    def _check(self, moment: Moment) -> None:
        if moment == self._moment:
            self._refuse(self._ids)


class PickyEngine:
    """A real engine that cannot index the statements ``bad``; with ``broken`` no commit is made at all."""

    def __init__(self, engine: SearchEngine, error: Exception, moment: Moment = "commit") -> None:
        self.engine, self.error, self.moment = engine, error, moment
        self.bad: set[str] = set()
        self.broken = False
        self.writers = 0

    @contextmanager
    def writer(self, *, fresh: bool = False) -> Iterator[PickyWriter]:
        self.writers += 1
        with self.engine.writer(fresh=fresh) as writer:
            yield PickyWriter(writer, self._refuse, self.moment)

    def _refuse(self, ids: Collection[str]) -> None:
        if self.broken or not self.bad.isdisjoint(ids):
            raise self.error

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)
