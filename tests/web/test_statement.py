"""The page of a statement: the walk over the hits of the search, the way back, and parts of long texts."""

import json
import re
import time
from collections.abc import Iterator
from html import unescape

import pytest

from pincite.app.answering.links import PART
from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.api.test_hostile import assert_harmless
from tests.conftest import JOINT, Client
from tests.web.test_pages import outline

LINES = [
    {
        "id": f"talks-{number}",
        "title": f"Talks number {number}",
        "date": f"195{number}-03",
        "series": "Talks",
        "issuers": ["Country A" if number % 2 else "Country B"],
        "language": "en",
        "paragraphs": [
            "Peace and trade." if n % 3 == 0 else "Peace alone." if n % 3 == 1 else "Nothing here." for n in range(21)
        ],
    }
    for number in range(5)
]
LONG = {
    "id": "long",
    "title": "A long statement",
    "date": "1960",
    "issuers": ["Country A"],
    "language": "en",
    "paragraphs": [f"Paragraph {n} says {'treaty' if n % 100 == 7 else 'nothing'} in a few words." for n in range(700)],
}


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("room")
    source = folder / "lines.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in [*LINES, LONG]), encoding="utf-8")
    assert main(["ingest", str(source), "--home", str(folder / "var")]) == 0
    app = create_app(Settings(home=folder / "var", url="https://archive.example.org"))
    yield Client(app)
    app.state.holder.close()


def said_of(page: str) -> str:
    found = re.search(r'<span class="walk">.*?<span role="status">([^<]+)</span>', page)
    return found[1] if found else ""


def hits_of(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'class="para hit-here" id="p(\d+)"', page)]


def walk_from(client: Client, link: str) -> list[tuple[str, int]]:
    """Follow the links to the next hit to the end."""
    walked = []
    while link:
        walked.append((said_of(client.get(link.partition("#")[0]).text), int(link.rpartition("#p")[2])))
        link = outline(client, link.partition("#")[0]).links.get("↓Next hit", "")
    return walked


@pytest.mark.parametrize("query", ["q=peace+trade", "q=trade", "q=peace+-trade", "q=peace+trade&within=statement"])
def test_the_walk_goes_over_the_hits_that_the_search_counted(room: Client, query: str) -> None:
    found = room.json(f"/v1/search?{query}&statement=talks-1&sort=title&limit=100")
    numbers = [hit["paragraph"]["number"] for hit in found["hits"]]
    page = room.get(f"/statements/talks-1?{query}").text
    assert hits_of(page) == numbers
    assert f"{len(numbers)} paragraphs found by this search" in page
    first = outline(room, f"/statements/talks-1?{query}").links["↓Next hit"]
    walked = walk_from(room, first)
    assert [number for _, number in walked] == numbers
    assert [says for says, _ in walked] == [f"Hit {n} of {len(numbers)}" for n in range(1, len(numbers) + 1)]


def test_a_title_that_may_be_cut_stands_whole_among_the_facts(client: Client) -> None:
    title = client.json(f"/v1/statements/{JOINT}")["statement"]["title"]
    assert f'<dt>Title</dt><dd><bdi lang="en">{title}</bdi></dd>' in client.get(f"/statements/{JOINT}").text
    assert "<dt>Title</dt>" not in client.get("/statements/telegram-1927").text


def test_marks_can_be_hidden_only_where_there_are_some(room: Client) -> None:
    assert "Hide marks" in room.get("/statements/talks-1?q=peace").text
    page = room.get("/statements/talks-1?q=zebra").text
    assert "No hits here" in page
    assert "Hide marks" not in page


def test_the_changes_of_a_text_with_one_version_name_no_other_and_lead_back(room: Client) -> None:
    page = room.get("/statements/talks-1/changes").text
    assert "only version" in page
    assert "<p>From <a" not in page
    assert outline(room, "/statements/talks-1/changes").links["← Back to the text"] == "/statements/talks-1"


def test_other_words_are_marked_but_are_no_hits(room: Client) -> None:
    page = room.get("/statements/talks-1?q=peace+trade").text
    assert len(hits_of(page)) == 7
    assert page.count("<mark>") == 7 * 2 + 7


def test_a_result_leads_to_its_hit_and_back_in_place(room: Client) -> None:
    results = "/?q=trade&issuer=Country%20A&issuer=Country%20B&sort=oldest&limit=2&offset=2"
    link = outline(room, results).links["Talks number 2"]
    page = outline(room, link.partition("#")[0])
    assert said_of(room.get(link.partition("#")[0]).text) == "Hit 1 of 7"
    assert page.links["← Results"] == f"{results}#s-talks-2"
    assert 'id="s-talks-2"' in room.get(results).text


def test_the_statements_of_the_results_follow_each_other_across_pages(room: Client) -> None:
    link = outline(room, "/?q=trade&sort=oldest&limit=2").links["Talks number 0"]
    titles = []
    while link:
        page = room.get(link.partition("#")[0]).text
        titles.append(re.search(r"<h1[^>]*><bdi>([^<]+)", page)[1])  # type: ignore[index]
        back = outline(room, link.partition("#")[0]).links
        number = len(titles) - 1
        page_of_results = f"&offset={number // 2 * 2}#" if number > 1 else "#"
        assert back["← Results"].startswith(f"/?q=trade&sort=oldest&limit=2{page_of_results}")
        link = back.get("›Next statement of the results", "")
    assert titles == [f"Talks number {n}" for n in range(5)]


def test_the_statements_of_a_series_follow_each_other(room: Client) -> None:
    links = outline(room, "/statements/talks-2").links
    assert links["← Talks number 1"] == "/statements/talks-1"
    assert links["→ Talks number 3"] == "/statements/talks-3"
    first = outline(room, "/statements/talks-0").links
    assert "→ Talks number 1" in first
    assert not any(text.startswith("← Talks") for text in first)


