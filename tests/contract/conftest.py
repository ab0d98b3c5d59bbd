"""The engines of the contract, each on folders of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pincite.index.engine import SearchEngine
from pincite.index.values.statement import Statement
from tests.contract.archive import Archive
from tests.contract.engines import ENGINES, forget

KEY = b"the key of the cursors of a test"

Shelf = Callable[..., Archive]


@pytest.fixture(params=sorted(ENGINES))
def name(request: pytest.FixtureRequest) -> str:
    """The name of an engine."""
    return str(request.param)


@pytest.fixture
def opened(name: str, tmp_path: Path) -> Iterator[Callable[[], SearchEngine]]:
    """Opens one and the same archive, as often as asked: as several workers do."""
    made: list[SearchEngine] = []

    def open_one() -> SearchEngine:
        made.append(ENGINES[name](tmp_path / "index", KEY))
        return made[-1]

    yield open_one
    for engine in made:
        engine.close()
    if made:
        forget(name, tmp_path / "index")


@pytest.fixture
def engine(opened: Callable[[], SearchEngine]) -> SearchEngine:
    """An engine over a folder that does not exist yet."""
    return opened()


@pytest.fixture
def archive(engine: SearchEngine) -> Archive:
    """An archive without statements."""
    return Archive(engine)


@pytest.fixture(scope="session")
def shelves() -> Iterator[dict[tuple[str, str], Archive]]:
    """The archives that are only read, by engine and test."""
    made: dict[tuple[str, str], Archive] = {}
    yield made
    for archive in made.values():
        archive.engine.close()


@pytest.fixture
def shelf(
    name: str,
    request: pytest.FixtureRequest,
    shelves: dict[tuple[str, str], Archive],
    tmp_path_factory: pytest.TempPathFactory,
) -> Shelf:
    """Gives an archive of the statements handed in, written once for all cases of a test: it is only read."""

    def filled(*statements: Statement, commits: int = 1) -> Archive:
        key = (name, request.node.nodeid.partition("[")[0])
        if key not in shelves:
            shelves[key] = Archive(ENGINES[name](tmp_path_factory.mktemp("shelf") / "index", KEY))
            for batch in range(commits):
                shelves[key].put(*statements[batch::commits], batch=batch + 1)
        return shelves[key]

    return filled
