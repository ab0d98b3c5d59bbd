"""What OpenAPI says of a resource beyond its answer: parameters from the one table, and errors with examples."""

from collections.abc import Sequence
from typing import Any

from app.api.schemas import FailureOut
from app.errors import MEDIA_TYPE
from app.parameters import Parameter

_EXAMPLES: dict[int, dict[str, Any]] = {
    404: {"title": "Not found", "code": "not_found", "detail": "There is no statement 000_21.", "errors": []},
    410: {
        "title": "This walk is too old to go on",
        "code": "cursor_expired",
        "detail": "Start it again with cursor=*.",
        "errors": [],
    },
    422: {
        "title": "The request has no meaning",
        "code": "invalid_request",
        "detail": "1 thing is wrong with the request; each is under errors.",
        "errors": [
            {
                "parameter": "isuer",
                "position": None,
                "code": "unknown_parameter",
                "expected": "a known parameter, perhaps issuer",
                "mend": "issuer",
            }
        ],
    },
    503: {
        "title": "There is no archive yet",
        "code": "archive_missing",
        "detail": "Run `pincite ingest PATH`.",
        "errors": [],
    },
}


def documented(
    parameters: Sequence[Parameter], *statuses: int, content: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Return the arguments of a route that describe its parameters and errors; 422 and 503 are always possible."""
    responses: dict[int | str, dict[str, Any]] = {status: _error(status) for status in (*statuses, 422, 503)}
    responses[304] = {"description": "Not modified"}
    if content:
        responses[200] = {"description": "The whole result, streamed", "content": content}
    return {"responses": responses, "openapi_extra": {"parameters": [one.openapi() for one in parameters]}}


def _error(status: int) -> dict[str, Any]:
    example = {"type": "about:blank", "status": status, "request_id": "9f0c2e", **_EXAMPLES[status]}
    return {
        "description": _EXAMPLES[status]["title"],
        "content": {MEDIA_TYPE: {"schema": FailureOut.model_json_schema(), "example": example}},
    }
