"""``pincite check``: the verdicts on all quotations in documents, as text, JSON, CSV or a page."""

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from pincite.app.answering.check_request import MOST_CHARACTERS, CheckRequest, filters_of
from pincite.app.answering.export import neutral
from pincite.app.answering.links import Links
from pincite.app.answering.parameters import FILTERS
from pincite.app.answering.quote_checking import CheckAnswer, check_all
from pincite.app.answering.verdict_words import coverage_says, difference_says, notes_of, verdict_says
from pincite.app.api.quote_answers import build_check
from pincite.app.api.quote_schemas import CheckOut
from pincite.app.api.schemas import to_json
from pincite.app.cli.asking import opened
from pincite.app.cli.refusals import tell_refused
from pincite.app.cli.terminal import Exit, Rows, say, say_json
from pincite.app.settings import Settings
from pincite.app.web.check_view import build_check_view
from pincite.app.web.templating import render_template
from pincite.index.query.deadline import Deadline
from pincite.index.quoting import STANDS, CheckedQuotation, Quotation, find_quotations
from pincite.index.reading.draft import Source, printable
from pincite.index.reading.formats.table import SUFFIXES
from pincite.index.reading.formats.workers import Workers
from pincite.index.reading.readers import find_suffix, read
from pincite.index.storage.disk import RealDisk, write_synced
from pincite.index.values.errors import SourceError
from pincite.index.values.statement import Paragraph, Statement

_COLUMNS = ("file", "verdict", "quotation", "differences", "statement", "paragraph", "url", "paragraphs", "statements")


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A document whose quotations are checked: its name and its text."""

    name: str
    text: str


def run_check(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the verdicts on the quotations of each file; refusals stand on standard error."""
    pairs = [(one.name, value) for one in FILTERS for value in getattr(arguments, one.name) or ()]
    query = filters_of(pairs)
    refused: list[SourceError] = []
    found: list[tuple[Manuscript, CheckRequest, CheckAnswer]] = []
    with opened(settings) as archive:
        for manuscript in _read(arguments.paths, refused):
            quotations = _quotations(manuscript)
            asked = CheckRequest(quotations, query, tuple(pairs))
            # Unless told otherwise without a deadline: nobody else waits for this answer.
            answer = check_all(quotations, archive.engine, query, Deadline(arguments.seconds))
            found.append((manuscript, asked, answer))
    _show(arguments, found, Links(settings.base))
    tell_refused(refused)
    checked = [one for _, _, answer in found for one in answer.quotations]
    if refused:
        return Exit.REFUSED
    if any(one.partial for one in checked):
        return Exit.LOCKED
    return Exit.OK if all(one.verdict in STANDS for one in checked) else Exit.NOT_FAITHFUL


def _quotations(manuscript: Manuscript) -> tuple[Quotation, ...]:
    """Return the quotations of a document; a long one without any has none."""
    found = find_quotations(manuscript.text)
    is_all = len(found) == 1 and found[0].text == manuscript.text.strip()
    return () if is_all and len(manuscript.text) > MOST_CHARACTERS else found


def _read(paths: list[str], refused: list[SourceError]) -> Iterator[Manuscript]:
    if "-" in paths:
        # Bytes that are no text must not keep an answer from being written.
        yield Manuscript("-", sys.stdin.read().encode("utf-8", "surrogateescape").decode("utf-8", "replace"))
    with Workers() as workers:
        for path in (Path(path) for path in paths if path != "-"):
            source = _source(path, refused)
            if source is None:
                continue
            for draft in read(source, workers):
                try:
                    statement = draft.parse()
                except SourceError as error:
                    refused.append(error)
                else:
                    yield Manuscript(source.name, _text_of(statement))


def _text_of(statement: Statement) -> str:
    """Return the paragraphs and notes of a document, with ``>`` before each line of a block quotation."""
    notes = [note.text for note in statement.apparatus.notes]
    parts: list[str] = []
    for is_block, paragraphs in groupby(statement.paragraphs, lambda one: _is_block(statement, one)):
        texts = [paragraph.text for paragraph in paragraphs]
        parts += ["> " + "\n".join(texts).replace("\n", "\n> ")] if is_block else texts
    return "\n\n".join([*parts, *notes])


def _is_block(statement: Statement, paragraph: Paragraph) -> bool:
    return statement.apparatus.roles.get(paragraph.number) == "quote"


def _source(path: Path, refused: list[SourceError]) -> Source | None:
    """Return a file to read, whatever its name: a README has quotations too."""
    suffix = find_suffix(path)
    if suffix is None or path.is_dir():
        mend = f"name a file that ends in {', '.join(SUFFIXES)}"
        refused.append(SourceError(printable(path), None, "is no document", mend))
        return None
    return Source(path, suffix)


def _show(
    arguments: argparse.Namespace, found: list[tuple[Manuscript, CheckRequest, CheckAnswer]], links: Links
) -> None:
    if arguments.html is not None:
        _write_page(Path(arguments.html), found, links)
        return
    writer = csv.writer(Rows()) if arguments.csv else None
    if writer is not None:
        writer.writerow(_COLUMNS)
    for manuscript, asked, answer in found:
        if writer is not None:
            writer.writerows(_row(manuscript, one, links) for one in answer.quotations)
        elif arguments.json:
            told = json.loads(to_json(CheckOut, build_check(answer, asked.pairs, links)))
            say_json({"file": manuscript.name, **told})
        else:
            _print(manuscript, answer)


def _write_page(path: Path, found: list[tuple[Manuscript, CheckRequest, CheckAnswer]], links: Links) -> None:
    views = [(one.name, build_check_view("", asked, answer, links)) for one, asked, answer in found]
    write_synced(RealDisk(), path, render_template("checked.html", links, views=views))


def _print(manuscript: Manuscript, answer: CheckAnswer) -> None:
    say(f"{manuscript.name}: {len(answer.quotations)} checked. {coverage_says(answer.coverage)}")
    for one in answer.quotations:
        title, says = verdict_says(one)
        say(f"\n{title}: “{one.text}”\n  {says}")
        for line in (*map(difference_says, one.differences), *notes_of(one)):
            say(f"  {line}")
        for place in one.places[:3]:
            say(f"  {place.heading.id} ¶ {place.passage.number}, “{place.heading.title}”")
    say("")


def _row(manuscript: Manuscript, one: CheckedQuotation, links: Links) -> tuple[str, ...]:
    place = one.places[0] if one.places else None
    where = ("", "", "")
    if place is not None:
        link = links.statement(place.heading.id, place.passage.version, place.passage.number)
        where = (place.heading.id, str(place.passage.number), links.absolute(link))
    verdict = "" if one.verdict is None else one.verdict.value
    kinds = " ".join(difference.kind.value for difference in one.differences)
    cells = (manuscript.name, verdict, one.text, kinds, *where, str(one.paragraphs), str(one.statements))
    return tuple(map(neutral, cells))
