"""Owns the thread that looks for newer commits, so that no request waits for one to be opened."""

import logging
import threading
from collections.abc import Callable

from pincite.index.values.errors import PinciteError

EVERY = 0.5
"""Seconds between two checks. Each reads pointer and manifest, lists a folder, and gets the lengths of files."""
_PATIENCE = 10.0
_LOG = logging.getLogger("pincite")


class Watcher:
    """Calls ``look`` again and again until it is stopped. An error is logged once, and the call is repeated."""

    def __init__(self, look: Callable[[], None], every: float = EVERY) -> None:
        self._look, self._every = look, every
        self._stopped = threading.Event()
        self._told: str | None = None
        self._thread = threading.Thread(target=self._run, name="pincite-watcher", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread, and wait until it has. Calling it again does nothing."""
        self._stopped.set()
        if self._thread is not threading.current_thread():
            self._thread.join(_PATIENCE)

    def _run(self) -> None:
        while not self._stopped.wait(self._every):
            try:
                self._look()
                self._told = None
            except (PinciteError, OSError) as error:
                self._tell(f"no newer commit is served: {error}")
            except Exception:
                # If this thread ended, the service would stay at one commit for ever, unnoticed.
                _LOG.exception("looking for a newer commit failed")

    def _tell(self, says: str) -> None:
        if says != self._told and not self._stopped.is_set():
            _LOG.warning("%s", says)
            self._told = says
