"""Large searches, answered by a process of their own that gives way to the worker it belongs to.

In one process, threads share one interpreter lock: a light answer waits for it as often as it needs it, and each time
until a step of every large search has ended. The process starts at the first large search. Until it is ready, and
whenever it is not there, the worker answers large searches itself.
"""

import faulthandler
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import count
from multiprocessing.connection import Connection

from pincite.app.dependencies.archive import Archive
from pincite.app.dependencies.opening import open_archive
from pincite.app.logs import set_up_log
from pincite.app.memory import keep_freed_memory, share_one_heap
from pincite.app.settings import Settings
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.results import SearchPage

_NICE = 10
"""How far it gives way: at 10 a process that wants a processor gets nine times as much of it (``sched(7)``)."""
_LOOK_EVERY = 0.02
"""Seconds between two looks whether anybody waits."""
_AGAIN_SECONDS = 5.0
"""How long one that ended is not started again."""
_END_SECONDS = 1.0
_MODULE = "pincite.app.dependencies.apart"
_NUMBER = 8
"""Bytes before a message that say which question it is about."""

Start = Callable[[int], "subprocess.Popen[bytes]"]


def start_process(descriptor: int) -> "subprocess.Popen[bytes]":
    """Start the process that answers on a socket."""
    return subprocess.Popen([sys.executable, "-m", _MODULE, str(descriptor)], pass_fds=(descriptor,))  # noqa: S603


class Apart:
    """The process of one worker, and what is asked of it. Safe to share between threads."""

    def __init__(self, start: Start = start_process) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._line: _Line | None = None
        self._not_before = 0.0
        self._is_closed = False

    def search(self, query: Query, deadline: Deadline) -> SearchPage | None:
        """Return the answer to ``query``; None where the worker must find it itself. Raises Abandoned."""
        line = self._open_line()
        return line.search(query, deadline) if line is not None and line.is_ready else None

    def close(self) -> None:
        """End the process. Calling it again does nothing."""
        with self._lock:
            self._is_closed = True
            line, self._line = self._line, None
        if line is not None:
            line.close()

    def _open_line(self) -> "_Line | None":
        with self._lock:
            if self._line is not None and self._line.is_broken:
                self._line.close()
                self._line, self._not_before = None, time.monotonic() + _AGAIN_SECONDS
            if self._line is None and not self._is_closed and time.monotonic() >= self._not_before:
                self._line = _Line(self._start)
            return self._line


class _Line:
    """One process and the socket to it; a thread takes in what it answers."""

    def __init__(self, start: Start) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = start(theirs.fileno())
        self._socket, self._connection = ours, Connection(os.dup(ours.fileno()))
        self._sending = threading.Lock()
        self._numbers = count(1)
        self._asked: dict[int, Future[bytes]] = {}
        self.is_ready = self.is_broken = False
        self._reader = threading.Thread(target=self._read, name="pincite-apart", daemon=True)
        self._reader.start()

    def search(self, query: Query, deadline: Deadline) -> SearchPage | None:
        number, answer = next(self._numbers), Future[bytes]()
        self._asked[number] = answer
        try:
            seconds = deadline.left + deadline.spent_ms / 1000
            if not self._send(number, pickle.dumps((query, seconds, deadline.started))):
                return None
            while not self.is_broken:
                deadline.check_wanted()
                with suppress(TimeoutError):
                    said = answer.result(_LOOK_EVERY)
                    page: SearchPage | None = pickle.loads(said)  # noqa: S301 - our own process wrote it
                    return page
            return None
        finally:
            del self._asked[number]
            if not answer.done():
                self._send(number, b"")

    def close(self) -> None:
        """End the process: it ends when nobody is at the other end."""
        self.is_broken = True
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._reader.join()
        self._connection.close()
        self._socket.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _send(self, number: int, message: bytes) -> bool:
        try:
            with self._sending:
                self._connection.send_bytes(number.to_bytes(_NUMBER) + message)
        except OSError:
            self.is_broken = True
        return not self.is_broken

    def _read(self) -> None:
        with suppress(OSError, EOFError):
            self._connection.recv_bytes()
            self.is_ready = True
            while True:
                said = self._connection.recv_bytes()
                answer = self._asked.get(int.from_bytes(said[:_NUMBER]))
                if answer is not None:
                    answer.set_result(said[_NUMBER:])
        self.is_broken = True


class _Desk:
    """What answers in the process: a thread for each question, as long as somebody waits for it."""

    def __init__(self, connection: Connection, archive: Archive) -> None:
        self._connection, self._archive = connection, archive
        self._sending = threading.Lock()
        self._wanted: set[int] = set()
        self._threads = ThreadPoolExecutor(2 * (os.cpu_count() or 1), "apart")

    def run(self) -> None:
        """Answer until the worker has gone. Raises EOFError and OSError then."""
        self._connection.send_bytes(b"ready")
        while True:
            said = self._connection.recv_bytes()
            number, question = int.from_bytes(said[:_NUMBER]), said[_NUMBER:]
            if question:
                self._wanted.add(number)
                self._threads.submit(self._answer, number, question)
            else:
                self._wanted.discard(number)

    def _answer(self, number: int, question: bytes) -> None:
        try:
            query, seconds, started = pickle.loads(question)  # noqa: S301 - our own worker wrote it
            deadline = Deadline(seconds, lambda: number in self._wanted, started)
            page: SearchPage | None = self._archive.search(query, deadline)
        except Exception:
            # The worker finds out what is wrong, and tells it.
            page = None
        self._wanted.discard(number)
        with suppress(OSError), self._sending:
            self._connection.send_bytes(number.to_bytes(_NUMBER) + pickle.dumps(page))


def answer_apart(descriptor: int) -> None:
    """Open the archive of the environment and answer on a socket until its other end is closed."""
    faulthandler.enable(all_threads=False)
    # A terminal interrupts the worker too, which ends this process.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(_NICE)
    share_one_heap()
    keep_freed_memory()
    settings = Settings()
    set_up_log(settings.log_format, settings.level)
    with suppress(EOFError, OSError):
        _Desk(Connection(descriptor), open_archive(settings)).run()
    # Not waiting for threads: nobody wants what they find.
    os._exit(0)


if __name__ == "__main__":
    answer_apart(int(sys.argv[1]))
