"""Supervise the worker processes of a service: fork them, replace those that ended, and end them all.

A worker is a fork of this process, which has already loaded the application. So it can answer much sooner than a new
interpreter could.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess

ENDS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""The signals that end a service. Running answers may finish."""
CANNOT_START = 3
"""The exit status of a worker that cannot create the application. A replacement could not either."""

_EARLY = 5.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_CONTEXT = multiprocessing.get_context("fork")


@dataclass(slots=True)
class _Worker:
    """A worker, its start time, and how many of its predecessors in a row ended within ``_EARLY`` seconds.

    ``due`` is the time when it is replaced, after it has ended.
    """

    process: BaseProcess
    started: float
    early: int
    due: float | None = None

    def end(self, now: float) -> None:
        """Record that it ended. Its replacement is delayed only if workers keep ending right after their start."""
        self.early = self.early + 1 if now - self.started < _EARLY else 0
        pause = _FIRST_PAUSE * 2.0 ** (self.early - 1) if self.early else 0.0
        self.due = now + min(pause, _LONGEST_PAUSE)


class Supervisor:
    """Keeps ``count`` processes running ``work`` until a signal ends them. ``tell`` gets a line when one ends: why.

    Run it in the main thread of a process without other threads, because a fork copies only the calling thread.
    """

    def __init__(self, count: int, work: Callable[[], None], tell: Callable[[str], None]) -> None:
        self._count, self._work, self._tell = count, work, tell
        self._workers: list[_Worker] = []
        self._is_ending = self._has_failed = False

    def run(self, grace: float) -> bool:
        """Run until a signal arrives, then give workers ``grace`` seconds to finish. False when none could start."""
        with _woken_by_signals(self._end) as wakes:
            self._workers = [self._start() for _ in range(self._count)]
            while not self._is_ending:
                sentinels = [worker.process.sentinel for worker in self._workers if worker.due is None]
                wait([*sentinels, wakes], self._seconds_until_due())
                _drain(wakes)
                self._look()
            self._finish(grace)
        return not self._has_failed

    def _end(self, *_: object) -> None:
        self._is_ending = True

    def _seconds_until_due(self) -> float | None:
        due = [worker.due for worker in self._workers if worker.due is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _look(self) -> None:
        """Record which workers ended, and start those that are due."""
        for place, worker in enumerate(self._workers):
            if worker.due is None and not worker.process.is_alive():
                self._note(worker)
            if worker.due is not None and worker.due <= time.monotonic() and not self._is_ending:
                self._workers[place] = self._start(worker.early)

    def _note(self, worker: _Worker) -> None:
        worker.end(time.monotonic())
        if self._is_ending:
            return
        number, code = worker.process.pid, worker.process.exitcode
        if code == CANNOT_START:
            self._tell(f"pincite: worker {number} could not start, and no other could: its log says why")
            self._is_ending = self._has_failed = True
            return
        self._tell(f"pincite: worker {number} ended ({describe(code)}); another takes its place")

    def _start(self, early: int = 0) -> _Worker:
        # A signal that arrives before the worker can handle it waits until it can.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
        try:
            process = _CONTEXT.Process(target=self._be_worker)
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return _Worker(process, time.monotonic(), early)

    def _be_worker(self) -> None:
        signal.set_wakeup_fd(-1)
        for number in ENDS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
        self._work()

    def _finish(self, grace: float) -> None:
        for worker in self._workers:
            worker.process.terminate()
        end = time.monotonic() + grace
        for worker in self._workers:
            worker.process.join(max(0.0, end - time.monotonic()))
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()


def describe(code: int | None) -> str:
    """Describe how a process with this exit code ended. For the signal of a lost file mapping, also say why."""
    if code is None or code >= 0:
        return f"exit {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
    why = ": a file of the index was cut short, or its disk failed, while it was read; run `pincite verify --quick`"
    return name + (why if -code == signal.SIGBUS else "")


@contextmanager
def _woken_by_signals(on_end: Callable[..., None]) -> Iterator[int]:
    """Yield a descriptor that becomes readable when a signal arrives. The former handlers are restored on exit."""
    reads, writes = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    handlers = {number: signal.signal(number, on_end) for number in ENDS}
    woken = signal.set_wakeup_fd(writes, warn_on_full_buffer=False)
    try:
        yield reads
    finally:
        signal.set_wakeup_fd(woken)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        os.close(reads)
        os.close(writes)


def _drain(descriptor: int) -> None:
    try:
        os.read(descriptor, 4096)
    except BlockingIOError:
        return
