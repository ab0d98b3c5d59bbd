"""``ingest``: read, record and index, batch by batch; or with ``strict`` everything or nothing."""

from dataclasses import replace

from pincite.index.engine import SearchEngine
from pincite.index.ingest.catching_up import bring_up, catch_up
from pincite.index.ingest.collecting import Collector, size
from pincite.index.ingest.events import Listener, Report, Started, ignore
from pincite.index.ingest.indexing import Indexer
from pincite.index.ingest.sink import Nowhere, RecordAndIndex, Transaction
from pincite.index.reading.sources import Discovery
from pincite.index.record.record import Record
from pincite.index.storage.source_store import SourceStore


def ingest(
    record: Record,
    engine: SearchEngine,
    discovery: Discovery,
    *,
    sources: SourceStore | None = None,
    strict: bool = False,
    prune: bool = False,
    batch_size: int = 1000,
    on_event: Listener = ignore,
) -> Report:
    """Add new and changed statements of the sources to record and index; return a report.

    The index is brought to the record's state first; what the engine cannot index is named in the report.
    A batch of at most ``batch_size`` statements is committed and synced in the record, then in the index: whatever
    stops this, the next ingest goes on after the last batch.
    What is refused is named in the report and the rest goes in; ``strict`` reads everything before the first write,
    and writes nothing when anything is refused. The source files are kept in ``sources``, if there is one.
    ``prune`` removes the statements of sources that are gone from search; their versions stay. It does nothing when
    ``strict`` wrote nothing. Ask ``may_prune`` first: a folder without any source may be one that is not mounted.
    One process at a time: hold home.lock.
    """
    try:
        report = _ingest(record, engine, discovery, sources, batch_size, on_event, strict=strict)
        is_wanted = prune and report.vanished and not (strict and report.refused)
        return _prune(record, engine, report, on_event) if is_wanted else report
    except BaseException:
        # A full disk is not to stay full of what no batch will name.
        if sources is not None:
            sources.discard()
        raise


def try_ingest(record: Record, discovery: Discovery, *, batch_size: int = 1000, on_event: Listener = ignore) -> Report:
    """Return the report that ``ingest`` would give of the sources. Nothing is written; the index is not asked."""
    on_event(Started(len(discovery.sources), sum(map(size, discovery.sources)), discovery.passed_over))
    with record.trial() as put:
        return Collector(record, discovery, Transaction(put), batch_size, on_event).collect()


def may_prune(discovery: Discovery) -> bool:
    """Whether any source was found. Otherwise the folder itself may be missing, and nothing says that files are."""
    return bool(discovery.sources)


def _prune(record: Record, engine: SearchEngine, report: Report, on_event: Listener) -> Report:
    ids = record.prune([one.location for one in report.vanished])
    catch_up(record, engine, on_event)
    return replace(report, pruned=len(ids))


def _ingest(
    record: Record,
    engine: SearchEngine,
    discovery: Discovery,
    sources: SourceStore | None,
    batch_size: int,
    on_event: Listener,
    *,
    strict: bool,
) -> Report:
    indexer = Indexer(record, engine)
    behind = bring_up(indexer, record, engine, on_event)
    on_event(Started(len(discovery.sources), sum(map(size, discovery.sources)), discovery.passed_over))
    if strict:
        report = _ingest_strictly(record, discovery, sources, batch_size, on_event)
        bring_up(indexer, record, engine, on_event)
    else:
        both = RecordAndIndex(record, indexer, on_event, sources)
        with indexer.session():
            report = Collector(record, discovery, both, batch_size, on_event, sources).collect()
        if both.run is not None:
            record.finish_run(both.run, _outcome(report))
    left = tuple(indexer.left.values())
    for one in left:
        on_event(one)
    return replace(report, caught_up=behind, not_indexed=left)


def _ingest_strictly(
    record: Record, discovery: Discovery, sources: SourceStore | None, batch_size: int, on_event: Listener
) -> Report:
    read = Collector(record, discovery, Nowhere(), batch_size, on_event, sources).collect()
    if read.refused or read.skipped == read.sources:
        return _nothing_written(read)
    try:
        return _write_all(record, discovery, sources, batch_size)
    except _RefusedMeanwhile as changed:
        if sources is not None:
            sources.discard()
        return _nothing_written(changed.report)


def _write_all(record: Record, discovery: Discovery, sources: SourceStore | None, batch_size: int) -> Report:
    run = record.begin_run()
    with record.transaction(run) as put:
        report = Collector(record, discovery, Transaction(put, sources), batch_size, ignore, sources).collect()
        if report.refused:
            raise _RefusedMeanwhile(report)
    record.finish_run(run, _outcome(report))
    return report


class _RefusedMeanwhile(Exception):
    """A source changed between reading and writing, and is refused now."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def _nothing_written(report: Report) -> Report:
    return replace(report, new=0, changed=0, metadata=0, withdrawn=0, paragraphs=0, batches=0, splits=(), moved=())


def _outcome(report: Report) -> str:
    return "done" if not report.refused else f"{len(report.refused)} refused"
