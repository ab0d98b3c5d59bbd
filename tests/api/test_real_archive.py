"""The real archive over a real socket: every address opens, every phrase and pair is where a plain scan found it."""

import csv
import gzip
import json
import os
from collections.abc import Iterator

import httpx
import pytest

from pincite.app.cli import main
from tests.api.test_server import serving
from tests.conftest import DATA

STATEMENTS = DATA / "statements"
EACH, PAGES = (1, 1) if os.environ.get("PINCITE_TORTURE") == "1" else (40, 160)
"""Of so many statements one is opened, and one is looked at as a page too."""
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not STATEMENTS.exists(), reason="the real statements are not here"),
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    home = tmp_path_factory.mktemp("real") / "var"
    assert main(["ingest", str(STATEMENTS / "seed.jsonl.gz"), "--home", str(home)]) == 0
    with serving(home) as (base, _), httpx.Client(base_url=base, trust_env=False, verify=False) as client:
        yield client


def _table(name: str) -> list[list[str]]:
    with (STATEMENTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_paragraph_is_the_source_s_and_every_url_opens(client: httpx.Client) -> None:
    with gzip.open(STATEMENTS / "seed.jsonl.gz", "rt", encoding="utf-8") as file:
        expected = {line["id"]: line["paragraphs"] for line in map(json.loads, file)}
    assert sum("%" in one for one in expected) == 3
    link, opened = "/v1/search?group=statement&cursor=*&limit=100", set[str]()
    while link:
        found = client.get(link).json()
        for hit in found["hits"]:
            statement = hit["statement"]
            if len(opened) % PAGES == 0:
                assert client.get(statement["url"]).status_code == 200
            if len(opened) % EACH == 0:
                whole = client.get(statement["api_url"]).json()
                assert [one["text"] for one in whole["paragraphs"]] == expected[statement["id"]]
            opened.add(statement["id"])
        link = found["next"]
    assert opened == set(expected)
    assert (found["paragraphs"], found["statements"]) == (38_911, 1_978)


def test_every_phrase_is_its_one_paragraph(client: httpx.Client) -> None:
    rows = _table("phrases.tsv")
    assert len(rows) == 100
    for phrase, statement, place in rows:
        found = client.get("/v1/search", params={"q": phrase if phrase.startswith('"') else f'"{phrase}"'}).json()
        hits = [(hit["statement"]["id"], hit["paragraph"]["number"]) for hit in found["hits"]]
        assert hits == [(statement, int(place) + 1)], phrase


def test_every_pair_counts_exactly(client: httpx.Client) -> None:
    rows = _table("pairs.tsv")
    assert len(rows) == 100
    for pair, count, *_ in rows:
        first, _, second = pair.partition(" AND ")
        found = client.get("/v1/search", params={"q": f'"{first}" AND "{second}"', "limit": 0}).json()
        assert found["paragraphs"] == int(count), pair


def test_an_export_has_no_ceiling(client: httpx.Client) -> None:
    with client.stream("GET", "/v1/export?format=ndjson") as answer:
        assert sum(1 for _ in answer.iter_lines()) == 38_911
