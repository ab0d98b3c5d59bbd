"""How much a service does at once: light searches always, heavy ones and exports so many, and a short queue."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pincite.app.errors import Busy
from pincite.index.query.cost import LIGHT
from pincite.index.query.deadline import Deadline, OutOfTime

PATIENCE = 0.5
"""Seconds that a heavy search waits for its turn: half of its time is left for the answer."""
_LOOK_EVERY = 0.05


class Lane:
    """Lets ``most`` in at once, and ``waiting`` others wait for their turn. Safe to share between threads."""

    def __init__(self, most: int, waiting: int) -> None:
        self._most, self._waiting = most, waiting
        self._running = 0
        self.queued = 0
        """How many wait now."""
        self._freed = threading.Condition()

    def enter(self, deadline: Deadline) -> None:
        """Wait for a turn; ``leave`` gives it back. Raises Busy, and Abandoned when nobody waits for the answer."""
        with self._freed:
            if self._running < self._most and not self.queued:
                self._running += 1
                return
            if self.queued >= self._waiting:
                raise Busy
            self.queued += 1
            try:
                self._wait(deadline)
                self._running += 1
            finally:
                self.queued -= 1

    def _wait(self, deadline: Deadline) -> None:
        end = time.monotonic() + PATIENCE
        while self._running >= self._most:
            try:
                deadline.check()
            except OutOfTime:
                raise Busy from None
            if time.monotonic() >= end:
                raise Busy
            self._freed.wait(_LOOK_EVERY)

    def leave(self) -> None:
        """Give the turn to the next one."""
        with self._freed:
            self._running -= 1
            self._freed.notify()


class Lanes:
    """The lanes of one worker. What is light goes past all of them: a thread is always left for it."""

    def __init__(self, processors: int | None = None) -> None:
        most = 2 * (processors or os.cpu_count() or 1)
        self._heavy = Lane(most, waiting=most)
        self._exports = Lane(most, waiting=0)
        self._has_ended = False

    @contextmanager
    def admitted(self, cost: int, deadline: Deadline) -> Iterator[None]:
        """Let a search of this cost in. Raises Busy."""
        if cost < LIGHT:
            yield
            return
        self._heavy.enter(deadline)
        try:
            yield
        finally:
            self._heavy.leave()

    def begin_export(self, deadline: Deadline) -> Callable[[], None]:
        """Let an export in, and return what ends it. Raises Busy."""
        self._exports.enter(deadline)
        return self._exports.leave

    @property
    def has_ended(self) -> bool:
        """Whether the service ends: then nobody waits for an answer any more."""
        return self._has_ended

    def end(self) -> None:
        """End whatever still runs, at its next step."""
        self._has_ended = True
