"""The pages ``/timeline`` and ``/variants``. They need no script."""

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, state_tag
from pincite.app.answering.paged import given_pairs
from pincite.app.answering.parameter_reader import known_pairs
from pincite.app.answering.parameters import TIMELINE, VARIANTS
from pincite.app.answering.timeline_request import parse_timeline
from pincite.app.answering.variants_request import parse_variants
from pincite.app.dependencies.serving import links_of
from pincite.app.dependencies.tracing_wordings import find_in_turn, trace_in_turn
from pincite.app.web.rendering import render_page
from pincite.app.web.timeline_view import build_timeline_form, build_timeline_view
from pincite.app.web.variants_view import build_variants_form, build_variants_view
from pincite.index.values.errors import QueryError

router = APIRouter(include_in_schema=False)
_HTML = "text/html; charset=utf-8"
Pair = tuple[str, str]


@router.get("/timeline")
def timeline_page(request: Request) -> Response:
    """The form; with a wording in the address, its timeline too."""
    pairs = given_pairs(known_pairs(request.query_params.multi_items(), TIMELINE))
    if not any(name == "wording" for name, _ in pairs):
        return _page(request, "timeline.html", build_timeline_form(pairs))
    try:
        asked = parse_timeline(pairs)
        made, _ = trace_in_turn(request, asked)
    except QueryError as error:
        return _page(request, "timeline.html", build_timeline_form(pairs, error.problems), status=422)
    links = links_of(request)
    view = build_timeline_view(asked, made, pairs, links)
    tag = None if made.partial else state_tag(made.generation, made.commit, "html", *pairs, request.app.state.site)
    return _page(request, "timeline.html", view, tag=tag, alternate=view.json_link)


@router.get("/variants")
def variants_page(request: Request) -> Response:
    """The form; with a wording or a paragraph in the address, its forms too."""
    pairs = given_pairs(known_pairs(request.query_params.multi_items(), VARIANTS))
    if not any(name in ("text", "statement") for name, _ in pairs):
        return _page(request, "variants.html", build_variants_form(pairs))
    try:
        asked = parse_variants(pairs)
        found = find_in_turn(request, asked)
    except QueryError as error:
        return _page(request, "variants.html", build_variants_form(pairs, error.problems), status=422)
    view = build_variants_view(asked, found, links_of(request))
    return _page(request, "variants.html", view, alternate=view.json_link)


def _page(
    request: Request, name: str, view: object, *, status: int = 200, tag: str | None = None, alternate: str = ""
) -> Response:
    body = render_page(request, name, view=view)
    return answer(request, body, _HTML, tag=tag, link={"alternate": alternate}, status=status)
