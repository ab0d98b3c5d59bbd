"""The arguments of each command; its help shows examples first."""

import argparse
from collections.abc import Callable
from importlib.metadata import version
from typing import Any

from app.parameters import COUNTING, FILTERS, ORDER, PAGING, QUERY, Parameter
from index.record.withdrawing import parse_reason

_ABOUT = """examples:
  pincite ingest seeds/                    take statements in
  pincite search '"joint statement" korea' find paragraphs
  pincite serve                            open the search page on http://127.0.0.1:8000
  pincite backup /mnt/backups/2026-01-31   keep a copy elsewhere

The archive lives in the folder PINCITE_HOME (var/ unless set), or in --home FOLDER."""
_CODES = "exit codes: 0 done, 2 wrong usage, 65 some input refused, 74 input/output, 75 locked, 130 interrupted"


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = _Parser("pincite", _ABOUT, _CODES)
    parser.add_argument("--version", action="version", version=f"pincite {version('pincite')}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    writing = (_ingest, _rebuild, _verify, _doctor, _migrate, _withdraw)
    for add in (*writing, _backup, _restore, _dump, _load, _search, _export, _show, _stats, _serve):
        add(commands)
    return parser


class _Parser(argparse.ArgumentParser):
    """Shows its examples before the list of arguments, where help is read."""

    def __init__(self, prog: str, about: str = "", epilog: str | None = None, **other: Any) -> None:
        other |= {"description": about, "epilog": epilog, "formatter_class": argparse.RawDescriptionHelpFormatter}
        super().__init__(prog, allow_abbrev=False, **other)

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


def _command(commands: Any, name: str, says: str, examples: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=says, about=f"{says}\n\nexamples:\n{examples}")
    command.add_argument("--json", action="store_true", help="answer in JSON")
    command.add_argument("--home", metavar="FOLDER", help="the archive's folder, instead of PINCITE_HOME")
    return command


def _ingest(commands: Any) -> None:
    command = _command(
        commands,
        "ingest",
        "Take statements in: files and folders; what is unchanged is passed over.",
        "  pincite ingest seeds/\n  pincite ingest statements.jsonl.gz --json\n  pincite ingest --strict letters/*.txt",
    )
    command.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder with everything in it")
    command.add_argument("--strict", action="store_true", help="read all first; take in nothing if anything is refused")
    _waiting(command)


def _rebuild(commands: Any) -> None:
    command = _command(
        commands, "rebuild", "Build the index anew from the record, beside the live one.", "  pincite rebuild"
    )
    _waiting(command)


def _waiting(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--wait", type=float, default=30.0, metavar="SECONDS", help="how long to wait for another writer (30)"
    )


def _verify(commands: Any) -> None:
    command = _command(
        commands,
        "verify",
        "Check that every byte is as it was written, and that record and index hold the same statements.",
        "  pincite verify\n  pincite verify --quick\n  pincite verify --deep --json",
    )
    depth = command.add_mutually_exclusive_group()
    depth.add_argument(
        "--quick",
        dest="depth",
        action="store_const",
        const="quick",
        default="bytes",
        help="manifests, lengths and counts only",
    )
    depth.add_argument(
        "--deep", dest="depth", action="store_const", const="deep", help="derive the index again from its texts, too"
    )


def _doctor(commands: Any) -> None:
    command = _command(
        commands,
        "doctor",
        "Tell what stopped work left behind, and what to do; every file that no commit needs is named.",
        "  pincite doctor\n  pincite doctor --fix\n  pincite doctor /mnt/backups",
    )
    places = "look here instead: a backup's folder, a dump's file, or a folder with such in it"
    command.add_argument("places", nargs="*", metavar="PLACE", help=places)
    command.add_argument("--fix", action="store_true", help="mend it; what is not ours, and the record, stay untouched")
    _waiting(command)


def _migrate(commands: Any) -> None:
    command = _command(
        commands,
        "migrate",
        "Bring the record of an older version to this one, after a copy of it; all of it or nothing.",
        "  pincite migrate --dry-run\n  pincite migrate",
    )
    command.add_argument("--dry-run", action="store_true", help="try it, undo it, and say what it would do")
    command.add_argument(
        "--no-backup", action="store_true", help="keep no copy: for a record on a database server, after `pg_dump`"
    )
    _waiting(command)


def _withdraw(commands: Any) -> None:
    command = _command(
        commands,
        "withdraw",
        "Take a statement out of every search; its versions stay in the record, and its address tells the reason.",
        "  pincite withdraw telegram-1927 --reason 'By order of a court.'\n  pincite withdraw telegram-1927 --undo",
    )
    command.add_argument("id", metavar="ID", help="the statement's id")
    what = command.add_mutually_exclusive_group(required=True)
    what.add_argument("--reason", type=_reason, metavar="TEXT", help="why; everyone who asks for it reads this")
    what.add_argument("--undo", action="store_true", help="take it back in, as it was last ingested")
    _waiting(command)


def _reason(text: str) -> str:
    try:
        return parse_reason(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _backup(commands: Any) -> None:
    command = _command(
        commands,
        "backup",
        "Write the record and a manifest into a new folder; statements may be taken in meanwhile.",
        "  pincite backup /mnt/backups/2026-01-31\n  pincite backup /mnt/backups/2026-01-31 --json",
    )
    command.add_argument("folder", metavar="DEST", help="a new or an empty folder, outside the archive's own")


def _restore(commands: Any) -> None:
    command = _command(
        commands,
        "restore",
        "Make an archive from a backup, in an empty place, and build its index.",
        "  pincite restore /mnt/backups/2026-01-31 --home var-restored",
    )
    command.add_argument("folder", metavar="SOURCE", help="the folder of a backup")
    _waiting(command)


def _dump(commands: Any) -> None:
    command = _command(
        commands,
        "dump",
        "Write the whole archive into one file that any version can load, whatever engine and database it has.",
        "  pincite dump archive.jsonl.gz\n  pincite dump - | ssh elsewhere pincite load -",
    )
    command.add_argument("file", metavar="FILE", help="a new file, gzipped if it ends in .gz; - is standard output")


def _load(commands: Any) -> None:
    command = _command(
        commands,
        "load",
        "Fill an empty archive from a dump, all of it or nothing, and build its index.",
        "  pincite load archive.jsonl.gz --home var-new\n  pincite load - < archive.jsonl",
    )
    command.add_argument("file", metavar="FILE", help="what `pincite dump` wrote; - is standard input")
    _waiting(command)


def _search(commands: Any) -> None:
    command = _command(
        commands,
        "search",
        "Find paragraphs. Filters and options are those of the API.",
        "  pincite search ironclad\n"
        "  pincite search 'sanctions NOT waiver' --facet issuer --group statement\n"
        "  pincite search '\"peace treaty\"~5' --date-from 1946 --sort oldest --json\n"
        "  pincite search --histogram year -- -treaty",
    )
    command.add_argument("query", nargs="?", default="", metavar="QUERY", help="without it everything, newest first")
    _options(command, (*QUERY[1:], *FILTERS, *COUNTING, *ORDER, *(one for one in PAGING if one.name != "cursor")))


def _export(commands: Any) -> None:
    command = _command(
        commands,
        "export",
        "Write the whole result: a row for each paragraph, with citation and permalink.",
        "  pincite export ironclad --format csv > ironclad.csv\n  pincite export 'denucl*' --format kwic",
    )
    command.add_argument("query", nargs="?", default="", metavar="QUERY", help="without it everything, newest first")
    command.add_argument("--format", choices=("csv", "ndjson", "kwic"), default="csv", help="csv unless given")
    _options(command, (*QUERY[1:], *FILTERS, *ORDER))


def _options(command: argparse.ArgumentParser, parameters: tuple[Parameter, ...]) -> None:
    """Each parameter of the API as an option; it is checked where the API's are."""
    for one in parameters:
        takes = f"{{{','.join(one.choices)}}}" if one.choices else "N" if one.bounds else "VALUE"
        says = f"{one.description}{'; repeatable' if one.repeatable else ''}".replace("%", "%%")
        command.add_argument(f"--{one.name.replace('_', '-')}", action="append", metavar=takes, help=says)


def _show(commands: Any) -> None:
    command = _command(
        commands,
        "show",
        "Show a statement: heading, versions, paragraphs.",
        "  pincite show 000_216767ed398c675c\n  pincite show 000_216767ed398c675c --paragraph 4",
    )
    command.add_argument("id", metavar="ID", help="the statement's id")
    command.add_argument("--version", metavar="DIGEST", dest="of_version", help="the first 12 or more digits of it")
    command.add_argument("--paragraph", type=int, metavar="N", help="this paragraph only, with its citation")


def _stats(commands: Any) -> None:
    _command(commands, "stats", "Count what the archive holds.", "  pincite stats --json")


def _serve(commands: Any) -> None:
    command = _command(
        commands,
        "serve",
        "Serve the search page and the API.",
        "  pincite serve\n  pincite serve --workers 4 --port 8080",
    )
    command.add_argument("--host", help="the address to listen on, instead of PINCITE_HOST")
    command.add_argument("--port", type=int, help="the port to listen on, instead of PINCITE_PORT")
    command.add_argument("--workers", type=_positive, default=1, metavar="N", help="how many processes answer (1)")


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 256:
        raise argparse.ArgumentTypeError("expected a number from 1 to 256")
    return number


_positive.__name__ = "number"
Add = Callable[[Any], None]
