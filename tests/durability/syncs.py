"""Finds where the source waits for the disk, and takes one of these places away."""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.durability.disks import SYNCS
from tests.durability.power import Event, Recording
from tests.durability.writes import python_files

_OF_THE_MACHINE = ("Disk", "RealDisk")


@dataclass(frozen=True, slots=True)
class Site:
    """A call that waits for the disk: the file below the project's folder, and the lines of the call."""

    file: str
    first: int
    last: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.first}: {self.text}"

    def is_at(self, file: str, line: int) -> bool:
        """Whether a frame stands at this call."""
        return Path(file).resolve() == ROOT / self.file and self.first <= line <= self.last


def find_syncs() -> list[Site]:
    """Return every place of the product that asks a disk to sync, in the order of files and lines."""
    return [site for path in python_files(ROOT) for site in syncs_of(path.read_text(encoding="utf-8"), path)]


def syncs_of(source: str, path: Path) -> Iterator[Site]:
    """Yield the places of one module; those inside the disk itself are the machine's."""
    if not any(name in source for name in SYNCS):
        return
    for node in _walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SYNCS:
            last = node.end_lineno or node.lineno
            yield Site(str(path.relative_to(ROOT)), node.lineno, last, ast.unparse(node))


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.ClassDef) and child.name in _OF_THE_MACHINE):
            yield child
            yield from _walk(child)


class Without:
    """The disk of ``inner``, which never hears of the syncs at one site. ``left_out`` says when and what that was."""

    def __init__(self, site: Site, inner: Recording) -> None:
        self._site, self._inner = site, inner
        self.left_out: list[tuple[int, Event]] = []

    def __call__(self, operation: str, arguments: tuple[Any, ...], go: Callable[[], Any]) -> Any:
        if operation in SYNCS and self._site.is_at(*_asking()):
            self.left_out.append((len(self._inner), (operation, arguments)))
            return None
        return self._inner(operation, arguments, go)


def _asking() -> tuple[str, int]:
    """Return file and line of the product's code that asked for this operation."""
    frame = sys._getframe(2)
    while frame.f_code.co_filename.endswith("tests/durability/disks.py"):
        assert frame.f_back is not None
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno
