"""Which files are sources: folders in order, what is passed over and counted, what is refused by name."""

import os
from pathlib import Path

import pytest

from pincite.index.reading.readers import find_suffix, read, read_source_digest
from pincite.index.reading.sources import discover
from pincite.index.values.errors import SourceError


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("Title\n\nText.")


def test_a_folder_is_walked_in_order_and_counts_what_it_passes_over(tmp_path: Path) -> None:
    put(tmp_path, "b.txt", "a.TXT", "a.yaml", "c/z.jsonl", "c/y.jsonl.gz", "c/lost.yaml", "c/p.odt", "noextension")
    put(tmp_path, "README.md", "readme.txt", "c/README", ".hidden.txt", ".git/x.txt", ".git/y.txt")
    (tmp_path / "d").symlink_to(tmp_path / "c")
    found = discover([tmp_path])
    assert [str(s.path.relative_to(tmp_path)) for s in found.sources] == ["a.TXT", "b.txt", "c/y.jsonl.gz", "c/z.jsonl"]
    assert [s.stem for s in found.sources] == ["a", "b", "y", "z"]
    assert found.sources[0].sidecar == tmp_path / "a.yaml"
    assert found.sources[1].sidecar is None
    assert found.refused == ()
    assert found.passed_over == {
        "README": 3,
        "hidden": 2,
        "sidecar": 1,
        "YAML that is no file's sidecar": 1,
        "no reader for its type": 2,
        "link to a folder": 1,
    }


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("README.txt", "README"),
        (".a.txt", "hidden"),
        ("a.yaml", "sidecar"),
        ("p.odt", "no reader for its type"),
        ("missing.txt", "No such file"),
        ("missing", "No such file"),
    ],
)
def test_the_same_files_are_refused_when_named(tmp_path: Path, name: str, reason: str) -> None:
    put(tmp_path, "README.txt", ".a.txt", "a.txt", "a.yaml", "p.odt")
    found = discover([tmp_path / name, tmp_path / "a.txt"])
    [error] = found.refused
    assert error.path == str(tmp_path / name)
    assert reason in error.reason
    assert error.mend
    assert len(found.sources) == 1
    assert found.passed_over == {}


def test_a_source_named_twice_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.txt", "b.txt")
    monkeypatch.chdir(tmp_path)
    found = discover([Path("b.txt"), Path(), tmp_path, tmp_path / "x" / ".." / "b.txt"])
    assert [s.name for s in found.sources] == ["b.txt", "a.txt"]
    assert [s.location for s in found.sources] == [str(tmp_path / "b.txt"), str(tmp_path / "a.txt")]


def test_json_lines_take_no_sidecar(tmp_path: Path) -> None:
    put(tmp_path, "a.jsonl", "a.yaml")
    found = discover([tmp_path])
    assert found.sources[0].sidecar is None
    assert found.passed_over == {"YAML that is no file's sidecar": 1}


def test_what_is_no_regular_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    (tmp_path / "gone.txt").symlink_to("nowhere")
    put(tmp_path, "a.txt")
    (tmp_path / "a.yaml").mkdir()
    found = discover([tmp_path])
    assert found.sources == ()
    assert [Path(e.path).name for e in found.refused] == ["a.yaml", "gone.txt", "loop.txt", "pipe.txt"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_what_may_not_be_read_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "shut/b.txt")
    (tmp_path / "a.txt").chmod(0)
    (tmp_path / "shut").chmod(0)
    try:
        found = discover([tmp_path, tmp_path / "shut" / "b.txt"])
        assert [Path(e.path).name for e in found.refused] == ["shut", "b.txt"]
        [source] = found.sources
        [draft] = read(source)
        for action in (draft.parse, lambda: read_source_digest(source)):
            with pytest.raises(SourceError, match="Permission denied"):
                action()
    finally:
        (tmp_path / "shut").chmod(0o700)


def test_a_path_is_fit_to_print_and_to_record(tmp_path: Path) -> None:
    name = "a\n\x1b[31m\udcff.txt"
    put(tmp_path, name)
    [source] = discover([tmp_path]).sources
    assert source.name == str(tmp_path) + r"/a\n\x1b[31m\udcff.txt"
    source.location.encode()


def test_the_longest_suffix_chooses_the_reader() -> None:
    assert [find_suffix(Path(n)) for n in ("a.JSONL.GZ", "a.jsonl", "a.b.txt", "a.gz")] == [
        ".jsonl.gz",
        ".jsonl",
        ".txt",
        None,
    ]


def test_a_file_in_the_folder_names_what_is_passed_over(tmp_path: Path) -> None:
    put(
        tmp_path,
        "a.txt",
        "b.ODT",
        "old-b.txt",
        "drafts/x.txt",
        "drafts/y.txt",
        "c/drafts.txt",
        "c/old-d.txt",
        "c/e.odt",
    )
    put(tmp_path, "c/keep/f.txt", "c/keep/g.txt")
    (tmp_path / ".pinciteignore").write_text("# what has no reader\n*.odt\n\ndrafts/\n/c/old-*\n")
    (tmp_path / "c" / "keep" / ".pinciteignore").write_text("G.txt\n")
    found = discover([tmp_path])
    assert [str(s.path.relative_to(tmp_path)) for s in found.sources] == [
        "a.txt",
        "old-b.txt",
        "c/drafts.txt",
        "c/keep/f.txt",
    ]
    assert found.passed_over == {"named in .pinciteignore": 5}
    assert found.refused == ()
    # Who names a file wants it.
    assert len(discover([tmp_path / "old-b.txt", tmp_path / "drafts" / "x.txt"]).sources) == 2


def test_an_ignore_file_that_cannot_be_read_is_refused_and_the_rest_goes_in(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    os.mkfifo(tmp_path / ".pinciteignore")
    found = discover([tmp_path])
    assert [source.path.name for source in found.sources] == ["a.txt"]
    assert [error.path for error in found.refused] == [str(tmp_path / ".pinciteignore")]


def test_only_leaves_out_what_was_not_asked_for(tmp_path: Path) -> None:
    put(tmp_path, "a.PDF", "b.txt", "c.odt", "README.md")
    found = discover([tmp_path], ["*.pdf"])
    assert [source.path.name for source in found.sources] == ["a.PDF"]
    assert found.passed_over == {"not asked for": 2, "README": 1}
    assert len(discover([tmp_path / "b.txt"], ["*.pdf"]).sources) == 1
