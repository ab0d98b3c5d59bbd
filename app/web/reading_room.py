"""The page of a statement: one part of its text, in the search that led to it."""

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, tag_of
from pincite.app.answering.changes import compare_versions
from pincite.app.answering.citation import build_work
from pincite.app.answering.markdown_text import MARKDOWN, prefers_markdown, render_markdown
from pincite.app.answering.neighbours import Neighbours, find_in_results
from pincite.app.answering.paged import given_pairs
from pincite.app.answering.parameter_reader import known_pairs
from pincite.app.answering.parameters import SEARCH, STATEMENT, STATEMENT_PAGE
from pincite.app.answering.request import PageRequest, parse_statement, parse_statement_page
from pincite.app.answering.source import answer_source
from pincite.app.dependencies.serving import Asking, archive_of, asking_of, comparing_of, links_of
from pincite.app.web.addresses import Pair
from pincite.app.web.citation_view import build_citation_view, build_tags
from pincite.app.web.quoted_view import NOT_QUOTED, build_quoted_view
from pincite.app.web.rendering import render_page
from pincite.app.web.statement_view import Surroundings, build_statement_view
from pincite.app.web.templating import today, today_date
from pincite.index.aligning import Alignment
from pincite.index.query.clauses import EVERYTHING
from pincite.index.record.values import StoredStatement

router = APIRouter(include_in_schema=False)
_HTML = "text/html; charset=utf-8"
_VARY = "Accept"


@router.get("/statements/{id}")
def statement(request: Request, id: str) -> Response:  # noqa: A002
    """One part of one version, with numbered paragraphs, the hits of the search, and the way back to it.

    For clients that rather take Markdown, all of the version as that.
    """
    if prefers_markdown(request.headers.get("accept", "")):
        return _as_markdown(request, id)
    pairs = given_pairs(known_pairs(request.query_params.multi_items(), STATEMENT_PAGE))
    asked = parse_statement_page(pairs)
    asking, links = asking_of(request), links_of(request)
    stored = asking.archive.statement(id, asked.version)
    if asked.cited is not None:
        return _cite(request, stored, asked.cited)
    search = _searched(pairs)
    found = _find(asking, stored, asked, is_search=bool(search))
    alignment = _compare_with_current(comparing_of(request), stored)
    related = asking.related(stored)
    quoted = NOT_QUOTED
    if asked.quote:
        quoted = build_quoted_view(stored, asked.quote, asked.at, links, asking.deadline.check)
    view = build_statement_view(
        stored, asked, search, links, found, related, deadline=asking.deadline, alignment=alignment, quoted=quoted
    )
    tags = build_tags(build_work(stored, None, links, request.app.state.site.name, today_date()))
    body = render_page(request, "statement.html", view=view, tags=tags, today=today())
    link = {"latest-version": links.statement(id), "alternate": view.json_link, "canonical": view.canonical}
    shown = answer(request, body, _HTML, tag=None if view.late or view.lacks else tag_of(body), link=link)
    shown.headers["Vary"] = _VARY
    return shown


def _as_markdown(request: Request, id: str) -> Response:  # noqa: A002
    version = parse_statement(known_pairs(request.query_params.multi_items(), STATEMENT), STATEMENT)
    links = links_of(request)
    asking = asking_of(request)
    stored = asking.archive.statement(id, version)
    with asking.showing(stored):
        body = render_markdown(stored, stored.paragraphs, links).encode("utf-8", "replace")
    link = {"latest-version": links.statement(id), "canonical": links.statement(id, stored.version)}
    found = answer(request, body, f"{MARKDOWN}; charset=utf-8", tag=tag_of(MARKDOWN, body), link=link)
    found.headers["Vary"] = _VARY
    return found


@router.get("/statements/{id}/source")
def source(request: Request, id: str) -> Response:  # noqa: A002
    """The file that a version was read from."""
    version = parse_statement(known_pairs(request.query_params.multi_items(), STATEMENT), STATEMENT)
    archive, links = archive_of(request), links_of(request)
    stored = archive.statement(id, version)
    return answer_source(request, stored, archive.sources, links.statement(id, stored.version))


def _compare_with_current(asking: Asking, stored: StoredStatement) -> Alignment | None:
    """Return what became of an earlier version; None for the current one, or if time does not allow it."""
    if stored.version == stored.current:
        return None
    current = asking.archive.statement(stored.heading.id)
    with asking.compared(stored, current):
        return compare_versions(stored, current, asking.deadline)


def _cite(request: Request, stored: StoredStatement, number: int) -> Response:
    """The citations of one paragraph, or of the whole statement (0)."""
    links = links_of(request)
    work = build_work(stored, number or None, links, request.app.state.site.name, today_date())
    view = build_citation_view(work, stored, links)
    link = {"alternate": view.json_link}
    body = render_page(request, "citation.html", view=view, today=today())
    return answer(request, body, _HTML, tag=tag_of(body), link=link)


def _searched(pairs: list[Pair]) -> list[Pair]:
    names = {parameter.name for parameter in SEARCH}
    return [pair for pair in pairs if pair[0] in names]


def _find(asking: Asking, stored: StoredStatement, asked: PageRequest, *, is_search: bool) -> Surroundings:
    """Ask the index about the hits of the search in this text, and what stands beside it in the results."""
    id, query = stored.heading.id, asked.query  # noqa: A001
    if asked.problem or not is_search:
        return Surroundings()
    in_results = find_in_results(query, id, asking.search) if query.limit else Neighbours()
    if query.match == EVERYTHING or stored.version != stored.current:
        return Surroundings(in_results=in_results)
    numbers, is_whole = asking.numbers_in(query, id)
    return Surroundings(numbers, is_whole, in_results)
