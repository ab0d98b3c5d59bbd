"""The page of what changed in a statement."""

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, tag_of
from pincite.app.answering.changes import compare_versions
from pincite.app.answering.parameter_reader import known_pairs
from pincite.app.answering.parameters import STATEMENT
from pincite.app.answering.request import parse_statement
from pincite.app.dependencies.serving import comparing_of, links_of
from pincite.app.web.changes_view import build_changes_view
from pincite.app.web.rendering import render_page

router = APIRouter(include_in_schema=False)


@router.get("/statements/{id}/changes")
def changes(request: Request, id: str) -> Response:  # noqa: A002
    """What changed from a version, by default the first, to the current one."""
    version = parse_statement(known_pairs(request.query_params.multi_items(), STATEMENT), STATEMENT)
    asking, links = comparing_of(request), links_of(request)
    with asking.versions(id, version) as (before, after):
        alignment = compare_versions(before, after, asking.deadline)
        view = build_changes_view(before, after, alignment, links)
        body = render_page(request, "changes.html", view=view)
    tag = None if alignment is None else tag_of(body)
    return answer(request, body, "text/html; charset=utf-8", tag=tag, link={"canonical": view.after_link})
