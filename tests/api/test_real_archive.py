"""The real archive over a real socket: every address opens, every phrase and pair is where a plain scan found it."""

import csv
import gzip
import json
import os
import random
import time
from collections.abc import Iterator
from functools import cache
from itertools import chain

import httpx
import pytest

from pincite.app.cli import main
from tests.api.test_server import serving
from tests.conftest import DATA

STATEMENTS = DATA / "statements"
EACH, PAGES = (1, 1) if os.environ.get("PINCITE_TORTURE") == "1" else (40, 160)
"""Of so many statements one is opened, and one is looked at as a page too."""
PROMISED = 5
"""The most seconds that quotations of a request take; a shared machine gets three times that."""
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


KINDS = ("shuffled", "stitched", "stop words", "omissions", "brackets", "one word", "Chinese", "line ends", "long")
STOP_WORDS = ("the", "of", "and", "to", "in", "that", "for", "is", "on", "with")


@cache
def _costly() -> dict[str, list[str]]:
    """Return kinds of quotations that take longest to check, each as many and as long as a request may have."""
    chance = random.Random(3)
    with gzip.open(STATEMENTS / "seed.jsonl.gz", "rt", encoding="utf-8") as file:
        texts = [text for line in file for text in json.loads(line)["paragraphs"] if len(text) > 1_000]
    cut = [chance.choice(texts)[:1_000].split() for _ in range(200)]
    pairs = [[" ".join(words[at : at + 2]) for at in range(0, len(words), 2)] for words in cut]
    return {
        "shuffled": [" ".join(chance.sample(words, len(words))) for words in cut],
        "stitched": [" ".join(words[:40] + other[-40:]) for words, other in zip(cut, cut[1:] + cut[:1], strict=True)],
        "stop words": [" ".join(chance.choices(STOP_WORDS, k=250))[:1_000] for _ in cut],
        "omissions": [" … ".join(chance.sample(some, len(some)))[:1_000] for some in pairs],
        "brackets": [" [x] ".join(chance.sample(some, len(some)))[:1_000] for some in pairs],
        "one word": [f"{'the ' * 245} {number}" for number in range(200)],
        "Chinese": ["".join(chance.choices("中華人民共和國的是在不了有", k=1_000)) for _ in cut],
        "line ends": ["-\n".join(chance.sample(words, len(words)))[:1_000] for words in cut],
        "long": [" ".join(chance.sample([*chain.from_iterable(cut)], 8_000))[:59_000] for _ in range(3)],
    }


@pytest.mark.parametrize(
    "kinds",
    [
        pytest.param(["shuffled", "stop words", "omissions", "Chinese", "line ends"], id="several"),
        *(pytest.param([kind], id=kind, marks=pytest.mark.torture) for kind in KINDS),
    ],
)
def test_the_costliest_quotations_are_answered_in_time(client: httpx.Client, kinds: list[str]) -> None:
    made = _costly()
    quotes = [text for kind in kinds for text in made[kind][:: len(kinds)]]
    began = time.monotonic()
    answer = client.post("/v1/quotes/check", json={"quotes": quotes}, timeout=60)
    assert time.monotonic() - began < 3 * PROMISED
    assert answer.status_code == 200, answer.text
    found = answer.json()["quotes"]
    assert len(found) == len(quotes)
    assert all(one["verdict"] or one["partial"] for one in found)
