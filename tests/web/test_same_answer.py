"""Every page is the answer of the API at its ``rel="alternate"`` link, the walk of hits included."""

import random
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote, urlencode

import pytest

from tests.conftest import Client

BASE = "https://archive.example.org"
WORDS = ("treaty", "peace", "commitment", "ironclad", "vaccines", "COVAX", "hostile", "zebra", "telegram", "number")
SEED = 22


def queries(rng: random.Random) -> str:
    words = rng.sample(WORDS, rng.choice((0, 1, 1, 1, 2, 2, 3)))
    shape = rng.choice(("{}", '"{}"', "{} OR peace", "peace -{}", "title:{}", "{}*", "{}~"))
    return " ".join(words) if len(words) != 1 else shape.format(words[0])


def addresses(count: int) -> Iterator[str]:
    rng = random.Random(SEED)
    for _ in range(count):
        pairs = [("q", queries(rng))]
        pairs += [
            ("issuer", one) for one in rng.sample(["Nicaragua", "United States", "Nobody"], rng.choice((0, 0, 1, 2)))
        ]
        for name, values in (
            ("sort", ("newest", "oldest", "title", "added", "relevance")),
            ("group", ("paragraph", "statement")),
            ("within", ("statement", "paragraph")),
            ("variants", ("off",)),
            ("limit", ("1", "3", "25")),
            ("offset", ("1", "10")),
            ("date_from", ("1900", "2018-06")),
            ("missing", ("place",)),
            ("relaxed", ("off",)),
            ("facet_size", ("1",)),
        ):
            if rng.random() < 0.2:
                pairs.append((name, rng.choice(values)))
        yield urlencode([pair for pair in pairs if pair[1]], quote_via=quote)


@pytest.mark.parametrize("count", [40, pytest.param(200, marks=pytest.mark.torture)])
def test_a_page_is_the_answer_at_its_link(client: Client, count: int) -> None:
    walks = 0
    for query in addresses(count):
        answer = client.get(f"/?{query}")
        assert answer.status_code == 200, query
        if not query:
            continue
        told = re.search(r'rel="alternate" type="application/json" href="([^"]+)"', answer.text)
        assert told is not None
        found = client.json(unescape(told[1]))
        assert said(answer.text) == (found["paragraphs"], found["statements"]), query
        hits = [*found["hits"], *(found["relaxed"] or {"hits": ()})["hits"]]
        urls = [one["paragraph"]["url"].removeprefix(BASE) for hit in hits for one in (hit, *hit["others"])]
        pins = re.findall(r'class="pin" href="([^"?]*)\?version=([0-9a-f]+)[^"]*#p(\d+)"', answer.text)
        assert ["{}?version={}#p{}".format(*parts) for parts in pins] == urls, query
        bars = found["histogram"]["bars"]
        drawn = [bar for bar in bars if bar["paragraphs"]] if len(bars) > 1 else []  # A single bar is not drawn.
        assert answer.text.count('<path class="bar"') == len(drawn)
        for hit in found["hits"][:1]:
            walks += same_walk(client, query, hit["statement"]["id"])
    assert walks >= count // 8


def said(page: str) -> tuple[int, int]:
    says = re.search(r'<span role="status">([^<]+)</span>', page)
    assert says is not None
    numbers = [int(number.replace(",", "")) for number in re.findall(r"[\d,]+", says[1])]
    return (numbers[0], numbers[1]) if numbers else (0, 0)


def same_walk(client: Client, query: str, identity: str) -> bool:
    """Compare the hits on the page of a statement with those that the search counts in it."""
    kept = "&".join(pair for pair in query.split("&") if not pair.startswith(("sort=", "limit=", "offset=", "group=")))
    if not kept.startswith("q="):
        return False
    quoted = quote(identity, safe="")
    found = client.json(f"/v1/search?{kept}&statement={quoted}&sort=title&limit=100&group=paragraph")
    page = client.get(f"/statements/{quoted}?{query}").text
    numbers = [int(number) for number in re.findall(r'class="para hit-here" id="p(\d+)"', page)]
    assert numbers == [hit["paragraph"]["number"] for hit in found["hits"]], (query, identity)
    return True
