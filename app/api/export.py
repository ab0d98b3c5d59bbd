"""``GET /v1/export``: the whole result, streamed."""

import math
from collections.abc import Callable, Iterator
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from pincite.app.answering.export import MEDIA_TYPES, write_rows
from pincite.app.answering.parameters import EXPORT
from pincite.app.answering.request import parse_export
from pincite.app.api.openapi import documented
from pincite.app.dependencies.serving import archive_of, deadline_of, lanes_of, links_of


class _Export(StreamingResponse):
    """An export. It gives back its turn however it ends."""

    def __init__(self, rows: Iterator[str], release: Callable[[], None], **said: Any) -> None:
        super().__init__(rows, **said)
        self._release = release

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._release()


router = APIRouter(tags=["search"])
_CONTENT = {media: {"schema": {"type": "string"}} for media in MEDIA_TYPES.values()}


@router.get("/v1/export", response_class=StreamingResponse, **documented(EXPORT, content=_CONTENT))
def export(request: Request) -> StreamingResponse:
    """Every hit of the query in its order, as of one commit: CSV, NDJSON or keyword in context (CSV)."""
    query, written, has_mark = parse_export(request.query_params.multi_items())
    archive, deadline = archive_of(request), deadline_of(request, math.inf)
    release = lanes_of(request).begin_export(deadline)
    try:
        hits = archive.scan(query, deadline)
    except BaseException:
        release()
        raise
    name = f'attachment; filename="pincite.{"ndjson" if written == "ndjson" else "csv"}"'
    rows = write_rows(hits, query, written, links_of(request), has_mark=has_mark)
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return _Export(rows, release, media_type=MEDIA_TYPES[written], headers=headers)
