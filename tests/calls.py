"""``pincite`` as tests call it: inside this process, which costs no start, or on a terminal of its own."""

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pincite.app.cli import main
from tests.conftest import ROOT

PROGRAM = (sys.executable, "-m", "pincite.app.cli")


@dataclass(frozen=True)
class Done:
    """What a command said."""

    stdout: str
    stderr: str


Run = Callable[..., Done]


@dataclass(frozen=True)
class Caller:
    """Calls commands inside this process."""

    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def call(self, *arguments: str, code: int = 0, **environment: str) -> Done:
        """Run a command; its exit code must be ``code``."""
        for name, value in environment.items():
            self.monkeypatch.setenv(name, value)
        self.capsys.readouterr()
        try:
            found: object = main(arguments)
        except SystemExit as ended:  # argparse ends the process itself
            found = ended.code
        said = Done(*self.capsys.readouterr())
        assert found == code, said
        return said


def show_on_terminal(*arguments: str, folder: Path, is_whole: bool = False) -> bytes:
    """Run the program in ``folder`` with a terminal for its standard error; return what that showed.

    With ``is_whole`` standard output goes there too.
    """
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "PYTHONPATH": str(ROOT)}
    command = [*PROGRAM, *arguments]
    output = follower if is_whole else subprocess.PIPE
    with subprocess.Popen(command, stdout=output, stderr=follower, env=environment, cwd=folder) as process:
        os.close(follower)
        shown = b"".join(_read_all(leader))
        assert process.wait(60) == 0
    os.close(leader)
    return shown


def _read_all(terminal: int) -> list[bytes]:
    pieces = []
    # A terminal that nobody writes to any more ends with an error.
    try:
        while piece := os.read(terminal, 4096):
            pieces.append(piece)
    except OSError:
        pass
    return pieces
