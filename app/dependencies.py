"""The one place that names a search engine: it opens an archive, the record and the index together."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from sqlalchemy import URL
from starlette.requests import Request

from app.links import Links
from app.secrets import read_secret
from app.settings import Settings
from index.backup.leftovers import examine_copies, examine_restore
from index.engine import SearchEngine
from index.engines import opensearch, whoosh
from index.errors import (
    ArchiveError,
    ArchiveMissing,
    EngineUnavailable,
    LockHeld,
    PinciteError,
    RecordUnavailable,
    SchemaMismatch,
)
from index.findings import Finding, finding_of
from index.home import Home, create_home, is_being_restored, is_locked, lock, open_home, read_holder
from index.ingest import examine, examine_home
from index.query.query import Query
from index.record.damage import MEND
from index.record.database import (
    Database,
    Patience,
    add_password,
    database_file,
    is_on_server,
    open_reader,
    open_writer,
)
from index.record.record import Record, create_record, open_record
from index.record.sqlite import file_url
from index.record.values import StoredStatement
from index.results import Hit, SearchPage
from index.snippets import add_snippets
from index.unstemmed import Unstemmed

_WHOLE_SECONDS = 3600.0
"""How long a server may take for an answer when all of the record is read: a statement's texts come sorted."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The record and the index, opened. Safe to use from many threads."""

    record: Record
    engine: SearchEngine
    unstemmed: Unstemmed = field(default_factory=Unstemmed, compare=False)

    def search(self, query: Query) -> SearchPage:
        """Answer ``query`` with snippets. Raises what the engine raises."""
        return self.unstemmed.add(add_snippets(self.engine.search(query)), self.engine)

    def statement(self, id: str, version: str | None = None) -> StoredStatement:  # noqa: A002
        """Return a statement at ``version`` (12 to 64 hex digits) or as it is now. Raises NotFound and Withdrawn."""
        return self.record.statement(id, version)

    def behind(self) -> int:
        """Return by how many batches the index is behind the record."""
        checkpoint = self.engine.checkpoint()
        return self.record.last_batch() - (checkpoint.batch if checkpoint else 0)

    def scan(self, query: Query) -> Iterator[Hit]:
        """The whole result; what is wrong with the query is raised here, before the first byte is sent."""
        hits = self.engine.scan(query)
        first = next(hits, None)
        return iter(()) if first is None else chain((first,), hits)

    def close(self) -> None:
        """Let go of all files."""
        self.engine.close()
        self.record.close()


def open_archive(settings: Settings, *, watch: bool = False) -> Archive:
    """Open what the settings name, to answer from it. Raises ArchiveError; its message says what to run.

    With ``watch``, which is for services, newer commits are opened before they are asked for.
    """
    archive = open_unchecked(settings, watch=watch)
    try:
        if archive.engine.checkpoint() is None and archive.record.last_batch() > 0:
            raise ArchiveMissing("the record has no index beside it: run `pincite rebuild`")
    except BaseException:
        archive.close()
        raise
    return archive


def open_unchecked(settings: Settings, *, watch: bool = False) -> Archive:
    """Open record and index for reading, whether or not the index can answer for the record."""
    # With the record on a server, a machine that has nothing of the archive yet may answer from it.
    home = Home(settings.home) if settings.record_url else open_home(settings.home)
    record = _open_record(settings, home)
    try:
        return Archive(record, _open_engine(settings, home, record, watch=watch))
    except BaseException:
        record.close()
        raise


def find_writer(settings: Settings) -> str | None:
    """Return who is writing to the archive now, in words; None when nobody is."""
    home = Home(settings.home)
    if is_locked(home):
        return read_holder(home)
    with closing(_open_record(settings, home)) as record:
        return record.find_writer()


