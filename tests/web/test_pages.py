"""The pages as HTML: everything there without scripts, the URL the whole state."""

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.api.test_hostile import assert_harmless
from tests.conftest import JOINT, Client


class _Outline(HTMLParser):
    """Texts by element, links by their label or text."""

    def __init__(self) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.status = ""
        self._href: str | None = None
        self._text = ""
        self._label: str | None = None
        self._in_status = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self._href, self._text, self._label = given.get("href"), "", given.get("aria-label")
        self._in_status = self._in_status or given.get("role") == "status"

    def handle_data(self, data: str) -> None:
        self._text += data
        self.status += data if self._in_status else ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._href:
            self.links.setdefault(self._label or " ".join(self._text.split()), self._href)
            self._href = None
        self._in_status = self._in_status and tag not in ("p", "span")


def outline(client: Client, path: str, status: int = 200) -> _Outline:
    """Read a page."""
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    found = _Outline()
    found.feed(answer.text)
    return found


def test_shows_the_answer_of_the_api(client: Client) -> None:
    page = client.get("/?q=ironclad").text
    assert outline(client, "/?q=ironclad").status == "1 paragraph in 1 statement"
    assert '<span class="for">for <bdi lang="">ironclad</bdi></span></h1>' in page
    assert "<mark>ironclad</mark>" in page
    assert '<label class="big" for="q">' in page
    assert 'value="ironclad"' in page


@pytest.mark.parametrize(
    "query",
    [
        "q=vaccines+facility&within=statement",
        "q=commit&variants=off",
        "q=treaty&group=statement&sort=oldest",
        "q=-treaty&missing=place&date_to=2020",
        "reject_issuer=Nicaragua&issuer=United+States&sort=title&limit=5",
        "q=peace+OR+hostile&year=1927&facet_match.place=managua",
    ],
)
def test_a_page_says_what_the_api_says(client: Client, query: str) -> None:
    answer = client.get(f"/?{query}")
    page, told = answer.text, re.search(r'<link rel="alternate" type="application/json" href="([^"]+)"', answer.text)
    assert told is not None
    found = client.json(unescape(told[1]))
    assert [found[name] for name in ("paragraphs", "statements")] == [
        client.json(f"/v1/search?{query}")[name] for name in ("paragraphs", "statements")
    ]
    for word, count in (("paragraph", found["paragraphs"]), ("statement", found["statements"])):
        says = rf"\b{count} {word}" if count else "No match"
        assert re.search(rf">[^<]*{says}", page), (word, count)
    shown = re.findall(r'class="pin" href="([^"?]*)\?version=([0-9a-f]+)[^"]*#p(\d+)"', page)
    links = [one for hit in found["hits"] for one in (hit, *hit["others"])]
    assert ["https://archive.example.org{}?version={}#p{}".format(*parts) for parts in shown] == [
        one["paragraph"]["url"] for one in links
    ]


def test_lists_what_lacks_some_of_the_words_below_the_hits(client: Client) -> None:
    page = client.get("/?q=treaty+vaccines+nowhere+1927&limit=3").text
    assert "No paragraph holds all 4 words; 31 paragraphs in 2 statements hold at least 1 of them" in page
    assert "In no paragraph of the archive: nowhere, 1927<" in page
    assert "without treaty, nowhere, 1927" in page
    assert page.count('<article class="hit">') == 2
    offered = outline(client, "/?q=treaty+vaccines+nowhere+1927&limit=3").links["date:1927"]
    assert dict(parse_qsl(offered.partition("?")[2])) == {"q": "treaty vaccines nowhere date:1927", "limit": "3"}
    assert "relaxed=on" in page.partition('rel="alternate"')[2].partition(">")[0]


def test_lists_no_more_where_that_is_turned_off(client: Client) -> None:
    page = client.get("/?q=treaty+vaccines&relaxed=off").text
    assert '<article class="hit">' not in page
    assert "relaxed=off" in page.partition('rel="alternate"')[2].partition(">")[0]


def test_a_hit_leads_to_its_marked_paragraph(client: Client) -> None:
    links = outline(client, "/?q=ironclad").links
    link = links["¶ 4"]
    assert link.startswith(f"/statements/{JOINT}?version=")
    assert link.endswith("#p4")
    page = client.get(link.partition("#")[0]).text
    assert page.count("<mark>") == 1
    assert 'id="p4"' in page


