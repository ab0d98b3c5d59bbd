"""The addresses of a withdrawn statement answer 410 with the reason, escaped; nothing else names it."""

import time
from collections.abc import Iterator

import pytest

from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.conftest import JOINT, ROOT, Client

REASON = 'By order of a <b>court</b> & "others".'


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    home = tmp_path_factory.mktemp("withdrawn") / "var"
    assert main(["ingest", str(ROOT / "seeds"), "--home", str(home)]) == 0
    app = create_app(Settings(home=home))
    client = Client(app)
    assert client.get(f"/v1/statements/{JOINT}").status_code == 200
    assert main(["withdraw", JOINT, "--reason", REASON, "--home", str(home)]) == 0
    # A service looks for a newer commit ten times a second.
    deadline = time.monotonic() + 10
    while client.json("/v1/search?limit=0")["commit"] == 1 and time.monotonic() < deadline:
        time.sleep(0.05)
    yield client
    app.state.holder.close()


@pytest.mark.parametrize("rest", ["", "/paragraphs/1", "/paragraphs/99", "?version=0123456789ab"])
def test_the_api_answers_410_with_the_reason(withdrawn: Client, rest: str) -> None:
    answer = withdrawn.get(f"/v1/statements/{JOINT}{rest}")
    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (410, 410, "withdrawn")
    assert told["title"] == "This statement was withdrawn"
    assert told["detail"].endswith(f": {REASON}")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"


def test_the_page_says_when_and_why_and_escapes_it(withdrawn: Client) -> None:
    answer = withdrawn.get(f"/statements/{JOINT}")
    assert answer.status_code == 410
    assert "<h1>This statement was withdrawn</h1>" in answer.text
    assert "By order of a &lt;b&gt;court&lt;/b&gt; &amp; &#34;others&#34;." in answer.text
    assert "<b>court" not in answer.text
    assert "ironclad" not in answer.text


def test_no_search_facet_count_or_suggestion_knows_it(withdrawn: Client) -> None:
    found = withdrawn.json("/v1/search?q=ironclad&facet=issuer&facet=year&histogram=auto")
    assert (found["paragraphs"], found["statements"], found["hits"], found["titles"]["count"]) == (0, 0, [], 0)
    assert [facet["buckets"] for facet in found["facets"].values()] == [[], []]
    assert withdrawn.json("/v1/suggest?q=joint")["suggestions"] == []
    assert JOINT not in withdrawn.get("/v1/export").text
    assert JOINT not in withdrawn.get("/").text


def test_openapi_tells_of_it(withdrawn: Client) -> None:
    paths = withdrawn.json("/openapi.json")["paths"]
    for path in ("/v1/statements/{id}", "/v1/statements/{id}/paragraphs/{number}"):
        example = paths[path]["get"]["responses"]["410"]["content"]["application/problem+json"]["example"]
        assert (example["status"], example["code"]) == (410, "withdrawn")
