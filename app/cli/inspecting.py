"""``pincite inspect``: show what would be ingested from files, and why. Opens no archive."""

import argparse
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pincite.app.answering.links import Links
from pincite.app.cli.reading import print_text
from pincite.app.cli.refusals import tell_refused, tell_unread
from pincite.app.cli.terminal import Exit, say, say_json
from pincite.app.settings import Settings
from pincite.app.web.templating import render_template
from pincite.app.words import counted, left_out_says
from pincite.index.reading.draft import Source
from pincite.index.reading.formats.workers import Workers
from pincite.index.reading.readers import read
from pincite.index.reading.sources import NO_READER, Discovery, discover
from pincite.index.storage.disk import RealDisk, write_synced
from pincite.index.values.errors import SourceError
from pincite.index.values.heading import HEADING_FIELDS, texts_of
from pincite.index.values.statement import Statement


def run_inspect(arguments: argparse.Namespace, settings: Settings) -> int:
    """Show what would be read from each file, and list refusals on standard error."""
    discovery = discover(map(Path, arguments.paths), arguments.only)
    refused = list(discovery.refused)
    shown: list[dict[str, Any]] = []
    number = 0
    for source, outcome in _read(discovery):
        if isinstance(outcome, SourceError):
            refused.append(outcome)
            continue
        number += 1
        if arguments.html is not None:
            shown.append(_build_view(source, outcome))
        elif arguments.json:
            say_json({"event": "statement", **_build_json(source, outcome)})
        else:
            _print(source, outcome)
    if arguments.html is not None:
        page = render_template("inspect.html", Links(settings.base), statements=shown, refused=list(map(str, refused)))
        write_synced(RealDisk(), Path(arguments.html), page)
    _tell(arguments, discovery, number, refused)
    return Exit.REFUSED if refused or NO_READER in discovery.passed_over else Exit.OK


def _read(discovery: Discovery) -> Iterator[tuple[Source, Statement | SourceError]]:
    with Workers() as workers:
        for source in discovery.sources:
            for draft in read(source, workers):
                try:
                    yield source, draft.parse()
                except SourceError as error:
                    yield source, error


def _tell(arguments: argparse.Namespace, discovery: Discovery, number: int, refused: list[SourceError]) -> None:
    if arguments.json:
        errors = [{"path": one.path, "line": one.line, "reason": one.reason, "mend": one.mend} for one in refused]
        reasons = dict(discovery.passed_over)
        say_json({"event": "done", "statements": number, "refused": errors, "passed_over": reasons})
        return
    tell_refused(refused)
    tell_unread(discovery.without_reader)
    over = sum(discovery.passed_over.values())
    passed = f"; {counted(over, 'file')} passed over" if over else ""
    turned = f"; {len(refused):,} refused" if refused else ""
    say(f"{counted(number, 'statement')} would be ingested{turned}{passed}. Nothing was written to an archive.")


def _rows(statement: Statement) -> list[tuple[str, str, str]]:
    """Return name, value and origin of each field of a statement."""
    heading, origin = statement.heading, statement.provenance
    rows = [("id", heading.id, origin.get("id", "")), ("title", heading.title, origin.get("title", ""))]
    rows += [(field.key, "; ".join(texts_of(heading, field)), origin.get(field.key, "")) for field in HEADING_FIELDS]
    rows += [(key, origin.get(key, ""), "") for key in ("encoding", "note", "paragraphs")]
    return [row for row in rows if row[1]]


def _print(source: Source, statement: Statement) -> None:
    say(source.name)
    for name, value, origin in _rows(statement):
        say(f"{name:>10}: {value}{f' ({origin})' if origin else ''}")
    print_text(statement.paragraphs, statement.apparatus)
    for one in statement.apparatus.left_out:
        say(f"  - {one.reason}: {_shortened(one.text)}")
    say("")


def _shortened(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"


def _build_json(source: Source, statement: Statement) -> dict[str, Any]:
    beside = statement.apparatus
    values = {name: {"value": value, "origin": origin} for name, value, origin in _rows(statement)}
    return {
        "path": source.name,
        "digest": statement.digest,
        "values": values,
        "paragraphs": [
            {
                "number": one.number,
                "label": one.label,
                "text": one.text,
                "spans": one.spans,
                "pages": beside.pages.get(one.number, ()),
                "speaker": beside.speakers.get(one.number),
                "role": beside.roles.get(one.number, "text"),
            }
            for one in statement.paragraphs
        ],
        "notes": [{"mark": one.mark, "text": one.text, "paragraph": one.paragraph} for one in beside.notes],
        "left_out": [{"reason": one.reason, "text": one.text} for one in beside.left_out],
        "evidence": list(map(asdict, beside.evidence)),
    }


def _build_view(source: Source, statement: Statement) -> dict[str, Any]:
    says = left_out_says(statement.apparatus.left_out)
    return {**_build_json(source, statement), "title": statement.heading.title, "left_out_says": says}
