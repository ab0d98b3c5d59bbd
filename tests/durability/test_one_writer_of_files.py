"""Nothing but one module writes to the file system, SQLite's own files excepted: in the source and at work."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.durability.conftest import IN_FULL
from tests.durability.writes import find_writes, python_files

OURS = "index/storage/disk.py"
ALLOWED = {
    # SQLite writes its own files.
    ("index/record/sqlite.py", "sqlite3.connect"),
    # Starts another Pincite, which writes nothing.
    ("app/dependencies/apart.py", "import subprocess"),
    # Lines to be ingested, in a temporary folder: no archive.
    ("app/cli/demo_texts.py", "open 'w'"),
    # A browser is opened.
    ("app/cli/demonstrating.py", "open with a mode that is not written out"),
    # The empty device, in the place of a standard stream.
    ("app/cli/terminal.py", "open with a mode that is not written out"),
}


def test_only_one_module_of_the_source_writes() -> None:
    found = [
        (str(path.relative_to(ROOT)), line, what)
        for path in python_files(ROOT)
        for line, what in find_writes(path.read_text(encoding="utf-8"))
    ]
    assert {name for name, _, _ in found} >= {OURS}
    assert [each for each in found if each[0] != OURS and (each[0], each[2]) not in ALLOWED] == []


WRITES = (
    "open(p, 'w')",
    "open(p, mode='ab')",
    "open(p, how)",
    "path.open('x')",
    "path.open('r+b')",
    "Path.open(path, 'w')",
    "path.write_text('a')",
    "path.chmod(0o600)",
    "path.replace(other)",
    "os.open(p, os.O_WRONLY | os.O_CREAT)",
    "os.open(p, flags)",
    "os.replace(a, b)",
    "os.fsync(descriptor)",
    "from os import replace as move",
    "import os as system",
    "import shutil",
    "import subprocess",
    "from tempfile import NamedTemporaryFile",
    "gzip.open(p, 'wt')",
    "zipfile.ZipFile(p, 'a')",
    "np.save(p, array)",
    "array.tofile(p)",
    "mmap.mmap(descriptor, 0)",
    "sqlite3.connect(p)",
)


@pytest.mark.parametrize("source", WRITES)
def test_the_search_finds(source: str) -> None:
    assert list(find_writes(source))


def test_one_more_write_in_any_module_is_found() -> None:
    for number, path in list(enumerate(python_files(ROOT)))[:: 1 if IN_FULL else 5]:
        source = path.read_text(encoding="utf-8")
        for added in (WRITES[number % len(WRITES)], WRITES[(7 * number + 5) % len(WRITES)]):
            changed = f"{source}\n\ndef added():\n    {added}\n"
            assert len(list(find_writes(changed))) == len(list(find_writes(source))) + 1, (path, added)


@pytest.mark.parametrize(
    "source",
    [
        "open(p)",
        "path.open('rb')",
        "text.replace('a', 'b')",
        "os.open(p, os.O_RDONLY | os.O_CLOEXEC)",
        "disk.unlink(p)",
        "mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)",
        "WriterSession.open(connection, 3.0)",
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
    if str(path).startswith(home) and os.path.join(root, "pincite/index/storage/disk.py") not in names[:3]:
        found.add((event, str(path), names[0]))

sys.dont_write_bytecode = True
from pincite.app.cli import main
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
