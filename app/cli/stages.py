"""Progress while an archive is copied, checked, dumped or loaded: one bar after the other, one per stage."""

from contextlib import AbstractContextManager

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from pincite.app.cli.progress import open_output
from pincite.app.cli.progress_bars import open_bar
from pincite.index.backup.events import Checked, Copied, Dumped, Event, Listener, Loaded

_MEGABYTE = 1_000_000


def open_stages(*, as_json: bool) -> AbstractContextManager[Listener]:
    """Yield a listener that suits the output."""
    columns = (TextColumn("{task.description}"), BarColumn(), _Amount(), TimeRemainingColumn())
    return open_output(lambda: open_bar(columns, lambda progress: _Stages(progress).listen), as_json=as_json)


class _Amount(ProgressColumn):
    """The amount and the rate per second, in megabytes or statements."""

    def render(self, task: Task) -> Text:
        """Return both, with the mean rate since the stage began."""
        amount, unit = task.fields["amount"], task.fields["unit"]
        return Text(f"{amount:,.0f} {unit} {amount / task.elapsed if task.elapsed else 0:,.0f}/s")


class _Stages:
    """A bar, cleared when the next stage begins."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._stage: type[Event] | None = None
        self._task = TaskID(0)

    def listen(self, event: Event) -> None:
        """Advance the bar, or begin the next stage."""
        match event:
            case Copied(done, total):
                self._show(event, "Copying", done, total, done / _MEGABYTE, "MB")
            case Checked(done, total):
                self._show(event, "Checking", done, total, done / _MEGABYTE, "MB")
            case Dumped(done, total):
                self._show(event, "Dumping", done, total, done, "statements")
            case Loaded(statements, done, total):
                self._show(event, "Loading", done, total, statements, "statements")

    def _show(self, event: Event, doing: str, done: int, total: int | None, amount: float, unit: str) -> None:
        if self._stage is not type(event):
            if self._stage is not None:
                self._progress.remove_task(self._task)
            self._stage = type(event)
            self._task = self._progress.add_task(doing, amount=0, unit=unit)
        self._progress.update(self._task, total=total, completed=done, amount=amount)
