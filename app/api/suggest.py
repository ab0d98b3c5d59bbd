"""``GET /v1/suggest``."""

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, tag_of
from pincite.app.answering.parameters import SUGGEST
from pincite.app.answering.request import parse_suggest
from pincite.app.api import schemas
from pincite.app.api.openapi import documented
from pincite.app.dependencies.serving import archive_of

router = APIRouter(tags=["search"])


@router.get("/v1/suggest", response_model=schemas.SuggestOut, **documented(SUGGEST))
def suggest(request: Request) -> Response:
    """Words, titles and facet values of the archive that complete what was typed."""
    typed, limit = parse_suggest(request.query_params.multi_items())
    found = archive_of(request).engine.suggest(typed, limit) if typed.strip() else ()
    suggestions = [schemas.SuggestionOut(kind=one.kind, text=one.text, statements=one.statements) for one in found]
    body = schemas.to_json(schemas.SuggestOut, schemas.SuggestOut(suggestions=suggestions))
    return answer(request, body, "application/json", tag=tag_of(body))
