"""``/docs``: the description of the API, from its OpenAPI document. It needs no network and no script."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, tag_of
from pincite.app.dependencies.serving import links_of
from pincite.app.web.templating import render_template
from pincite.index.query.limits import LIMITS
from pincite.index.values.fields import FACETS

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def docs(request: Request) -> Response:
    """Every resource with its parameters and errors, the fields and the limits."""
    links = links_of(request)
    document = request.app.openapi()
    resources = [
        _resource(method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    body = render_template(
        "docs.html", links, resources=resources, limits=LIMITS, facets=FACETS, schema=links.at("/openapi.json")
    )
    return answer(request, body, "text/html; charset=utf-8", tag=tag_of(body))


def _resource(method: str, path: str, operation: dict[str, Any]) -> dict[str, Any]:
    members = _members(operation)
    parameters = [_parameter(parameter) for parameter in (*operation.get("parameters", ()), *members)]
    errors = [(status, found["description"]) for status, found in operation["responses"].items() if status >= "4"]
    return {
        "method": method.upper(),
        "path": path,
        "says": operation.get("description", ""),
        "parameters": parameters,
        "errors": errors,
    }


def _members(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the members of the JSON body of an operation, as parameters."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    members = content.get("schema", {}).get("properties", {})
    return [
        {"name": name, "schema": one, "description": one.get("description", "")}
        | ({"examples": {"example": {"value": content["example"][name]}}} if name in content["example"] else {})
        for name, one in members.items()
    ]


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = parameter["schema"]
    inner = schema.get("items", schema)
    examples = [one["value"] for one in parameter.get("examples", {}).values()] or schema.get("examples", [""])
    example = examples[0][0] if isinstance(examples[0], list) else examples[0]
    return {
        "name": parameter["name"],
        "says": parameter.get("description", ""),
        "repeatable": schema.get("type") == "array",
        "takes": ", ".join(inner.get("enum", ())) or _bounds(inner),
        "default": json.dumps(inner["default"]).strip('"') if "default" in inner else "",
        "example": example,
    }


def _bounds(schema: dict[str, Any]) -> str:
    return f"{schema['minimum']:,} to {schema['maximum']:,}" if "minimum" in schema else ""
