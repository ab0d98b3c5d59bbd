"""Progress of an ingest or a rebuild, and the message while another process writes."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from pincite.app.cli.progress_bars import open_bar
from pincite.app.cli.terminal import say_json, tell
from pincite.index.ingest.events import (
    CaughtUp,
    Committed,
    Event,
    Listener,
    NotIndexed,
    Refused,
    Repeated,
    Skipped,
    Split,
    Started,
)
from pincite.index.ingest.events import Progress as ReadSoFar

BatchListener = Callable[[str], None]


def open_listener(doing: str, *, as_json: bool, total: int | None = None) -> AbstractContextManager[Listener]:
    """Yield a listener that suits the output. ``total`` is the number of statements, if it is known beforehand."""
    counted = TextColumn("{task.fields[statements]:,} statements")
    left = TimeRemainingColumn(elapsed_when_finished=True)
    columns = (TextColumn("{task.description}"), BarColumn(), counted, _Rate(), left)
    return open_bar(columns, lambda progress: _Bar(progress, doing, total).listen, as_json=as_json)


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
