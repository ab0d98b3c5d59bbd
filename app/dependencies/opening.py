"""Open an archive, record and index together. The only module that names a search engine."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL

# Loaded with the program, so that the workers of a service share its memory.
import pincite.index.engines.whoosh.engine
import pincite.index.engines.whoosh.generations  # noqa: F401
from pincite.app.dependencies.archive import Archive
from pincite.app.dependencies.series_file import OrderFile
from pincite.app.secrets import read_secret
from pincite.app.settings import Settings
from pincite.index.engine import SearchEngine
from pincite.index.engines import opensearch, whoosh
from pincite.index.record.database import (
    Database,
    Patience,
    add_password,
    database_file,
    is_on_server,
    open_reader,
    open_writer,
)
from pincite.index.record.record import Record, create_record, open_record
from pincite.index.record.sqlite import file_url
from pincite.index.storage.home import Home, create_home, is_locked, lock, open_home, read_holder
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.errors import ArchiveMissing

Opener = Callable[[Settings], Archive]

_WHOLE_SECONDS = 3600.0
"""Time limit for one answer of a server when the whole record is read. The server must sort the texts first."""


def open_archive(settings: Settings, *, watch: bool = False) -> Archive:
    """Open the archive that the settings name, for searching. Raises ArchiveError; its message says what to run.

    With ``watch``, for services, newer commits are opened in the background, before a request needs them.
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
    """Open record and index for reading, without checking that they fit together."""
    # If the record is on a server, a machine without any local files may already answer from it.
    home = Home(settings.home) if settings.record_url else open_home(settings.home)
    record = open_the_record(settings, home)
    try:
        engine = open_the_engine(settings, home, record, watch=watch)
        return Archive(record, engine, SourceStore(home.sources), OrderFile(home.path))
    except BaseException:
        record.close()
        raise


def find_writer(settings: Settings) -> str | None:
    """Return a description of the archive's current writer, or None."""
    home = Home(settings.home)
    if is_locked(home):
        return read_holder(home)
    with closing(open_the_record(settings, home)) as record:
        return record.find_writer()


@contextmanager
def open_for_writing(
    settings: Settings, timeout: float, on_wait: Callable[[str], None], *, create: bool
) -> Iterator[Archive]:
    """Open the archive as its only writer. With ``create``, create it first. Raises LockHeld and ArchiveError.

    ``on_wait`` gets the holder's name, once, when another process is writing.
    """
    home = create_home(settings.home) if create or settings.record_url else open_home(settings.home)
    with lock(home, timeout=timeout, on_wait=on_wait):
        record = create_record(url_of_record(settings, home), Patience(lock=timeout, on_wait=on_wait))
        with closing(record), closing(open_the_engine(settings, home, record)) as engine:
            yield Archive(record, engine, SourceStore(home.sources), OrderFile(home.path))


@contextmanager
def open_database_for_writing(settings: Settings, timeout: float, on_wait: Callable[[str], None]) -> Iterator[Database]:
    """Open the record's database as its only writer, whatever its schema. Raises LockHeld and ArchiveError."""
    home = create_home(settings.home) if settings.record_url else open_home(settings.home)
    url = url_of_record(settings, home)
    with lock(home, timeout=timeout, on_wait=on_wait):
        # A reader fails if there is no record; a writer would create one.
        open_reader(url, Patience()).close()
        with closing(open_writer(url, Patience(lock=timeout, on_wait=on_wait))) as database:
            yield database


def open_the_record(settings: Settings, home: Home) -> Record:
    """Open the record for reading, with the time limit per answer from the settings."""
    return open_record(url_of_record(settings, home), Patience(answer=settings.record_timeout))


def open_the_engine(settings: Settings, home: Home, record: Record | None, *, watch: bool = False) -> SearchEngine:
    """Open the engine that the settings name, whether or not the record could be opened."""
    # Without the record there is no key for cursors, but the index can still be examined.
    key, kept = b"" if record is None else record.cursor_key(), settings.kept_generations
    if settings.engine == "opensearch":
        _silence_the_client()
        return opensearch.open_engine(_address(settings), key, kept=kept)
    archive = "" if record is None else record.identity()
    return whoosh.open_engine(
        home.index, key, startup_check=settings.startup_check, kept=kept, watch=watch, archive=archive
    )


def _silence_the_client() -> None:
    """Silence the loggers of the client and its retries. A failure is raised, or logged in our own words.

    The client logs each failure with a traceback. Only an application may change these process-wide loggers.
    """
    for name in ("opensearch", "stamina"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _address(settings: Settings) -> opensearch.ClusterAddress:
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
    """Open only the record, to read all of it, whatever the state of the index."""
    home = Home(settings.home) if settings.record_url else open_home(settings.home)
    with open_record(url_of_record(settings, home), Patience(answer=_WHOLE_SECONDS)) as record:
        yield record


def sources_of(settings: Settings) -> SourceStore:
    """Return where the archive keeps its source files, on this machine."""
    return SourceStore(Home(settings.home).sources)


def has_server(settings: Settings) -> bool:
    """Whether the record is on a database server."""
    return bool(settings.record_url) and is_on_server(settings.record_url)


def file_of_record(settings: Settings) -> Path | None:
    """Return where the record's SQLite file is or will be, or None for its usual place in the home.

    Raises ArchiveError when the record is on a database server.
    """
    return database_file(settings.record_url) if settings.record_url else None


def url_of_record(settings: Settings, home: Home) -> str | URL:
    """Return the URL of the record, including its password."""
    if not settings.record_url:
        return file_url(home.record)
    if settings.record_password_file is None:
        return settings.record_url
    return add_password(settings.record_url, read_secret(settings.record_password_file))
