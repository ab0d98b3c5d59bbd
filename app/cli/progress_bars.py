"""Progress output: a bar on a terminal, JSON lines for programs, otherwise nothing."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.progress import Progress, ProgressColumn

from pincite.app.cli.terminal import say_json

Listen = Callable[[Any], None]
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


@contextmanager
def open_bar(
    columns: Sequence[ProgressColumn], listen: Callable[[Progress], Listen], *, as_json: bool
) -> Iterator[Listen]:
    """Yield a listener for progress events. ``listen`` builds it from the progress bar, which is removed on exit."""
    if as_json:
        yield _say_event
    elif sys.stderr.isatty():
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            yield listen(progress)
    else:
        yield _ignore


def _say_event(event: Any) -> None:
    name = _CAPITAL.sub("_", type(event).__name__).lower()
    values = {key: dict(value) if key == "passed_over" else value for key, value in asdict(event).items()}
    say_json({"event": name, **values})


def _ignore(_event: Any) -> None:
    pass