def test_facets_add_filters_and_chips_remove_them(client: Client) -> None:
    all_of_it = outline(client, "/?sort=newest")
    narrowed = outline(client, all_of_it.links["Nicaragua"])
    assert narrowed.status == "30 paragraphs in 1 statement"
    assert narrowed.links["Remove filter Issuer: Nicaragua ×"] == "/?sort=newest"
    without = outline(client, all_of_it.links["Exclude Nicaragua"])
    assert without.status == "10 paragraphs in 3 statements"


def test_options_stay_out_of_the_url_when_default_and_are_kept_when_not(client: Client) -> None:
    answer = client.get("/?q=treaty&sort=&group=&within=&variants=&date_from=&date_to=&utm_source=x")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?q=treaty")
    assert client.get("/?q=&sort=").headers["location"] == "/"
    links = outline(client, "/?q=treaty&sort=oldest&limit=5&group=paragraph").links
    assert links["Next →"] == "/?q=treaty&sort=oldest&limit=5&group=paragraph&offset=5"


def test_pages_run_to_the_end_and_back(client: Client) -> None:
    link, ranks = "/?q=treaty&group=paragraph", []
    while link:
        page = outline(client, link)
        ranks += [text for text in page.links if re.fullmatch(r"¶ \d+", text)]
        last, link = link, page.links.get("Next →", "")
    assert len(set(ranks)) == 30
    assert outline(client, last).links["← Previous"].endswith("offset=10")


def test_tells_apart_why_nothing_is_found(client: Client) -> None:
    assert "No paragraph matches these words" in client.get("/?q=zzznothing").text
    assert outline(client, "/?q=zzznothing").status == "No match"
    filtered = client.get("/?q=treaty&issuer=United+States").text
    assert "Your filters removed all matches" in filtered
    assert "30 paragraphs in 1 statement" in filtered
    assert "The list ends before this page" in client.get("/?q=treaty&offset=500").text


def test_words_in_different_paragraphs_are_offered_within_the_statement(client: Client) -> None:
    page = outline(client, "/?q=vaccines+facility")
    assert page.links["1 statement matches"] == "/?q=vaccines%20facility&within=statement"


def test_a_query_without_meaning_shows_its_mend(client: Client) -> None:
    page = outline(client, "/?q=%22peace+treaty&place=Managua", 422)
    assert page.links['"peace treaty"'] == "/?place=Managua&q=%22peace%20treaty%22"
    assert outline(client, "/?sort=newst", 422).links["newest"] == "/?sort=newest"


