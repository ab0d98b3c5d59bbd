"""Records on PostgreSQL, and ``pincite`` called upon them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from tests.calls import Caller, Done, Run
from tests.services.postgresql import PostgresqlServer


@pytest.fixture
def url(postgresql: PostgresqlServer) -> Iterator[URL]:
    """A database of the test's own, without a table."""
    url = postgresql.create_database()
    yield url
    postgresql.drop_database(url)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command upon a record, with the archive's folder on this machine."""
    caller = Caller(monkeypatch, capsys)

    def in_process(url: URL, home: Path, *arguments: str, code: int = 0, **environment: str) -> Done:
        record = url.render_as_string(hide_password=False)
        places = {"PINCITE_HOME": str(home), "PINCITE_RECORD_URL": record}
        return caller.call(*arguments, code=code, **{**places, **environment})

    return in_process
