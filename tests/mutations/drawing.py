"""Which mutations are drawn: by a seed, each in another module, so that a change of one line leaves the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice

from tests.conftest import ROOT
from tests.mutations.operators import Mutation, mutations_of
from tests.mutations.rooms import tests_of

SEED = 15
COUNT = 40


@dataclass(frozen=True, slots=True)
class Drawn:
    """A mutation of a module, whose path is from the root; ``source`` is its line without the spaces around it."""

    module: str
    source: str
    mutation: Mutation

    def __str__(self) -> str:
        return f"{self.module}:{self.mutation.line} {self.mutation.operator} -> {self.mutation.text!r}"

    @property
    def key(self) -> tuple[str, str, str]:
        """What stays the same when other lines change."""
        return self.module, self.source, self.mutation.text


def draw(seed: int, count: int) -> list[Drawn]:
    """Return ``count`` mutations, each in another module.

    Each module and each of its mutations has a rank by the seed, so that a change of one line leaves the rest of the
    draw as it was: what survived can be mended, and asked again.
    """
    paths = (path.relative_to(ROOT) for room in ("index", "app") for path in (ROOT / room).rglob("*.py"))
    ranked = sorted((str(path) for path in paths if tests_of(str(path))), key=lambda path: _rank(seed, path))
    return list(islice((drawn for module in ranked for drawn in _first_of(seed, module)), count))


def _first_of(seed: int, module: str) -> Iterator[Drawn]:
    source = (ROOT / module).read_text(encoding="utf-8")
    lines = source.splitlines()
    found = [Drawn(module, lines[one.line - 1].strip(), one) for one in mutations_of(source)]
    yield from sorted(found, key=lambda one: _rank(seed, " ".join(one.key)))[:1]


def _rank(seed: int, name: str) -> bytes:
    return sha256(f"{seed} {name}".encode()).digest()
