"""The engines that keep the contract: one line each."""

from collections.abc import Callable
from pathlib import Path

from pincite.index.engine import SearchEngine
from pincite.index.engines.whoosh import open_engine
from tests.services import opensearch
from tests.services.opensearch import opener_of
from tests.toy import ToyEngine
from tests.toy_shelves import SHELVES

ENGINES: dict[str, Callable[[Path, bytes], SearchEngine]] = {
    "whoosh": open_engine,
    "opensearch-2.19": opener_of("2.19"),
    "opensearch-3.5": opener_of("3.5"),
    "toy": ToyEngine,
}

TOLERANCE = {"whoosh": 1e-9, "opensearch-2.19": 1e-6, "opensearch-3.5": 1e-6, "toy": 1e-9}
"""How far scores may be off by rounding: those of a cluster are floats of 32 bits."""


def forget(name: str, path: Path) -> None:
    """Let go of an archive that is not in ``path`` itself: a cluster with hundreds of indices is slow."""
    if name.startswith("opensearch-"):
        opensearch.forget(name.removeprefix("opensearch-"), path)
    SHELVES.pop(path, None)
