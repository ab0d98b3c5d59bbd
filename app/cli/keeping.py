"""Commands that copy an archive elsewhere and back: backup, restore, dump, load."""

import argparse
import datetime
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from pincite.app.cli.lacking import Lacking, says_lacking, tell_lacking
from pincite.app.cli.progress import open_listener, say_waiting
from pincite.app.cli.stages import open_stages
from pincite.app.cli.terminal import Exit, Rows, say, say_json, tell
from pincite.app.dependencies import (
    Archive,
    file_of_record,
    has_server,
    open_for_writing,
    opened_record,
    sources_of,
)
from pincite.app.memory import rare_collections
from pincite.app.settings import Settings
from pincite.app.words import counted, found
from pincite.index.backup import back_up, dump, load, restore
from pincite.index.backup.dumpformat import EndLine
from pincite.index.backup.dumping import write_dump
from pincite.index.ingest import rebuild, verify
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.errors import ArchiveDamaged, ArchiveError, ArchiveForeign

_STREAM = "-"
_NO_FILE = (
    "a backup is a copy of a file, but the record is on a database server: "
    "run `pincite dump FILE`, or back up the database with `pg_dump` and copy the folder `sources`"
)


def run_backup(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the record, the source files and a manifest into a new folder, and read them back."""
    folder = Path(arguments.folder)
    if has_server(settings):
        raise ArchiveError(_NO_FILE)
    _check_outside(folder, settings.home)
    with opened_record(settings) as record, open_stages(as_json=arguments.json) as listener:
        now = datetime.datetime.now(datetime.UTC)
        sources = _sources(arguments, settings)
        manifest = back_up(record, folder, pincite=version("pincite"), now=now, sources=sources, on_event=listener)
    lacking = manifest.files.lacking if manifest.files else 0
    if arguments.json:
        say_json({"event": "done", "folder": str(folder), **manifest.model_dump()})
    else:
        held = counted(manifest.counts["statements"], "statement")
        files = manifest.files
        size = f"{(manifest.record.length + (files.length if files else 0)) / 1_000_000:,.1f} MB"
        also = f" and {counted(files.count, 'source file')}" if files and files.count else ""
        whole = "It was read back and is complete."
        if lacking:
            whole = f"It was read back. {counted(lacking, 'source file')} could not be copied: run `pincite verify`."
        say(f"{folder} holds {held}{also} up to batch {manifest.batch}, {size}. {whole}")
        say(f"Restore it with `pincite restore {folder} --home NEW_FOLDER`.")
    return Exit.IO if lacking and settings.keep_sources else Exit.OK


def run_restore(arguments: argparse.Namespace, settings: Settings) -> int:
    """Copy the record of a backup into an empty folder, and build the index from it."""
    with open_stages(as_json=arguments.json) as listener:
        manifest = restore(Path(arguments.folder), settings.home, file_of_record(settings), on_event=listener)
    waiting = say_waiting(arguments.wait, as_json=arguments.json)
    with open_for_writing(settings, arguments.wait, waiting, create=False) as archive:
        built = _build_index(arguments, archive)
    if arguments.json:
        say_json({"event": "done", "batch": manifest.batch, "time": manifest.time, **built})
    else:
        says = found(built["paragraphs"], built["statements"])
        say(f"Restored and verified {says}, up to batch {manifest.batch} ({manifest.time}).")
    return Exit.OK


def run_dump(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the whole archive as lines of text."""
    to_stream = arguments.file == _STREAM
    if to_stream and arguments.json:
        tell("pincite: `--json` and the dump cannot both use standard output: name a file")
        return Exit.USAGE
    with rare_collections(), opened_record(settings) as record, open_stages(as_json=arguments.json) as listener:
        if to_stream:
            write_dump(record, Rows().write_bytes, listener, _sources(arguments, settings))
            return Exit.OK
        sources = _sources(arguments, settings)
        end = dump(record, Path(arguments.file), sources=sources, on_event=listener)
    if arguments.json:
        say_json({"event": "done", "file": arguments.file, **end.model_dump()})
    else:
        say(f"{arguments.file} holds {_held(end)}. The SHA-256 of its lines is {end.sha256}.")
    return Exit.OK


def run_load(arguments: argparse.Namespace, settings: Settings) -> int:
    """Fill an empty archive from a dump, all or nothing."""
    waiting = say_waiting(arguments.wait, as_json=arguments.json)
    with open_for_writing(settings, arguments.wait, waiting, create=True) as archive:
        with open_stages(as_json=arguments.json) as listener:
            file = "/dev/stdin" if arguments.file == _STREAM else arguments.file
            end = load(archive.record, Path(file), listener, sources=archive.sources)
        built = _build_index(arguments, archive)
    if arguments.json:
        say_json({"event": "done", "file": arguments.file, **end.model_dump(), **built})
    else:
        say(f"Loaded and verified {_held(end)}. Next: `pincite search WORDS`, or `pincite serve`.")
    return Exit.OK


def _sources(arguments: argparse.Namespace, settings: Settings) -> SourceStore | None:
    return None if arguments.without_sources else sources_of(settings)


def _check_outside(folder: Path, home: Path) -> None:
    if folder.resolve().is_relative_to(home.resolve()):
        raise ArchiveForeign(f"{folder} is inside the archive: name a folder outside it")


def _build_index(arguments: argparse.Namespace, archive: Archive) -> Mapping[str, int]:
    """Build the index from the record, compare the two, and return their counts."""
    total = archive.record.counts().statements
    with open_listener("Indexing", as_json=arguments.json, total=total) as listener:
        lacking = Lacking(listener)
        rebuild(archive.record, archive.engine, lacking)
    if lacking.found:
        tell_lacking(lacking.found)
        raise ArchiveError(f"the record is complete; {says_lacking(lacking.found)}")
    result = verify(archive.record, archive.engine)
    if not result.agrees:
        raise ArchiveDamaged("the new index differs from the record: run `pincite verify`")
    return {"statements": result.statements, "paragraphs": result.paragraphs}


def _held(end: EndLine) -> str:
    return f"{counted(end.statements, 'statement')} with {counted(end.versions, 'version')}"
