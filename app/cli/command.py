"""What a command is, and the kinds of arguments that it can take."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pincite.app.answering.parameters import Parameter

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


def positive(text: str) -> int:
    """Return a number of processes, from 1 to 256."""
    number = int(text)
    if not 1 <= number <= 256:
        raise argparse.ArgumentTypeError("expected a number from 1 to 256")
    return number


positive.__name__ = "number"


def seconds(text: str) -> float:
    """Return a time in seconds, from a tenth to an hour."""
    number = float(text)
    if not 0.1 <= number <= 3_600:
        raise argparse.ArgumentTypeError("expected seconds from 0.1 to 3600")
    return number


seconds.__name__ = "number"
