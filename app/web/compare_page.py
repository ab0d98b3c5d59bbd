"""The page ``/compare``: a form for two statements, and how they compare. It needs no script."""

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, tag_of
from pincite.app.answering.parameter_reader import known_pairs
from pincite.app.answering.parameters import COMPARISON_PAGE, Pairs
from pincite.app.answering.sides import parse_comparison
from pincite.app.dependencies.comparing_sides import compare_in_turn
from pincite.app.dependencies.serving import links_of
from pincite.app.web.compare_view import CompareView, build_compare_view, build_form_view
from pincite.app.web.rendering import render_page
from pincite.app.web.templating import today
from pincite.index.values.errors import QueryError

router = APIRouter(include_in_schema=False)
_NAMED = ("left", "right")


@router.get("/compare")
def compare_page(request: Request) -> Response:
    """The form; with a statement in the address, the comparison too."""
    pairs = known_pairs(request.query_params.multi_items(), COMPARISON_PAGE)
    if not any(value.strip() for name, value in pairs if name in _NAMED):
        return _answer(request, build_form_view(pairs), 200)
    try:
        return _compare(request, pairs)
    except QueryError as error:
        return _answer(request, build_form_view(pairs, [problem.expected for problem in error.problems]), 422)


def _compare(request: Request, pairs: Pairs) -> Response:
    links, columns = links_of(request), [value for name, value in pairs if name == "columns"]
    asked = parse_comparison([pair for pair in pairs if pair[0] != "columns"])
    is_wide = columns[:1] == ["2"]
    return compare_in_turn(
        request,
        asked,
        lambda found: _answer(request, build_compare_view(found, pairs, links, is_wide=is_wide), 200),
    )


def _answer(request: Request, view: CompareView, status: int) -> Response:
    body = render_page(request, "compare.html", view=view, today=today())
    link = {"alternate": view.json_link, "canonical": view.here}
    tag = tag_of(body) if status == 200 else None
    return answer(request, body, "text/html; charset=utf-8", tag=tag, link=link, status=status)
