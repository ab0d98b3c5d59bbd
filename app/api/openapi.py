"""The OpenAPI description of parameters, from their table, and of errors, with examples."""

from collections.abc import Sequence
from typing import Any

from pincite.app.answering.parameters import MAX_VALUES, Parameter
from pincite.app.api.schemas import FailureOut, adapter
from pincite.app.errors import MEDIA_TYPE

_EXAMPLES: dict[str, dict[str, Any]] = {
    "not_found": {"status": 404, "title": "Not found", "detail": "There is no statement 000_21.", "errors": []},
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
    "archive_missing": {
        "status": 503,
        "title": "There is no archive yet",
        "detail": "Run `pincite ingest PATH`.",
        "errors": [],
    },
}

_REFERENCE = "#/components/schemas/{model}"


def failure_schemas() -> dict[str, Any]:
    """Return the schemas of errors that ``documented`` refers to, by name."""
    schema = adapter(FailureOut).json_schema(ref_template=_REFERENCE)
    return {**schema.pop("$defs", {}), "FailureOut": schema}


def documented(
    parameters: Sequence[Parameter],
    *codes: str,
    content: dict[str, Any] | None = None,
    says: str = "The whole result, streamed",
) -> dict[str, Any]:
    """Return arguments for a route that describe its parameters and errors. Two errors are always possible."""
    errors = (*codes, "invalid_request", "archive_missing")
    responses: dict[int | str, dict[str, Any]] = {_EXAMPLES[code]["status"]: _error(code) for code in errors}
    responses[304] = {"description": "Not modified"}
    if content:
        responses[200] = {"description": says, "content": content}
    return {"responses": responses, "openapi_extra": {"parameters": [one.openapi() for one in parameters]}}


def body_member(one: Parameter, *, is_array: bool = False) -> dict[str, Any]:
    """Return the schema of a parameter as a member of a JSON body. With ``is_array`` even one value is an array."""
    schema, most = one.openapi()["schema"], MAX_VALUES if one.repeatable else 1
    if is_array and not one.repeatable:
        schema = {"type": "array", "items": schema}
    return {**schema, "description": one.description, **({"maxItems": most} if schema["type"] == "array" else {})}


def _error(code: str) -> dict[str, Any]:
    example = {"type": f"/help/errors#{code}", "code": code, "request_id": "9f0c2e", **_EXAMPLES[code]}
    return {
        "description": _EXAMPLES[code]["title"],
        "content": {MEDIA_TYPE: {"schema": {"$ref": _REFERENCE.format(model="FailureOut")}, "example": example}},
    }
