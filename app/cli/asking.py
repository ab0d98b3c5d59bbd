"""Commands that read: search, export, show, stats."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from pincite.app.answering.answered import Answered
from pincite.app.answering.export import write_rows
from pincite.app.answering.links import Links, short
from pincite.app.answering.parameters import COUNTING, FILTERS, ORDER, PAGING, QUERY
from pincite.app.answering.related import NOTHING_RELATED
from pincite.app.answering.request import parse_export, parse_search
from pincite.app.answering.unfiltered import count_unfiltered
from pincite.app.api.answers import build_one, build_search, build_whole
from pincite.app.api.beside import build_related
from pincite.app.api.schemas import SearchOut, to_json
from pincite.app.api.statement_schemas import ParagraphAnswer, StatementAnswer
from pincite.app.cli.listing import print_answer
from pincite.app.cli.reading import print_text
from pincite.app.cli.terminal import Exit, Rows, say, say_document, say_json
from pincite.app.dependencies import Archive, Opener, open_archive, open_unchecked
from pincite.app.settings import Settings
from pincite.app.words import counted, found
from pincite.index.engine import WITHOUT_REPLACED
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.record.values import StoredStatement
from pincite.index.results import SearchPage
from pincite.index.values.errors import NotFound
from pincite.index.values.heading import HEADING_FIELDS, texts_of

_PASSED_ON = tuple(parameter.name for parameter in (*QUERY[1:], *FILTERS, *COUNTING, *ORDER, *PAGING))


@contextmanager
def opened(settings: Settings, opener: Opener = open_archive) -> Iterator[Archive]:
    """Open the archive for one command."""
    archive = opener(settings)
    try:
        yield archive
    finally:
        archive.close()


def run_search(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the hits, the counts and the facets asked for."""
    asked = parse_search(_search_pairs(arguments))
    with opened(settings) as archive:

        def search(query: Query) -> SearchPage:
            # No deadline: nobody else waits for this answer.
            return archive.search(query, Deadline())

        answered = Answered(asked, search(asked.query))
        unfiltered = None if arguments.json else count_unfiltered(answered, search)
    if arguments.json:
        say_document(to_json(SearchOut, build_search(answered, Links(settings.base))).decode())
    else:
        print_answer(answered, unfiltered)
    return Exit.OK


def run_export(arguments: argparse.Namespace, settings: Settings) -> int:
    """Write the whole result to standard output."""
    written = "ndjson" if arguments.json else arguments.format
    query, written, has_mark = parse_export([*_pairs(arguments), ("format", written)])
    with opened(settings) as archive:
        for piece in write_rows(archive.scan(query), query, written, Links(settings.base), has_mark=has_mark):
            Rows().write(piece)
    return Exit.OK


def run_show(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print a statement or one paragraph of it."""
    with opened(settings) as archive:
        stored = archive.statement(arguments.id, arguments.of_version)
        related = archive.related(stored) if arguments.json else NOTHING_RELATED
    links = Links(settings.base)
    if arguments.paragraph is not None:
        return _show_paragraph(stored, arguments.paragraph, links, as_json=arguments.json)
    if arguments.json:
        say_document(
            to_json(StatementAnswer, build_whole(stored, links, related=build_related(related, links))).decode()
        )
    else:
        _print_statement(stored)
    return Exit.OK


def run_stats(arguments: argparse.Namespace, settings: Settings) -> int:
    """Print the sizes of record and index."""
    with opened(settings, open_unchecked) as archive:
        counts, checkpoint = archive.record.counts(), archive.engine.checkpoint()
    if arguments.json:
        say_json({"record": asdict(counts), "index": asdict(checkpoint) if checkpoint else None})
        return Exit.OK
    say(f"record: {found(counts.paragraphs, counts.statements)}, {counted(counts.versions, 'version')}")
    say(f"        {counted(counts.sources, 'source')}, batch {counts.batch}")
    if counts.withdrawn:
        say(f"        {counted(counts.withdrawn, 'statement')} withdrawn")
    if checkpoint:
        says = found(checkpoint.paragraphs, checkpoint.statements)
        say(f"index:  {says}, batch {checkpoint.batch}, commit {checkpoint.commit}")
        if checkpoint.replaced:
            say(f"        {counted(checkpoint.replaced, 'paragraph')} of replaced versions")
        if checkpoint.lacks_replaced:
            say(f"The index {WITHOUT_REPLACED}. Run `pincite rebuild`.")
    if checkpoint is None or checkpoint.batch < counts.batch:
        say("The index is behind the record. Run `pincite ingest PATH...` to update it.")
    return Exit.OK


def _pairs(arguments: argparse.Namespace) -> list[tuple[str, str]]:
    pairs = [("q", arguments.query)]
    for name in _PASSED_ON:
        pairs.extend((name, value) for value in getattr(arguments, name, None) or ())
    return [(name, _decoded(value)) for name, value in pairs]


def _search_pairs(arguments: argparse.Namespace) -> list[tuple[str, str]]:
    """What a search asks for: who reads it in a terminal is shown what lacks some of the words too."""
    given = arguments.json or arguments.relaxed
    return [*_pairs(arguments), *([] if given else [("relaxed", "on")])]


def _decoded(text: str) -> str:
    """Replace bytes that are not UTF-8. Python passes them as lone surrogates, which no text of ours has."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _show_paragraph(stored: StoredStatement, number: int, links: Links, *, as_json: bool) -> int:
    if not 1 <= number <= len(stored.paragraphs):
        raise NotFound(f"this version has paragraphs 1 to {len(stored.paragraphs)}")
    one = build_one(stored, stored.paragraphs[number - 1], links)
    if as_json:
        say_document(to_json(ParagraphAnswer, one).decode())
    else:
        say(f"{one['paragraph']['text']}\n\n{one['cite']}")
    return Exit.OK


def _print_statement(stored: StoredStatement) -> None:
    heading = stored.heading
    say(heading.title)
    rows = (
        ("id", heading.id),
        *((field.key, "; ".join(texts_of(heading, field))) for field in HEADING_FIELDS),
        ("version", f"{short(stored.version)}, {'current' if stored.version == stored.current else 'not the current'}"),
        ("versions", str(len(stored.versions))),
        ("paragraphs", str(len(stored.paragraphs))),
    )
    for name, value in rows:
        if value:
            say(f"{name:>10}: {value}")
    print_text(stored.paragraphs, stored.apparatus)
