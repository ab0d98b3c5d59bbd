"""The start page and the results at ``/``, and the values of a field."""

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, page_tag, tag_of, timed
from pincite.app.answering.answered import Answered
from pincite.app.answering.facet_values import NAMES, list_values
from pincite.app.answering.nothing import explain_nothing
from pincite.app.answering.paged import START, given_pairs, with_defaults
from pincite.app.answering.parameter_reader import known_pairs
from pincite.app.answering.parameters import SEARCH
from pincite.app.answering.request import parse_search
from pincite.app.dependencies.serving import asking_of, links_of
from pincite.app.site import Site
from pincite.app.web.addresses import Pair
from pincite.app.web.problem_view import build_problem_view
from pincite.app.web.rendering import render_page
from pincite.app.web.search_view import build_search_view
from pincite.app.web.start_view import build_start_view
from pincite.app.web.templating import today
from pincite.app.web.values_view import build_values_view
from pincite.index.values.errors import QueryError

router = APIRouter(include_in_schema=False)
_HTML = "text/html; charset=utf-8"


@router.get("/")
def search(request: Request) -> Response:
    """The start page, or the results of a search. They are those of ``/v1/search`` with the page's defaults."""
    pairs = known_pairs(request.query_params.multi_items(), SEARCH)
    given = given_pairs(pairs)
    if len(given) < len(pairs):
        return _without_empty(request, given)
    return _results(request, given) if given else _start(request)


def _without_empty(request: Request, given: Sequence[Pair]) -> Response:
    """Lead to the address without the empty fields that a form sends."""
    headers = {"Location": links_of(request).at("/", given), "Cache-Control": "no-store"}
    return Response(status_code=303, headers=headers)


def _start(request: Request) -> Response:
    asking, links = asking_of(request), links_of(request)
    site: Site = request.app.state.site
    asked = parse_search(with_defaults(START))
    answered = Answered(asked, asking.search(asked.query))
    view = build_start_view(answered, links, asking.search, site.examples)
    body = render_page(request, "start.html", view=view)
    return answer(
        request, body, _HTML, tag=tag_of(body) if answered.page.is_whole else None, link={"alternate": view.json_link}
    )


def _results(request: Request, given: Sequence[Pair]) -> Response:
    asking, links = asking_of(request), links_of(request)
    try:
        asked = parse_search(with_defaults(given))
        answered = Answered(asked, asking.search(asked.query))
    except QueryError as error:
        problem = build_problem_view(given, error.problems, links)
        body = render_page(request, "search.html", view=problem, today=today())
        return answer(request, body, _HTML, tag=None, status=422)
    view = build_search_view(answered, given, links, nothing=explain_nothing(answered, asking.search))
    link = {"next": view.next_link, "alternate": view.json_link, "canonical": view.here}
    tag = page_tag(answered.page, request.scope["query_string"], "html", today(), request.app.state.site)
    body = render_page(request, "search.html", view=view, today=today())
    return timed(answer(request, body, _HTML, tag=tag, link=link), answered.page.took_ms)


@router.get("/facets/{name}")
def values(request: Request, name: str) -> Response:
    """All values of one field under a search, by count or by the alphabet."""
    asking, links = asking_of(request), links_of(request)
    pairs = given_pairs([pair for pair in request.query_params.multi_items() if pair[0] in (*NAMES, "order")])
    found = list_values(name, [pair for pair in pairs if pair[0] != "order"], asking.search)
    view = build_values_view(found, pairs, links)
    body = render_page(request, "values.html", view=view)
    link = {"next": view.next_link, "alternate": view.json_link}
    return answer(request, body, _HTML, tag=tag_of(body) if found.page.is_whole else None, link=link)
