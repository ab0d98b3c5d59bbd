"""Commands that write: ingest, rebuild."""

import argparse
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

from pincite.app.cli.lacking import Lacking, lacking_json, says_lacking, tell_lacking
from pincite.app.cli.progress import BatchListener, open_listener, say_waiting
from pincite.app.cli.refusals import tell_moved, tell_refused, tell_repeated, tell_splits, tell_unread, tell_vanished
from pincite.app.cli.terminal import Exit, say, say_json, tell
from pincite.app.dependencies import Archive, open_for_writing
from pincite.app.memory import keep_freed_memory, rare_collections
from pincite.app.settings import Settings
from pincite.app.words import counted, found
from pincite.index.engine import Checkpoint
from pincite.index.ingest import ingest, may_prune, rebuild, try_ingest
from pincite.index.ingest.events import NotIndexed, Report
from pincite.index.reading.sources import NO_READER, Discovery, discover
from pincite.index.storage.disk import temporary_folder
from pincite.index.storage.home import open_home
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.errors import ArchiveMissing


def run_ingest(arguments: argparse.Namespace, settings: Settings) -> int:
    """Ingest sources, and list refusals on standard error."""
    discovery = find_sources(arguments)
    if arguments.dry_run:
        report = _try(arguments, settings, discovery)
    elif not discovery.sources and _is_missing(settings):
        report = Report(refused=discovery.refused, passed_over=discovery.passed_over)
    else:
        report = ingest_found(arguments, settings, discovery, prune=arguments.prune and may_prune(discovery))
    tell_ingested(arguments, discovery, report)
    if report.not_indexed:
        return Exit.IO
    # A file without a reader is not a refused statement, but part of the folder is then not in the archive.
    return Exit.REFUSED if report.refused or NO_READER in report.passed_over else Exit.OK


def find_sources(arguments: argparse.Namespace) -> Discovery:
    """Return the sources that the arguments of a command name."""
    paths = (Path(path) for path in arguments.paths)
    return discover(paths, arguments.only, follow_links=arguments.follow_links)


def ingest_found(arguments: argparse.Namespace, settings: Settings, discovery: Discovery, *, prune: bool) -> Report:
    """Ingest the sources of a discovery. Raises what opening an archive and ``ingest`` raise."""
    opened = open_for_writing(settings, arguments.wait, _say_waiting(arguments), create=True)
    keep_freed_memory()
    with rare_collections(), opened as archive:
        sources = archive.sources if settings.keep_sources else None
        return _ingest(arguments, archive, discovery, sources, prune=prune)


def tell_ingested(arguments: argparse.Namespace, discovery: Discovery, report: Report) -> None:
    """Print what an ingest did, or would do."""
    if arguments.json:
        told = {"event": "done", **_report_json(report), "without_reader": list(discovery.without_reader)}
        say_json({**told, "dry_run": True} if arguments.dry_run else told)
        return
    tell_splits(report.splits)
    tell_repeated(report.repeated)
    tell_moved(report.moved)
    is_pruned = arguments.prune and may_prune(discovery) if arguments.dry_run else report.pruned > 0
    tell_vanished(report.vanished, pruned=is_pruned, dry=arguments.dry_run)
    tell_refused(report.refused)
    tell_unread(discovery.without_reader)
    tell_lacking(report.not_indexed)
    if arguments.prune and report.vanished and not may_prune(discovery):
        tell("pincite: nothing was pruned, because no source was found: check that the folder is mounted")
    says = _ingest_says(report, strict=arguments.strict)
    say(f"Dry run, nothing was written. {says}" if arguments.dry_run else says)


def _try(arguments: argparse.Namespace, settings: Settings, discovery: Discovery) -> Report:
    """Return what an ingest would do. An archive that is missing is made elsewhere for the trial."""
    with ExitStack() as stack:
        if _is_missing(settings) and not settings.record_url:
            folder = stack.enter_context(temporary_folder("pincite-"))
            settings = settings.model_copy(update={"home": folder / "var"})
        archive = stack.enter_context(open_for_writing(settings, arguments.wait, _say_waiting(arguments), create=True))
        listener = stack.enter_context(open_listener("Reading", as_json=arguments.json))
        return try_ingest(archive.record, discovery, on_event=listener)


def run_rebuild(arguments: argparse.Namespace, settings: Settings) -> int:
    """Build the index again from the record."""
    with (
        open_for_writing(settings, arguments.wait, _say_waiting(arguments), create=False) as archive,
        open_listener("Rebuilding", as_json=arguments.json, total=archive.record.counts().statements) as listener,
    ):
        lacking = Lacking(listener)
        checkpoint = rebuild(archive.record, archive.engine, lacking)
    if arguments.json:
        index = asdict(checkpoint) if checkpoint else None
        say_json({"event": "done", "index": index, "not_indexed": lacking_json(lacking.found)})
    else:
        tell_lacking(lacking.found)
        say(_rebuild_says(checkpoint, lacking.found))
    return Exit.IO if lacking.found else Exit.OK


