"""One server of one release for what does not depend on the release, and archives on it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pincite.app.settings import Settings
from tests.services.faults import FaultProxy
from tests.services.opensearch import RELEASE, Server, name_of, server_of

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

    def made(url: str, **more: Any) -> Settings:
        index = more.pop("index", name_of(tmp_path))
        return Settings(
            home=tmp_path / "var",
            engine="opensearch",
            opensearch_url=url,
            opensearch_index=index,
            **{"opensearch_timeout": 60.0, **more},
        )

    return made
