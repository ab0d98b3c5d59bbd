"""``pincite changes``: statements that changed after they were ingested, and the words that changed."""

import argparse
import textwrap

from pincite.app.answering.changes import Change, parse_changes, read_page
from pincite.app.answering.links import Links, short
from pincite.app.answering.parameters import CHANGES
from pincite.app.api.compared import build_changes
from pincite.app.api.schemas import to_json
from pincite.app.api.statement_schemas import ChangesOut
from pincite.app.cli.asking import opened
from pincite.app.cli.terminal import Exit, say, say_document
from pincite.app.settings import Settings
from pincite.app.words import became, compared
from pincite.index.aligning import Op, Row, RowKind, WordRun
from pincite.index.query.deadline import Deadline

_WIDTH = 100
_SIGNS = {Op.EQUAL: ("", ""), Op.DELETE: ("[-", "-]"), Op.INSERT: ("{+", "+}")}
"""What stands around words, as in ``git diff --word-diff``."""


def run_changes(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the changes that were asked for."""
    names = [parameter.name for parameter in CHANGES]
    asked = parse_changes([(name, value) for name in names for value in getattr(arguments, name) or ()])
    with opened(settings) as archive:
        page = read_page(archive.record, asked, Deadline())
    if arguments.json:
        say_document(to_json(ChangesOut, build_changes(page, asked, Links(settings.base))).decode())
        return Exit.OK
    for change in page.changes:
        _print(change)
    if page.next_cursor:
        say(f"Next page: `--cursor {page.next_cursor}`")
    elif not page.changes:
        say("No change.")
    return Exit.OK


def _print(change: Change) -> None:
    before, after, note = change.replaced.before, change.replaced.after, change.replaced.note
    say(after.heading.title)
    say(
        f"   {after.heading.id}: {short(before.version)} → {short(after.version)}, {note.time[:10]}, batch {note.batch}"
    )
    if change.alignment is not None:
        say(f"   {compared(change.alignment.counts)}")
        for row in change.alignment.rows:
            if row.kind is not RowKind.SAME:
                _print_row(row)
    say("")


def _print_row(row: Row) -> None:
    numbers = " → ".join(f"¶ {', '.join(map(str, side))}" for side in (row.left, row.right) if side)
    text = "".join(_signed(run) for run in row.words)
    say(textwrap.indent(textwrap.fill(f"{numbers}, {became(row.kind)}: {' '.join(text.split())}", _WIDTH), "   | "))


def _signed(run: WordRun) -> str:
    before, after = _SIGNS[run.op]
    return f"{before}{run.text}{after}"
