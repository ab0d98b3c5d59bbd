"""The OpenAPI description of parameters, from their table, and of errors, with examples."""

from collections.abc import Sequence
from typing import Any

from pincite.app.answering.parameters import MAX_VALUES, Parameter
from pincite.app.api.schemas import FailureOut, adapter
from pincite.app.errors import MEDIA_TYPE

_EXAMPLES: dict[str, dict[str, Any]] = {
    "malformed_request": {
        "status": 400,
        "title": "This is not a valid HTTP/1.1 request",
        "detail": "Percent-encode special characters in the address as %XX (RFC 3986).",
        "errors": [],
    },
    "not_found": {"status": 404, "title": "Not found", "detail": "There is no statement 000_21.", "errors": []},
    "request_timeout": {
        "status": 408,
        "title": "The request did not arrive in time",
        "detail": "Its headers must arrive within 10 seconds. Send it again.",
        "errors": [],
    },
    "withdrawn": {
        "status": 410,
        "title": "This statement was withdrawn",
        "detail": "The statement 000_21 was withdrawn on 2024-02-29: by order of a court.",
        "errors": [],
    },
    "cursor_expired": {
        "status": 410,
        "title": "This cursor has expired",
        "detail": "Start again with `cursor=*`.",
        "errors": [],
    },
    "invalid_request": {
        "status": 422,
        "title": "The request is invalid",
        "detail": "The request has 1 problem, listed under `errors`.",
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
    "body_too_large": {
        "status": 413,
        "title": "The body is too large",
        "detail": "The body may have at most 2,097,152 bytes. Send less text at a time.",
        "errors": [],
    },
    "head_too_large": {
        "status": 431,
        "title": "The address and the headers are too long",
        "detail": "Together they may have at most 65,536 bytes. Send fewer values, or a shorter query.",
        "errors": [],
    },
    "internal": {
        "status": 500,
        "title": "Internal error",
        "detail": "This is a bug in Pincite. Report it with the request id.",
        "errors": [],
    },
    "archive_missing": {
        "status": 503,
        "title": "There is no archive yet",
        "detail": "Run `pincite ingest PATH`.",
        "errors": [],
    },
}
_EVERYWHERE = ("malformed_request", "request_timeout", "invalid_request", "head_too_large", "internal")
"""What any operation can answer: bytes that are no request or no UTF-8 are refused first, and mistakes are ours."""
_RETRY = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "integer"}}}

_REFERENCE = "#/components/schemas/{model}"


def failure_schemas() -> dict[str, Any]:
    """Return the schemas of errors that ``documented`` refers to, by name."""
    schema = adapter(FailureOut).json_schema(ref_template=_REFERENCE)
    return {**schema.pop("$defs", {}), "FailureOut": schema}


def errors_everywhere() -> dict[int | str, dict[str, Any]]:
    """Return the descriptions of the errors that every operation can answer, by status."""
    return _errors(*_EVERYWHERE)


def documented(
    parameters: Sequence[Parameter],
    *codes: str,
    content: dict[str, Any] | None = None,
    says: str = "The whole result, streamed",
    body: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Return arguments for a route that describe its parameters, its body if it takes one, and its own errors."""
    responses = _errors(*codes, "archive_missing")
    if content:
        responses[200] = {"description": says, "content": content}
    described: dict[str, Any] = {"parameters": [one.openapi() for one in parameters]}
    if body:
        described["requestBody"] = body
    else:
        # The answer to a body has no tag to ask with.
        responses[304] = {"description": "Not modified"}
    return {"responses": responses, "openapi_extra": described}


def body_member(one: Parameter, *, is_array: bool = False) -> dict[str, Any]:
    """Return the schema of a parameter as a member of a JSON body. With ``is_array`` even one value is an array."""
    schema, most = one.openapi()["schema"], MAX_VALUES if one.repeatable else 1
    if is_array and not one.repeatable:
        schema = {"type": "array", "items": schema}
    return {**schema, "description": one.description, **({"maxItems": most} if schema["type"] == "array" else {})}


def _errors(*codes: str) -> dict[int | str, dict[str, Any]]:
    return {_EXAMPLES[code]["status"]: _error(code) for code in codes}


def _error(code: str) -> dict[str, Any]:
    example = {"type": f"/help/errors#{code}", "code": code, "request_id": "9f0c2e", **_EXAMPLES[code]}
    return {
        "description": _EXAMPLES[code]["title"],
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REFERENCE.format(model="FailureOut")}, "example": example}},
        **({"headers": _RETRY} if _EXAMPLES[code]["status"] == 503 else {}),
    }
