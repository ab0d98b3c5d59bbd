"""Parsing in worker processes, with limits a file: what a parser does to its process costs that file only.

A worker is started once and reads file after file. One that dies, takes too long or asks for too much memory is ended
and replaced, and the file it was reading is refused by name. Workers are spawned, so they share no memory, no lock and
no open file with the process that started them.
"""

import io
import multiprocessing
import os
import pickle
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from pincite.index.reading.extract import Extract, ExtractedPassage
from pincite.index.values.apparatus import LeftOut, Note
from pincite.index.values.errors import SourceError

_SPAWN = multiprocessing.get_context("spawn")
_ANSWER_LIMIT = 512 * 2**20


@dataclass(frozen=True, slots=True)
class WorkLimits:
    """The most seconds and the most bytes of address space for one file.

    Time in which the machine gave the worker no processor does not count, up to ten times ``seconds``: a file is not
    refused because others are busy.
    """

    seconds: float = 60.0
    memory: int = 2**30


@dataclass(frozen=True, slots=True)
class Job:
    """A file to read: ``function(*arguments)`` is called in a worker; ``name`` is what a refusal calls the file."""

    name: str
    function: Callable[..., list[Any]]
    arguments: tuple[Any, ...] = ()


class Workers:
    """Worker processes. Use as a context: on leaving it all are ended, whatever they do."""

    def __init__(self, count: int = 1, limits: WorkLimits | None = None) -> None:
        """Make ``count`` places; a worker is started when its place is first needed."""
        self._limits = limits or WorkLimits()
        self._places = [_Place(self._limits) for _ in range(count)]

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End all workers."""
        for place in self._places:
            place.end()

    def run(self, job: Job) -> list[Any]:
        """Return what ``job`` gives; SourceError when the file is refused or its worker is ended."""
        [outcome] = self.map([job])
        if isinstance(outcome, SourceError):
            raise outcome
        return outcome

    def map(self, jobs: Iterable[Job]) -> Iterator[list[Any] | SourceError]:
        """Yield for each of ``jobs``, in their order, what it gives or why it is refused.

        As many run at once as there are places, and few more are taken from ``jobs`` than were yielded.
        """
        try:
            yield from self._map(iter(enumerate(jobs)))
        finally:
            # Who stops half-way leaves no job behind that the next call would take for its own.
            for place in self._places:
                if place.job is not None:
                    place.end()

    def _map(self, waiting: Iterator[tuple[int, Job]]) -> Iterator[list[Any] | SourceError]:
        order: deque[int] = deque()
        done: dict[int, list[Any] | SourceError] = {}
        more = True
        while more or order:
            more = more and self._fill(waiting, order)
            while order and order[0] in done:
                yield done.pop(order.popleft())
            busy = [place for place in self._places if place.job is not None]
            if busy:
                done.update(self._collect(busy))

    def _fill(self, waiting: Iterator[tuple[int, Job]], order: "deque[int]") -> bool:
        """Give work to every free place; return whether there may be more."""
        for place in self._places:
            if place.job is None and len(order) < 4 * len(self._places):
                following = next(waiting, None)
                if following is None:
                    return False
                order.append(following[0])
                place.begin(*following)
        return True

    def _collect(self, busy: "list[_Place]") -> dict[int, list[Any] | SourceError]:
        """Wait until a place has an outcome or its time is up; return all that there are."""
        left = max(min(place.deadline for place in busy) - time.monotonic(), 0)
        wait([place.connection for place in busy], timeout=left)
        return {place.index: outcome for place in busy if (outcome := place.poll()) is not None}


@dataclass(slots=True)
class _Place:
    """A place for one worker, and the job that it does now."""

    limits: WorkLimits
    process: BaseProcess | None = None
    connection: Connection = field(init=False)
    job: Job | None = None
    index: int = 0
    begun: float = 0.0
    deadline: float = 0.0
    starved: float = 0.0
    """How many seconds the worker had waited for a processor when the job began."""

    def begin(self, index: int, job: Job) -> None:
        sent = pickle.dumps((job.function, job.arguments))
        try:
            self._start()
            self.connection.send_bytes(sent)
        except OSError:
            # It died while it had nothing to do; another one will do.
            self.end()
            self._start()
            self.connection.send_bytes(sent)
        self.index, self.job = index, job
        self.begun, self.starved = time.monotonic(), self._starved()
        self.deadline = self.begun + self.limits.seconds

    def poll(self) -> list[Any] | SourceError | None:
        """Return the outcome of the job, None while there is none."""
        assert self.job is not None
        name = self.job.name
        outcome: list[Any] | SourceError | None = None
        try:
            if self.connection.poll():
                outcome = _load(self.connection.recv_bytes(_ANSWER_LIMIT))
        except (OSError, EOFError):
            outcome = self._tell_death(name)
        except (pickle.UnpicklingError, AttributeError, ValueError, TypeError, IndexError):
            self.end()
            outcome = SourceError(name, None, "its reader gave an invalid answer", "do not open this file")
        if outcome is None and time.monotonic() >= self._extended():
            self.end()
            reason = f"took more than {self.limits.seconds:g} seconds to read"
            outcome = SourceError(name, None, reason, "split it, or save it again in a simpler form")
        if isinstance(outcome, _OutOfMemory):
            self.end()
            reason = f"needs more than {self.limits.memory:,} bytes of memory to read"
            outcome = SourceError(name, None, reason, "split it into smaller files")
        if outcome is not None:
            self.job = None
        return outcome

    def _extended(self) -> float:
        """Return the deadline, put off for as long as the worker had no processor."""
        if time.monotonic() >= self.deadline:
            waited = min(self._starved() - self.starved, 9 * self.limits.seconds)
            self.deadline = max(self.deadline, self.begun + self.limits.seconds + waited)
        return self.deadline

    def _starved(self) -> float:
        """Return how many seconds the worker has waited for a processor; 0 where the system does not tell."""
        assert self.process is not None
        try:
            return int(Path(f"/proc/{self.process.pid}/schedstat").read_bytes().split()[1]) / 1e9
        except (OSError, ValueError, IndexError):
            return 0.0

    def end(self) -> None:
        """End the worker, whatever it does."""
        self.job = None
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.process.close()
            self.connection.close()
            self.process = None

    def _start(self) -> None:
        if self.process is not None:
            return
        self.connection, theirs = _SPAWN.Pipe()
        self.process = _SPAWN.Process(target=work, args=(theirs, self.limits), daemon=True)
        self.process.start()
        theirs.close()

    def _tell_death(self, name: str) -> SourceError:
        assert self.process is not None
        self.process.join(5)
        code = self.process.exitcode
        self.end()
        how = f"signal {-code}" if code is not None and code < 0 else f"code {code}"
        reason = f"its reader died ({how})"
        return SourceError(name, None, reason, "save the file again, for example by printing it to PDF")


class _OutOfMemory(SourceError):
    """Told by a worker whose memory did not suffice; it is replaced, as what it holds may be in pieces."""


_ALLOWED = {
    (one.__module__, one.__qualname__): one
    for one in (Extract, ExtractedPassage, Note, LeftOut, SourceError, _OutOfMemory)
}


class _Unpickler(pickle.Unpickler):
    """Takes values of a read file and nothing else: a parser that was taken over cannot reach beyond its process."""

    def find_class(self, module: str, name: str) -> Any:
        found = _ALLOWED.get((module, name))
        if found is None:
            raise pickle.UnpicklingError(f"a worker answered with {module}.{name}")
        return found


def _load(answer: bytes) -> list[Any] | SourceError:
    kind, value = _Unpickler(io.BytesIO(answer)).load()
    if kind == "read":
        return list(value)
    error = _OutOfMemory if kind == "memory" else SourceError
    return error(*value)


def work(connection: Connection, limits: WorkLimits) -> None:
    """Read files until the other end is closed. Runs in the worker; it is not called from anywhere else."""
    # An interrupt goes to the whole group of processes; who started the worker decides what becomes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            function, arguments = pickle.loads(connection.recv_bytes())  # noqa: S301 - from who started us
        except EOFError:
            return
        _limit_processor(limits.seconds)
        connection.send_bytes(_answer(function, arguments))


def _answer(function: Callable[..., list[Any]], arguments: tuple[Any, ...]) -> bytes:
    try:
        return pickle.dumps(("read", function(*arguments)))
    except SourceError as error:
        return pickle.dumps(("refused", (error.path, error.line, error.reason, error.mend)))
    except MemoryError:
        return pickle.dumps(("memory", ("", None, "", "")))
    except Exception as error:
        name = str(arguments[-1]) if arguments and isinstance(arguments[-1], str) else "a file"
        reason = f"its reader failed ({type(error).__name__})"
        return pickle.dumps(("refused", (name, None, reason, "save the file anew, or report it")))


def _limit_processor(seconds: float) -> None:
    """Let the system end this process if nobody is left to do it; a process counts its time from its start."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + int(seconds) + 10, resource.RLIM_INFINITY))


def count_processors() -> int:
    """Return how many workers this machine can run at once."""
    return max(len(os.sched_getaffinity(0)), 1)
