"""The search page at ``/`` and the page of a statement."""

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, page_tag, tag_of
from pincite.app.answering.answered import Answered
from pincite.app.answering.changes import compare_versions
from pincite.app.answering.links import Links
from pincite.app.answering.parameters import SEARCH, STATEMENT_PAGE, known_pairs
from pincite.app.answering.request import SearchRequest, parse_search, parse_statement_page
from pincite.app.answering.source import answer_source
from pincite.app.answering.unfiltered import count_unfiltered
from pincite.app.dependencies.serving import Asking, archive_of, asking_of, comparing_of, links_of
from pincite.app.web.search_view import SearchView, build_problem_view, build_search_view
from pincite.app.web.statement_view import build_statement_view
from pincite.app.web.templating import render_template
from pincite.index.aligning import Alignment
from pincite.index.query.query import FacetRequest, Interval, Query
from pincite.index.record.values import StoredStatement
from pincite.index.values.errors import QueryError
from pincite.index.values.fields import FACETS

router = APIRouter(include_in_schema=False)
_HTML = "text/html; charset=utf-8"


@router.get("/")
def search(request: Request) -> Response:
    """The search page. It takes the parameters of ``/v1/search`` and always shows facets and a histogram."""
    asking, links = asking_of(request), links_of(request)
    pairs = known_pairs(request.query_params.multi_items(), SEARCH)
    try:
        asked = parse_search(pairs)
        answered = Answered(asked, asking.search(_with_defaults(asked)))
    except QueryError as error:
        view = build_problem_view(pairs, error.problems, links)
        return answer(request, _page(view, links), _HTML, tag=None, status=422)
    view = build_search_view(answered, links, unfiltered=count_unfiltered(answered, asking.search))
    link = {"next": view.next_link, "alternate": view.json_link}
    tag = page_tag(answered.page, request.scope["query_string"], "html")
    return answer(request, _page(view, links), _HTML, tag=tag, link=link)


@router.get("/statements/{id}")
def statement(request: Request, id: str) -> Response:  # noqa: A002
    """One version of a statement, with numbered paragraphs and the words of ``q`` marked."""
    version, query, problem = parse_statement_page(known_pairs(request.query_params.multi_items(), STATEMENT_PAGE))
    asking, links = asking_of(request), links_of(request)
    with asking.statement(id, version) as stored:
        alignment = _compare_with_current(comparing_of(request), stored)
        view = build_statement_view(
            stored, query, links, problem=problem, deadline=asking.deadline, alignment=alignment
        )
        body = render_template("statement.html", links, view=view)
    link = {"latest-version": links.statement(id), "alternate": view.json_link, "canonical": view.canonical}
    return answer(request, body, _HTML, tag=tag_of(body), link=link)


@router.get("/statements/{id}/source")
def source(request: Request, id: str) -> Response:  # noqa: A002
    """The file that a version was read from."""
    version, _, _ = parse_statement_page(known_pairs(request.query_params.multi_items(), STATEMENT_PAGE))
    archive, links = archive_of(request), links_of(request)
    stored = archive.statement(id, version)
    return answer_source(request, stored, archive.sources, links.statement(id, stored.version))


def _compare_with_current(asking: Asking, stored: StoredStatement) -> Alignment | None:
    """Return what became of an earlier version; None for the current one, or if time does not allow it."""
    if stored.version == stored.current:
        return None
    return compare_versions(stored, asking.archive.statement(stored.heading.id), asking.deadline)


def _page(view: SearchView, links: Links) -> bytes:
    return render_template("search.html", links, view=view)


def _with_defaults(asked: SearchRequest) -> Query:
    """Count what a reader narrows by, and list what lacks some of the words; what parameters say is taken as it is."""
    is_given = any(name == "relaxed" and value for name, value in asked.pairs)
    return _with_counts(replace(asked.query, relaxed=asked.query.relaxed or not is_given))


def _with_counts(query: Query) -> Query:
    asked = {request.field: request for request in query.facets}
    size = next((request.size for request in query.facets), 10)
    return replace(
        query,
        facets=tuple(
            asked.get(item.name, FacetRequest(item.name, size))
            for item in FACETS
            if item.name in asked or not item.dated
        ),
        histogram=query.histogram or Interval.AUTO,
    )
