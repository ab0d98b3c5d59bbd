"""``pincite backup``, ``restore``, ``dump`` and ``load`` as they are called."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.calls import PROGRAM, Run, show_on_terminal
from tests.cli.test_cli import run
from tests.conftest import JOINT

__all__ = ["run"]


@pytest.fixture
def taken(home: Path) -> Path:
    """An archive with four statements, which these tests only read."""
    return home


def answers(run: Run, home: Path) -> list[str]:
    """What an archive says to some questions."""
    asked = (
        ("search", "commit", "--facet", "issuer"),
        ("search", "treaty", "--sort", "oldest"),
        ("export", "committed"),
    )
    return [*(run(home, *each).stdout for each in asked), run(home, "show", JOINT).stdout]


def test_backup_and_restore(run: Run, taken: Path, tmp_path: Path) -> None:
    told = run(taken, "backup", str(tmp_path / "backup")).stdout
    assert "4 statements and 1 source file up to batch" in told
    assert f"pincite restore {tmp_path / 'backup'}" in told
    restored = run(tmp_path / "new", "restore", str(tmp_path / "backup")).stdout
    assert restored.startswith("Restored and verified 40 paragraphs in 4 statements")
    assert answers(run, tmp_path / "new") == answers(run, taken)
    assert "agree" in run(tmp_path / "new", "verify").stdout


def test_dump_and_load(run: Run, taken: Path, tmp_path: Path) -> None:
    file = tmp_path / "archive.jsonl.gz"
    assert "4 statements with 4 versions" in run(taken, "dump", str(file)).stdout
    assert "4 statements" in run(tmp_path / "new", "load", str(file)).stdout
    assert answers(run, tmp_path / "new") == answers(run, taken)
    run(tmp_path / "new", "dump", str(tmp_path / "again.jsonl.gz"))
    assert (tmp_path / "again.jsonl.gz").read_bytes() == file.read_bytes()


def test_through_a_pipe(taken: Path, tmp_path: Path) -> None:
    with subprocess.Popen([*PROGRAM, "dump", "-", "--home", str(taken)], stdout=subprocess.PIPE) as dumping:
        loading = [*PROGRAM, "load", "-", "--home", str(tmp_path / "new"), "--json"]
        done = subprocess.run(loading, stdin=dumping.stdout, capture_output=True, check=True, timeout=120)
    last = json.loads(done.stdout.splitlines()[-1])
    assert (last["event"], last["statements"], last["paragraphs"]) == ("done", 4, 40)


def test_events(run: Run, taken: Path, tmp_path: Path) -> None:
    def events(home: Path, *arguments: str) -> list[dict[str, object]]:
        return [json.loads(line) for line in run(home, *arguments, "--json").stdout.splitlines()]

    backed_up = events(taken, "backup", str(tmp_path / "backup"))
    assert {each["event"] for each in backed_up} == {"copied", "checked", "done"}
    assert backed_up[-1]["counts"]["batch"] == backed_up[-1]["counts"]["sources"] // 2  # type: ignore[index]
    restored = events(tmp_path / "restored", "restore", str(tmp_path / "backup"))
    assert {each["event"] for each in restored} == {"checked", "copied", "caught_up", "done"}
    dumped = events(taken, "dump", str(tmp_path / "dump.jsonl"))
    assert [each["event"] for each in dumped] == ["dumped", "done"]
    loaded = events(tmp_path / "loaded", "load", str(tmp_path / "dump.jsonl"))
    assert {each["event"] for each in loaded} == {"loaded", "caught_up", "done"}
    assert loaded[-1]["sha256"] == dumped[-1]["sha256"]


def test_a_backup_does_not_need_the_index(run: Run, taken: Path, tmp_path: Path) -> None:
    shutil.copytree(taken, tmp_path / "var")
    shutil.rmtree(tmp_path / "var" / "index")
    (tmp_path / "var" / "index").mkdir()
    (tmp_path / "var" / "index" / "letter.txt").write_text("mine")
    run(tmp_path / "var", "backup", str(tmp_path / "backup"))
    run(tmp_path / "var", "dump", str(tmp_path / "dump.jsonl"))


def test_a_backup_stands_outside_of_its_archive(run: Run, taken: Path) -> None:
    assert "inside the archive" in run(taken, "backup", str(taken / "index" / "backup"), code=74).stderr


def test_what_is_refused_is_one_line_and_65(run: Run, taken: Path, tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    run(taken, "dump", str(dump))
    dump.write_bytes(dump.read_bytes()[:-10])
    told = run(tmp_path / "new", "load", str(dump), code=65).stderr
    assert f"{dump}:" in told
    assert len(told.splitlines()) == 1
    # Nothing was loaded, and the right file can be.
    dump.unlink()
    run(taken, "dump", str(dump))
    run(tmp_path / "new", "load", str(dump))
    run(taken, "backup", str(tmp_path / "backup"))
    (tmp_path / "backup" / "manifest.json").write_text("{}")
    told = run(tmp_path / "newer", "restore", str(tmp_path / "backup"), code=65).stderr
    assert len(told.splitlines()) == 1
    assert not (tmp_path / "newer").exists()


@pytest.mark.parametrize(
    ("command", "code", "says"),
    [
        (("dump", "-", "--json"), 2, "name a file"),
        (("load", "absent.jsonl"), 74, "absent.jsonl"),
        (("restore", "absent"), 65, "manifest.json"),
        (("backup",), 2, "DEST"),
    ],
)
def test_says_what_is_wrong(run: Run, tmp_path: Path, command: tuple[str, ...], code: int, says: str) -> None:
    assert says in run(tmp_path / "new", *command, code=code).stderr


@pytest.mark.parametrize("command", ["backup", "dump"])
def test_without_an_archive_it_says_what_to_run(run: Run, tmp_path: Path, command: str) -> None:
    assert "pincite ingest" in run(tmp_path / "none", command, str(tmp_path / "out"), code=74).stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["backup", "restore", "dump", "load"])
def test_help_shows_examples_first(run: Run, tmp_path: Path, command: str) -> None:
    told = run(tmp_path, command, "--help").stdout
    assert told.index("examples:") < told.index("usage:") < told.index("options:")


def test_a_backup_is_no_record_of_a_server(run: Run, taken: Path, tmp_path: Path) -> None:
    run(taken, "backup", str(tmp_path / "backup"))
    url = "postgresql://nobody@127.0.0.1:1/none"
    told = run(tmp_path / "new", "restore", str(tmp_path / "backup"), code=74, PINCITE_RECORD_URL=url).stderr
    assert "pincite load" in told
    assert not (tmp_path / "new").exists()


def test_after_a_restore_that_stopped_before_the_index(run: Run, taken: Path, tmp_path: Path) -> None:
    run(taken, "backup", str(tmp_path / "backup"))
    run(tmp_path / "new", "restore", str(tmp_path / "backup"))
    shutil.rmtree(tmp_path / "new" / "index")
    assert "run `pincite rebuild`" in run(tmp_path / "new", "search", "commit", code=74).stderr


def test_bars_on_a_terminal(taken: Path, tmp_path: Path) -> None:
    shown = b""
    for command in (["backup", "backup"], ["restore", "backup"], ["dump", "dump.jsonl"], ["load", "dump.jsonl"]):
        home = taken if command[0] in ("backup", "dump") else tmp_path / command[0]
        shown += show_on_terminal(*command, "--home", str(home), folder=tmp_path)
    for word in (b"Copying", b"Checking", b"Dumping", b"Loading", b"Indexing", b"MB", b"statements"):
        assert word in shown
