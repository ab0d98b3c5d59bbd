"""The store of source files: what is put is there once it has settled, and nothing else is touched."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.storage.source_store import SourceStore
from pincite.index.values.source_file import SourceFile


def file_of(data: bytes, name: str = "a.pdf") -> SourceFile:
    return SourceFile(hashlib.sha256(data).hexdigest(), len(data), "application/pdf", name)


def put(store: SourceStore, *texts: bytes) -> list[SourceFile]:
    files = [file_of(text) for text in texts]
    for file, text in zip(files, texts, strict=True):
        store.put(file, text)
    store.settle()
    return files


def test_what_settled_is_there_and_whole(tmp_path: Path) -> None:
    store = SourceStore(tmp_path / "sources")
    one, two = put(store, b"one", b"")
    assert store.holds(one)
    assert store.find_damage(one) is None
    assert store.find_damage(two) is None
    assert list(store.digests()) == sorted([one.digest, two.digest])
    with store.open_file(one) as opened:
        assert opened.read() == b"one"
    assert list(SourceStore(tmp_path / "none").digests()) == []


def test_the_same_file_is_written_once(tmp_path: Path) -> None:
    store = SourceStore(tmp_path / "sources")
    [file] = put(store, b"one")
    before = store.path(file.digest).stat().st_ino
    put(store, b"one", b"one")
    assert store.path(file.digest).stat().st_ino == before


def test_a_file_that_was_cut_off_is_written_again(tmp_path: Path) -> None:
    store = SourceStore(tmp_path / "sources")
    [file] = put(store, b"one")
    store.path(file.digest).write_bytes(b"on")
    assert not store.holds(file)
    put(store, b"one")
    assert store.find_damage(file) is None


def test_what_did_not_settle_is_no_file_of_the_archive(tmp_path: Path) -> None:
    store = SourceStore(tmp_path / "sources")
    store.put(file_of(b"one"), b"one")
    assert list(store.digests()) == []
    assert [path.name for path in store.unsettled()] == [f"{file_of(b'one').digest}.new"]
    store.discard()
    assert store.unsettled() == []
    store.settle()
    assert not store.holds(file_of(b"one"))


@settings(max_examples=40)
@given(st.binary(max_size=40), st.integers(0, 39), st.integers(1, 255))
def test_one_changed_byte_is_found(tmp_path_factory: pytest.TempPathFactory, data: bytes, at: int, by: int) -> None:
    store = SourceStore(tmp_path_factory.mktemp("store"))
    [file] = put(store, data)
    changed = bytearray(data or b"x")
    changed[at % len(changed)] ^= by
    store.path(file.digest).write_bytes(changed)
    assert store.find_damage(file) == "is not as it was written"
    store.path(file.digest).unlink()
    assert "cannot be read" in str(store.find_damage(file))


@pytest.mark.parametrize("digest", ["", "..", "../../etc/passwd", "A" * 64, "0" * 63, f"{'0' * 64}\n"])
def test_only_a_digest_names_a_file(tmp_path: Path, digest: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        SourceStore(tmp_path).path(digest)


def test_clearing_leaves_what_is_not_ours(tmp_path: Path) -> None:
    store = SourceStore(tmp_path / "sources")
    put(store, b"one", b"two")
    other = tmp_path / "sources" / file_of(b"one").digest[:2] / "letter.txt"
    other.write_text("mine")
    store.put(file_of(b"three"), b"three")
    store.clear()
    assert [path for path in (tmp_path / "sources").rglob("*") if path.is_file()] == [other]
