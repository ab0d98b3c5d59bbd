"""``pincite watch``: ingest whenever something in a folder changes. Whatever goes wrong is told, and tried again."""

import argparse
import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from watchfiles import watch

from pincite.app.cli.folders import Settling, fresh_files, narrowed
from pincite.app.cli.terminal import Exit, say, say_json, tell
from pincite.app.cli.writing import find_sources, ingest_found, tell_ingested
from pincite.app.settings import Settings
from pincite.index.ingest import may_prune
from pincite.index.values.errors import describe

_TICK = 0.5
"""Seconds between two looks at files that may still grow."""
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
"""Seconds until an ingest that failed is tried again. Each failure doubles them."""


def run_watch(arguments: argparse.Namespace, settings: Settings) -> int:
    """Ingest once, then after each change, until SIGTERM or an interrupt."""
    arguments.strict = arguments.dry_run = False
    with _stopped_by_signal() as stop:
        _Watch(arguments, settings, stop).run()
    return Exit.OK


@contextmanager
def _stopped_by_signal() -> Iterator[threading.Event]:
    """Yield an event that SIGTERM sets, so that what is being written is finished."""
    stop = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda *_: stop.set())
    try:
        yield stop
    finally:
        signal.signal(signal.SIGTERM, before)


class _Watch:
    def __init__(self, arguments: argparse.Namespace, settings: Settings, stop: threading.Event) -> None:
        self._arguments, self._settings, self._stop = arguments, settings, stop
        self._roots = [Path(os.path.abspath(path)) for path in arguments.paths]  # noqa: PTH100 - links stay links
        self._home = Path(os.path.abspath(settings.home))  # noqa: PTH100
        self._settling = Settling(arguments.settle, time.monotonic)
        self._due: set[Path] = set()
        self._again_at, self._pause = 0.0, _FIRST_PAUSE

    def run(self) -> None:
        """Watch until the event is set. A folder that goes away is waited for, and read again when it is back."""
        self._tell("watching", f"Watching {', '.join(map(str, self._roots))}. Stop with Ctrl-C.")
        while not self._stop.is_set():
            watched = self._watched()
            if not watched:
                self._stop.wait(_TICK)
                continue
            try:
                # What changes before the first event is told is found by reading everything.
                self._settling.add(fresh_files(find_sources(self._arguments), self._arguments.settle, time.time()))
                self._due.update(self._roots)
                self._follow(watched)
            except OSError as error:
                self._failed(error)
                self._stop.wait(_TICK)

    def _follow(self, watched: Sequence[Path]) -> None:
        """Ingest what settles, as long as the same folders are there."""
        places = [_place(path) for path in watched]
        tick = int(1000 * min(_TICK, self._arguments.settle / 2))
        how: dict[str, Any] = {"rust_timeout": tick, "yield_on_timeout": True, "step": 50, "debounce": tick}
        for changes in watch(
            *watched, watch_filter=None, stop_event=self._stop, force_polling=self._arguments.poll or None, **how
        ):
            self._settling.add(path for _, name in changes if self._concerns(path := Path(name)))
            self._due |= self._settling.take()
            if self._due and time.monotonic() >= self._again_at:
                self._ingest()
            if [_place(path) for path in watched] != places or self._watched() != watched:
                return

    def _watched(self) -> list[Path]:
        """Return the folders to watch: a file is replaced in its folder, so its folder is watched."""
        folders = dict.fromkeys(path if path.is_dir() else path.parent for path in self._roots)
        return [folder for folder in folders if folder.is_dir()]

    def _concerns(self, path: Path) -> bool:
        """Whether a change is below what was named, outside of the archive itself, and not hidden."""
        root = next((root for root in self._roots if path == root or root in path.parents), None)
        if root is None or path == self._home or self._home in path.parents:
            return False
        below = path.relative_to(root).parts
        return not any(part.startswith(".") for part in below[:-1]) and not _is_hidden(below)

    def _ingest(self) -> None:
        try:
            found = find_sources(self._arguments)
            concerned = narrowed(found, self._due, self._settling.growing)
            prune = self._arguments.prune and may_prune(found)
            report = ingest_found(self._arguments, self._settings, concerned, prune=prune)
        except Exception as error:
            self._failed(error)
            return
        self._due.clear()
        self._pause = _FIRST_PAUSE
        if report.new + report.changed + report.metadata + len(report.moved) + len(report.refused) + report.pruned:
            tell_ingested(self._arguments, concerned, report)

    def _failed(self, error: Exception) -> None:
        """Tell what went wrong, and try again later: a full disk is emptied, another writer ends."""
        self._again_at = time.monotonic() + self._pause
        says = f"pincite: {describe(error)}; trying again in {self._pause:g} s"
        self._tell("failed", says, error=True)
        self._pause = min(2 * self._pause, _LONGEST_PAUSE)

    def _tell(self, event: str, says: str, *, error: bool = False) -> None:
        if self._arguments.json:
            say_json({"event": event, "says": says})
        elif error:
            tell(says)
        else:
            say(says)


def _is_hidden(below: Sequence[str]) -> bool:
    """Whether a name is hidden; a file that speaks for its folder is not."""
    return bool(below) and below[-1].startswith(".") and below[-1] != ".pinciteignore"


def _place(path: Path) -> tuple[int, int] | None:
    """Return what tells one folder from another that came into its place; None when there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
