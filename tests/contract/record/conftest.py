"""The databases of the record's contract: a file for each test, and a server that they share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import URL

from pincite.index.record.record import Record, create_record
from pincite.index.record.sqlite import file_url
from tests.contract.record.houses import House


@pytest.fixture(params=["postgresql", "sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of the database."""
    return str(request.param)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of an SQLite record, under a name that a URL would take apart."""
    return tmp_path / "a record?#%41.sqlite"


@pytest.fixture
def empty(kind: str, path: Path, request: pytest.FixtureRequest) -> Iterator[URL]:
    """A database of the test's own, without a table."""
    if kind == "sqlite":
        yield file_url(path)
        return
    server = request.getfixturevalue("postgresql")
    url = server.create_database()
    yield url
    server.drop_database(url)


@pytest.fixture
def place(kind: str, path: Path, request: pytest.FixtureRequest) -> URL:
    """A record without statements, or the place of one that is still to be made."""
    return file_url(path) if kind == "sqlite" else request.getfixturevalue("postgresql").emptied_record()


@pytest.fixture
def record(place: URL) -> Iterator[Record]:
    """A record without statements, opened for writing."""
    with create_record(place) as record:
        yield record


@pytest.fixture
def house(tmp_path: Path, place: URL) -> Iterator[House]:
    """An archive without statements, and an empty folder of seeds."""
    house = House(tmp_path, place)
    yield house
    house.close()
