"""What the package consists of once it is installed: its distributions with all that they need, and their size."""

import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import Distribution, distribution
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirements_of(*extras: str) -> list[str]:
    """Return the requirements of the package with these extras."""
    chosen = (PROJECT["optional-dependencies"][extra] for extra in extras)
    return [*PROJECT["dependencies"], *(one for group in chosen for one in group)]


def distributions_of(*extras: str) -> dict[str, Distribution]:
    """Return every distribution that an installation with these extras has, beside the package itself, by name."""
    return {name: distribution(name) for name in graph_of(*extras)}


@cache
def graph_of(*extras: str) -> dict[str, set[str]]:
    """Return the names of the same distributions, each with the names of those that it needs here."""
    found: dict[str, set[str]] = {}
    done: set[tuple[str, frozenset[str]]] = set()
    waiting = [Requirement(text) for text in requirements_of(*extras)]
    while waiting:
        one = waiting.pop()
        key = (canonicalize_name(one.name), frozenset(one.extras))
        if key in done:
            continue
        done.add(key)
        needs = list(_needs(distribution(one.name), one.extras))
        found.setdefault(key[0], set()).update(canonicalize_name(need.name) for need in needs)
        waiting += needs
    return found


def megabytes_of(distributions: Iterable[Distribution]) -> float:
    """Return how much the files of distributions take, in MB of 1,000,000 bytes, without compiled sources."""
    return sum(_bytes_of(one.name) for one in distributions) / 1e6


@cache
def _bytes_of(name: str) -> int:
    """Return the bytes of one distribution: most are in every set that is asked about."""
    one = distribution(name)
    kept = (path for path in one.files or () if "__pycache__" not in path.parts)
    return sum(path.locate().stat().st_size for path in kept if path.locate().exists())  # type: ignore[attr-defined]


def _needs(one: Distribution, extras: Iterable[str]) -> Iterator[Requirement]:
    for text in one.requires or ():
        need = Requirement(text)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield need
