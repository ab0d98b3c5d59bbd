"""Open as much of an archive as can be opened, for ``pincite doctor``."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext

from pincite.app.dependencies.opening import file_of_record, has_server, open_the_engine, open_the_record, url_of_record
from pincite.app.settings import Settings
from pincite.index.backup.leftovers import examine_copies, examine_restore
from pincite.index.ingest import examine, examine_files, examine_home
from pincite.index.record.damage import MEND
from pincite.index.record.database import Patience
from pincite.index.record.record import Record, create_record
from pincite.index.storage.home import Home, create_home, is_being_restored, is_locked, lock, open_home, read_holder
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.errors import ArchiveError, LockHeld
from pincite.index.values.findings import Finding, finding_of

_MIGRATE = "run `pincite migrate`"


def examine_archive(
    settings: Settings, timeout: float, on_wait: Callable[[str], None], *, fix: bool
) -> Iterator[Finding]:
    """Yield the problems of an archive, even if parts of it cannot be opened. With ``fix``, repair them as its writer.

    Raises LockHeld when another process is writing, because its files look like those that were left behind.
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
        record, is_older = None, False
        try:
            record = opened.enter_context(closing(_open_examined(settings, home, timeout, on_wait, fix=fix)))
        except ArchiveError as error:
            finding = finding_of("record", error, MEND)
            is_older = finding.mend == _MIGRATE
            yield finding
        yield from examine_copies(home, is_older=is_older, fix=fix)
        engine = opened.enter_context(closing(open_the_engine(settings, home, record)))
        yield from examine(record, engine, fix=fix)
        if record is not None:
            yield from _examine_files(record, home, settings, fix=fix)


def _examine_files(record: Record, home: Home, settings: Settings, *, fix: bool) -> Iterator[Finding]:
    try:
        yield from examine_files(record, SourceStore(home.sources), is_kept=settings.keep_sources, fix=fix)
    except ArchiveError as error:
        yield finding_of("record", error, MEND)


def _examine_restore(settings: Settings, *, fix: bool) -> Iterator[Finding]:
    home = Home(settings.home)
    if is_locked(home):
        raise LockHeld(read_holder(home))
    yield from examine_home(home, fix=fix)
    yield from examine_restore(home, None if has_server(settings) else file_of_record(settings), fix=fix)


def _open_examined(
    settings: Settings, home: Home, timeout: float, on_wait: Callable[[str], None], *, fix: bool
) -> Record:
    """Open the record unless another machine writes; with ``fix`` as its writer. Raises LockHeld, ArchiveError."""
    # A reader fails if there is no record; a writer would create one.
    record = open_the_record(settings, home)
    if not fix:
        holder = record.find_writer()
        if holder is None:
            return record
        record.close()
        raise LockHeld(holder)
    record.close()
    return create_record(url_of_record(settings, home), Patience(lock=timeout, on_wait=on_wait))


def _only_writer(
    home: Home, timeout: float, on_wait: Callable[[str], None], *, fix: bool
) -> AbstractContextManager[None]:
    if fix:
        return lock(home, timeout=timeout, on_wait=on_wait)
    if is_locked(home):
        raise LockHeld(read_holder(home))
    return nullcontext()
