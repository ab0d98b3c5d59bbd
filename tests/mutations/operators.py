"""Mutation operators: each finds the places of a module where it applies, and what to write there instead."""

import ast
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

_COMPARED: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}
_COMPUTED: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "+"),
    ast.FloorDiv: ("//", "*"),
}
_JOINED: dict[type[ast.boolop], tuple[str, str]] = {ast.And: ("and", "or"), ast.Or: ("or", "and")}
_CALLED = {"min": "max", "max": "min", "any": "all", "all": "any"}
OPERATORS = ("comparison", "arithmetic", "and/or", "not", "number", "true/false", "min/max, any/all")


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of a module: ``start`` and ``end`` are offsets in its source in UTF-8, ``line`` is 1-based."""

    operator: str
    line: int
    start: int
    end: int
    text: str

    def apply(self, source: str) -> str:
        """Return the module with this change."""
        raw = source.encode()
        return (raw[: self.start] + self.text.encode() + raw[self.end :]).decode()


class _Places:
    """The lines of a module, by offset: what stands between two nodes can be replaced."""

    def __init__(self, source: str) -> None:
        self._raw = source.encode()
        self._starts = [0, *itertools.accumulate(len(line) for line in self._raw.splitlines(keepends=True))]

    def start(self, node: ast.expr) -> int:
        return self._starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._starts[node.end_lineno - 1] + node.end_col_offset

    def between(self, operator: str, left: ast.expr, right: ast.expr, pair: tuple[str, str]) -> Iterator[Mutation]:
        """Yield the change of the operator that stands between two operands."""
        start, end = self.end(left), self.start(right)
        at = self._raw.find(pair[0].encode(), start, end)
        if at >= 0:
            yield Mutation(operator, left.end_lineno or 0, at, at + len(pair[0]), pair[1])

    def whole(self, operator: str, node: ast.expr, text: str) -> Mutation:
        """Return the change of a whole node."""
        return Mutation(operator, node.lineno, self.start(node), self.end(node), text)


def mutations_of(source: str) -> list[Mutation]:
    """Return every change that an operator makes of a module, in the order of its lines."""
    tree, places = ast.parse(source), _Places(source)
    hidden = {id(child) for node in ast.walk(tree) for hint in _hints(node) for child in ast.walk(hint)}
    found = (one for node in ast.walk(tree) if id(node) not in hidden for one in _of(node, places))
    return sorted(set(found), key=lambda one: (one.start, one.text))


def _hints(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the annotations of a node: they decide nothing."""
    for name in ("annotation", "returns"):
        if (hint := getattr(node, name, None)) is not None:
            yield hint


def _of(node: ast.AST, places: _Places) -> Iterator[Mutation]:
    match node:
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARED:
            yield from places.between("comparison", left, right, _COMPARED[type(op)])
        case ast.BinOp(left=left, op=operation, right=right) if type(operation) in _COMPUTED:
            if not _is_text(left) and not _is_text(right):
                yield from places.between("arithmetic", left, right, _COMPUTED[type(operation)])
        case ast.BoolOp(op=joint, values=[first, second, *_]):
            yield from places.between("and/or", first, second, _JOINED[type(joint)])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield Mutation("not", node.lineno, places.start(node), places.start(operand), "")
        case ast.Constant(value=bool() as value):
            yield places.whole("true/false", node, str(not value))
        case ast.Constant(value=int() as value):
            yield places.whole("number", node, str(value + 1))
        case ast.Call(func=ast.Name(id=name) as function) if name in _CALLED:
            yield places.whole("min/max, any/all", function, _CALLED[name])


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes))
