"""What every answer carries, whatever it says."""

import gzip
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.conftest import JOINT, Client

PATHS = (
    "/v1/search?q=ironclad",
    f"/v1/statements/{JOINT}",
    "/v1/suggest?q=iron",
    "/v1/changes",
    "/changes.atom",
    f"/statements/{JOINT}/changes",
    "/",
    f"/statements/{JOINT}",
    "/docs",
    "/openapi.json",
)


def varied(path: str) -> str:
    """Return what an answer varies by: the address of a statement gives Markdown too, and a citation many formats."""
    names = ["Accept"] if path == f"/statements/{JOINT}" or "/citation" in path else []
    return ", ".join([*names, "Accept-Encoding"])


@pytest.mark.parametrize("path", PATHS)
def test_unchanged_answers_are_304(client: Client, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    assert tag.startswith('W/"')
    for header in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = client.get(path, If_None_Match=header)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert (again.headers["vary"], again.headers["cache-control"]) == (varied(path), "no-cache")
    assert client.get(path, If_None_Match='"other"').status_code == 200


@pytest.mark.parametrize("path", [*PATHS, "/livez", "/readyz", "/nothing", "/v1/nothing"])
def test_head_is_get_without_a_body(client: Client, path: str) -> None:
    get, head = client.get(path, Accept_Encoding="identity"), client.get(path, "HEAD", Accept_Encoding="identity")
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-type"] == get.headers["content-type"]


@pytest.mark.parametrize("path", [*PATHS, "/livez", "/nothing", "/v1/search?limit=x", "/static/pincite.css"])
def test_headers_of_every_answer(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert headers["vary"] == varied(path)
    assert headers["cache-control"]
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


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("deflate, gzip;q=0.5", True),
        ("gzip;q=0.5, identity;q=0.5", True),
        ("*", True),
        ("br;q=1.0, *;q=0.1", True),
        ("gzip; q = 0.001", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("notgzip", False),
        ("gzipped, br", False),
        ("*;q=0", False),
        ("gzip;q=0, *", False),
        ("gzip;q=0.1, identity", False),
        ("gzip;q=2", False),
        ("", False),
    ],
)
def test_whole_tokens_and_weights_of_an_encoding_count(client: Client, header: str, taken: bool) -> None:
    answer = client.get("/v1/search?limit=20", Accept_Encoding=header)
    assert (answer.headers.get("content-encoding") == "gzip") == taken


def test_files_stay_under_their_version(client: Client) -> None:
    address = re.findall(r'href="(/static/[^"]+v=[^"]+)"', client.get("/").text)[0]
    assert client.get(address).headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get("/static/pincite.css").headers["cache-control"] == "no-cache"
    assert client.get("/static/nothing.css").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/v1/search", f"/v1/statements/{JOINT}", "/", "/livez", "/static/pincite.css"])
def test_what_an_address_answers_is_said(client: Client, path: str) -> None:
    refused, asked = client.get(path, "POST"), client.get(path, "OPTIONS")
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, OPTIONS")
    assert (asked.status_code, asked.headers["allow"], asked.content) == (204, "GET, HEAD, OPTIONS", b"")


@pytest.mark.parametrize("path", ["/v1/variants", "/check"])
@pytest.mark.parametrize("method", ["DELETE", "OPTIONS"])
def test_all_methods_of_an_address_are_said(client: Client, path: str, method: str) -> None:
    """Two routes have it, and the first one alone knows of GET."""
    assert client.get(path, method).headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_options_of_nothing_are_404(client: Client) -> None:
    assert client.get("/nothing", "OPTIONS").status_code == 404


@pytest.mark.parametrize(
    ("settings", "shared"),
    [
        ({}, False),
        ({"host": "::1"}, False),
        ({"host": "localhost"}, False),
        ({"host": "192.0.2.1"}, True),
        ({"url": "https://archive.example.org"}, True),
        ({"host": "192.0.2.1", "cors": "off"}, False),
        ({"cors": "on"}, True),
    ],
)
def test_other_origins_read_what_is_not_this_machine_s_alone(
    home: Path, settings: dict[str, Any], shared: bool
) -> None:
    app = create_app(Settings(home=home, **settings))
    client = Client(app)
    asked = {"Origin": "https://example.com", "Access_Control_Request_Method": "GET"}
    preflight, answer = client.get("/v1/search", "OPTIONS", **asked), client.get("/livez")
    assert preflight.status_code == 204
    origins = [one.headers.get("access-control-allow-origin") for one in (preflight, answer)]
    assert origins == ["*" if shared else None] * 2
    assert ("access-control-allow-methods" in preflight.headers) == shared
    app.state.holder.close()


@pytest.mark.parametrize(
    ("address", "parameters"),
    [
        ("/v1/search?q=caf%E9", ["q"]),
        ("/v1/search?issuer=T%FCrkiye&q=%ff&limit=2", ["issuer", "q"]),
        ("/v1/search?caf%E9=1", ["caf\\xe9"]),
        ("/?q=caf%E9", ["q"]),
        ("/v1/export?q=caf%E9", ["q"]),
        ("/v1/suggest?q=%ED%A0%80", ["q"]),
        (f"/v1/statements/{JOINT}?version=%C3", ["version"]),
        ("/v1/statements/caf%E9", ["id"]),
        ("/statements/caf%E9", ["id"]),
        (f"/statements/{JOINT}?q=caf%E9", ["q"]),
        ("/docs?a=%80", ["a"]),
        ("/livez?a=%80", ["a"]),
        ("/static/%E9.css", ["path"]),
        ("/v1/facets/%E9", ["name"]),
        ("/facets/%E9?q=%E9", ["name", "q"]),
        (f"/v1/statements/{JOINT}/paragraphs/%E9", ["number"]),
        ("/nothing%E9", ["path"]),
    ],
)
def test_bytes_that_are_not_utf8_are_refused_by_name(client: Client, address: str, parameters: list[str]) -> None:
    for method in ("GET", "HEAD"):
        answer = client.get(address, method)
        assert answer.status_code == 422
        assert answer.headers["x-request-id"]
    answer = client.get(address)
    if answer.headers["content-type"] == "application/problem+json":
        told = [(one["parameter"], one["code"]) for one in answer.json()["errors"]]
        assert told == [(name, "not_utf8") for name in parameters]
    else:
        assert all(f"<code><bdi>{name}</bdi></code>" in answer.text for name in parameters)


@pytest.mark.parametrize("path", ["/favicon.ico", "/touch-icon.png", "/static/pincite.css", "/static/icon.svg"])
def test_files_are_given_whole_and_once(client: Client, path: str) -> None:
    first = client.get(path)
    assert client.get(path, If_None_Match=first.headers["etag"]).status_code == 304
    for part in ("bytes=0-9", "bytes=9999999-", "bytes=x", "bytes=0-1,5-6"):
        assert (client.get(path, Range=part).status_code, client.get(path, Range=part).content) == (200, first.content)


def test_links(client: Client) -> None:
    header = client.get("/v1/search?q=treaty").headers["link"]
    assert '<https://archive.example.org/v1/search?q=treaty&offset=10>; rel="next"' in header
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
    assert ready["versions"] == {"pincite": version("pincite"), "pystemmer": version("PyStemmer")}
