"""``pincite.open``: the methods of a client over an archive on this machine, without a server.

The answers are made by what makes those of the service, and read back from their JSON, so that both are equal.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from pincite.app.answering.answered import Answered
from pincite.app.answering.body_pairs import read_body_pairs
from pincite.app.answering.changes import parse_changes, read_page
from pincite.app.answering.check_request import parse_check
from pincite.app.answering.export import write_rows
from pincite.app.answering.facet_values import list_values
from pincite.app.answering.finding_forms import find_forms
from pincite.app.answering.links import Links
from pincite.app.answering.parameters import STATEMENT, VARIANTS
from pincite.app.answering.quote_checking import check_all
from pincite.app.answering.request import (
    parse_export,
    parse_list,
    parse_search,
    parse_statement,
    parse_statement_part,
    parse_suggest,
)
from pincite.app.answering.side_by_side import compare_sides
from pincite.app.answering.sides import find_sides, parse_comparison
from pincite.app.answering.timeline_request import parse_timeline
from pincite.app.answering.variants_request import parse_variants
from pincite.app.api import comparison_schemas, quote_schemas, schemas, statement_schemas, wording_schemas
from pincite.app.api.answers import build_list, build_search
from pincite.app.api.beside import build_related
from pincite.app.api.compared import build_changes, build_comparison
from pincite.app.api.excerpts import build_numbered, build_part
from pincite.app.api.lists import build_suggestions, build_values
from pincite.app.api.quote_answers import build_check
from pincite.app.api.timeline_answers import build_timeline_out
from pincite.app.api.variant_answers import build_variants
from pincite.app.client.methods import Methods
from pincite.app.client.questions import A, Question
from pincite.app.client.replies import read_reply
from pincite.app.client.unanswered import ServiceLacks, tell
from pincite.app.dependencies.archive import Archive
from pincite.app.dependencies.opening import open_archive
from pincite.app.dependencies.suggesting import count, propose
from pincite.app.errors import as_sentence, code_of
from pincite.app.settings import Settings
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.results import SearchPage
from pincite.index.values.errors import ArchiveError, PinciteError, Problem, QueryError
from pincite.index.wording.timeline import build_timeline

Answers = tuple[Any, Any]
"""A kind of answer, and one of it."""


def open_local(home: Path | str | None = None, *, url: str | None = None) -> "LocalArchive":
    """Open the archive in a folder; without one, that of ``PINCITE_HOME``. ``url`` is the base of the links in answers.

    Other settings come from the environment. Raises ArchiveError, whose message says what to run, and QueryError for
    an invalid setting.
    """
    given: dict[str, Any] = {"home": None if home is None else Path(home), "url": url}
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise QueryError(*(_problem(one) for one in error.errors())) from None
    with _told(str(settings.home)):
        return LocalArchive(open_archive(settings), Links(settings.base), str(settings.home))


def _problem(one: Any) -> Problem:
    return Problem("_".join(map(str, one["loc"])), None, "malformed_value", one["msg"])


class LocalArchive(Methods):
    """An archive on this machine. Its answers are those of the service, without a time limit; a ``with`` closes it."""

    def __init__(self, archive: Archive, links: Links, home: str) -> None:
        self._archive, self._links, self.home = archive, links, home
        self._is_closed = False

    def __repr__(self) -> str:
        return f"open({self.home!r})"

    def close(self) -> None:
        """Close all files. Calling it again does nothing."""
        self._is_closed = True
        self._archive.close()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        with _told(self.home):
            if self._is_closed:
                raise ArchiveError("This archive is closed: ask inside its `with`, or open it again.")
            yield

    def _ask(self, question: Question[A]) -> A:
        answering = ANSWERING.get(question.resource)
        with self._telling():
            if answering is None:
                raise ServiceLacks(f"An archive that is opened by itself does not have `{question.resource}` yet.")
            kind, answer = answering(self._archive, self._links, question)
            return cast("A", read_reply(schemas.to_json(kind, answer)))

    def _read(self, question: Question[bytes]) -> Iterator[bytes]:
        with self._telling():
            query, written, has_mark = parse_export(question.pairs)
            hits = self._archive.scan(query)
            for piece in write_rows(hits, query, written, self._links, has_mark=has_mark):
                yield piece.encode("utf-8", "replace")


@contextmanager
def _told(home: str) -> Iterator[None]:
    try:
        yield
    except PinciteError as error:
        if not isinstance(error, QueryError):
            error.args = (as_sentence(error),)
        tell(error, code_of(error), home)
        raise


def _searching(archive: Archive) -> Callable[[Query], SearchPage]:
    # No deadline: nobody else waits for this answer.
    return lambda query: archive.search(query, Deadline())


def _search(archive: Archive, links: Links, question: Question[Any]) -> Answers:
    asked = parse_search(question.pairs)
    return schemas.SearchOut, build_search(Answered(asked, _searching(archive)(asked.query)), links)


def _statements(archive: Archive, links: Links, question: Question[Any]) -> Answers:
    asked = parse_list(question.pairs)
    return schemas.ListOut, build_list(Answered(asked, _searching(archive)(asked.query)), links)


def _facets(archive: Archive, links: Links, question: Question[Any]) -> Answers:
    found = list_values(question.named["name"], question.pairs, _searching(archive))
    return schemas.ValuesOut, build_values(found, question.pairs, links)


def _statement(archive: Archive, links: Links, question: Question[Any]) -> Answers:
    part = parse_statement_part(question.pairs)
    stored = archive.statement(question.named["id"], part.version)
    related = build_related(archive.related(stored), links)
    return statement_schemas.StatementAnswer, build_part(stored, part, links, related=related)


def _paragraph(archive: Archive, links: Links, question: Question[Any]) -> Answers:
    stored = archive.statement(question.named["id"], parse_statement(question.pairs, STATEMENT))
    return statement_schemas.ParagraphAnswer, build_numbered(stored, question.named["number"], links)


def _suggest(archive: Archive, _: Links, question: Question[Any]) -> Answers:
    typed, limit = parse_suggest(question.pairs)
    found = count(archive.engine, propose(archive.engine, typed, limit), limit, Deadline())
    return schemas.SuggestOut, build_suggestions(found)


def _changes(archive: Archive, links: Links, question: Question[Any]) -> Answers:
    asked = parse_changes(question.pairs)
    return statement_schemas.ChangesOut, build_changes(read_page(archive.record, asked, Deadline()), asked, links)


def _check(archive: Archive, links: Links, question: Question[Any]) -> Answers:
    asked = parse_check(question.content or b"")
    answer = check_all(asked.quotations, archive.engine, asked.query, Deadline())
    return quote_schemas.CheckOut, build_check(answer, asked.pairs, links)


def _timeline(archive: Archive, links: Links, question: Question[Any]) -> Answers:
    asked, deadline = parse_timeline(question.pairs), Deadline()
    found = build_timeline(asked.base, asked.strands, asked.interval, asked.split, _searching(archive))
    return wording_schemas.TimelineOut, build_timeline_out(asked, found, links, deadline.spent_ms)


def _variants(archive: Archive, links: Links, question: Question[Any]) -> Answers:
    body = question.content
    asked = parse_variants(question.pairs if body is None else read_body_pairs(body, VARIANTS))
    found = find_forms(asked, archive.engine, archive.record, Deadline())
    return wording_schemas.VariantsOut, build_variants(asked, found, links)


def _compare(archive: Archive, links: Links, question: Question[Any]) -> Answers:
    asked = parse_comparison(question.pairs)
    left, right = find_sides(asked, archive.statement, _searching(archive), archive.order.read())
    return comparison_schemas.ComparisonOut, build_comparison(compare_sides(left, right, asked, Deadline()), links)


ANSWERING: dict[str, Callable[[Archive, Links, Question[Any]], Answers]] = {
    "/v1/search": _search,
    "/v1/statements": _statements,
    "/v1/facets/{name}": _facets,
    "/v1/statements/{id}": _statement,
    "/v1/statements/{id}/paragraphs/{number}": _paragraph,
    "/v1/suggest": _suggest,
    "/v1/changes": _changes,
    "/v1/quotes/check": _check,
    "/v1/timeline": _timeline,
    "/v1/variants": _variants,
    "/v1/compare": _compare,
}
"""Who answers a resource. Those without a line raise ServiceLacks."""
