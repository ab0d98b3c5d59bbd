"""``GET /v1/export``: the whole result, streamed."""

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from pincite.app.answering.export import MEDIA_TYPES, write_rows
from pincite.app.answering.parameters import EXPORT
from pincite.app.answering.request import parse_export
from pincite.app.api.openapi import documented
from pincite.app.dependencies.serving import archive_of, links_of

router = APIRouter(tags=["search"])
_CONTENT = {media: {"schema": {"type": "string"}} for media in MEDIA_TYPES.values()}


@router.get("/v1/export", response_class=StreamingResponse, **documented(EXPORT, content=_CONTENT))
def export(request: Request) -> StreamingResponse:
    """Every hit of the query in its order, as of one commit: CSV, NDJSON or keyword in context (CSV)."""
    query, written, has_mark = parse_export(request.query_params.multi_items())
    name = f'attachment; filename="pincite.{"ndjson" if written == "ndjson" else "csv"}"'
    rows = write_rows(archive_of(request).scan(query), query, written, links_of(request), has_mark=has_mark)
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return StreamingResponse(rows, media_type=MEDIA_TYPES[written], headers=headers)