def test_words_without_a_hit_are_walked_as_marks(room: Client) -> None:
    page = room.get("/statements/talks-1?q=peace+trade+zebra").text
    assert "14 paragraphs marked; no paragraph here is a hit" in page
    assert said_of(page) == "14 marked paragraphs"
    assert hits_of(page) == [n for n in range(1, 22) if n % 3 != 0]


def test_a_long_statement_comes_in_parts(room: Client) -> None:
    parts = [f"/statements/long?from={begin}" for begin in (1, 251, 501)]
    numbers = []
    for path in parts:
        body = room.get(path).text
        shown = [int(number) for number in re.findall(r'class="para" id="p(\d+)"', body)]
        numbers += shown
        assert len(shown) <= PART
        text = sum(len(LONG["paragraphs"][n - 1].encode()) for n in shown)
        assert len(body.encode()) <= 2 * text + 40 * 1024
        told = re.search(r'rel="alternate" type="application/json" href="([^"]+)"', body)
        assert told is not None
        part = room.json(unescape(told[1]))
        assert [one["number"] for one in part["paragraphs"]] == shown
    assert numbers == list(range(1, 701))


def test_the_address_of_a_paragraph_opens_its_part(room: Client) -> None:
    hits = room.json("/v1/search?q=treaty&statement=long&sort=title")["hits"]
    for hit in hits:
        url, number = hit["paragraph"]["url"], hit["paragraph"]["number"]
        assert f'id="p{number}"' in room.get(url.partition("#")[0]).text
    assert hits[-1]["paragraph"]["url"].endswith("&from=608#p608")
    first = outline(room, "/statements/long?q=treaty").links["↓Next hit"]
    assert [number for _, number in walk_from(room, first)] == [hit["paragraph"]["number"] for hit in hits]
    pins = re.findall(r'class="pin" href="([^"]+)"', room.get("/statements/long?from=700").text)
    assert unescape(pins[-1]).endswith("&from=700#p700")


def test_seven_hundred_paragraphs_open_at_once(room: Client) -> None:
    fastest = 60.0
    for _ in range(3):
        started = time.perf_counter()
        assert room.get("/statements/long?q=treaty&from=408").status_code == 200
        fastest = min(fastest, time.perf_counter() - started)
    assert fastest < 3 * 1.0  # Three times the second that is promised: the machine may be busy.


def test_the_api_gives_paragraphs_in_parts(room: Client) -> None:
    link, numbers = "/v1/statements/long?limit=300", []
    while link:
        part = room.json(link)
        numbers += [one["number"] for one in part["paragraphs"]]
        link = part["next"]
    assert numbers == list(range(1, 701))
    assert room.json("/v1/statements/long")["next"] is None
    assert room.json("/v1/statements/long?from=701")["paragraphs"] == []
    assert room.get("/v1/statements/long?from=0").status_code == 422


def test_values_and_versions_stand_behind_one_disclosure(room: Client) -> None:
    page = room.get("/statements/talks-1").text
    assert page.index("<h1") < page.index('<details class="about">') < page.index('class="para"')
    assert page.count("<h1") == 1


def test_a_statement_is_cited_in_every_style(room: Client) -> None:
    link = unescape(re.findall(r'class="cite" href="([^"]+)"', room.get("/statements/talks-1").text)[3])
    page = room.get(f"/statements/talks-1{link}").text
    assert page.count('class="citation"') == 7
    assert "para. 4" in page
    assert "accessed" in page
    files = re.findall(r'<a href="([^"]+)" download', page)
    for file in files:
        answer = room.get(unescape(file))
        assert answer.status_code == 200
        assert unescape(answer.text.strip()) in unescape(page)
    whole = room.get("/statements/talks-1?cite=0").text
    assert "Cite this statement" in whole
    assert "para." not in whole.partition("<main")[2]
    assert room.get("/statements/talks-1?cite=99").status_code == 404


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "text/plain"),
        ("*/*", "text/plain"),
        ("application/x-bibtex", "application/x-bibtex"),
        (
            "application/x-bibtex;q=0.2, application/vnd.citationstyles.csl+json;q=0.9",
            "application/vnd.citationstyles.csl+json",
        ),
        ("application/x-research-info-systems;q=x", "application/x-research-info-systems"),
    ],
)
def test_a_citation_is_chosen_by_what_the_client_reads(room: Client, accept: str, media_type: str) -> None:
    answer = room.get("/v1/statements/talks-1/citation?paragraph=4", accept=accept)
    assert answer.headers["content-type"] == f"{media_type}; charset=utf-8"
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert room.get("/v1/statements/talks-1/citation?paragraph=99").status_code == 404
    assert room.get("/v1/statements/talks-1/citation?style=harvard").status_code == 422


def test_reference_managers_find_their_tags(room: Client) -> None:
    page = room.get("/statements/talks-1").text
    tags = re.findall(r'<meta name="(citation_\w+)" content="([^"]*)">', page)
    assert dict(tags) == {
        "citation_title": "Talks number 1",
        "citation_author": "Country A",
        "citation_publication_date": "1951/03",
        "citation_technical_report_institution": "Pincite",
        "citation_language": "en",
        "citation_public_url": tags[-1][1],
    }
    assert tags[-1][1].startswith("https://archive.example.org/statements/talks-1?version=")
    assert_harmless(page)
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])  # type: ignore[index]
    assert data["author"] == [{"@type": "Organization", "name": "Country A"}]
    assert '<meta property="og:title" content="Talks number 1">' in page
