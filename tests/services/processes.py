"""Servers as processes of the tests: under a user of their own where root runs the tests, and gone with them."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import mkdtemp

from tests.services.report import Missing


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def make_folder(name: str, user: str) -> Path:
    """Return a new folder that belongs to whom ``command_of`` runs as."""
    folder = Path(mkdtemp(prefix=f"pincite-{name}-"))
    if os.geteuid() == 0:
        shutil.chown(folder, _known(user), pwd.getpwnam(_known(user)).pw_gid)
    return folder


def command_of(command: Sequence[str | Path], user: str, death: str = "KILL") -> list[str]:
    """Return ``command`` as ``user`` when root runs the tests, to get the signal ``death`` when they end."""
    if shutil.which("setpriv") is None:
        raise Missing("there is no setpriv (util-linux) to start it with")
    who = []
    if os.geteuid() == 0:
        group = pwd.getpwnam(_known(user)).pw_gid
        who = [f"--reuid={_known(user)}", f"--regid={group}", "--clear-groups"]
    return ["setpriv", *who, f"--pdeathsig={death}", "--", *map(str, command)]


def _known(user: str) -> str:
    try:
        return pwd.getpwnam(user).pw_name
    except KeyError:
        return "nobody"


def tree(pid: int) -> list[int]:
    """Return the process and all that it started, the oldest first."""
    try:
        started = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [pid, *(one for child in started for one in tree(int(child)))]


def send(pids: Sequence[int], number: signal.Signals) -> None:
    """Send a signal to processes that may have ended."""
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def wait_for_end(pids: Sequence[int]) -> None:
    """Wait until processes that were killed hold nothing any more; whoever started them may not have noticed yet."""
    end = time.monotonic() + 30
    while any(_runs(pid) for pid in pids):
        assert time.monotonic() < end, f"{pids} do not end"
        time.sleep(0.01)


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def wait_until(is_ready: Callable[[], bool], process: subprocess.Popen[bytes], seconds: float, log: Path) -> None:
    """Wait for a server; when it ends or takes longer, fail with the end of its log."""
    end = time.monotonic() + seconds
    while not is_ready():
        if process.poll() is not None or time.monotonic() > end:
            tail = log.read_text(encoding="utf-8", errors="replace")[-2000:] if log.exists() else ""
            raise AssertionError(f"the server did not start (status {process.poll()}):\n{tail}")
        time.sleep(0.05)
