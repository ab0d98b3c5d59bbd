"""Nothing but index/disk.py writes to the file system, SQLite's own files excepted: shown in the source and at work."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.durability.writes import find_writes, python_files

OURS = "index/disk.py"
ALLOWED = {
    # Not on files of the archive: the caller's terminal, and an address of a socket.
    ("index/record/sqlite.py", "sqlite3.connect"),
}


def test_only_one_module_of_the_source_writes() -> None:
    found = [
        (str(path.relative_to(ROOT)), line, what)
        for path in python_files(ROOT)
        for line, what in find_writes(path.read_text(encoding="utf-8"))
    ]
    assert {name for name, _, _ in found} >= {OURS}
    assert [each for each in found if each[0] != OURS and (each[0], each[2]) not in ALLOWED] == []


@pytest.mark.parametrize(
    "source",
    [
        "open(p, 'w')",
        "open(p, mode='ab')",
        "open(p, how)",
        "path.open('x')",
        "path.write_text('a')",
        "path.replace(other)",
        "os.open(p, os.O_WRONLY | os.O_CREAT)",
        "os.open(p, flags)",
        "os.replace(a, b)",
        "import shutil",
        "from tempfile import NamedTemporaryFile",
        "gzip.open(p, 'wt')",
        "sqlite3.connect(p)",
    ],
)
def test_the_search_finds(source: str) -> None:
    assert list(find_writes(source))


@pytest.mark.parametrize(
    "source",
    [
        "open(p)",
        "path.open('rb')",
        "text.replace('a', 'b')",
        "os.open(p, os.O_RDONLY | os.O_CLOEXEC)",
        "disk.unlink(p)",
    ],
)
def test_the_search_passes_over(source: str) -> None:
    assert not list(find_writes(source))


WATCHED = """
import json, os, sys
root, home = sys.argv[1:3]
found = set()

def watch(event, arguments):
    if event == "open":
        path, _, flags = arguments
        if not flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC) or isinstance(path, int):
            return
    elif event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink"):
        path = arguments[0]
    else:
        return
    frame, names = sys._getframe(1), []
    while frame is not None:
        names.append(frame.f_code.co_filename)
        frame = frame.f_back
    if str(path).startswith(home) and os.path.join(root, "index/disk.py") not in names[:3]:
        found.add((event, str(path), names[0]))

sys.dont_write_bytecode = True
from app.cli import main
sys.addaudithook(watch)
for command in json.loads(sys.argv[3]):
    assert main([*command, "--home", home]) == 0, command
print(json.dumps(sorted(found)))
"""


def test_at_work_every_file_is_opened_by_that_module(tmp_path: Path) -> None:
    commands = [["ingest", str(ROOT / "seeds")], ["rebuild"], ["verify"]]
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(ROOT), str(tmp_path / "var"), json.dumps(commands)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == []
