"""The engines that keep the contract: one line each."""

from collections.abc import Callable
from pathlib import Path

from index.engine import SearchEngine
from index.engines.whoosh import open_engine

ENGINES: dict[str, Callable[[Path, bytes], SearchEngine]] = {"whoosh": open_engine}
