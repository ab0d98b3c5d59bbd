"""What every answer carries, whatever it says."""

import gzip

import pytest

from tests.conftest import JOINT, Client

PATHS = ("/v1/search?q=ironclad", f"/v1/statements/{JOINT}", "/v1/suggest?q=iron", "/", f"/statements/{JOINT}", "/docs")


@pytest.mark.parametrize("path", PATHS)
def test_unchanged_answers_are_304(client: Client, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    for header in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = client.get(path, If_None_Match=header)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, If_None_Match='"other"').status_code == 200


@pytest.mark.parametrize("path", [*PATHS, "/livez", "/readyz", "/openapi.json", "/nothing", "/v1/nothing"])
def test_head_is_get_without_a_body(client: Client, path: str) -> None:
    get, head = client.get(path, Accept_Encoding="identity"), client.get(path, "HEAD", Accept_Encoding="identity")
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize("path", [*PATHS, "/livez", "/nothing", "/v1/search?limit=x", "/static/pincite.css"])
def test_headers_of_every_answer(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"
    assert len(headers["x-request-id"]) == 32
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_request_id_is_taken_over_when_harmless(client: Client) -> None:
    assert client.get("/livez", X_Request_ID="abc-1").headers["x-request-id"] == "abc-1"
    assert client.get("/livez", X_Request_ID="a b<script>").headers["x-request-id"] != "a b<script>"


def test_gzip(client: Client) -> None:
    answer = client.get("/v1/search?limit=20", Accept_Encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "content-encoding" not in client.get("/v1/search?limit=20", Accept_Encoding="identity").headers
    assert gzip.compress(answer.content) != answer.content


def test_links(client: Client) -> None:
    header = client.get("/v1/search?q=treaty").headers["link"]
    assert '</v1/search?q=treaty&offset=10>; rel="next"' in header
    assert 'rel="latest-version"' in client.get(f"/v1/statements/{JOINT}").headers["link"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(client: Client, method: str) -> None:
    answer = client.get("/v1/search", method)
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


def test_unknown_addresses_are_404_in_their_own_kind(client: Client) -> None:
    assert client.get("/v1/nothing").json()["code"] == "not_found"
    assert client.get("/nothing").headers["content-type"].startswith("text/html")
    assert client.get("/v1/search/").status_code == 404


def test_health(client: Client) -> None:
    assert client.json("/livez") == {"status": "alive"}
    ready = client.json("/readyz")
    assert ready["ready"]
    assert [part["part"] for part in ready["parts"]] == ["record", "index"]
