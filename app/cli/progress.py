"""What is told while a command works: a bar on a terminal, JSON lines for programs, otherwise nothing.

Bars are imported where one is shown: there is none in scripts, and none with ``--json``.
"""

import re
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from typing import Any

from pincite.app.cli.terminal import say_json, tell
from pincite.index.ingest.events import Listener

BatchListener = Callable[[str], None]
Listen = Callable[[Any], None]
OpenBar = Callable[[], AbstractContextManager[Listen]]

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def open_listener(doing: str, *, as_json: bool, total: int | None = None) -> AbstractContextManager[Listener]:
    """Yield a listener that suits the output. ``total`` is the number of statements, if it is known beforehand."""

    def open_bar() -> AbstractContextManager[Listen]:
        from pincite.app.cli.progress_bars import open_reading_bar

        return open_reading_bar(doing, total)

    return open_output(open_bar, as_json=as_json)


def open_output(open_bar: OpenBar, *, as_json: bool) -> AbstractContextManager[Listen]:
    """Yield a listener for events that suits the output; on a terminal it is the one of ``open_bar``."""
    if as_json:
        return nullcontext(_say_event)
    return open_bar() if sys.stderr.isatty() else nullcontext(_ignore)


def say_waiting(seconds: float, *, as_json: bool) -> BatchListener:
    """Return a function that reports, once, that another process is writing. It is silent without waiting."""

    def waiting(holder: str) -> None:
        if not seconds:
            return
        if as_json:
            say_json({"event": "waiting", "holder": holder, "seconds": seconds})
        else:
            tell(f"pincite: {holder} is writing to this archive; waiting up to {seconds:g} s for it to end")

    return waiting


def _say_event(event: Any) -> None:
    name = _CAPITAL.sub("_", type(event).__name__).lower()
    values = {key: dict(value) if key == "passed_over" else value for key, value in asdict(event).items()}
    say_json({"event": name, **values})


def _ignore(_event: Any) -> None:
    pass
