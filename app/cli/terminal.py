"""Output of the command line: text for people, JSON lines for programs, and exit codes."""

import json
import logging
import os
import re
import sys
from collections.abc import Mapping
from enum import IntEnum
from pathlib import Path
from typing import Any

from pincite.index.values.signs import TURNING


class Exit(IntEnum):
    """The exit codes. Those from 64 to 78 follow sysexits.h."""

    OK = 0
    NOT_FAITHFUL = 1
    USAGE = 2
    REFUSED = 65
    SOFTWARE = 70
    IO = 74
    LOCKED = 75
    INTERRUPTED = 130


# Control characters that a terminal obeys, except tab and line feed, and characters that change the direction of text.
_OBEYED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{TURNING}]")
_ABOVE_ASCII = re.compile(f"[\x7f-\x9f{TURNING}]")


def harmless(text: str) -> str:
    """Escape characters that would control the terminal, because titles and other data may contain them."""
    return _OBEYED.sub(lambda found: ascii(found[0])[1:-1], text)


def say(text: str) -> None:
    """Print an answer."""
    sys.stdout.write(harmless(text) + "\n")


def say_document(text: str) -> None:
    """Print JSON. Characters that would control the terminal are escaped as JSON escapes."""
    sys.stdout.write(_ABOVE_ASCII.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


class Rows:
    """Standard output for rows and lines that are data: as they are for files and programs, escaped on a terminal."""

    def write(self, text: str) -> int:
        """Print text that has its own line ends."""
        return sys.stdout.write(harmless(text.replace("\r\n", "\n")) if sys.stdout.isatty() else text)

    def write_bytes(self, data: bytes) -> int:
        """Print lines in UTF-8."""
        return self.write(data.decode("utf-8", "replace")) if sys.stdout.isatty() else sys.stdout.buffer.write(data)


def say_json(value: Mapping[str, Any]) -> None:
    """Print one JSON document on one line, at once."""
    say_document(json.dumps(value, ensure_ascii=False))
    sys.stdout.flush()


def tell(text: str) -> None:
    """Print progress, or an error with its remedy, on standard error."""
    sys.stderr.write(harmless(text) + "\n")
    sys.stderr.flush()


def open_what_is_closed() -> None:
    """Give a process that was started without a standard stream an empty one.

    Without it, the first file that is opened would take its number.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open until the end


def use_utf8() -> None:
    """Write UTF-8 whatever the locale is. Lone surrogates are written as escapes."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def show_errors() -> None:
    """Show the traceback of each error on standard error."""
    logging.basicConfig(format="%(message)s")
    logging.getLogger("pincite").setLevel(logging.DEBUG)
