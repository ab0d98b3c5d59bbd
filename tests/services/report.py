"""What the last line of the tests says: which servers they ran with, or why without."""

import os

import pytest


class Missing(Exception):
    """A server cannot be started on this machine; the message says what is not there."""


class NotEverywhere(Missing):
    """A server that not every machine can be asked to have: without it even CI goes on, and the last line says so."""


_ran: dict[str, str] = {}
_missing: dict[str, str] = {}


def note(server: str, version: str) -> None:
    """Note that a server of this version ran."""
    _ran[f"{server} {version}"] = server


def refuse(server: str, error: Missing) -> None:
    """Skip the test that needs a server which is not here; with CI=true fail it."""
    _missing[server] = str(error)
    if os.environ.get("CI") == "true" and not isinstance(error, NotEverywhere):
        pytest.fail(f"CI needs {server}: {error}", pytrace=False)
    pytest.skip(f"no {server}: {error}")


def last_line() -> str:
    """Return the line: the versions that ran, and what did not run."""
    why = "; ".join(f"{server}: {reason}" for server, reason in sorted(_missing.items()))
    if not _ran:
        return f"cluster: not run, because {why or 'no test that was run needs a server'}"
    without = f"; not run, because {why}" if why else ""
    return f"cluster: {', '.join(sorted(_ran))}{without}"
