"""One name, one class: no two public classes of the program share a name, and none shadows a word of the language."""

import ast
from collections import defaultdict
from collections.abc import Iterable

from tests.conftest import ROOT

TAKEN = {"Any", "Every", "Everyone", "Iterable", "Callable", "Literal", "Path"}
"""Names that readers know for something else."""


def classes_of(source: str) -> list[str]:
    """Return the public classes of a module."""
    found = [node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)]
    return [name for name in found if not name.startswith("_")]


def shared(modules: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the names that several modules (path, source) give to classes, with the paths."""
    places = defaultdict(list)
    for path, source in modules:
        for name in classes_of(source):
            places[name].append(path)
    return {name: paths for name, paths in places.items() if len(paths) > 1}


def modules() -> list[tuple[str, str]]:
    paths = [path for room in ("index", "app") for path in sorted((ROOT / room).rglob("*.py"))]
    return [(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")) for path in paths]


def test_no_two_public_classes_share_a_name() -> None:
    assert shared(modules()) == {}


def test_no_class_takes_a_name_that_readers_know() -> None:
    assert {name for _, source in modules() for name in classes_of(source)} & TAKEN == set()


def test_a_shared_name_is_noticed() -> None:
    spoiled = [*modules(), ("app/spoiled.py", "class Hit:\n    pass\n")]
    assert shared(spoiled) == {"Hit": ["index/results.py", "app/spoiled.py"]}
