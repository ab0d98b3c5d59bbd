"""``GET /v1/suggest``."""

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, tag_of
from pincite.app.answering.parameters import SUGGEST
from pincite.app.answering.request import parse_suggest
from pincite.app.api import schemas
from pincite.app.api.lists import build_suggestions
from pincite.app.api.openapi import documented
from pincite.app.dependencies.serving import asking_of

router = APIRouter(tags=["search"])


@router.get("/v1/suggest", response_model=schemas.SuggestOut, **documented(SUGGEST))
def suggest(request: Request) -> Response:
    """Queries that go on from what was typed, by words, titles and facet values, and what each finds."""
    typed, limit = parse_suggest(request.query_params.multi_items())
    found = asking_of(request).suggest(typed, limit)
    body = schemas.to_json(schemas.SuggestOut, build_suggestions(found))
    return answer(request, body, "application/json", tag=tag_of(body) if found.is_whole else None)
