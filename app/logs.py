"""The log: one line for each event, as text for people or as JSON for programs, with the id of the request.

Texts of users and sources are data here too: whatever they contain, they cannot begin a line or control a terminal.
"""

import json
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

from pincite.index.values.signs import TURNING

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered. Threads that answer it see it too."""
ACCESS = "pincite.access"
"""The logger of the access log."""

Format = Literal["text", "json"]
Level = Literal["debug", "info", "warning", "error"]
_OBEYED = re.compile(f"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029{TURNING}]")
_FIELDS = "fields"


def on_one_line(text: str) -> str:
    """Escape line ends and all that a terminal obeys."""
    return _OBEYED.sub(lambda found: ascii(found[0])[1:-1], text)


def with_fields(values: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    """Return what a call of a logger takes as ``extra``, so that a JSON line has these values of its own."""
    return {_FIELDS: values}


def set_up_log(shape: Format, level: Level) -> None:
    """Send the log of this whole process to standard error. Only for a program that owns its process."""
    handler, root = logging.StreamHandler(), logging.getLogger()
    handler.setFormatter(JsonLines() if shape == "json" else TextLines())
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("pincite").setLevel(level.upper())


@contextmanager
def log_set_up(shape: Format, level: Level) -> Iterator[None]:
    """Set up the log until the block ends."""
    root, ours = logging.getLogger(), logging.getLogger("pincite")
    handlers, levels = root.handlers[:], (root.level, ours.level)
    set_up_log(shape, level)
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(levels[0])
        ours.setLevel(levels[1])


def teller(shape: Format, tell: Callable[[str], None]) -> Callable[[str], None]:
    """Return how a service reports on itself: through the log where that is JSON, otherwise through ``tell``."""
    return _warn if shape == "json" else tell


def _warn(text: str) -> None:
    logging.getLogger("pincite").warning("%s", text.removeprefix("pincite: "))


class TextLines(logging.Formatter):
    """``2026-01-31T09:00:00.123Z WARNING message [request id]``, and the lines of a traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, or more where there is a traceback."""
        asked = _id_of(record)
        line = f"{_time_of(record)} {record.levelname} {record.getMessage()}{f' [request {asked}]' if asked else ''}"
        return "\n".join(on_one_line(part) for part in (line, *_trace_of(self, record).splitlines()))


class JsonLines(logging.Formatter):
    """A JSON object on a line of ASCII: time (UTC), level, logger, message, request_id, and the event's own values."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        values: dict[str, Any] = {
            "time": _time_of(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **({"request_id": asked} if (asked := _id_of(record)) else {}),
            **getattr(record, _FIELDS, {}),
        }
        trace = _trace_of(self, record)
        return json.dumps(values | ({"traceback": trace} if trace else {}), default=str)


def _id_of(record: logging.LogRecord) -> str:
    return str(getattr(record, _FIELDS, {}).get("request_id") or REQUEST_ID.get())


def _time_of(record: logging.LogRecord) -> str:
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{int(record.msecs):03}Z"


def _trace_of(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return formatter.formatException(record.exc_info) if record.exc_info and record.exc_info[0] else ""
