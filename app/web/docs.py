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
    resources = [_resource(path, methods["get"], links) for path, methods in document["paths"].items()]
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


def _curl(path: str, operation: dict[str, Any], links: Links) -> str:
    """A line to paste into a terminal. Examples of the description fill the path."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            example = str(next(iter(parameter["schema"].get("examples", ("1",)))))
            path = path.replace(f"{{{parameter['name']}}}", example)
    query = _EXAMPLES.get(path.replace("/issuer", "/{name}"), "")
    return f"curl '{links.absolute(links.at(path))}{'?' if query else ''}{query}'"


def _resource(path: str, operation: dict[str, Any], links: Links) -> dict[str, Any]:
    parameters = [_parameter(parameter) for parameter in operation.get("parameters", ())]
    errors = [(status, found["description"]) for status, found in operation["responses"].items() if status >= "4"]
    return {
        "path": path,
        "says": operation.get("description", ""),
        "curl": _curl(path, operation, links),
        "parameters": parameters,
        "errors": errors,
    }


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