def test_a_page_ignores_parameters_that_it_does_not_know(client: Client) -> None:
    for path in ("/?q=treaty&utm_source=x&fbclid=y", f"/statements/{JOINT}?utm_source=x&q=ironclad"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "utm_source" not in answer.text
        assert "utm_source" not in answer.headers["link"]
    assert client.get("/v1/search?utm_source=x").json()["errors"][0]["mend"] is None


def test_text_of_the_archive_is_isolated_and_says_its_language(tmp_path: Path) -> None:
    source, home = tmp_path / "lines.jsonl", tmp_path / "var"
    title = "Visit \u202eolleh of the President"
    line = {
        "id": "one",
        "title": title,
        "issuers": ["\u202eIssuer"],
        "language": "he",
        "paragraphs": ["peace \u202e x"],
    }
    source.write_text(json.dumps(line))
    assert main(["ingest", str(source), "--home", str(home)]) == 0
    app = create_app(Settings(home=home))
    found, shown = Client(app).get("/?q=peace").text, Client(app).get("/statements/one").text
    app.state.holder.close()
    assert f'<bdi lang="he">{title}</bdi>' in found
    assert f"<bdi>{title}</bdi></h1>" in shown
    assert '<h1 dir="auto" lang="he" title="Visit olleh of the President">' in shown
    assert '<blockquote lang="he"><p dir="auto">' in found
    assert '<section class="text" id="text" tabindex="-1" aria-label="Text" lang="he">' in shown
    assert '<bdi lang="">\u202eIssuer</bdi>' in found
    for page in (found, shown):
        outside = re.sub(r"<(bdi|blockquote|p|pre)[ >].*?</\1>", "", page, flags=re.DOTALL)
        assert "\u202e" not in outside


def test_the_histogram_has_a_table_and_its_bars_narrow(client: Client) -> None:
    page = outline(client, "/?histogram=year")
    assert "<svg" in client.get("/?sort=newest").text
    assert page.links["1927"] == "/?histogram=year&date_from=1927&date_to=1927&date_match=within"
    assert outline(client, page.links["1927"]).status == "30 paragraphs in 1 statement"


def test_dates_without_a_bar_are_told_alone(client: Client) -> None:
    page = client.get("/?q=hostile").text
    assert "Date unknown: 2 paragraphs in 1 statement" in page
    assert "<svg" not in page


def test_each_value_of_a_facet_shows_both_its_counts(client: Client) -> None:
    page = client.get("/?sort=newest").text
    issuers = page.partition('id="facet-issuer"')[2].partition("</details>")[0]
    shown = re.findall(r'class="n">(\d+) <small>in (\d+)</small>', issuers)
    facet = client.json("/v1/facets/issuer?limit=5")
    counted = [(str(one["paragraphs"]), str(one["statements"])) for one in facet["values"]]
    assert len(counted) > 3
    assert shown[: len(counted)] == counted


def test_a_facet_of_years_is_shown_when_asked_for(client: Client) -> None:
    assert 'id="facet-year"' not in client.get("/?sort=newest").text
    assert "1927" in outline(client, "/?q=treaty&facet=year").links
    assert 'id="facet-year"' in client.get("/?facet_match.year=1927").text


def test_says_how_words_were_understood_only_where_that_is_news(client: Client) -> None:
    for text in ("Treaty", "treaty+OR+Ironclad", "%22Treaty+of+Peace%22"):
        assert "Understood as" not in client.get(f"/?q={text}").text
    assert "Understood as <code><bdi>treaty ironclad</bdi></code>" in client.get("/?q=Treaty+AND+ironclad").text


def test_a_search_of_filters_alone_is_named_by_them(client: Client) -> None:
    page = client.get("/?issuer=Nicaragua").text
    assert '<span class="for">with <bdi lang="">Issuer: Nicaragua</bdi></span></h1>' in page


def test_a_page_of_an_error_is_written_for_people(client: Client) -> None:
    missing = client.get("/nowhere").text
    assert "<h1>Not found</h1>" in missing
    assert "The search page is at <code>/</code>" in missing
    assert "There is no statement &#39;nobody&#39;" in client.get("/statements/nobody").text
    assert "</pre>Expected a closing bracket" in client.get("/?q=(peace").text
    invalid = client.get("/statements/undated?from=0").text
    assert "expected a whole number" in invalid
    assert "listed under" not in invalid


def test_explains_what_the_api_explains(client: Client) -> None:
    explained = client.json("/v1/search?q=peace%20-war&explain=query")["query"]["explained"]
    assert explained in client.get("/?q=peace%20-war&explain=query").text
    assert "Meaning" not in client.get("/?q=peace%20-war").text


def test_a_walk_goes_on_from_page_to_page(client: Client) -> None:
    link, numbers = "/?q=treaty&group=paragraph&cursor=*", []
    while link:
        links = outline(client, link).links
        numbers += [text for text in links if re.fullmatch(r"¶ \d+", text)]
        link = links.get("Next →", "")
    assert len(set(numbers)) == len(numbers) == 30


def test_exports_take_the_filters_along(client: Client) -> None:
    links = outline(client, "/?q=treaty&issuer=Nicaragua&group=statement").links
    assert links["CSV"] == "/v1/export?q=treaty&issuer=Nicaragua&format=csv"
    assert client.get(links["keyword in context"]).status_code == 200


def test_a_query_that_cannot_be_read_hides_no_text(client: Client) -> None:
    answer = client.get(f"/statements/{JOINT}?q=(ironclad")
    assert answer.status_code == 200
    assert "The words to mark are invalid" in answer.text
    assert "<mark>" not in answer.text


def test_a_link_that_is_no_web_address_is_not_followed(client: Client) -> None:
    page = client.get("/statements/undated").text
    assert "javascript:alert(&#39;url&#39;)" in page
    assert 'href="javascript' not in page


@pytest.mark.parametrize("path", ["/", "/?q=ironclad", f"/statements/{JOINT}", "/docs", "/nothing", "/?q=("])
def test_pages_hold_one_script_of_ours_no_style_and_nothing_foreign(client: Client, path: str) -> None:
    page = client.get(path).text
    assert_harmless(page)
    assert not re.search(r"""(?:src|action)=["'](?:https?:)?//""", page)
    assert page.startswith("<!doctype html>")
    assert '<html lang="en">' in page


def test_static_files_are_served(client: Client) -> None:
    sheet = re.search(r'href="(/static/pincite\.css\?v=[0-9a-f]+)"', client.get("/").text)
    assert sheet is not None
    assert client.get(sheet[1]).headers["content-type"].startswith("text/css")
    assert client.get("/static/../templates/base.html").status_code == 404
