"""Every command of ``pincite`` as data: purpose, examples and arguments."""

import math

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
)
from pincite.app.cli.command import Command, argument, either, flag, options, positive, reason, seconds

_ID = argument("id", metavar="ID", help="the statement's id")
_QUERY = argument(
    "query", nargs="?", default="", metavar="QUERY", help="the query; omit it to list everything, newest first"
)
_WAIT = argument(
    "--wait", type=float, default=30.0, metavar="SECONDS", help="longest wait for another writer (default: 30)"
)
_WITHOUT_SOURCES = flag("--without-sources", "leave out the source files that the archive keeps")
_PRUNE = flag("--prune", "remove statements whose source is gone from search; their versions stay in the record")
_ONLY = argument(
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
            argument("paths", nargs="+", metavar="PATH", help="a file, or a folder to read completely"),
            flag("--follow-links", "also follow links from a folder to files outside it"),
            _ONLY,
            flag("--strict", "read everything first, and add nothing if anything is refused"),
            flag("--dry-run", "report what would be done, and do nothing"),
            _PRUNE,
            _WAIT,
        ),
    ),
    Command(
        "watch",
        "Ingest files and folders, then again whenever something in them changes, until you stop it.",
        ("pincite watch my-folder/", "pincite watch --prune --settle 10 /srv/statements --json"),
        (
            argument("paths", nargs="+", metavar="PATH", help="a file, or a folder to read completely"),
            flag("--follow-links", "also follow links from a folder to files outside it"),
            _ONLY,
            _PRUNE,
            argument(
                "--settle",
                type=seconds,
                default=2.0,
                metavar="SECONDS",
                help="wait until no changed file has grown for so long (default: 2)",
            ),
            flag("--poll", "look at the files again and again, for network folders that tell nothing"),
            _WAIT,
        ),
    ),
    Command(
        "inspect",
        "Show what `ingest` would add from files and why, paragraph by paragraph. Nothing is written to an archive.",
        ("pincite inspect letter.docx", "pincite inspect page.html --html look.html", "pincite inspect papers/ --json"),
        (
            argument("paths", nargs="+", metavar="PATH", help="a file, or a folder to read completely"),
            _ONLY,
            argument("--html", metavar="FILE", help="instead write a page that shows the result beside the source"),
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
            argument("paths", nargs="+", metavar="FILE", help="a document in any supported format, or - for text"),
            either(
                flag("--csv", "print one line for each quotation, as CSV"),
                argument("--html", metavar="FILE", help="instead write a page with the verdicts"),
            ),
            argument(
                "--seconds",
                type=float,
                default=math.inf,
                metavar="SECONDS",
                help="longest time for a document; what it does not allow is told, and the exit code is 75",
            ),
            *options(*FILTERS),
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
            argument(
                "wording", nargs="+", metavar="WORDING", help="a quotation, or a query with quotes, * or operators"
            ),
            *options(*TIMELINE[1:]),
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
            argument("text", nargs="?", metavar="TEXT", help="the wording; or name a paragraph of a statement"),
            *options(*VARIANTS[1:]),
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
            either(
                argument(
                    "--quick",
                    dest="depth",
                    action="store_const",
                    const="quick",
                    default="bytes",
                    help="check only manifests, lengths and counts",
                ),
                argument(
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
            argument(
                "places",
                nargs="*",
                metavar="PLACE",
                help="look here instead: a backup, a dump, or a folder that contains some",
            ),
            flag("--fix", "clean up; foreign files and the record stay untouched"),
            _WAIT,
        ),
    ),
    Command(
        "migrate",
        "Upgrade the record to this version's schema. Keeps a copy first; all or nothing.",
        ("pincite migrate --dry-run", "pincite migrate"),
        (
            flag("--dry-run", "try the upgrade, undo it, and report what it would do"),
            flag("--no-backup", "keep no copy; for a record on a database server, after `pg_dump`"),
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
            either(
                argument(
                    "--reason",
                    type=reason,
                    metavar="TEXT",
                    help="the reason, shown to everyone who opens the statement",
                ),
                flag("--undo", "make the statement searchable again, as it was last ingested"),
                required=True,
            ),
            _WAIT,
        ),
    ),
    Command(
        "backup",
        "Copy record and source files into a new folder, with a manifest. You can ingest meanwhile.",
        ("pincite backup /mnt/backups/2026-01-31", "pincite backup /mnt/backups/2026-01-31 --json"),
        (argument("folder", metavar="DEST", help="a new or empty folder outside the archive"), _WITHOUT_SOURCES),
    ),
    Command(
        "restore",
        "Restore a backup into an empty folder, and build the index.",
        ("pincite restore /mnt/backups/2026-01-31 --home var-restored",),
        (argument("folder", metavar="SOURCE", help="the folder of a backup"), _WAIT),
    ),
    Command(
        "dump",
        "Write the whole archive into one file that any version, engine and database can load.",
        ("pincite dump archive.jsonl.gz", "pincite dump - | ssh elsewhere pincite load -"),
        (
            argument(
                "file", metavar="FILE", help="a new file, compressed if its name ends in .gz; - means standard output"
            ),
            _WITHOUT_SOURCES,
        ),
    ),
    Command(
        "load",
        "Fill an empty archive from a dump, all or nothing, and build its index.",
        ("pincite load archive.jsonl.gz --home var-new", "pincite load - < archive.jsonl"),
        (argument("file", metavar="FILE", help="a file from `pincite dump`; - means standard input"), _WAIT),
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
            *options(*QUERY[1:], *FILTERS, *COUNTING, *ORDER, *(one for one in PAGING if one.name != "cursor")),
        ),
    ),
    Command(
        "export",
        "Write the whole result, one row per paragraph, with citation and permalink.",
        ("pincite export ironclad --format csv > ironclad.csv", "pincite export 'denucl*' --format kwic"),
        (
            _QUERY,
            argument("--format", choices=("csv", "ndjson", "kwic"), default="csv", help="default: csv"),
            *options(*QUERY[1:], *FILTERS, *ORDER),
        ),
    ),
    Command(
        "show",
        "Show a statement: heading, versions, paragraphs.",
        ("pincite show 000_216767ed398c675c", "pincite show 000_216767ed398c675c --paragraph 4"),
        (
            _ID,
            argument(
                "--version", metavar="DIGEST", dest="of_version", help="at least the first 12 digits of the version"
            ),
            argument("--paragraph", type=int, metavar="N", help="show only this paragraph, with its citation"),
        ),
    ),
    Command(
        "changes",
        "List statements that changed after they were ingested, the latest first, with the words that changed.",
        ("pincite changes", "pincite changes --changed-since 2026-01-31 --json"),
        options(*CHANGES),
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
            argument(
                "left",
                nargs="?",
                metavar="LEFT",
                help="id or address of a statement; omit it for the predecessor of RIGHT in its series",
            ),
            argument("right", metavar="RIGHT", help="id or address of the other statement"),
            *options(*(one for one in COMPARISON if one.name not in ("left", "right", "format"))),
        ),
    ),
    Command("stats", "Show the size of the archive.", ("pincite stats --json",)),
    Command(
        "serve",
        "Serve the search page and the API.",
        ("pincite serve", "pincite serve --workers 4 --port 8080"),
        (
            argument("--host", help="address to listen on, instead of PINCITE_HOST"),
            argument("--port", type=int, help="port to listen on, instead of PINCITE_PORT"),
            argument(
                "--workers", type=positive, default=1, metavar="N", help="number of processes that answer (default: 1)"
            ),
        ),
    ),
    Command(
        "config",
        "Show each setting, its value, and where the value comes from. Passwords are masked.",
        ("pincite config show", "pincite config show --json"),
        (argument("action", choices=("show",), metavar="show", help="the only action"),),
    ),
    Command(
        "demo",
        "Try Pincite on the addresses on the state of the union, in a temporary archive.",
        ("pincite demo", "pincite demo --keep demo-archive", "uvx --from 'pincite[demo]' pincite demo"),
        (
            argument("--keep", metavar="FOLDER", help="keep the archive in this folder, and use it again next time"),
            argument("--port", type=int, help="port to listen on, instead of PINCITE_PORT"),
            flag("--no-browser", "do not open the page in a browser"),
        ),
    ),
    Command(
        "mcp",
        "Give an agent on this machine the archive's tools, over standard input and output (MCP).",
        ("pincite mcp", "pincite mcp --home var"),
    ),
)
"""All commands, in the order of the help text."""
