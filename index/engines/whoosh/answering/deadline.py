"""The time a search may take: asked between steps, never inside of one."""

import time


class OutOfTime(Exception):
    """The deadline has passed: what was counted so far is a lower bound."""


class Deadline:
    """A moment on the monotonic clock."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def check(self) -> None:
        """Raise OutOfTime when the moment has passed."""
        if time.monotonic() >= self._end:
            raise OutOfTime
