"""Servers as fixtures, started once for all tests of a process, and the last line that names them."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.services import report
from tests.services.postgresql import PostgresqlServer


@pytest.fixture(scope="session")
def _shared_postgresql() -> Iterator[PostgresqlServer | report.Missing]:
    try:
        server = PostgresqlServer.start()
    except report.Missing as error:
        yield error
        return
    report.note("PostgreSQL", server.version)
    yield server
    server.close()


@pytest.fixture
def postgresql(_shared_postgresql: PostgresqlServer | report.Missing) -> PostgresqlServer:
    """The server that all tests share: what a test does to it beyond its own databases, it must undo."""
    if isinstance(_shared_postgresql, report.Missing):
        report.refuse("PostgreSQL", _shared_postgresql)
    assert isinstance(_shared_postgresql, PostgresqlServer)
    return _shared_postgresql


@pytest.fixture
def own_postgresql(postgresql: PostgresqlServer) -> Iterator[PostgresqlServer]:
    """A server for one test, which may stop, kill or stall it."""
    server = postgresql.start()
    yield server
    server.close()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand over what this process has to say, if it is one of several."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["report"] = report.handed_over()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over what a process had to say; one that was killed says nothing."""
    if said := getattr(node, "workeroutput", {}).get("report"):
        report.take_over(said)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was counted."""
    for line in report.counted():
        terminalreporter.write_line(line)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Say it below everything else that pytest says."""
    if not hasattr(config, "workerinput"):
        config.get_terminal_writer().line(report.last_line())
