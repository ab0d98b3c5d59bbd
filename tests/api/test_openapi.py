"""The description: complete, with examples, and readable offline."""

import json
import re

from pincite.app import protocol
from pincite.app.answering.parameters import (
    CHANGES,
    EXPORT,
    LIST,
    SEARCH,
    STATEMENT_PARTS,
    SUGGEST,
    TIMELINE,
    VARIANTS,
)
from pincite.app.errors import Failure
from pincite.index.query.limits import CHARACTERS, LIMITS
from tests.api.test_hostile import assert_harmless
from tests.conftest import Client

NAMES = {
    "/v1/search": SEARCH,
    "/v1/export": EXPORT,
    "/v1/suggest": SUGGEST,
    "/v1/changes": CHANGES,
    "/v1/statements": LIST,
    "/v1/statements/{id}": STATEMENT_PARTS,
}


NEEDS_MORE = {"/v1/timeline": TIMELINE, "/v1/variants": VARIANTS}
"""Resources that one parameter alone does not ask for."""


def test_every_parameter_is_described_with_an_example(client: Client) -> None:
    paths = client.json("/openapi.json")["paths"]
    for path, parameters in (NAMES | NEEDS_MORE).items():
        described = {one["name"]: one for one in paths[path]["get"]["parameters"] if one["in"] == "query"}
        assert set(described) == {one.name for one in parameters}
        assert all(one["description"] and one["examples"] for one in described.values())


def test_the_limits_of_a_query_are_those_of_the_parser(client: Client) -> None:
    described = client.json("/openapi.json")["paths"]["/v1/search"]["get"]["parameters"]
    query = next(one for one in described if one["name"] == "q")
    assert query["schema"]["maxLength"] == CHARACTERS.value
    assert all(limit.sentence in query["description"] for limit in LIMITS)


def test_the_examples_are_taken(client: Client) -> None:
    for path, parameters in NAMES.items():
        for one in parameters:
            address = path.replace("{id}", "000_216767ed398c675c")
            answer = client.get(f"{address}?{one.name}={one.example.replace(' ', '+')}")
            assert answer.status_code in (200, 404 if one.name == "version" else 200), (path, one.name, answer.text)


def test_errors_are_described_with_an_example(client: Client) -> None:
    responses = client.json("/openapi.json")["paths"]["/v1/search"]["get"]["responses"]
    for status in ("410", "422", "503"):
        content = responses[status]["content"]
        assert content["application/problem+json"]["example"]["code"]


def test_every_operation_says_what_the_connection_can_answer(client: Client) -> None:
    """Bytes that are no request are refused before any route is known: by status, the code of each refusal."""
    at_the_edge = [one for one in vars(protocol).values() if isinstance(one, Failure)]
    assert len(at_the_edge) >= 4
    codes = {one.status: {other.code for other in at_the_edge if other.status == one.status} for one in at_the_edge}
    codes |= {422: {"invalid_request"}, 500: {"internal"}}
    for path, operations in client.json("/openapi.json")["paths"].items():
        for method, operation in operations.items():
            for status, known in codes.items():
                described = operation["responses"].get(str(status))
                assert described, (method, path, status)
                assert described["content"]["application/problem+json"]["example"]["code"] in known


def test_no_post_says_that_it_is_not_modified(client: Client) -> None:
    for path, operations in client.json("/openapi.json")["paths"].items():
        assert "304" not in operations.get("post", {"responses": ()})["responses"], path


def test_each_format_of_a_citation_is_described_as_it_is(client: Client) -> None:
    described = client.json("/openapi.json")["paths"]["/v1/statements/{id}/citation"]["get"]["responses"]["200"]
    for media_type, content in described["content"].items():
        answer = client.get("/v1/statements/000_216767ed398c675c/citation", accept=media_type)
        assert answer.headers["content-type"].startswith(media_type)
        is_list = media_type.endswith("json") and isinstance(answer.json(), list)
        assert content["schema"]["type"] == ("array" if is_list else "string")


def test_every_reference_resolves(client: Client) -> None:
    document = client.json("/openapi.json")
    references = set(re.findall(r'"\$ref": "([^"]+)"', json.dumps(document)))
    assert len(references) > 10
    for reference in references:
        found = document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


def test_the_docs_page_asks_for_nothing_from_elsewhere(client: Client) -> None:
    page = client.get("/docs").text
    assert "GET /v1/search" in page
    assert "reject_issuer" in page
    assert_harmless(page)
    assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", page)
