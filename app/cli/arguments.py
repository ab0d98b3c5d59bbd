"""The parser of the command line. The help of each command shows examples first."""

import argparse
from importlib.metadata import version
from typing import Any, NoReturn

from pincite.app.cli.command import Command
from pincite.app.cli.commands import COMMANDS
from pincite.app.cli.terminal import harmless

_ABOUT = """examples:
  pincite ingest seeds/                    add statements
  pincite search '"joint statement" korea' find paragraphs
  pincite serve                            open the search page on http://127.0.0.1:8000
  pincite backup /mnt/backups/2026-01-31   copy the archive

The archive is in the folder that PINCITE_HOME or --home names, otherwise in your data folder (in a checkout: var/)."""
_CODES = (
    "exit codes: 0 success, 1 a quotation does not stand, 2 wrong usage, 65 some input was refused, 70 internal error, "
    "74 input/output error or statements not indexed, 75 another process is writing, 130 interrupted"
)


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = _Parser("pincite", _ABOUT, _CODES)
    parser.add_argument("--version", action="version", version=f"pincite {version('pincite')}")
    parsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    for command in COMMANDS:
        _add(parsers, command)
    return parser


def _add(parsers: Any, command: Command) -> None:
    examples = "\n".join(f"  {line}" for line in command.examples)
    parser = parsers.add_parser(command.name, help=command.says, about=f"{command.says}\n\nexamples:\n{examples}")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--home", metavar="FOLDER", help="folder of the archive, instead of PINCITE_HOME")
    for add in command.takes:
        add(parser)


class _Parser(argparse.ArgumentParser):
    """A parser whose help shows examples before the list of arguments."""

    def __init__(self, prog: str, about: str = "", epilog: str | None = None, **other: Any) -> None:
        other |= {"description": about, "epilog": epilog, "formatter_class": argparse.RawDescriptionHelpFormatter}
        super().__init__(prog, allow_abbrev=False, **other)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and exit. The message repeats what was typed."""
        super().error(harmless(message))

    def format_help(self) -> str:
        formatter = self._get_formatter()
        formatter.add_text(self.description)
        formatter.add_usage(self.usage, self._actions, self._mutually_exclusive_groups)
        for group in self._action_groups:
            formatter.start_section(group.title)
            formatter.add_text(group.description)
            formatter.add_arguments(group._group_actions)  # noqa: SLF001 - the order alone is ours
            formatter.end_section()
        formatter.add_text(self.epilog)
        return formatter.format_help()
