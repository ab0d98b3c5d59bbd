"""Other names of countries and organisations in an answer: exact numbers, only what finds more, on API and page."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.conftest import Client

TEXTS = {
    "a": (["Burma signed the treaty.", "Burma, a word."], "1970", "Rangoon"),
    "b": (["Myanmar signed the treaty."], "2020", "Naypyidaw"),
    "c": (["Myanmar and the Union of Myanmar."], "2000", "Yangon"),
    "d": (["The DPRK signed nothing."], "2018", "Pyongyang"),
    "e": (["North Korea, and so did the north of Korea."], "2019", "Seoul"),
}
QUERIES = ["burma", "burma treaty", "myanmar", "north korea", "DPRK signed", "burma OR dprk", "(burma OR peace) treaty"]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("aliases")
    lines = [{"id": id_, "title": "A", "paragraphs": t, "date": d, "place": p} for id_, (t, d, p) in TEXTS.items()]
    (folder / "lines.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert main(["ingest", str(folder / "lines.jsonl"), "--home", str(folder / "var")]) == 0
    app = create_app(Settings(home=folder / "var"))
    yield Client(app)
    app.state.holder.close()


def answered(client: Client, query: str) -> dict[str, Any]:
    """Ask until time allows everything: the machine may be busy."""
    for _ in range(20):
        found: dict[str, Any] = client.json(f"/v1/search?{query}")
        if not found["partial"] and not found["incomplete"]:
            break
    return found


def suggested(client: Client, query: str) -> list[tuple[str, int, int]]:
    return [(one["label"], one["paragraphs"], one["statements"]) for one in answered(client, query)["suggested"]]


def test_a_name_is_offered_with_its_years_and_what_it_finds(client: Client) -> None:
    assert suggested(client, "q=burma") == [("Myanmar, since 1989", 4, 3)]
    assert suggested(client, "q=myanmar") == [("Burma, 1948–1989", 4, 3)]
    assert suggested(client, "q=dprk") == [("North Korea", 2, 2)]


def test_only_what_finds_more_under_the_same_filters_is_offered(client: Client) -> None:
    assert suggested(client, "q=burma+treaty") == [("Myanmar, since 1989", 2, 2)]
    assert suggested(client, "q=burma+word") == []
    assert suggested(client, "q=burma&date_to=1980") == []
    assert suggested(client, "q=burma&place=Yangon") == [("Myanmar, since 1989", 1, 1)]
    assert suggested(client, "q=burma+OR+myanmar") == []


def test_nothing_is_offered_in_quotes_or_on_later_pages(client: Client) -> None:
    for query in (quote('"burma"'), quote("=burma"), "burma&offset=1", "burma&cursor=*&sort=newest", "burma&limit=0"):
        assert suggested(client, f"q={query}") == []


def test_the_numbers_are_those_of_the_offered_query(client: Client) -> None:
    for query in QUERIES:
        found = answered(client, f"q={quote(query)}")
        for one in found["suggested"]:
            then = answered(client, f"{one['parameter']}={quote(one['value'])}")
            assert (then["paragraphs"], then["statements"]) == (one["paragraphs"], one["statements"])
            assert then["paragraphs"] > found["paragraphs"]


def test_an_answer_counts_only_what_was_asked(client: Client) -> None:
    assert answered(client, "q=burma")["paragraphs"] == 2


def test_the_page_offers_the_names(client: Client) -> None:
    page = next(text for text in (client.get("/?q=burma").text for _ in range(20)) if "ran out of time" not in text)
    assert "Myanmar, since 1989" in page
    assert "4 paragraphs" in page
    assert re.search("q=burma(%20|[+])OR(%20|[+])myanmar", page)
