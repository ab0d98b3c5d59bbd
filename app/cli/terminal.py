"""What the command line says and how: text for people, JSON lines for programs, and the exit codes."""

import json
import logging
import sys
from collections.abc import Mapping
from enum import IntEnum
from typing import Any


class Exit(IntEnum):
    """The exit codes; those above 2 are of sysexits.h."""

    OK = 0
    USAGE = 2
    REFUSED = 65
    SOFTWARE = 70
    IO = 74
    LOCKED = 75
    INTERRUPTED = 130


def say(text: str) -> None:
    """Print an answer."""
    sys.stdout.write(text + "\n")


def say_json(value: Mapping[str, Any]) -> None:
    """Print one JSON document on one line, at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def tell(text: str) -> None:
    """Say on standard error what is going on, or what went wrong and how to mend it."""
    sys.stderr.write(text + "\n")
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
