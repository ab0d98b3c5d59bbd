"""A folder that is not as it should be: one line says what is wrong and what mends it, and nothing is deleted."""

import json
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pincite.app.cli import main
from pincite.index.engines.whoosh.commits.storage import SyncStorage
from pincite.index.engines.whoosh.layout import current_generation
from pincite.index.query.signing import OUTLIVED_COMMITS
from tests.conftest import ROOT
from tests.durability.archives import build_anew, take_in, write_source

NOBODY = 65534
IS_ROOT = os.geteuid() == 0
Spoil = Callable[[Path], object]
Run = Callable[..., list[str]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two generations; the live one has two commits of its own."""
    folder = tmp_path_factory.mktemp("whole")
    take_in(folder / "var", write_source(folder / "a.jsonl", "a", range(8)))
    build_anew(folder / "var")
    take_in(folder / "var", write_source(folder / "b.jsonl", "b", range(6, 9)))
    return folder / "var"


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return Path(shutil.copytree(whole, tmp_path / "var"))


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command on it; its exit code must be ``code``. Returns the lines on standard error."""

    def in_process(*arguments: str, code: int = 0) -> list[str]:
        capsys.readouterr()
        found = main([*arguments, "--home", str(home)])
        said = capsys.readouterr()
        assert found == code, said
        return said.err.splitlines()

    return in_process


def index_of(home: Path) -> Path:
    return home / "index"


def live(home: Path) -> Path:
    return index_of(home) / current_generation(index_of(home))


def newest(home: Path, kind: str) -> Path:
    """The newest commit's file of a kind; of segments, the largest."""
    if kind == "segment":
        return max(live(home).glob("*.arrays"), key=lambda file: (file.stat().st_size, file.name))
    commit = SyncStorage(live(home)).commits()[-1]
    return live(home) / (f"_MAIN_{commit}.toc" if kind == "table" else f"MANIFEST-{commit}.json")


def remove(kind: str) -> Spoil:
    return lambda home: newest(home, kind).unlink()


def cut(kind: str) -> Spoil:
    return lambda home: newest(home, kind).write_bytes(newest(home, kind).read_bytes()[:-1])


def take_from_another_generation(kind: str) -> Spoil:
    def taken(home: Path) -> None:
        other = index_of(home) / "gen-000001"
        source = {"segment": "*.arrays", "table": "*.toc", "manifest": "MANIFEST-*"}[kind]
        shutil.copy(max(other.glob(source), key=lambda file: file.name), newest(home, kind))

    return taken


def write(name: str, content: bytes) -> Spoil:
    return lambda home: (index_of(home) / name).write_bytes(content)


def be_foreign(home: Path) -> None:
    shutil.rmtree(index_of(home))
    index_of(home).mkdir()
    (index_of(home) / "letter.txt").write_text("mine")


REBUILD, DOCTOR = "run `pincite rebuild`", "run `pincite doctor --fix`"
AWAY = "move the folder away and run `pincite rebuild`"
SPOILS: dict[str, tuple[Spoil, str, str]] = {
    "a segment is missing": (remove("segment"), "is missing", REBUILD),
    "a table of contents is missing": (remove("table"), "", ""),
    "a manifest is missing": (remove("manifest"), "is missing", REBUILD),
    "a segment is truncated": (cut("segment"), "bytes", REBUILD),
    "a table of contents is truncated": (cut("table"), "is not as it was written", REBUILD),
    "a manifest is truncated": (cut("manifest"), "is not as it was written", REBUILD),
    "a segment of another generation": (take_from_another_generation("segment"), "bytes", REBUILD),
    "a table of another generation": (take_from_another_generation("table"), "is not as it was written", REBUILD),
    "a manifest of another generation": (take_from_another_generation("manifest"), "is not as it was written", REBUILD),
    "the generation is gone": (lambda home: shutil.rmtree(live(home)), "does not carry our marker", REBUILD),
    "its marker is changed": (write("gen-000002/PINCITE-INDEX", b"mine"), "does not carry our marker", REBUILD),
    "the pointer is missing": (lambda home: (index_of(home) / "CURRENT").unlink(), "CURRENT is missing", DOCTOR),
    "the pointer is changed": (write("CURRENT", b"gen-000001\n"), "CURRENT is not as it was written", DOCTOR),
    "the marker is changed": (write("PINCITE-INDEX", b"mine"), "is not an index of Pincite", AWAY),
    "a foreign folder": (be_foreign, "is not an index of Pincite", AWAY),
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", SPOILS)
def test_is_one_line_with_its_mend(name: str, home: Path, run: Run) -> None:
    spoil, what, mend = SPOILS[name]
    spoil(home)
    files = {path: path.read_bytes() for path in index_of(home).rglob("*") if path.is_file()}
    if not what:
        # Without its table of contents a commit never was: the one before answers, and the record is ahead.
        assert run("search", "common") == []
        assert DOCTOR in run("verify", "--quick", code=74)[0]
        run("doctor", "--fix")
    else:
        for command in (("search", "common"), ("serve",)):
            (line,) = run(*command, code=74)
            assert what in line
            assert mend in line
        for command in (("verify", "--quick"), ("doctor",)):
            assert all("run `pincite " in line or "by hand" in line for line in run(*command, code=74))
        assert {path: path.read_bytes() for path in files} == files, "telling changes nothing"
        if mend == AWAY:
            (line,) = run("rebuild", code=74)
            assert AWAY in line
            assert {path: path.read_bytes() for path in files} == files, "what is not ours is not touched"
            index_of(home).rename(home / "away")
        run(*("doctor", "--fix") if mend == DOCTOR else ("rebuild",))
        for generation in index_of(home).glob("gen-*"):
            if (generation / "PINCITE-INDEX").read_bytes() == b"mine":
                shutil.rmtree(generation)  # By hand, as verify says.
    assert run("verify", "--deep") == []
    assert run("search", "common") == []


class Trap:
    """What a changed pickle could run."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("touch trapped",)


@pytest.mark.parametrize("which", ["table", "old table"])
def test_a_changed_pickle_is_never_unpickled(
    which: str, home: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    tables = sorted(live(home).glob("*.toc"))
    table = tables[-1] if which == "table" else tables[0]
    table.write_bytes(pickle.dumps(Trap()))
    is_newest = which == "table"
    assert pickle.loads(pickle.dumps(Trap())) == 0
    Path("trapped").unlink()
    for command in (("search", "common"), ("ingest", str(tmp_path / "missing.jsonl")), ("serve", "--port", "70000")):
        main([*command, "--home", str(home)])
    for verifying in (("verify", "--quick"), ("verify",), ("verify", "--deep")):
        assert f"{table.name}: is not as it was written" in run(*verifying, code=74)[0]
    run("doctor", "--fix", code=74)
    take_in(home, write_source(tmp_path / "c.jsonl", "c", range(3))) if not is_newest else run("rebuild")
    run("rebuild")
    assert not Path("trapped").exists()


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that every user can enter."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


AS_ANOTHER = """
import contextlib, io, json, os, sys
from pincite.app.cli import main
loaded, home, user, commands = sys.argv[1], sys.argv[2], int(sys.argv[3]), json.loads(sys.argv[4])

def run(command, home):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()) as told:
        code = main([*command, "--home", home])
    return code, told.getvalue().splitlines()

if user:
    for command in commands:
        run(command, loaded)  # As root, so that all modules are read: the user may not be allowed to.
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
print(json.dumps([run(command, home) for command in commands]))
"""


def run_as(user: int, whole: Path, home: Path, *commands: tuple[str, ...]) -> list[tuple[int, list[str]]]:
    """Run commands on ``home`` as another user (0: as ourselves); return the exit code of each, and what it told."""
    with tempfile.TemporaryDirectory() as folder:
        other = shutil.copytree(whole, Path(folder, "var"))
        command = [sys.executable, "-c", AS_ANOTHER, str(other), str(home), str(user), json.dumps(commands)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    return [(code, lines) for code, lines in json.loads(done.stdout)]


needs_root = pytest.mark.skipif(not IS_ROOT, reason="only root can become another user")


@needs_root
def test_a_folder_of_somebody_else_is_one_line(whole: Path, shared: Path) -> None:
    home = Path(shutil.copytree(whole, shared / "var"))
    table = newest(home, "table")
    for path in (home, *home.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
        os.chown(path, NOBODY - 1, -1)
    ((code, (line,)),) = run_as(NOBODY, whole, home, ("search", "common"))
    assert code == 74
    assert "belongs to another user: run the same command as its owner" in line
    # Who could write one file there could have us run what is in it.
    for path in (home, *home.rglob("*")):
        os.chown(path, NOBODY, -1)
    os.chown(table, NOBODY - 1, -1)
    ((code, (line,)),) = run_as(NOBODY, whole, home, ("search", "common"))
    assert (code, "belongs to another user" in line) == (74, True)
    os.chown(table, NOBODY, -1)
    assert run_as(NOBODY, whole, home, ("search", "common")) == [(0, [])]


@needs_root
def test_a_folder_that_cannot_be_written_is_read(whole: Path, shared: Path) -> None:
    home = Path(shutil.copytree(whole, shared / "var"))
    for path in (*home.rglob("*"), home):
        path.chmod(0o555 if path.is_dir() else 0o444)
    _check_read_only(run_as(NOBODY, whole, home, *READING, *WRITING))


@needs_root
def test_a_read_only_mount_is_read(whole: Path, shared: Path) -> None:
    home = Path(shutil.copytree(whole, shared / "var"))
    mounted = subprocess.run(["mount", "--bind", "-o", "ro", home, home], capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"nothing can be mounted here: {mounted.stderr.strip()}")
    try:
        _check_read_only(run_as(0, whole, home, *READING, *WRITING))
    finally:
        subprocess.run(["umount", home], check=True)


READING = (("search", "common"), ("verify", "--deep"), ("doctor",), ("stats",))
WRITING = (("ingest", "seeds"), ("rebuild",), ("doctor", "--fix"))


def _check_read_only(done: list[tuple[int, list[str]]]) -> None:
    assert done[: len(READING)] == [(0, [])] * len(READING)
    for code, (line,) in done[len(READING) :]:
        assert code == 74
        assert "cannot be written to" in line
        assert "PINCITE_HOME" in line


def test_a_clock_that_jumped_back_changes_nothing(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now - 400 * 86_400)
    for turn in range(OUTLIVED_COMMITS + 3):
        take_in(home, write_source(home.parent / "c.jsonl", f"turn {turn}", range(20, 22)))
    assert len(SyncStorage(live(home)).commits()) == OUTLIVED_COMMITS, "kept by number where age says nothing"
    assert run("verify", "--deep") == run("search", "common") == []
    run("rebuild")
    assert run("verify", "--deep") == []
    monkeypatch.setattr(time, "time", lambda: now + 400 * 86_400)
    take_in(home, write_source(home.parent / "c.jsonl", "later", range(20, 22)))
    assert run("verify", "--deep") == run("doctor") == []


def test_a_network_file_system_is_refused_for_writing(home: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("pincite.index.storage.home", "pincite.index.ingest.examining"):
        monkeypatch.setattr(f"{module}.network_filesystem", lambda _: "nfs4")
    for command in (("ingest", str(ROOT / "seeds")), ("rebuild",)):
        (line,) = run(*command, code=74)
        assert "network file system (nfs4): set PINCITE_HOME" in line
    assert "set PINCITE_HOME" in run("doctor", code=74)[0]
    assert run("search", "common") == []
