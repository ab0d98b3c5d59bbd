"""``doctor``: find leftovers of interrupted work and what the index lacks; report it, or clean up."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress

from pincite.index.engine import SearchEngine
from pincite.index.ingest.catching_up import catch_up
from pincite.index.ingest.events import Event, NotIndexed
from pincite.index.ingest.missing import find_missing
from pincite.index.ingest.verifying import compare_batches, compare_counts, find_unbuilt
from pincite.index.record.record import Record
from pincite.index.storage.disk import Disk, RealDisk
from pincite.index.storage.home import MARKER, Home, is_locked, read_holder
from pincite.index.storage.mounts import network_filesystem
from pincite.index.values.errors import ArchiveDamaged, ArchiveError
from pincite.index.values.findings import Finding, finding_of

DOCTOR = "run `pincite doctor --fix`"
LEAVE_OUT = "run `pincite rebuild` with a newer version, or `pincite withdraw` for it"
_REBUILD = "run `pincite rebuild`"
_LISTED = 20


def examine_home(home: Home, *, fix: bool, disk: Disk | None = None) -> Iterator[Finding]:
    """Yield what is wrong with the archive's folder; nothing of what a writer, who holds the lock, may be at.

    With ``fix`` this is to be asked before home.lock is taken: it tells of the writer before.
    """
    disk = disk or RealDisk()
    kind = network_filesystem(home.path)
    if kind is not None:
        what = f"is on a network file system ({kind}), where locks do not work"
        yield Finding(str(home.path), what, "set PINCITE_HOME to a local disk's folder")
    if is_locked(home):
        return
    if home.holder.exists():
        yield _taken(home, "holder", f"names {read_holder(home)}, which stopped while it was writing", disk, fix=fix)
    for name in (f"{MARKER}.new", "holder.new"):
        if (home.path / name).exists():
            yield _taken(home, name, "was half written", disk, fix=fix)


def examine(record: Record | None, engine: SearchEngine, *, fix: bool) -> Iterator[Finding]:
    """Yield what is wrong with the index, and what it lacks if the record can be opened.

    With ``fix`` what can be mended without building the index anew is mended: hold home.lock. A second round finds
    nothing more to mend.
    """
    told = set()
    for finding in engine.tidy(fix=fix):
        told.add(finding.place)
        yield finding
    damage = list(engine.check("quick"))
    yield from (finding for finding in damage if finding.place not in told)
    if record is not None and not damage:
        try:
            yield from _compare(record, engine, fix=fix)
        except ArchiveError as error:
            yield finding_of("archive", error, _REBUILD)


def _compare(record: Record, engine: SearchEngine, *, fix: bool) -> Iterator[Finding]:
    yield from find_unbuilt(engine)
    behind = list(compare_batches(record, engine))
    for finding in behind:
        if finding.mend == DOCTOR and fix:
            left = _catch_up(record, engine)
            yield Finding(finding.place, finding.what, finding.mend, mended=True)
            yield from _some([_cannot_be_indexed(one) for one in left.values()])
        else:
            yield finding
    if not behind:
        yield from _compare_statements(record, engine, fix=fix)


def _compare_statements(record: Record, engine: SearchEngine, *, fix: bool) -> Iterator[Finding]:
    """Yield the statements that the index lacks; with ``fix`` they are indexed again."""
    differ = list(compare_counts(record, engine))
    if not differ:
        return
    try:
        missing = find_missing(record, engine)
    except ArchiveDamaged:
        yield from differ
        return
    left = _catch_up(record, engine) if fix else {}
    yield from _some([_lacking(one, left, fix=fix) for one in missing])


def _catch_up(record: Record, engine: SearchEngine) -> dict[str, NotIndexed]:
    """Update the index from the record; return what cannot be indexed."""
    left: dict[str, NotIndexed] = {}

    def listen(event: Event) -> None:
        if isinstance(event, NotIndexed):
            left[event.statement] = event

    catch_up(record, engine, listen)
    return left


def _lacking(identity: str, left: Mapping[str, NotIndexed], *, fix: bool) -> Finding:
    if identity in left:
        return _cannot_be_indexed(left[identity])
    return Finding(identity, "is in the record but not in the index", DOCTOR, mended=fix)


def _cannot_be_indexed(one: NotIndexed) -> Finding:
    return Finding(one.statement, f"cannot be indexed ({one.reason})", LEAVE_OUT)


def _some(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield the first findings of a kind, and how many more there are."""
    yield from findings[:_LISTED]
    rest = findings[_LISTED:]
    for mended in (True, False):
        more = [finding for finding in rest if finding.mended == mended]
        if more:
            yield Finding("index", f"lacks {len(more):,} more such statements", more[0].mend, mended=mended)


def _taken(home: Home, name: str, what: str, disk: Disk, *, fix: bool) -> Finding:
    file = home.path / name
    if fix:
        with suppress(OSError):
            disk.unlink(file)
    return Finding(name, what, DOCTOR, mended=fix and not file.exists())
