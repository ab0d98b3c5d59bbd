"""The order of series that an archive's ``series.yaml`` gives, read again when the file changes."""

import logging
from pathlib import Path

from pincite.index.reading.draft import read_limited
from pincite.index.reading.series_order import NAME, NO_ORDER, SeriesOrder, parse_series_order
from pincite.index.values.bounds import SIDECAR
from pincite.index.values.errors import SourceError

_LOG = logging.getLogger("pincite")
_Mark = tuple[int, int, int] | None


class OrderFile:
    """The file in the folder ``home``; None: there is none. Safe to use from many threads."""

    def __init__(self, home: Path | None = None) -> None:
        self.home = home
        self._known: tuple[_Mark, SeriesOrder] = (None, NO_ORDER)

    def read(self) -> SeriesOrder:
        """Return what the file says now; nothing where there is none, or where it is wrong, which is logged once."""
        mark = self._mark()
        known, order = self._known
        if mark != known:
            order = NO_ORDER if mark is None or self.home is None else _read(self.home / NAME)
            self._known = (mark, order)
        return order

    def _mark(self) -> _Mark:
        try:
            state = None if self.home is None else (self.home / NAME).stat()
        except OSError:
            return None
        return None if state is None else (state.st_mtime_ns, state.st_size, state.st_ino)


def _read(path: Path) -> SeriesOrder:
    try:
        return parse_series_order(read_limited(path, SIDECAR.value), NAME)
    except SourceError as error:
        _LOG.warning("the order of series is not used: %s", error)
        return NO_ORDER
