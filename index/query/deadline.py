"""The time limit of an answer, and whether anybody still waits for it. Both are checked between steps only."""

import math
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

Check = Callable[[], None]
"""A function called between steps. It raises an exception to end the work."""

_STEP = 1_024


class OutOfTime(Exception):
    """The time is over. What was not reached is left out, and the answer says so."""


class Abandoned(Exception):
    """Nobody waits for the answer any more."""


class Deadline:
    """A moment on the ``clock``: ``seconds`` after ``started``, which defaults to now.

    ``is_wanted`` returns whether anybody still waits (default: yes). It is called from the thread that answers.
    """

    def __init__(
        self,
        seconds: float = math.inf,
        is_wanted: Callable[[], bool] | None = None,
        started: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.started = clock() if started is None else started
        self._end = self.started + seconds
        self._is_wanted, self._clock = is_wanted, clock

    def check(self) -> None:
        """Raise Abandoned when nobody waits, and OutOfTime when the moment has passed."""
        # Written out for speed: an answer of 2 ms calls this about sixty times.
        if self._is_wanted is not None and not self._is_wanted():
            raise Abandoned
        if self._clock() >= self._end:
            raise OutOfTime

    def check_wanted(self) -> None:
        """Raise Abandoned when nobody waits."""
        if self._is_wanted is not None and not self._is_wanted():
            raise Abandoned

    @property
    def left(self) -> float:
        """Seconds until the deadline; 0 when it has passed."""
        return max(0.0, self._end - self._clock())

    @property
    def spent_ms(self) -> float:
        """Milliseconds since ``started``."""
        return (self._clock() - self.started) * 1000


def never() -> None:
    """Check nothing: for work without a time limit."""


def checked(items: Iterable[T], check: Check) -> Iterator[T]:
    """Yield ``items``, and call ``check`` every 1,024 of them."""
    for number, item in enumerate(items):
        if not number % _STEP:
            check()
        yield item
