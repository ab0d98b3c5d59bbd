"""What the package consists of once it is installed: its distributions with all that they need, and their size."""

import tomllib
from collections.abc import Iterable, Iterator
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
    found: dict[str, Distribution] = {}
    _add(found, (Requirement(text) for text in requirements_of(*extras)))
    return found


def megabytes_of(distributions: Iterable[Distribution]) -> float:
    """Return how much the files of distributions take, in MB of 1,000,000 bytes, without compiled sources."""
    return sum(_bytes_of(one) for one in distributions) / 1e6


def _bytes_of(one: Distribution) -> int:
    kept = (path for path in one.files or () if "__pycache__" not in path.parts)
    return sum(path.locate().stat().st_size for path in kept if path.locate().exists())  # type: ignore[attr-defined]


def _add(found: dict[str, Distribution], asked: Iterable[Requirement]) -> None:
    for one in asked:
        name = canonicalize_name(one.name)
        if name in found and not one.extras:
            continue
        found[name] = distribution(one.name)
        _add(found, _needs(found[name], one.extras))


def _needs(one: Distribution, extras: Iterable[str]) -> Iterator[Requirement]:
    for text in one.requires or ():
        need = Requirement(text)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras)):
            yield need
