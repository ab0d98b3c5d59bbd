"""The one place that names a search engine: it opens an archive, the record and the index together."""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL

from pincite.app.dependencies.archive import Archive
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
"""How long a server may take for an answer when all of the record is read: a statement's texts come sorted."""


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
    record = open_the_record(settings, home)
    try:
        return Archive(record, open_the_engine(settings, home, record, watch=watch), SourceStore(home.sources))
    except BaseException:
        record.close()
        raise


def find_writer(settings: Settings) -> str | None:
    """Return who is writing to the archive now, in words; None when nobody is."""
    home = Home(settings.home)
    if is_locked(home):
        return read_holder(home)
    with closing(open_the_record(settings, home)) as record:
        return record.find_writer()


@contextmanager
def open_for_writing(
    settings: Settings, timeout: float, on_wait: Callable[[str], None], *, create: bool
) -> Iterator[Archive]:
    """Open the archive as its one writer, and make it first with ``create``. Raises LockHeld and ArchiveError.

    ``on_wait`` gets the holder's name, once, when another process is writing.
    """
    home = create_home(settings.home) if create or settings.record_url else open_home(settings.home)
    with lock(home, timeout=timeout, on_wait=on_wait):
        record = create_record(url_of_record(settings, home), Patience(lock=timeout, on_wait=on_wait))
        with closing(record), closing(open_the_engine(settings, home, record)) as engine:
            yield Archive(record, engine, SourceStore(home.sources))


@contextmanager
def open_database_for_writing(settings: Settings, timeout: float, on_wait: Callable[[str], None]) -> Iterator[Database]:
    """Open what the record is in, whatever schema it has, as the one writer. Raises LockHeld and ArchiveError."""
    home = create_home(settings.home) if settings.record_url else open_home(settings.home)
    url = url_of_record(settings, home)
    with lock(home, timeout=timeout, on_wait=on_wait):
        # A reader refuses what is not there; a writer would make it.
        open_reader(url, Patience()).close()
        with closing(open_writer(url, Patience(lock=timeout, on_wait=on_wait))) as database:
            yield database


def open_the_record(settings: Settings, home: Home) -> Record:
    """Open the record for answers, each within the time that the settings give."""
    return open_record(url_of_record(settings, home), Patience(answer=settings.record_timeout))


def open_the_engine(settings: Settings, home: Home, record: Record | None, *, watch: bool = False) -> SearchEngine:
    """Open the engine that the settings name, whether or not the record could be opened."""
    # Without the record there are no cursors to sign, and the index alone can be looked at.
    key, kept = b"" if record is None else record.cursor_key(), settings.kept_generations
    if settings.engine == "opensearch":
        _silence_the_client()
        return opensearch.open_engine(_address(settings), key, kept=kept)
    archive = "" if record is None else record.identity()
    return whoosh.open_engine(
        home.index, key, startup_check=settings.startup_check, kept=kept, watch=watch, archive=archive
    )


def _silence_the_client() -> None:
    """Keep what the client and its retries log to themselves: a failure is raised, or said in our words.

    The client logs each with its traceback. These are loggers of the whole process, so a library leaves them alone.
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
    """Open the record alone, for reading all of it: whatever became of the index."""
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
    """Return where the record's SQLite file is or will be; None where it has its place in the home.

    ArchiveError when the record is on a database server.
    """
    return database_file(settings.record_url) if settings.record_url else None


def url_of_record(settings: Settings, home: Home) -> str | URL:
    """Return where the record is, with the password that opens it."""
    if not settings.record_url:
        return file_url(home.record)
    if settings.record_password_file is None:
        return settings.record_url
    return add_password(settings.record_url, read_secret(settings.record_password_file))
