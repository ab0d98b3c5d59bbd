"""What is shown while an ingest or a rebuild goes on: a bar on a terminal, JSON lines for programs, else nothing."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from app.cli.terminal import say_json, tell
from index.ingest.events import CaughtUp, Committed, Event, Listener, Refused, Skipped, Started, ignore
from index.ingest.events import Progress as ReadSoFar

BatchListener = Callable[[str], None]
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@contextmanager
def open_listener(doing: str, *, as_json: bool, total: int | None = None) -> Iterator[Listener]:
    """Give the listener that fits: ``total`` is the number of statements, where it is known beforehand."""
    if as_json:
        yield say_event
    elif sys.stderr.isatty():
        with _Bar(doing, total) as bar:
            yield bar.listen
    else:
        yield ignore


def say_waiting(seconds: float, *, as_json: bool) -> BatchListener:
    """Return what is told, once, when another process writes; who does not wait gets the error alone."""

    def waiting(holder: str) -> None:
        if not seconds:
            return
        if as_json:
            say_json({"event": "waiting", "holder": holder, "seconds": seconds})
        else:
            tell(f"pincite: {holder} is writing to this archive; waiting up to {seconds:g} s for it to end")

    return waiting


def say_event(event: Any) -> None:
    """Print an event, which is a dataclass, as one line of JSON."""
    name = _CAPITAL.sub("_", type(event).__name__).lower()
    values = {key: dict(value) if key == "passed_over" else value for key, value in asdict(event).items()}
    say_json({"event": name, **values})


class _Rate(ProgressColumn):
    """Statements a second."""

    def render(self, task: Task) -> Text:
        """Return the mean rate since the start."""
        rate = task.fields["statements"] / task.elapsed if task.elapsed else 0.0
        return Text(f"{rate:,.0f}/s")


class _Bar:
    """Count, rate and time left. How far it is goes by bytes, or by statements where their number is known."""

    def __init__(self, doing: str, total: int | None) -> None:
        self._total = total
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[statements]:,} statements"),
            _Rate(),
            TimeRemainingColumn(elapsed_when_finished=True),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task(doing, total=total, statements=0)
        self._statements = 0

    def __enter__(self) -> "_Bar":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def listen(self, event: Event) -> None:
        """Move on. What is refused is told at the end, below the bar."""
        match event:
            case Started(bytes=size):
                self._progress.update(self._task, total=size, completed=0, statements=0)
            case ReadSoFar(statements=statements, bytes=size):
                self._progress.update(self._task, completed=size, statements=statements)
            case CaughtUp(statements=statements):
                self._statements += statements
                self._progress.update(self._task, completed=self._statements, statements=self._statements)
            case Committed() | Skipped() | Refused():
                pass
