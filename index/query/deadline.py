"""The time that an answer may take, and whether anybody waits for it: asked between steps, never inside of one."""

import math
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

Check = Callable[[], None]
"""Called between steps: what it raises ends the work."""

_STEP = 1_024


class OutOfTime(Exception):
    """The time is over: what was not reached is left out, and the answer says so."""


class Abandoned(Exception):
    """Nobody waits for the answer any more."""


class Deadline:
    """A moment on the ``clock``, ``seconds`` after ``started``, which is now unless it is given.

    ``is_wanted`` says whether anybody still waits; without it somebody does. It is called from the thread that answers.
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
        # Written out: this is called some sixty times in the 2 ms of an answer.
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
        """Seconds until the moment; none when it has passed."""
        return max(0.0, self._end - self._clock())

    @property
    def spent_ms(self) -> float:
        """Milliseconds since the beginning."""
        return (self._clock() - self.started) * 1000


def never() -> None:
    """Check nothing: for what may take as long as it takes."""


def checked(items: Iterable[T], check: Check) -> Iterator[T]:
    """Yield ``items``, and call ``check`` once in a while."""
    for number, item in enumerate(items):
        if not number % _STEP:
            check()
        yield item
