"""``/openapi.json``: a self-contained description of the API for programs."""

import json
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response

from pincite.app.answering.answer import answer, tag_of
from pincite.app.api.openapi import failure_schemas

router = APIRouter(include_in_schema=False)


class Application(FastAPI):
    """An application whose description contains every schema that it refers to."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        is_new = self.openapi_schema is None
        document = super().openapi()
        if is_new:
            document["components"]["schemas"].update(failure_schemas())
        return document


@router.get("/openapi.json")
def openapi(request: Request) -> Response:
    """The OpenAPI document."""
    body = json.dumps(request.app.openapi(), ensure_ascii=False).encode("utf-8")
    return answer(request, body, "application/json", tag=tag_of(body))
