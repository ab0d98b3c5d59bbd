"""Sessions of writing, short, and what they leave: for tests of what a commit promises."""

from dataclasses import replace
from pathlib import Path

import pytest

from pincite.index.engines.whoosh.arrays.segment import Snapshot
from pincite.index.engines.whoosh.checking.folder import check_folder
from pincite.index.engines.whoosh.commits.manifest import manifest_name, parse_manifest, render_manifest
from pincite.index.engines.whoosh.commits.storage import SyncStorage
from pincite.index.engines.whoosh.generations import open_writer
from pincite.index.engines.whoosh.layout import current_generation
from pincite.index.values.entry import Entry
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Paragraph

State = dict[str, tuple[str, ...]]


def entry(id_: str, *texts: str) -> Entry:
    paragraphs = tuple(Paragraph(n, text, None, ((0, len(text)),)) for n, text in enumerate(texts, 1))
    return Entry(Heading(id_, f"Title of {id_}"), "ab" * 32, paragraphs)


def state(snapshot: Snapshot) -> State:
    """What lives: texts by statement."""
    found: State = {}
    for part in snapshot.parts:
        for row in range(part.arrays.s):
            if part.live is None or part.live[row]:
                docs = range(int(part.arrays.first[row]), int(part.arrays.first[row + 1]))
                assert part.arrays.ids[row] not in found
                found[part.arrays.ids[row]] = tuple(part.arrays.passage(doc).text for doc in docs)
    return found


def damage(path: Path) -> list[str]:
    """What is found wrong, looking as deep as can be."""
    return [str(finding) for finding in check_folder(path, "deep")]


def write(path: Path, batch: int, entries: list[Entry], deleted: list[str] = [], **options) -> None:  # noqa: B006
    with open_writer(path, **options) as writer:
        writer.put(entries)
        writer.delete(deleted)
        writer.commit(batch)


def forget_replaced(path: Path) -> None:
    """Make the last commit what a version without an index of replaced versions would have written."""
    folder = path / current_generation(path)
    file = folder / manifest_name(SyncStorage(folder).commits()[-1])
    manifest = parse_manifest(file.read_bytes(), file.name)
    file.write_bytes(render_manifest(replace(manifest, checkpoint=replace(manifest.checkpoint, replaced=None))))


def break_off(path: Path, entries: list[Entry], *, commit: bool = False, **options) -> None:
    """Put, then fail in the middle of the session."""

    def session() -> None:
        with open_writer(path, **options) as writer:
            writer.put(entries)
            if commit:
                writer.commit(2)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        session()
