"""Every command of ``pincite`` as data: purpose, examples and arguments."""

import argparse
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pincite.app.answering.parameters import (
    CHANGES,
    COMPARISON,
    COUNTING,
    FILTERS,
    ORDER,
    PAGING,
    QUERY,
    TIMELINE,
    VARIANTS,
    Parameter,
)

Add = Callable[[argparse._ActionsContainer], object]  # noqa: SLF001 - what a parser and a group of one have in common
"""Adds an argument to a command."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command: its name, what it does, examples, and its arguments."""

    name: str
    says: str
    examples: tuple[str, ...]
    takes: tuple[Add, ...] = ()


def _argument(*names: str, **given: Any) -> Add:
    return lambda command: command.add_argument(*names, **given)


def _flag(name: str, says: str) -> Add:
    return _argument(name, action="store_true", help=says)


def _either(*arguments: Add, required: bool = False) -> Add:
    """Add a group of arguments of which only one may be given."""

    def add(command: argparse._ActionsContainer) -> None:
        group = command.add_mutually_exclusive_group(required=required)
        for argument in arguments:
            argument(group)

    return add


def _options(*parameters: Parameter) -> tuple[Add, ...]:
    """Add each parameter of the API as an option. Values are checked by the same code as in the API."""
    return tuple(_option(one) for one in parameters)


def _option(one: Parameter) -> Add:
    takes = f"{{{','.join(one.choices)}}}" if one.choices else "N" if one.bounds else "VALUE"
    says = f"{one.description}{'; repeatable' if one.repeatable else ''}".replace("%", "%%")
    return _argument(f"--{one.name.replace('_', '-')}", action="append", metavar=takes, help=says)