def _rebuild_says(checkpoint: Checkpoint | None, lacking: Sequence[NotIndexed]) -> str:
    held = found(checkpoint.paragraphs, checkpoint.statements) if checkpoint else "nothing"
    if lacking:
        return f"The index was rebuilt: {held}; {says_lacking(lacking)}."
    return f"The index was rebuilt: {held}. Run `pincite verify` to compare it with the record."


def _ingest(
    arguments: argparse.Namespace,
    archive: Archive,
    discovery: Discovery,
    sources: SourceStore | None,
    *,
    prune: bool,
) -> Report:
    how = {"strict": arguments.strict, "prune": prune}
    with open_listener("Reading", as_json=arguments.json) as listener:
        return ingest(archive.record, archive.engine, discovery, sources=sources, on_event=listener, **how)


def _is_missing(settings: Settings) -> bool:
    try:
        open_home(settings.home)
    except ArchiveMissing:
        return True
    return False


def _say_waiting(arguments: argparse.Namespace) -> BatchListener:
    return say_waiting(arguments.wait, as_json=arguments.json)


def _report_json(report: Report) -> Mapping[str, object]:
    names = ("sources", "skipped", "new", "changed", "metadata", "unchanged", "withdrawn", "paragraphs")
    refused = [{"path": e.path, "line": e.line, "reason": e.reason, "mend": e.mend} for e in report.refused]
    numbers = {name: getattr(report, name) for name in (*names, "parsed", "batches", "caught_up")}
    return {
        **numbers,
        "refused": refused,
        "repeated": [asdict(one) for one in report.repeated],
        "not_indexed": lacking_json(report.not_indexed),
        "moved": [asdict(one) for one in report.moved],
        "vanished": [asdict(one) for one in report.vanished],
        "pruned": report.pruned,
        "passed_over": dict(report.passed_over),
    }


def _ingest_says(report: Report, *, strict: bool) -> str:
    """Return the last line: what happened, and what to do next."""
    refused = f"{counted(len(report.refused), 'refusal')} (see above)"
    written = report.new + report.changed + report.metadata
    lacking = f"; {says_lacking(report.not_indexed)}" if report.not_indexed else ""
    if report.refused and strict:
        return f"Nothing was ingested: {refused}. Fix the sources and run the same command again{lacking}."
    if not report.sources and not report.refused and not report.vanished:
        over = _passed_over(report) or "; skipped 0 files"
        return f"Nothing to read{over}. Name a document, a JSON lines file, or a folder that contains some{lacking}."
    did = _did(report) if written else _nothing_new(report)
    did += (
        f"; the index was missing {counted(report.caught_up, 'statement')} and is up to date again"
        if report.caught_up
        else ""
    )
    did += f"; {counted(len(report.moved), 'statement')} moved" if report.moved else ""
    did += f"; {counted(len(report.vanished), 'source')} gone" if report.vanished else ""
    did += f", {counted(report.pruned, 'statement')} removed from search" if report.pruned else ""
    did += f"; skipped {counted(len(report.repeated), 'duplicate statement')}" if report.repeated else ""
    did += _passed_over(report)
    if report.refused:
        return f"{did}; {refused}. Fix the sources and run the same command again{lacking}."
    if lacking:
        return f"{did}{lacking}."
    if NO_READER in report.passed_over:
        return f"{did}. Convert the files without a reader, or exclude them with --only or .pinciteignore."
    return f"{did}. Next: `pincite search WORDS`, or `pincite serve`."


def _nothing_new(report: Report) -> str:
    if report.sources:
        return f"Nothing new in {counted(report.sources, 'source')}"
    return "Nothing was ingested"


def _passed_over(report: Report) -> str:
    """Return how many files were skipped and why, for the last line."""
    if not report.passed_over:
        return ""
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in sorted(report.passed_over.items()))
    return f"; skipped {counted(sum(report.passed_over.values()), 'file')} ({reasons})"


def _did(report: Report) -> str:
    kinds = ((report.new, "new"), (report.changed, "with new text"), (report.metadata, "with new metadata"))
    did = ", ".join(f"{number:,} {kind}" for number, kind in kinds if number)
    unchanged = f", {report.unchanged:,} unchanged" if report.unchanged else ""
    kept_out = f", {report.withdrawn:,} of them still withdrawn" if report.withdrawn else ""
    written = counted(report.new + report.changed + report.metadata, "statement")
    return f"Ingested {written} with {counted(report.paragraphs, 'paragraph')} ({did}{kept_out}){unchanged}"
