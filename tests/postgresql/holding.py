"""A process that is the one writer of a record until its input ends: what the tests wait for, and kill."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import URL

from pincite.index.record.record import create_record

ROOT = Path(__file__).parents[2]


def hold(url: URL) -> subprocess.Popen[str]:
    """Return such a process, once it has the lock."""
    command = [sys.executable, "-m", "tests.postgresql.holding", url.render_as_string(hide_password=False)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


if __name__ == "__main__":
    with create_record(sys.argv[1]):
        print("held", flush=True)
        sys.stdin.read()
