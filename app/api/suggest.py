"""``GET /v1/suggest``."""

from fastapi import APIRouter, Request, Response

from app.answering import answer, tag_of
from app.api import schemas
from app.api.openapi import documented
from app.dependencies import ArchiveOf
from app.parameters import SUGGEST
from app.request import parse_suggest

router = APIRouter(tags=["search"])


@router.get("/v1/suggest", response_model=schemas.SuggestOut, **documented(SUGGEST))
def suggest(request: Request, archive: ArchiveOf) -> Response:
    """Words, titles and facet values of the archive that go on from what was typed."""
    typed, limit = parse_suggest(request.query_params.multi_items())
    found = archive.engine.suggest(typed, limit) if typed.strip() else ()
    suggestions = [schemas.SuggestionOut.model_validate(one, from_attributes=True) for one in found]
    body = schemas.SuggestOut(suggestions=suggestions).model_dump_json()
    return answer(request, body, "application/json", tag=tag_of(body))
