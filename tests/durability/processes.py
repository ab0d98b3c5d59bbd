"""Processes for the tests that need real ones. They are forked from a server that has the product imported already."""

import contextlib
import io
import multiprocessing
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from pincite.app.cli import main

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([__name__, "tests.durability.works"])


class Child:
    """A process that runs a function, whose first argument tells something to this process."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self._told, telling = _CONTEXT.Pipe(duplex=False)
        self.process: BaseProcess = _CONTEXT.Process(target=_run, args=(function, telling, *arguments))
        self.process.start()
        telling.close()

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self.process.pid is not None
        return self.process.pid

    def wait(self) -> list[Any]:
        """Wait for the end, and return all that was told. What went wrong there goes wrong here."""
        told = []
        with contextlib.suppress(EOFError):
            while True:
                told.append(self._told.recv())
        self.process.join()
        failed = [one for one in told if isinstance(one, Failed)]
        assert not failed, failed[0].trace
        return told

    def hear(self) -> Any:
        """Wait for the next thing that it tells."""
        return self._told.recv()

    def heard(self) -> list[Any]:
        """Return what it has told since, without waiting for more."""
        told = []
        with contextlib.suppress(EOFError):
            while self._told.poll():
                told.append(self._told.recv())
        return told


class Failed:
    """Tells how a function ended that should not have."""

    def __init__(self, trace: str) -> None:
        self.trace = trace


def _run(function: Callable[..., Any], telling: Connection, *arguments: Any) -> None:
    try:
        function(telling.send, *arguments)
    except BaseException:
        telling.send(Failed(traceback.format_exc()))


def event() -> Any:
    """Return something that all processes can wait for."""
    return _CONTEXT.Event()


def command(tell: Callable[[Any], None], arguments: list[str]) -> None:
    """Run a command of the command line; tell (exit code, what it said on standard error)."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        code = main(arguments)
    tell((code, said.getvalue()))