def examine_archive(
    settings: Settings, timeout: float, on_wait: Callable[[str], None], *, fix: bool
) -> Iterator[Finding]:
    """Yield what is wrong with the archive, whatever of it can be opened; with ``fix``, as its one writer, mend it.

    Raises LockHeld when another process is writing: what it is at cannot be told from what was left behind.
    """
    if is_being_restored(settings.home):
        yield from _examine_restore(settings, fix=fix)
        return
    if settings.record_url:
        home = create_home(settings.home) if fix else Home(settings.home)
    else:
        home = open_home(settings.home)
    yield from examine_home(home, fix=fix)
    with _only_writer(home, timeout, on_wait, fix=fix), ExitStack() as opened:
        is_older = False
        try:
            record = opened.enter_context(closing(_open_examined(settings, home, timeout, on_wait, fix=fix)))
        except ArchiveError as error:
            yield finding_of("record", error, MEND)
            record, is_older = None, isinstance(error, SchemaMismatch)
        yield from examine_copies(home, is_older=is_older, fix=fix)
        engine = opened.enter_context(closing(_open_engine(settings, home, record)))
        yield from examine(record, engine, fix=fix)


def _examine_restore(settings: Settings, *, fix: bool) -> Iterator[Finding]:
    home = Home(settings.home)
    if is_locked(home):
        raise LockHeld(read_holder(home))
    yield from examine_home(home, fix=fix)
    yield from examine_restore(home, None if has_server(settings) else file_of_record(settings), fix=fix)


def _open_examined(
    settings: Settings, home: Home, timeout: float, on_wait: Callable[[str], None], *, fix: bool
) -> Record:
    """Open the record, where no other machine writes; with ``fix`` as the one writer. Raises LockHeld, ArchiveError."""
    # A reader refuses what is not there; a writer would make it.
    record = _open_record(settings, home)
    if not fix:
        holder = record.find_writer()
        if holder is None:
            return record
        record.close()
        raise LockHeld(holder)
    record.close()
    return create_record(_record_url(settings, home), Patience(lock=timeout, on_wait=on_wait))


def _only_writer(
    home: Home, timeout: float, on_wait: Callable[[str], None], *, fix: bool
) -> AbstractContextManager[None]:
    if fix:
        return lock(home, timeout=timeout, on_wait=on_wait)
    if is_locked(home):
        raise LockHeld(read_holder(home))
    return nullcontext()


@contextmanager
def open_for_writing(
    settings: Settings, timeout: float, on_wait: Callable[[str], None], *, create: bool
) -> Iterator[Archive]:
    """Open the archive as its one writer, and make it first with ``create``. Raises LockHeld and ArchiveError.

    ``on_wait`` gets the holder's name, once, when another process is writing.
    """
    home = create_home(settings.home) if create or settings.record_url else open_home(settings.home)
    with lock(home, timeout=timeout, on_wait=on_wait):
        record = create_record(_record_url(settings, home), Patience(lock=timeout, on_wait=on_wait))
        with closing(record), closing(_open_engine(settings, home, record)) as engine:
            yield Archive(record, engine)


@contextmanager
def open_database_for_writing(settings: Settings, timeout: float, on_wait: Callable[[str], None]) -> Iterator[Database]:
    """Open what the record is in, whatever schema it has, as the one writer. Raises LockHeld and ArchiveError."""
    home = create_home(settings.home) if settings.record_url else open_home(settings.home)
    url = _record_url(settings, home)
    with lock(home, timeout=timeout, on_wait=on_wait):
        # A reader refuses what is not there; a writer would make it.
        open_reader(url, Patience()).close()
        with closing(open_writer(url, Patience(lock=timeout, on_wait=on_wait))) as database:
            yield database


def _open_record(settings: Settings, home: Home) -> Record:
    return open_record(_record_url(settings, home), Patience(answer=settings.record_timeout))


def _open_engine(settings: Settings, home: Home, record: Record | None, *, watch: bool = False) -> SearchEngine:
    # Without the record there are no cursors to sign, and the index alone can be looked at.
    key, kept = b"" if record is None else record.cursor_key(), settings.kept_generations
    if settings.engine == "opensearch":
        return opensearch.open_engine(_address(settings), key, kept=kept)
    return whoosh.open_engine(home.index, key, startup_check=settings.startup_check, kept=kept, watch=watch)


