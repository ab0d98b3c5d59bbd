"""What the tests say at their end: what they counted, and on the last line which servers they ran with, or why without.

Tests that run in lanes say it in processes of their own: each hands over what it has to say.
"""

import os
from collections.abc import Mapping
from typing import Any, NoReturn

import pytest


class Missing(Exception):
    """A server cannot be started on this machine; the message says what is not there."""


class NotEverywhere(Missing):
    """A server that not every machine can be asked to have: without it even CI goes on, and the last line says so."""


_ran: dict[str, str] = {}
_missing: dict[str, str] = {}
_counted: list[str] = []


def note(server: str, version: str) -> None:
    """Note that a server of this version ran."""
    _ran[f"{server} {version}"] = server


def refuse(server: str, error: Missing) -> NoReturn:
    """Skip the test that needs a server which is not here; with CI=true fail it."""
    _missing[server] = str(error)
    if os.environ.get("CI") == "true" and not isinstance(error, NotEverywhere):
        pytest.fail(f"CI needs {server}: {error}", pytrace=False)
    pytest.skip(f"no {server}: {error}")


def count(line: str) -> None:
    """Note a line of what was counted, for whoever reads whether the tests tried enough."""
    _counted.append(line)


def counted() -> list[str]:
    """Return the lines of what was counted."""
    return list(_counted)


def handed_over() -> dict[str, Any]:
    """Return all that this process has to say, of plain values."""
    return {"ran": dict(_ran), "missing": dict(_missing), "counted": list(_counted)}


def take_over(said: Mapping[str, Any]) -> None:
    """Say what another process has handed over."""
    _ran.update(said["ran"])
    _missing.update(said["missing"])
    _counted.extend(said["counted"])


def last_line() -> str:
    """Return the line: the versions that ran, and what did not run."""
    why = "; ".join(f"{server}: {reason}" for server, reason in sorted(_missing.items()))
    if not _ran:
        return f"cluster: not run, because {why or 'no test that was run needs a server'}"
    without = f"; not run, because {why}" if why else ""
    return f"cluster: {', '.join(sorted(_ran))}{without}"
