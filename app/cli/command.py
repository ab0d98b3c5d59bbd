"""What a command is, and the kinds of arguments that it can take."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from pincite.app.answering.parameters import Parameter

N = TypeVar("N", int, float)
Add = Callable[[argparse._ActionsContainer], object]  # noqa: SLF001 - what a parser and a group of one have in common
"""Adds an argument to a command."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, what it does, examples, and its arguments."""

    name: str
    says: str
    examples: tuple[str, ...]
    takes: tuple[Add, ...] = ()


def argument(*names: str, **given: Any) -> Add:
    """Add an argument as ``argparse`` takes it."""
    return lambda command: command.add_argument(*names, **given)


def flag(name: str, says: str) -> Add:
    """Add an option that takes no value."""
    return argument(name, action="store_true", help=says)


def either(*arguments: Add, required: bool = False) -> Add:
    """Add a group of arguments of which only one may be given."""

    def add(command: argparse._ActionsContainer) -> None:
        group = command.add_mutually_exclusive_group(required=required)
        for add_one in arguments:
            add_one(group)

    return add


def options(*parameters: Parameter) -> tuple[Add, ...]:
    """Add each parameter of the API as an option. Values are checked by the same code as in the API."""
    return tuple(_option(one) for one in parameters)


def _option(one: Parameter) -> Add:
    takes = f"{{{','.join(one.choices)}}}" if one.choices else "N" if one.bounds else "VALUE"
    says = f"{one.description}{'; repeatable' if one.repeatable else ''}".replace("%", "%%")
    return argument(f"--{one.name.replace('_', '-')}", action="append", metavar=takes, help=says)


def reason(text: str) -> str:
    """Return the reason of a withdrawal; what cannot be shown is refused."""
    # Imported here, so that only `withdraw` pays for importing the record.
    from pincite.index.record.withdrawing import parse_reason

    try:
        return parse_reason(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _within(read: Callable[[str], N], least: N, most: N, expected: str) -> Callable[[str], N]:
    def number(text: str) -> N:
        found = read(text)
        if not least <= found <= most:
            raise argparse.ArgumentTypeError(f"expected {expected}")
        return found

    return number


positive = _within(int, 1, 256, "a number from 1 to 256")
"""Reads a number of processes."""
seconds = _within(float, 0.1, 3_600.0, "seconds from 0.1 to 3600")
"""Reads a time."""