def _address(settings: Settings) -> opensearch.Address:
    secret = settings.opensearch_password_file
    return opensearch.parse_address(
        settings.opensearch_url,
        settings.opensearch_index,
        ca=None if settings.opensearch_ca is None else str(settings.opensearch_ca),
        user=settings.opensearch_user or None,
        password=None if secret is None else read_secret(secret),
        timeout=settings.opensearch_timeout,
    )


@contextmanager
def opened_record(settings: Settings) -> Iterator[Record]:
    """Open the record alone, for reading all of it: whatever became of the index."""
    home = Home(settings.home) if settings.record_url else open_home(settings.home)
    with open_record(_record_url(settings, home), Patience(answer=_WHOLE_SECONDS)) as record:
        yield record


def has_server(settings: Settings) -> bool:
    """Whether the record is on a database server."""
    return bool(settings.record_url) and is_on_server(settings.record_url)


def file_of_record(settings: Settings) -> Path | None:
    """Return where the record's SQLite file is or will be; None where it has its place in the home.

    ArchiveError when the record is on a database server.
    """
    return database_file(settings.record_url) if settings.record_url else None


def _record_url(settings: Settings, home: Home) -> str | URL:
    if not settings.record_url:
        return file_url(home.record)
    if settings.record_password_file is None:
        return settings.record_url
    return add_password(settings.record_url, read_secret(settings.record_password_file))


Opener = Callable[[Settings], Archive]
Part = tuple[str, bool, str | None]


class Holder:
    """Holds the archive of a running service: opened at the start, or when first asked for after it was missing."""

    def __init__(self, settings: Settings, opener: Opener) -> None:
        self._settings, self._opener = settings, opener
        self._lock = threading.Lock()
        self._archive: Archive | None = None

    def get(self) -> Archive:
        """Return the open archive. Raises ArchiveError."""
        with self._lock:
            if self._archive is None:
                self._archive = self._opener(self._settings)
            return self._archive

    def parts(self) -> list[Part]:
        """Return each part of the service, whether it is ready, and why not (or what is behind)."""
        try:
            archive = self.get()
        except PinciteError as error:
            return [(_part_of(error), False, str(error))]
        return [_ready("record", lambda: _of_record(archive)), _ready("index", lambda: _of_index(archive))]

    def close(self) -> None:
        """Close the archive. Calling it again does nothing."""
        with self._lock:
            if self._archive is not None:
                self._archive.close()
            self._archive = None


def _part_of(error: PinciteError) -> str:
    """Return the part that an archive cannot be opened for."""
    if isinstance(error, RecordUnavailable):
        return "record"
    return "index" if isinstance(error, EngineUnavailable) else "archive"


def _ready(part: str, check: Callable[[], str | None]) -> Part:
    try:
        return part, True, check()
    except PinciteError as error:
        return part, False, str(error)


def _of_record(archive: Archive) -> str | None:
    archive.record.last_batch()
    return None


def _of_index(archive: Archive) -> str | None:
    if archive.engine.checkpoint() is None:
        raise ArchiveMissing("nothing is indexed yet: run `pincite ingest PATH...`")
    damage = next(archive.engine.check("quick"), None)
    if damage is not None:
        # What was opened before it was damaged goes on answering.
        return str(damage)
    behind = archive.behind()
    return f"{behind} batches behind the record: run `pincite ingest PATH...`" if behind > 0 else None


def _holder(request: Request) -> Holder:
    holder: Holder = request.app.state.holder
    return holder


def _archive(request: Request) -> Archive:
    return _holder(request).get()


def _links(request: Request) -> Links:
    links: Links = request.app.state.links
    return links


HolderOf = Annotated[Holder, Depends(_holder)]
ArchiveOf = Annotated[Archive, Depends(_archive)]
LinksOf = Annotated[Links, Depends(_links)]
