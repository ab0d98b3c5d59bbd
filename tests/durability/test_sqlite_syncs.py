"""SQLite syncs its own files and their names, as we ask it to: seen in the calls that it makes to the system."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

WORK = """
import sys
from pathlib import Path
from pincite.index.record.record import create_record
from pincite.index.record.sqlite import file_url

folder = Path(sys.argv[1])
with create_record(file_url(folder / "record.sqlite")) as record:
    print("MADE", file=sys.stderr, flush=True)
    record.begin_run()
    print("COMMITTED", file=sys.stderr, flush=True)
    with record._database.read() as connection:
        record._database.copy(connection, folder / "copy.sqlite", lambda done, total: None)
    print("COPIED", file=sys.stderr, flush=True)
"""
OPENED = re.compile(r'openat\(AT_FDCWD, "([^"]+)".* = (\d+)$')
SYNCED = re.compile(r"f(?:data)?sync\((\d+)\)\s+= 0$")
SAID = re.compile(r'write\(2, "([A-Z]+)')


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace, which shows calls to the system, is not installed")
def test_the_record_and_its_name_are_synced_at_each_commit(tmp_path: Path) -> None:
    log, home = tmp_path / "log", tmp_path / "home"
    home.mkdir()
    watching = ["strace", "-f", "-e", "trace=openat,fsync,fdatasync,write", "-o", str(log)]
    subprocess.run([*watching, sys.executable, "-c", WORK, str(home)], cwd=ROOT, check=True, capture_output=True)

    synced = _synced_before_each_word(log.read_text(encoding="utf-8").splitlines(), home)

    assert {".", "record.sqlite", "record.sqlite-wal"} <= synced["MADE"]
    assert synced["COMMITTED"] == {"record.sqlite-wal"}
    assert {"copy.sqlite", "."} <= synced["COPIED"]


def _synced_before_each_word(calls: list[str], home: Path) -> dict[str, set[str]]:
    """Return what was synced between the words that the process said, by the word at the end."""
    names: dict[str, str] = {}
    synced: dict[str, set[str]] = {}
    now: set[str] = set()
    for call in calls:
        if opened := OPENED.search(call):
            names[opened[2]] = str(Path(opened[1]).relative_to(home)) if opened[1].startswith(str(home)) else ""
        elif done := SYNCED.search(call):
            now.add(names[done[1]])
        elif said := SAID.search(call):
            synced[said[1]], now = now, set()
    return synced
