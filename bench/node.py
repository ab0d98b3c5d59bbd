"""A node of OpenSearch for one measurement, and the settings with which the program uses it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.services.opensearch import Server, build_server, prepare
from tests.services.report import Missing

_HEAP = ("-Xms1g", "-Xmx1g")


@contextmanager
def running(release: str) -> Iterator[Server]:
    """A node of its own, with a heap as a small service would have it; ends the process where there is none."""
    server = build_server(release)
    server.java = _HEAP
    try:
        prepare(server.start())
        yield server
    except Missing as error:
        sys.exit(f"no OpenSearch {release}: {error}")
    finally:
        server.kill()


@contextmanager
def used(server: Server, **values: str) -> Iterator[None]:
    """Let what is started within have its index there; ``values`` are further settings of its environment."""
    before = dict(os.environ)
    os.environ.update(PINCITE_ENGINE="opensearch", PINCITE_OPENSEARCH_URL=server.url, **values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
