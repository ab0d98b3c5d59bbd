"""What is truncated, foreign or older is one clear line at opening, never a wrong answer."""

import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import whoosh.index
from whoosh.fields import TEXT, Schema

from pincite.index.engines.whoosh import open_engine
from pincite.index.engines.whoosh.arrays.arrayfile import MAGIC
from pincite.index.engines.whoosh.commits.codec import ArraySegment
from pincite.index.engines.whoosh.commits.manifest import manifest_name, parse_manifest, render_manifest
from pincite.index.engines.whoosh.commits.stamps import stamp_of
from pincite.index.engines.whoosh.commits.storage import INDEX_NAME, toc_name
from pincite.index.engines.whoosh.generations import open_snapshot, open_writer
from pincite.index.query.query import Query
from pincite.index.values.entry import Entry
from pincite.index.values.errors import ArchiveDamaged, ArchiveError, ArchiveForeign, SchemaMismatch
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Paragraph

GENERATION = "gen-000001"
ROLES = ("pointer", "marker", "manifest", "contents", "segment")


def write(path: Path, *texts: str) -> None:
    with open_writer(path) as writer:
        for batch, text in enumerate(texts, 1):
            paragraph = Paragraph(1, text, None, ((0, len(text)),))
            writer.put([Entry(Heading(f"s{batch}", f"Title {batch}"), "ab" * 32, (paragraph,))])
            writer.commit(batch)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index of two commits."""
    write(tmp_path / "index", "one", "two words")
    return tmp_path / "index"


def file_of(index: Path, role: str) -> Path:
    """The file that plays ``role`` in the last commit; of its segments the first."""
    folder = index / GENERATION
    return {
        "pointer": index / "CURRENT",
        "marker": index / "PINCITE-INDEX",
        "manifest": folder / manifest_name(2),
        "contents": folder / toc_name(2),
        "segment": min(folder.glob("*.arrays")),
    }[role]


def assert_refused(index: Path, error: type[ArchiveError] = ArchiveError, match: str | None = None) -> None:
    """Readers and writers get one line that says what to run; a question gets no answer."""

    def ask() -> object:
        return open_engine(index, b"k" * 32).search(Query())

    for opening in (ask, lambda: open_snapshot(index), lambda: open_writer(index).__enter__()):
        with pytest.raises(error, match=match) as raised:
            opening()
        assert "\n" not in str(raised.value)
        assert "pincite" in str(raised.value) or "folder" in str(raised.value)


@pytest.mark.parametrize("role", ROLES[:-1])
@pytest.mark.parametrize("cut", ["nothing left", "one byte", "a half", "all but one", "one more", "zeros"])
def test_a_file_of_another_length_or_of_zeros_is_refused(index: Path, role: str, cut: str) -> None:
    change(file_of(index, role), cut)
    assert_refused(index)


@pytest.mark.parametrize("cut", ["nothing left", "one byte", "a half", "all but one", "one more", "zeros"])
def test_so_is_a_segment_to_those_who_read_it(index: Path, cut: str) -> None:
    change(file_of(index, "segment"), cut)
    with pytest.raises(ArchiveDamaged, match="pincite rebuild"):
        open_snapshot(index)
    with pytest.raises(ArchiveDamaged, match="pincite rebuild"):
        open_engine(index, b"k" * 32).search(Query())


def change(file: Path, cut: str) -> None:
    data = file.read_bytes()
    changed = {
        "nothing left": b"",
        "one byte": data[:1],
        "a half": data[: len(data) // 2],
        "all but one": data[:-1],
        "one more": data + b"\0",
        "zeros": bytes(len(data)),
    }
    file.write_bytes(changed[cut])


@pytest.mark.parametrize("role", ["manifest", "contents", "segment"])
def test_a_file_of_another_index_is_refused(index: Path, tmp_path: Path, role: str) -> None:
    write(tmp_path / "other", "something else, and longer", "words of another archive")
    shutil.copyfile(file_of(tmp_path / "other", role), file_of(index, role))
    with pytest.raises(ArchiveError, match="pincite rebuild"):
        open_snapshot(index)


def replace_contents(index: Path, data: bytes) -> None:
    """Put ``data`` in the place of the last table of contents, under a manifest that vouches for it."""
    contents, file = file_of(index, "contents"), file_of(index, "manifest")
    contents.write_bytes(data)
    manifest = parse_manifest(file.read_bytes(), file.name)
    file.write_bytes(render_manifest(replace(manifest, toc=stamp_of(contents))))


def test_segments_of_whooshs_own_kind_are_refused(index: Path, tmp_path: Path) -> None:
    stock = tmp_path / "stock"
    stock.mkdir()
    strange = whoosh.index.create_in(str(stock), Schema(text=TEXT), indexname=INDEX_NAME)
    for _ in range(2):
        writer = strange.writer()
        writer.add_document(text="a stranger's words")
        writer.commit()
    replace_contents(index, (stock / toc_name(2)).read_bytes())
    assert_refused(index, ArchiveDamaged, "did not write")


def test_whooshs_own_writer_in_our_folder_is_found_out(index: Path) -> None:
    writer = whoosh.index.open_dir(str(index / GENERATION), indexname=INDEX_NAME).writer()
    writer.add_document(text="added behind our back")
    writer.commit(merge=False)
    assert (index / GENERATION / toc_name(3)).exists()
    assert_refused(index, ArchiveDamaged)


@pytest.mark.parametrize("name", [b"ArrayPortion", b"BrraySegment"])
def test_a_table_of_contents_with_a_class_that_is_gone_is_of_another_version(index: Path, name: bytes) -> None:
    data = file_of(index, "contents").read_bytes()
    known = ArraySegment.__name__.encode()
    assert known in data
    replace_contents(index, data.replace(known, name))
    assert_refused(index, ArchiveDamaged, "another version")


def test_a_manifest_of_another_format_is_of_another_version(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = file_of(index, "manifest")
    manifest = parse_manifest(file.read_bytes(), file.name)
    with monkeypatch.context() as older:
        older.setattr("pincite.index.engines.whoosh.commits.manifest.FORMAT", 0)
        file.write_bytes(render_manifest(manifest))
    assert_refused(index, SchemaMismatch, "another version")


def test_a_segment_of_another_format_is_named_with_it(index: Path) -> None:
    file = file_of(index, "segment")
    data = file.read_bytes()
    assert data.startswith(MAGIC)
    file.write_bytes(data.replace(b'"format":2', b'"format":1', 1))
    with pytest.raises(SchemaMismatch, match=r"format 1.*pincite rebuild"):
        open_snapshot(index)


def test_a_generation_that_is_gone_is_missed(index: Path) -> None:
    shutil.rmtree(index / GENERATION)
    assert_refused(index, ArchiveDamaged, "gen-000001")


def test_a_folder_of_other_things_is_not_an_index(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text(GENERATION)
    (tmp_path / GENERATION).mkdir()
    assert_refused(tmp_path, ArchiveForeign)


def test_nothing_is_unpickled_on_the_way_to_a_refusal(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("unpickled")

    data = file_of(index, "contents").read_bytes()
    file_of(index, "contents").write_bytes(data.replace(b"ArraySegment", b"BrraySegment"))
    for name in ("load", "loads", "Unpickler"):
        monkeypatch.setattr(pickle, name, refuse)
    assert_refused(index, ArchiveDamaged)
