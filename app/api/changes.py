"""``GET /v1/changes``: versions that replaced another, with the words that changed."""

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, tag_of
from pincite.app.answering.changes import parse_changes
from pincite.app.answering.parameters import CHANGES
from pincite.app.api import schemas, statement_schemas
from pincite.app.api.compared import build_changes
from pincite.app.api.openapi import documented
from pincite.app.dependencies.serving import comparing_of, links_of

router = APIRouter(tags=["statements"])


@router.get("/v1/changes", response_model=statement_schemas.ChangesOut, **documented(CHANGES))
def changes(request: Request) -> Response:
    """Versions that replaced another, the latest first, with what became of each paragraph and its words."""
    asked, links = parse_changes(request.query_params.multi_items()), links_of(request)
    page = comparing_of(request).changes(asked)
    found = build_changes(page, asked, links)
    is_whole = all(one["rows"] is not None for one in found["changes"])
    body = schemas.to_json(statement_schemas.ChangesOut, found)
    link = {"next": found["next"] or ""}
    return answer(request, body, "application/json", tag=tag_of(body) if is_whole else None, link=link)
