"""Records on PostgreSQL, and ``pincite`` called upon them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import URL

from app.cli import main
from tests.services.postgresql import PostgresqlServer


@dataclass(frozen=True)
class Done:
    """What a command said."""

    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def url(postgresql: PostgresqlServer) -> Iterator[URL]:
    """A database of the test's own, without a table."""
    url = postgresql.create_database()
    yield url
    postgresql.drop_database(url)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command upon a record, inside this process; its exit code must be ``code``."""

    def in_process(url: URL, home: Path, *arguments: str, code: int = 0, **environment: str) -> Done:
        record = url.render_as_string(hide_password=False)
        for name, value in {"PINCITE_HOME": str(home), "PINCITE_RECORD_URL": record, **environment}.items():
            monkeypatch.setenv(name, value)
        capsys.readouterr()
        found = main(arguments)
        said = Done(*capsys.readouterr())
        assert found == code, said
        return said

    return in_process
