"""``/v1/statements`` and versions."""

import json
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest

from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.conftest import JOINT, LINES, Client

SEED = Path(__file__).parents[2] / "seeds" / f"{JOINT}.txt"


def test_a_statement_with_versions_and_provenance(client: Client) -> None:
    found = client.json(f"/v1/statements/{JOINT}")
    assert set(found) >= {"statement", "version", "versions", "batch", "provenance", "paragraphs"}
    assert [set(one) for one in found["paragraphs"]] == [
        {"number", "label", "text", "spans", "pages", "speaker", "role"}
    ] * 6
    assert (found["notes"], found["left_out"]) == ([], [])
    assert found["statement"]["date"] == "2018-06-02"
    assert found["provenance"]["place"] == "sidecar"
    assert [one["version"] for one in found["versions"]] == [found["version"]]
    assert len(found["version"]) == 12


def test_spans_and_gaps_give_back_the_seed(client: Client) -> None:
    found = client.json(f"/v1/statements/{JOINT}")
    text, spans = found["text"], [span for one in found["paragraphs"] for span in one["spans"]]
    assert text == SEED.read_text(encoding="utf-8")
    assert [len(one["spans"]) for one in found["paragraphs"]] == [1, 1, 1, 1, 2, 1]
    places = [0, *(place for span in spans for place in span), len(text)]
    assert "".join(text[a:b] for a, b in pairwise(places)) == text
    for one in found["paragraphs"]:
        assert one["text"] == " ".join(text[start:end] for start, end in one["spans"])


def test_ids_with_percent_signs_open(client: Client) -> None:
    identity = str(LINES[0]["id"])
    found = client.json(f"/v1/statements/{quote(identity, safe='')}")
    assert found["statement"]["id"] == identity
    assert found["statement"]["url"] == "https://archive.example.org/statements/covid-%25e2%2581%25a019"
    assert client.get(found["statement"]["url"]).status_code == 200
    one = client.json(f"/v1/statements/{quote(identity, safe='')}/paragraphs/2")
    assert one["paragraph"]["text"] == "We are committed to the COVAX facility."
    assert one["cite"].endswith(one["url"])


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v1/statements/nobody", 404),
        (f"/v1/statements/{JOINT}/paragraphs/0", 404),
        (f"/v1/statements/{JOINT}/paragraphs/7", 404),
        (f"/v1/statements/{JOINT}/paragraphs/x", 404),
        (f"/v1/statements/{JOINT}/paragraphs/99999999999999999999", 404),
        (f"/v1/statements/{JOINT}?version=0123456789ab", 404),
        (f"/v1/statements/{JOINT}?version=xyz", 422),
        (f"/v1/statements/{JOINT}?versoin=0123456789ab", 422),
        ("/v1/statements/%00", 404),
        ("/v1/statements/%F0%9F%8C%8D%FF", 422),
        ("/statements/nobody", 404),
        (f"/statements/{JOINT}?version=0123456789ab", 404),
        (f"/statements/{JOINT}?version=xyz", 422),
    ],
)
def test_what_is_not_there(client: Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_an_old_permalink_shows_the_old_words(tmp_path: Path) -> None:
    source, home = tmp_path / "lines.jsonl", tmp_path / "var"
    line = {"id": "one", "title": "A note", "paragraphs": ["The old words.", "They stay."]}
    source.write_text(json.dumps(line))
    assert main(["ingest", str(source), "--home", str(home)]) == 0
    app = create_app(Settings(home=home))
    client = Client(app)
    before = client.json("/v1/search?q=old")
    link = before["hits"][0]["paragraph"]["url"].partition("#")[0]
    tag = client.get("/v1/search?q=old").headers["etag"]

    line["paragraphs"] = ["An insertion.", "The new words.", "They stay."]
    source.write_text(json.dumps(line))
    assert main(["ingest", str(source), "--home", str(home)]) == 0
    app.state.holder.close()
    assert client.json("/v1/search?q=old")["paragraphs"] == 0
    assert client.json("/v1/search?q=new")["paragraphs"] == 1
    assert client.get("/v1/search?q=old").headers["etag"] != tag
    page = client.get(link).text
    assert "The old words." in page
    assert "earlier version" in page
    one = client.json(before["hits"][0]["paragraph"]["api_url"])
    assert (one["paragraph"]["text"], one["current"]) == ("The old words.", False)
    assert client.json("/v1/statements/one/paragraphs/1")["paragraph"]["text"] == "An insertion."
    assert one["current_url"] == "http://127.0.0.1:8000/statements/one"
    assert 'href="/statements/one"' in page
    whole = client.json(link.replace("/statements/", "/v1/statements/"))
    assert (whole["current"], [one["current"] for one in whole["versions"]]) == (False, [False, True])
    assert client.json("/v1/statements/one")["paragraphs"][1]["text"] == "The new words."
    app.state.holder.close()


def test_without_an_archive_it_says_what_to_run(tmp_path: Path) -> None:
    client = Client(create_app(Settings(home=tmp_path / "none")))
    for path in ("/v1/search", "/v1/statements/one"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (503, "archive_missing")
        assert "pincite ingest" in answer.json()["detail"]
        assert str(tmp_path) not in answer.text
        assert answer.headers["retry-after"]
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (503, False)
    assert "pincite ingest" in ready.json()["parts"][0]["why"]
    assert str(tmp_path) not in ready.text + client.get("/").text
    assert client.get("/").status_code == 503
    assert client.get("/livez").status_code == 200
