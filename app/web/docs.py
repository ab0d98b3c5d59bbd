"""``/docs``: the description of the API, from its OpenAPI document. It needs no network and no script."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response

from pincite.app.answering.answer import answer, tag_of
from pincite.app.answering.links import Links
from pincite.app.dependencies.serving import links_of
from pincite.app.web.rendering import render_page
from pincite.index.query.limits import LIMITS
from pincite.index.values.fields import FACETS

router = APIRouter(include_in_schema=False)


@router.get("/docs")
def docs(request: Request) -> Response:
    """Every resource with its parameters and errors, the fields and the limits."""
    links = links_of(request)
    document = request.app.openapi()
    resources = [
        _resource(method, path, operation, links)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]
    body = render_page(
        request, "docs.html", resources=resources, limits=LIMITS, facets=FACETS, schema=links.at("/openapi.json")
    )
    return answer(request, body, "text/html; charset=utf-8", tag=tag_of(body))


_EXAMPLES = {
    "/v1/search": "q=ironclad&facet=issuer&histogram=auto",
    "/v1/facets/{name}": "sort=value",
    "/v1/suggest": "q=iron",
    "/v1/export": "q=ironclad&format=ndjson",
}


def _curl(method: str, path: str, operation: dict[str, Any], links: Links) -> str:
    """A line to paste into a terminal. Examples of the description fill the path, and are the body."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            example = str(next(iter(parameter["schema"].get("examples", ("1",)))))
            path = path.replace(f"{{{parameter['name']}}}", example)
    address = links.absolute(links.at(path))
    if method == "post":
        body = json.dumps(_json_body(operation)["example"], ensure_ascii=False).replace("'", "\\u0027")
        return f"curl -H 'Content-Type: application/json' -d '{body}' '{address}'"
    query = _EXAMPLES.get(path.replace("/issuer", "/{name}"), "")
    return f"curl '{address}{'?' if query else ''}{query}'"


def _json_body(operation: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    return content


def _resource(method: str, path: str, operation: dict[str, Any], links: Links) -> dict[str, Any]:
    members = _members(operation)
    parameters = [_parameter(parameter) for parameter in (*operation.get("parameters", ()), *members)]
    errors = [(status, found["description"]) for status, found in operation["responses"].items() if status >= "4"]
    return {
        "method": method.upper(),
        "path": path,
        "says": operation.get("description", ""),
        "curl": _curl(method, path, operation, links),
        "parameters": parameters,
        "errors": errors,
    }


def _members(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the members of the JSON body of an operation, as parameters."""
    content = _json_body(operation)
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
