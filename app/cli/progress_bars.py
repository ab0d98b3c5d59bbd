"""Bars on a terminal: any, and that of an ingest or a rebuild."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from pincite.app.cli.progress import Listen
from pincite.index.ingest.events import (
    CaughtUp,
    Committed,
    Event,
    NotIndexed,
    Refused,
    Repeated,
    Skipped,
    Split,
    Started,
)
from pincite.index.ingest.events import Progress as ReadSoFar


@contextmanager
def open_bar(columns: Sequence[ProgressColumn], listen: Callable[[Progress], Listen]) -> Iterator[Listen]:
    """Yield a listener for events. ``listen`` builds it from the progress bar, which is removed on exit."""
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield listen(progress)


def open_reading_bar(doing: str, total: int | None) -> AbstractContextManager[Listen]:
    """Yield a listener of what is read. ``total`` is the number of statements, if it is known beforehand."""
    counted = TextColumn("{task.fields[statements]:,} statements")
    left = TimeRemainingColumn(elapsed_when_finished=True)
    columns = (TextColumn("{task.description}"), BarColumn(), counted, _Rate(), left)
    return open_bar(columns, lambda progress: _Bar(progress, doing, total).listen)


class _Rate(ProgressColumn):
    """Statements per second."""

    def render(self, task: Task) -> Text:
        """Return the mean rate since the start."""
        rate = task.fields["statements"] / task.elapsed if task.elapsed else 0.0
        return Text(f"{rate:,.0f}/s")


class _Bar:
    """Count, rate and time left. Progress is measured in bytes, or in statements if their number is known."""

    def __init__(self, progress: Progress, doing: str, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task(doing, total=total, statements=0)
        self._statements = 0

    def listen(self, event: Event) -> None:
        """Advance the bar. Refusals and splits are reported at the end, below it."""
        match event:
            case Started(bytes=size):
                self._progress.update(self._task, total=size, completed=0, statements=0)
            case ReadSoFar(statements=statements, bytes=size):
                self._progress.update(self._task, completed=size, statements=statements)
            case CaughtUp(statements=statements):
                self._statements += statements
                self._progress.update(self._task, completed=self._statements, statements=self._statements)
            case Committed() | Skipped() | Refused() | Repeated() | NotIndexed() | Split():
                pass
