"""What the command line says and how: text for people, JSON lines for programs, and the exit codes."""

import json
import logging
import re
import sys
from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from pincite.index.values.signs import TURNING


class Exit(IntEnum):
    """The exit codes; those above 2 are of sysexits.h."""

    OK = 0
    USAGE = 2
    REFUSED = 65
    SOFTWARE = 70
    IO = 74
    LOCKED = 75
    INTERRUPTED = 130


# Everything but tab and line feed that a terminal obeys instead of showing it, and what turns the direction of a line.
_OBEYED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{TURNING}]")
_ABOVE_ASCII = re.compile(f"[\x7f-\x9f{TURNING}]")


def harmless(text: str) -> str:
    """Return ``text`` with escapes for what would control a terminal: a title is data, and the terminal is not."""
    return _OBEYED.sub(lambda found: ascii(found[0])[1:-1], text)


def say(text: str) -> None:
    """Print an answer."""
    sys.stdout.write(harmless(text) + "\n")


def say_document(text: str) -> None:
    """Print JSON; what would control a terminal is written as JSON escapes it."""
    sys.stdout.write(_ABOVE_ASCII.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


def say_json(value: Mapping[str, Any]) -> None:
    """Print one JSON document on one line, at once."""
    say_document(json.dumps(value, ensure_ascii=False))
    sys.stdout.flush()


def tell(text: str) -> None:
    """Say on standard error what is going on, or what went wrong and how to mend it."""
    sys.stderr.write(harmless(text) + "\n")
    sys.stderr.flush()


def use_utf8() -> None:
    """Write UTF-8 whatever the locale is; what has no bytes (a lone surrogate) is written as an escape."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def show_errors() -> None:
    """Show on standard error where in the program each error came from."""
    logging.basicConfig(format="%(message)s")
    logging.getLogger("pincite").setLevel(logging.DEBUG)
