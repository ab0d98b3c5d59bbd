"""One server of one release for what does not depend on the release, and archives on it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pincite.app.settings import Settings
from tests.services.faults import FaultProxy
from tests.services.java import find_java
from tests.services.opensearch import RELEASES, Server, name_of, server_of

RELEASE = "3.5" if find_java(RELEASES["3.5"].java) else "2.19"

MakeSettings = Callable[..., Settings]


@pytest.fixture
def server() -> Server:
    """The server that all tests share."""
    return server_of(RELEASE)


@pytest.fixture
def proxy(server: Server) -> Iterator[FaultProxy]:
    """What stands before the server, and can fail."""
    made = FaultProxy(server.url)
    yield made
    made.close()


@pytest.fixture
def settings_of(tmp_path: Path) -> MakeSettings:
    """Makes the settings of an archive on a cluster: a folder of its own, an index of its own."""

    def made(url: str, **more: object) -> Settings:
        index = more.pop("index", name_of(tmp_path))
        return Settings(
            home=tmp_path / "var",
            engine="opensearch",
            opensearch_url=url,
            opensearch_index=index,
            **{"opensearch_timeout": 60.0, **more},
        )

    return made