def _reason(text: str) -> str:
    # Imported here, so that only `withdraw` pays for importing the record.
    from pincite.index.record.withdrawing import parse_reason

    try:
        return parse_reason(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _positive(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 256:
        raise argparse.ArgumentTypeError("expected a number from 1 to 256")
    return number


_positive.__name__ = "number"


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0.1 <= seconds <= 3_600:
        raise argparse.ArgumentTypeError("expected seconds from 0.1 to 3600")
    return seconds


_seconds.__name__ = "number"

_ID = _argument("id", metavar="ID", help="the statement's id")
_QUERY = _argument(
    "query", nargs="?", default="", metavar="QUERY", help="the query; omit it to list everything, newest first"
)
_WAIT = _argument(
    "--wait", type=float, default=30.0, metavar="SECONDS", help="longest wait for another writer (default: 30)"
)
_WITHOUT_SOURCES = _flag("--without-sources", "leave out the source files that the archive keeps")
_PRUNE = _flag("--prune", "remove statements whose source is gone from search; their versions stay in the record")
_ONLY = _argument(
    "--only",
    action="append",
    default=[],
    metavar="PATTERN",
    help="from a folder, read only files with matching names (*.pdf); repeatable",
)

COMMANDS = (
    Command(
        "ingest",
        "Add statements from files and folders in any supported format; unchanged ones are skipped.",
        (
            "pincite ingest my-folder/",
            "pincite ingest statements.jsonl.gz --json",
            "pincite ingest --only '*.pdf' papers/",
        ),
        (
            _argument("paths", nargs="+", metavar="PATH", help="a file, or a folder to read completely"),
            _flag("--follow-links", "also follow links from a folder to files outside it"),
            _ONLY,
            _flag("--strict", "read everything first, and add nothing if anything is refused"),
            _flag("--dry-run", "report what would be done, and do nothing"),
            _PRUNE,
            _WAIT,
        ),
    ),
    Command(
        "watch",
        "Ingest files and folders, then again whenever something in them changes, until you stop it.",
        ("pincite watch my-folder/", "pincite watch --prune --settle 10 /srv/statements --json"),
        (
            _argument("paths", nargs="+", metavar="PATH", help="a file, or a folder to read completely"),
            _flag("--follow-links", "also follow links from a folder to files outside it"),
            _ONLY,
            _PRUNE,
            _argument(
                "--settle",
                type=_seconds,
                default=2.0,
                metavar="SECONDS",
                help="wait until no changed file has grown for so long (default: 2)",
            ),
            _flag("--poll", "look at the files again and again, for network folders that tell nothing"),
            _WAIT,
        ),
    ),
    Command(
        "inspect",
        "Show what `ingest` would add from files and why, paragraph by paragraph. Nothing is written to an archive.",
        ("pincite inspect letter.docx", "pincite inspect page.html --html look.html", "pincite inspect papers/ --json"),
        (
            _argument("paths", nargs="+", metavar="PATH", help="a file, or a folder to read completely"),
            _ONLY,
            _argument("--html", metavar="FILE", help="instead write a page that shows the result beside the source"),
        ),
    ),
    Command(
        "check",
        "Check quotations in documents against the archive: exit code 0 if all stand, 1 if one does not.",
        (
            "pincite check manuscript.docx",
            "pincite check chapter-*.md --csv",
            "pincite check page.html --html out.html",
        ),
        (
            _argument("paths", nargs="+", metavar="FILE", help="a document in any supported format, or - for text"),
            _either(
                _flag("--csv", "print one line for each quotation, as CSV"),
                _argument("--html", metavar="FILE", help="instead write a page with the verdicts"),
            ),
            _argument(
                "--seconds",
                type=float,
                default=math.inf,
                metavar="SECONDS",
                help="longest time for a document; what it does not allow is told, and the exit code is 75",
            ),
            *_options(*FILTERS),
        ),
    ),
    Command(
        "timeline",
        "Count wordings over time, beside all that the archive has of each interval.",
        (
            "pincite timeline 'free and open' 'rules-based' --interval quarter",
            "pincite timeline ironclad --split issuer --format csv",
        ),
        (
            _argument(
                "wording", nargs="+", metavar="WORDING", help="a quotation, or a query with quotes, * or operators"
            ),
            *_options(*TIMELINE[1:]),
        ),
    ),
    Command(
        "variants",
        "List every form of an agreed wording by its first use: who, when, and what changed.",
        (
            "pincite variants 'complete, verifiable and irreversible denuclearization'",
            "pincite variants --statement 000_216767ed398c675c --paragraph 4 --similarity 0.75",
        ),
        (
            _argument("text", nargs="?", metavar="TEXT", help="the wording; or name a paragraph of a statement"),
            *_options(*VARIANTS[1:]),
        ),
    ),
    Command(
        "rebuild",
        "Build the index again from the record; the old one answers meanwhile.",
        ("pincite rebuild",),
        (_WAIT,),
    ),
    Command(
        "verify",
        "Check that no byte has changed, and that record and index hold the same statements.",
        ("pincite verify", "pincite verify --quick", "pincite verify --deep --json"),
        (
            _either(
                _argument(
                    "--quick",
                    dest="depth",
                    action="store_const",
                    const="quick",
                    default="bytes",
                    help="check only manifests, lengths and counts",
                ),
                _argument(
                    "--deep",
                    dest="depth",
                    action="store_const",
                    const="deep",
                    help="also compute the index again from its texts, and compare",
                ),
            ),
        ),
    ),
    Command(
        "doctor",
        "Report what interrupted commands left behind and how to clean it up.",
        ("pincite doctor", "pincite doctor --fix", "pincite doctor /mnt/backups"),
        (
            _argument(
                "places",
                nargs="*",
                metavar="PLACE",
                help="look here instead: a backup, a dump, or a folder that contains some",
            ),
            _flag("--fix", "clean up; foreign files and the record stay untouched"),
            _WAIT,
        ),
    ),
    Command(
        "migrate",
        "Upgrade the record to this version's schema. Keeps a copy first; all or nothing.",
        ("pincite migrate --dry-run", "pincite migrate"),
        (
            _flag("--dry-run", "try the upgrade, undo it, and report what it would do"),
            _flag("--no-backup", "keep no copy; for a record on a database server, after `pg_dump`"),
            _WAIT,
        ),
    ),
    Command(
        "withdraw",
        "Remove a statement from every search. Its versions stay in the record, and its address shows the reason.",
        (
            "pincite withdraw telegram-1927 --reason 'By order of a court.'",
            "pincite withdraw telegram-1927 --undo",
        ),
        (
            _ID,
            _either(
                _argument(
                    "--reason",
                    type=_reason,
                    metavar="TEXT",
                    help="the reason, shown to everyone who opens the statement",
                ),
                _flag("--undo", "make the statement searchable again, as it was last ingested"),
                required=True,
            ),
            _WAIT,
        ),
    ),
    Command(
        "backup",
        "Copy record and source files into a new folder, with a manifest. You can ingest meanwhile.",
        ("pincite backup /mnt/backups/2026-01-31", "pincite backup /mnt/backups/2026-01-31 --json"),
        (_argument("folder", metavar="DEST", help="a new or empty folder outside the archive"), _WITHOUT_SOURCES),
    ),
    Command(
        "restore",
        "Restore a backup into an empty folder, and build the index.",
        ("pincite restore /mnt/backups/2026-01-31 --home var-restored",),
        (_argument("folder", metavar="SOURCE", help="the folder of a backup"), _WAIT),
    ),
    Command(
        "dump",
        "Write the whole archive into one file that any version, engine and database can load.",
        ("pincite dump archive.jsonl.gz", "pincite dump - | ssh elsewhere pincite load -"),
        (
            _argument(
                "file", metavar="FILE", help="a new file, compressed if its name ends in .gz; - means standard output"
            ),
            _WITHOUT_SOURCES,
        ),
    ),
    Command(
        "load",
        "Fill an empty archive from a dump, all or nothing, and build its index.",
        ("pincite load archive.jsonl.gz --home var-new", "pincite load - < archive.jsonl"),
        (_argument("file", metavar="FILE", help="a file from `pincite dump`; - means standard input"), _WAIT),
    ),
    Command(
        "search",
        "Find paragraphs. The options are the parameters of the API.",
        (
            "pincite search ironclad",
            "pincite search 'sanctions NOT waiver' --facet issuer --group statement",
            "pincite search '\"peace treaty\"~5' --date-from 1946 --sort oldest --json",
            "pincite search --histogram year -- -treaty",
        ),
        (
            _QUERY,
            *_options(*QUERY[1:], *FILTERS, *COUNTING, *ORDER, *(one for one in PAGING if one.name != "cursor")),
        ),
    ),
    Command(
        "export",
        "Write the whole result, one row per paragraph, with citation and permalink.",
        ("pincite export ironclad --format csv > ironclad.csv", "pincite export 'denucl*' --format kwic"),
        (
            _QUERY,
            _argument("--format", choices=("csv", "ndjson", "kwic"), default="csv", help="default: csv"),
            *_options(*QUERY[1:], *FILTERS, *ORDER),
        ),
    ),
    Command(
        "show",
        "Show a statement: heading, versions, paragraphs.",
        ("pincite show 000_216767ed398c675c", "pincite show 000_216767ed398c675c --paragraph 4"),
        (
            _ID,
            _argument(
                "--version", metavar="DIGEST", dest="of_version", help="at least the first 12 digits of the version"
            ),
            _argument("--paragraph", type=int, metavar="N", help="show only this paragraph, with its citation"),
        ),
    ),
    Command(
        "changes",
        "List statements that changed after they were ingested, the latest first, with the words that changed.",
        ("pincite changes", "pincite changes --changed-since 2026-01-31 --json"),
        _options(*CHANGES),
    ),
    Command(
        "compare",
        "Compare two statements, two versions, or a statement with its predecessor in the series, word by word.",
        (
            "pincite compare fomc-20131218",
            "pincite compare joint-2017 joint-2018",
            "pincite compare ID ID --left-version f3bc98b56e5a --right-version 0a1b2c3d4e5f --json",
        ),
        (
            _argument(
                "left",
                nargs="?",
                metavar="LEFT",
                help="id or address of a statement; omit it for the predecessor of RIGHT in its series",
            ),
            _argument("right", metavar="RIGHT", help="id or address of the other statement"),
            *_options(*(one for one in COMPARISON if one.name not in ("left", "right", "format"))),
        ),
    ),
    Command("stats", "Show the size of the archive.", ("pincite stats --json",)),
    Command(
        "serve",
        "Serve the search page and the API.",
        ("pincite serve", "pincite serve --workers 4 --port 8080"),
        (
            _argument("--host", help="address to listen on, instead of PINCITE_HOST"),
            _argument("--port", type=int, help="port to listen on, instead of PINCITE_PORT"),
            _argument(
                "--workers", type=_positive, default=1, metavar="N", help="number of processes that answer (default: 1)"
            ),
        ),
    ),
    Command(
        "config",
        "Show each setting, its value, and where the value comes from. Passwords are masked.",
        ("pincite config show", "pincite config show --json"),
        (_argument("action", choices=("show",), metavar="show", help="the only action"),),
    ),
    Command(
        "demo",
        "Try Pincite on the addresses on the state of the union, in a temporary archive.",
        ("pincite demo", "pincite demo --keep demo-archive", "uvx --from 'pincite[demo]' pincite demo"),
        (
            _argument("--keep", metavar="FOLDER", help="keep the archive in this folder, and use it again next time"),
            _argument("--port", type=int, help="port to listen on, instead of PINCITE_PORT"),
            _flag("--no-browser", "do not open the page in a browser"),
        ),
    ),
    Command(
        "mcp",
        "Give an agent on this machine the archive's tools, over standard input and output (MCP).",
        ("pincite mcp", "pincite mcp --home var"),
    ),
)
"""All commands, in the order of the help text."""
