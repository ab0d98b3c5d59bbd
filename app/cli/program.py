"""``main``: turn arguments into a command, and its errors into an exit code and one line that says what to do.

This module imports only what reads arguments. Settings and the module of a command are imported when the command runs,
so that ``--version``, ``--help`` and wrong usage answer at once.
"""

import argparse
import atexit
import gc
import logging
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, cast

from pincite.app.cli.arguments import build_parser
from pincite.app.cli.terminal import Exit, open_what_is_closed, say_json, show_errors, tell, use_utf8
from pincite.app.platforms import UnsupportedSystem, check_system
from pincite.index.values.errors import LockHeld, NotFound, PinciteError, QueryError, SourceError, Withdrawn, describe
from pincite.index.values.extras import ExtraMissing

if TYPE_CHECKING:
    from pincite.app.settings import Settings

Command = Callable[[argparse.Namespace, "Settings"], int]

ROOMS = {
    "ingest": "writing",
    "watch": "watching_folders",
    "inspect": "inspecting",
    "check": "quoting",
    "timeline": "tracing",
    "variants": "tracing",
    "rebuild": "writing",
    "verify": "checking",
    "doctor": "checking",
    "migrate": "migrating",
    "withdraw": "withdrawing",
    "backup": "keeping",
    "restore": "keeping",
    "dump": "keeping",
    "load": "keeping",
    "search": "asking",
    "export": "asking",
    "show": "asking",
    "changes": "changed",
    "compare": "pairing",
    "stats": "asking",
    "serve": "serving",
    "config": "configuring",
    "demo": "demonstrating",
    "mcp": "agents_command",
}
"""The module of this package that contains ``run_<command>``."""
_OPTIONS = ("home", "host", "port")
"""The settings that a command can be given too."""
_MAKING = ("ingest", "watch", "restore", "load")
"""The commands that make an archive."""
_CODES: tuple[tuple[type[Exception], Exit], ...] = (
    (QueryError, Exit.USAGE),
    (NotFound, Exit.USAGE),
    (Withdrawn, Exit.USAGE),
    (SourceError, Exit.REFUSED),
    (ExtraMissing, Exit.USAGE),
    (UnsupportedSystem, Exit.USAGE),
    (LockHeld, Exit.LOCKED),
    (PinciteError, Exit.IO),
    (OSError, Exit.IO),
    (MemoryError, Exit.IO),
)


_UNEXPECTED = (
    "this is a bug in Pincite; committed statements are safe: "
    "run `pincite doctor`, then report what PINCITE_DEBUG=1 shows"
)
_NO_MEMORY = (
    "there is not enough memory; committed statements are safe: "
    "end other programs, or allow this one more (`ulimit -v`, a container's limit), then run the same command again"
)
_LOG = logging.getLogger("pincite")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    open_what_is_closed()
    use_utf8()
    # All memory goes with the process: an interpreter that ends need not look for cycles in it first.
    atexit.register(gc.freeze)
    # NumPy's library of matrices starts a thread for each processor, and they wait actively for work that never comes:
    # a third of what importing NumPy costs. Who sets the number knows why.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    arguments = build_parser().parse_args(argv)
    try:
        return _run(arguments)
    except BrokenPipeError:
        # The reader of our output is gone. Nothing may be written any more, not even when the interpreter exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.IO
    except KeyboardInterrupt:
        tell("Interrupted. Committed statements are safe. Run the same command again to continue.")
        return Exit.INTERRUPTED


@cache
def find_command(name: str) -> Command:
    """Import and return the function that runs the command ``name``, one of ``ROOMS``."""
    # An import makes a hundred thousand values, and all stay: no garbage is looked for among them, now or later.
    gc.disable()
    try:
        room = import_module(f".{ROOMS[name]}", __package__)
    finally:
        gc.freeze()
        gc.enable()
    return cast("Command", getattr(room, f"run_{name}"))


def _run(arguments: argparse.Namespace) -> int:
    from pydantic import ValidationError

    try:
        check_system()
        settings = _settings(arguments)
        _tell_place(arguments, settings)
        if settings.debug:
            show_errors()
        code = find_command(arguments.command)(arguments, settings)
        sys.stdout.flush()
        return code
    except ValidationError as error:
        for one in error.errors():
            tell(f"{_place_of(one['loc'], arguments)}: {one['msg']}")
        return Exit.USAGE
    except BrokenPipeError:
        raise
    except Exception as error:
        code = next((code for kind, code in _CODES if isinstance(error, kind)), Exit.SOFTWARE)
        _report(error, code, as_json=arguments.json)
        return code


def _settings(arguments: argparse.Namespace) -> "Settings":
    from pincite.app.settings import Settings

    given = {name: getattr(arguments, name, None) for name in _OPTIONS}
    return Settings(**{name: value for name, value in given.items() if value is not None})


def _place_of(setting: Sequence[int | str], arguments: argparse.Namespace) -> str:
    """Return where a setting was given: by an option of the command, or in the environment."""
    name = "_".join(map(str, setting))
    is_option = name in _OPTIONS and getattr(arguments, name, None) is not None
    return f"pincite: --{name}" if is_option else f"PINCITE_{name.upper()}"


def _tell_place(arguments: argparse.Namespace, settings: "Settings") -> None:
    """Say where the archive will be when a command makes one in a folder that nobody named."""
    from pincite.app.default_home import is_checkout

    is_named = "home" in settings.model_fields_set or is_checkout()
    if arguments.command in _MAKING and not is_named and not settings.home.exists():
        tell(f"pincite: the archive will be in {settings.home}; PINCITE_HOME or --home names another folder")


def _report(error: Exception, code: Exit, *, as_json: bool) -> None:
    _LOG.debug("where it came from", exc_info=error)
    problems = error.problems if isinstance(error, QueryError) else ()
    if as_json:
        listed = [{"parameter": p.parameter, "position": p.position, "code": p.code, "mend": p.mend} for p in problems]
        failed = {"event": "failed", "exit": int(code), "error": type(error).__name__, "says": _says(error)}
        # What failed may be standard output itself.
        with suppress(OSError):
            say_json(failed | {"errors": listed})
    for problem in problems:
        place = "" if problem.position is None else f" at character {problem.position + 1}"
        mend = f"; try: {problem.mend}" if problem.mend else ""
        tell(f"pincite: {_named(problem.parameter)}{place}: expected {problem.expected}{mend}")
    if not problems:
        tell(f"pincite: {_says(error)}")


def _named(parameter: str) -> str:
    """Return a parameter of the API as the command line names it."""
    return "QUERY" if parameter == "q" else f"--{parameter.replace('_', '-')}"


def _says(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{Path(os.fsdecode(error.filename))}: {error.strerror}"
    if isinstance(error, MemoryError):
        return _NO_MEMORY
    return str(error) if isinstance(error, (PinciteError, OSError)) else f"{describe(error)}; {_UNEXPECTED}"
