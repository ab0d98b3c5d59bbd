"""The error codes of the program, read from its source: each literal where a code is handed over."""

import ast
from collections.abc import Iterator
from functools import cache

from tests.conftest import ROOT

_POSITIONS = {"Fault": 0, "Trouble": 1, "_trouble": 1, "_over": 1, "Problem": 2, "Failure": 1, "refuse": 1}
"""Which argument of these calls is a code, counted from 0."""


def codes_of(source: str) -> set[str]:
    """Return the codes that a module can give out: literals handed over, or first given the name ``code``."""
    return {text for node in ast.walk(ast.parse(source)) for text in _codes(node)}


@cache
def codes_of_program() -> set[str]:
    """Return the codes of all modules, and of the table from errors to HTTP."""
    modules = [path for room in ("index", "app") for path in (ROOT / room).rglob("*.py")]
    return {code for path in modules for code in codes_of(path.read_text(encoding="utf-8"))}


def _codes(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call):
        position = _POSITIONS.get(_name(node.func))
        if position is not None and len(node.args) > position:
            yield from _literals(node.args[position])
    elif isinstance(node, ast.Assign) and [_name(target) for target in node.targets] == ["code"]:
        yield from _literals(node.value)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _literals(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
