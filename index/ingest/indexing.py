"""Owns indexing a batch. If the engine cannot index a statement, the others are indexed without it."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

from pincite.index.engine import IndexWriter, SearchEngine
from pincite.index.ingest.events import NotIndexed
from pincite.index.record.record import Record
from pincite.index.values.entry import Entry
from pincite.index.values.errors import ArchiveError, EngineFailed, PinciteError, describe

_LOG = logging.getLogger("pincite")

Try = Callable[[Sequence[Entry]], None]
"""Indexes statements, or raises what the engine raises."""


def _do_nothing() -> None:
    """Nobody waits."""


class Indexer:
    """The way into the index for one command, which remembers what could not go in: ``left``, by id.

    Nothing of that is kept on a disk. A statement that the record has and the index has not is one to be tried again.
    """

    def __init__(self, record: Record, engine: SearchEngine) -> None:
        self._record, self._engine = record, engine
        self._kept: _KeptWriter | None = None
        self._prepared: _Prepared | None = None
        self.left: dict[str, NotIndexed] = {}

    @contextmanager
    def session(self) -> Iterator[None]:
        """Write all batches inside with one writer: what it learns of words is learnt once, and it merges at the end.

        Each batch is still committed by itself: before the next one is written, or at the end. What an engine does for
        it beside this process is done meanwhile. Raises EngineFailed when the engine cannot end the session.
        """
        self._kept = _KeptWriter(self._engine)
        try:
            yield
            self._settle()
            with as_failure():
                self._kept.finish()
        finally:
            self._kept.drop()
            self._kept = self._prepared = None

    def write(
        self, entries: Sequence[Entry], withdrawn: Sequence[str], batch: int, then: Callable[[], None] = _do_nothing
    ) -> None:
        """Make the index that of ``batch``. What it cannot take stands in ``left`` and, of old, nowhere in the index.

        ``then`` is called when that is so: in a session perhaps not before the next batch is written, or at its end.
        Raises EngineFailed when the engine takes nothing, and its errors that are no statement's fault.
        """
        self._settle()
        for entry in entries:
            self.left.pop(entry.heading.id, None)
        one = _Prepared(entries, withdrawn, batch, then)
        with self._apart_if_refused(one), self._writer() as writer:
            writer.put(entries)
            writer.delete(withdrawn)
            if self._kept is not None and writer.prepare():
                self._prepared = one
                return
            self._commit_put(writer, batch)
        then()

    def _settle(self) -> None:
        """Commit what is prepared."""
        if self._prepared is None:
            return
        one, self._prepared = self._prepared, None
        with self._apart_if_refused(one), self._writer() as writer:
            self._commit_put(writer, one.batch)
        one.then()

    @contextmanager
    def _apart_if_refused(self, one: "_Prepared") -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if not may_be_a_statement(error):
                raise
            self._write_apart(one.entries, one.withdrawn, one.batch, error)

    def _write_apart(self, entries: Sequence[Entry], withdrawn: Sequence[str], batch: int, error: Exception) -> None:
        # Until all of it was tried the index says that it is of the batch before: a stop leaves it behind, no more.
        checkpoint = self._engine.checkpoint()
        before = 0 if checkpoint is None else checkpoint.batch
        refused = find_refused(lambda some: self._commit(some, (), before), entries, error)
        with as_failure():
            # The version before is not what the record holds: neither may answer.
            self._commit((), (*withdrawn, *refused), batch)
        self.left |= refused

    def _commit(self, entries: Sequence[Entry], withdrawn: Sequence[str], batch: int) -> None:
        with self._writer() as writer:
            writer.put(entries)
            writer.delete(withdrawn)
            self._commit_put(writer, batch)

    def _commit_put(self, writer: IndexWriter, batch: int) -> None:
        self._record.check_writer()
        writer.commit(batch)

    @contextmanager
    def _writer(self) -> Iterator[IndexWriter]:
        if self._kept is None:
            with self._engine.writer() as writer:
                yield writer
            return
        try:
            yield self._kept.open()
        except BaseException:
            # What waits in it is of a batch that failed, and no later commit is to take it along.
            self._kept.drop()
            raise

    def refused_beside(self, groups: Iterable[Sequence[Entry]], error: Exception) -> dict[str, NotIndexed]:
        """Return what of ``groups`` cannot be indexed, each tried in an index of its own that never answers."""
        refused: dict[str, NotIndexed] = {}
        for entries in groups:
            try:
                self._commit_beside(entries)
            except Exception as found:
                if not may_be_a_statement(found):
                    raise
                refused |= find_refused(self._commit_beside, entries, found)
        if not refused:
            raise failure_of(error) from error
        return refused

    def _commit_beside(self, entries: Sequence[Entry]) -> None:
        with suppress(_NotToKeep), self._engine.writer(fresh=True) as writer:
            writer.put(entries)
            self._record.check_writer()
            writer.commit(self._record.last_batch())
            raise _NotToKeep


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A batch that was put, and is not committed. ``then`` is to be called when it is."""

    entries: Sequence[Entry]
    withdrawn: Sequence[str]
    batch: int
    then: Callable[[], None]


class _KeptWriter:
    """A writer that is opened for the first batch, and again after one that failed."""

    def __init__(self, engine: SearchEngine) -> None:
        self._engine, self._opened = engine, ExitStack()
        self._writer: IndexWriter | None = None

    def open(self) -> IndexWriter:
        """Return the writer."""
        if self._writer is None:
            self._writer = self._opened.enter_context(self._engine.writer())
        return self._writer

    def finish(self) -> None:
        """End the session as the engine ends one."""
        self._writer = None
        self._opened.close()

    def drop(self) -> None:
        """End the session as after an error: what is not committed is gone."""
        self._writer = None
        error = _NotToKeep()
        self._opened.__exit__(_NotToKeep, error, None)


class _NotToKeep(Exception):
    """What was built in a trial does not take over."""


def may_be_a_statement(error: Exception) -> bool:
    """Whether what an engine raised may be the fault of a statement: not when it speaks of disk, lock or server.

    A cluster that refuses a document says so with a plain ArchiveError.
    """
    return type(error) is ArchiveError or not isinstance(error, (PinciteError, OSError))


def find_refused(attempt: Try, entries: Sequence[Entry], error: Exception) -> Mapping[str, NotIndexed]:
    """Return which of ``entries``, with which ``attempt`` raised ``error``, it cannot take; the others it has taken.

    EngineFailed when it cannot even take nothing: then it is no statement's fault.
    """
    with as_failure():
        attempt(())
    return {one.statement: one for one in _bisect(attempt, entries, error)}


def _bisect(attempt: Try, entries: Sequence[Entry], error: Exception) -> Iterator[NotIndexed]:
    if len(entries) == 1:
        _LOG.debug("the engine cannot index a statement", exc_info=error)
        yield NotIndexed(entries[0].heading.id, describe(error), len(entries[0].paragraphs))
        return
    middle = len(entries) // 2
    for half in filter(None, (entries[:middle], entries[middle:])):
        try:
            attempt(half)
        except Exception as found:
            if not may_be_a_statement(found):
                raise
            yield from _bisect(attempt, half, found)


@contextmanager
def as_failure() -> Iterator[None]:
    """Turn an unexpected error of an engine into EngineFailed."""
    try:
        yield
    except (PinciteError, OSError):
        raise
    except Exception as error:
        raise failure_of(error) from error


def failure_of(error: Exception) -> EngineFailed:
    """Return what is raised when an engine fails whatever it is given."""
    return EngineFailed(f"the search engine failed ({describe(error)}); the record is complete: run `pincite rebuild`")
