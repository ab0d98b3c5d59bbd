"""The results: what stands where, what folds away, and what a page of nothing says."""

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import quote

import pytest

from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.conftest import Client
from tests.web.test_pages import outline


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """An archive of forty statements by thirty issuers, nine of them with treaty in the title."""
    folder = tmp_path_factory.mktemp("many")
    lines = [
        {
            "id": f"s{number:02}",
            "title": "Treaty treaty"
            if number == 7
            else f"Talks on the treaty number {number}"
            if number < 9
            else "Talks",
            "date": f"19{50 + number}",
            "issuers": [f"Country {number % 30:02}", *(["Ærø & Åland"] if number == 3 else [])],
            "place": "Geneva" if number == 0 else "",
            "kind": "communiqué",
            "paragraphs": ["A treaty of peace.", "Peace and trade."],
        }
        for number in range(40)
    ]
    source = folder / "lines.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert main(["ingest", str(source), "--home", str(folder / "var")]) == 0
    app = create_app(Settings(home=folder / "var", url="https://archive.example.org"))
    yield Client(app)
    app.state.holder.close()


def test_groups_by_statement_and_lists_results_before_facets(many: Client) -> None:
    page = many.get("/?q=peace").text
    assert page.count('<article class="hit">') == 10
    assert "80 paragraphs in 40 statements" in page
    assert page.index('id="hits"') < page.index('id="filters"')
    assert page.index('class="bars"') < page.index('id="hits"')
    assert 'class="skip" href="#hits"' in page
    assert many.get("/?q=peace&group=paragraph").text.count('<div class="quote">') == 10


def test_order_grouping_and_page_size_are_links(many: Client) -> None:
    links = outline(many, "/?q=peace&sort=oldest&limit=25&offset=25").links
    assert links["Newest"] == "/?q=peace&limit=25&sort=newest"
    assert links["Relevance"] == "/?q=peace&limit=25"
    assert links["Paragraphs"] == "/?q=peace&sort=oldest&limit=25&group=paragraph"
    assert links["10"] == "/?q=peace&sort=oldest"


def test_facets_show_five_values_and_fold_what_divides_nothing(many: Client) -> None:
    page = many.get("/?q=peace").text
    folded = dict(re.findall(r'<details class="facet" id="facet-(\w+)"( open)?>', page))
    assert folded == {"issuer": " open", "place": "", "kind": ""}
    issuers = page.partition('id="facet-issuer"')[2].partition("</details>")[0]
    assert issuers.count('class="n"') == 5
    assert outline(many, "/?q=peace").links["All 31 issuers"] == "/facets/issuer?q=peace"
    chosen = many.get("/?q=peace&kind=communiqu%C3%A9").text
    assert '<details class="facet" id="facet-kind" open>' in chosen


def test_the_values_of_a_field_have_a_page(many: Client) -> None:
    by_count = many.get("/facets/issuer?q=peace&order=oldest").text
    assert "31 values" in by_count
    links = outline(many, "/facets/issuer?q=peace&order=oldest").links
    assert links["← Back to the results"] == "/?q=peace&sort=oldest"
    assert links["Country 03"] == "/?q=peace&sort=oldest&issuer=Country%2003"
    assert links["A–Z"] == "/facets/issuer?q=peace&order=oldest&sort=value"
    found = many.json("/v1/facets/issuer?q=peace&match=%C3%A5land")
    assert [one["value"] for one in found["values"]] == ["Ærø & Åland"]
    assert found["total"] == 1
    searched = many.get("/facets/issuer?q=peace&match=%C3%A5land").text
    assert "1 value<" in searched
    assert 'value="åland"' in searched
    assert "No issuer contains these words" in many.get("/facets/issuer?match=zzz").text
    assert "No issuer is given in these results" in many.get("/facets/issuer?q=title:zzz").text


def test_a_list_of_values_walks_to_the_end_in_both_orders(many: Client) -> None:
    for sort in ("count", "value"):
        link, values = f"/v1/facets/issuer?q=peace&limit=7&sort={sort}", []
        while link:
            part = many.json(link)
            values += [one["value"] for one in part["values"]]
            link = part["next"]
        assert len(values) == len(set(values)) == part["total"] == 31
        if sort == "value":
            assert values == sorted(values, key=str.casefold)
    page, values = "/facets/issuer?limit=20&sort=value", []
    while page:
        links = outline(many, page).links
        values += [text for text, link in links.items() if "issuer=" in link and "reject" not in link]
        page = links.get("Next →", "")
    assert len(values) == 31


@pytest.mark.parametrize("path", ["/facets/nowhere", "/v1/facets/nowhere", "/v1/facets/issuer?cursor=x&sort=value"])
def test_an_unknown_list_is_refused(many: Client, path: str) -> None:
    assert many.get(path).status_code == (422 if "cursor" in path else 404)


def test_titles_are_ranked_and_lead_to_all_of_them(many: Client) -> None:
    page = outline(many, "/?q=treaty")
    titles = re.findall(r'</span> <a href="(/statements/s\d+)">', many.get("/?q=treaty").text)
    assert titles[0] == "/statements/s07"
    assert len(titles) == 3
    assert page.links["All of them"] == "/?q=title%3Atreaty"
    assert outline(many, page.links["All of them"]).status == "18 paragraphs in 9 statements"
    assert many.json("/v1/search?q=treaty")["titles"]["statements"][0]["id"] == "s07"


def test_chips_of_one_field_say_or_and_a_range_is_one(many: Client) -> None:
    page = many.get("/?q=peace&issuer=Country+01&issuer=Country+02&date_from=1951&date_to=1952").text
    assert '<span class="joined">or</span>' in page
    links = outline(many, "/?q=peace&issuer=Country+01&issuer=Country+02&date_from=1951&date_to=1952").links
    assert links["Remove filter Issuer: Country 02 ×"] == "/?q=peace&issuer=Country%2001&date_from=1951&date_to=1952"
    assert links["Remove filter Date: 1951 to 1952 ×"] == "/?q=peace&issuer=Country%2001&issuer=Country%2002"


def test_a_statement_among_hits_and_near_hits_has_one_anchor(many: Client) -> None:
    page = many.get("/?q=treaty+peace&year=1957").text
    assert page.index('id="s-s07"') < page.index('class="relaxed"')
    assert page.count('id="s-s07"') == 1
    assert many.get("/?q=treaty+trade&year=1957").text.count('id="s-s07"') == 1


def test_nothing_names_the_word_that_occurs_nowhere(many: Client) -> None:
    page = many.get("/?q=peace+zebra+nowhereword&issuer=Country+01").text
    assert "In no paragraph of the archive: zebra, nowhereword" in page
    assert "In no paragraph of the archive: zebra<" in many.get("/?q=zebra").text


def test_nothing_found_shows_no_values_and_no_forms_of_words(many: Client) -> None:
    page = many.get("/?q=treaties&issuer=Nobody").text
    assert "Your filters removed all matches" in page
    assert 'id="filters"' not in page
    assert 'href="#filters"' not in page
    assert "</i> matched" not in page
    assert "</i> matched" in many.get("/?q=treaties").text


def test_the_dates_fold_and_say_what_they_span(many: Client) -> None:
    page = many.get("/?q=peace").text
    assert '<details class="fold"><summary>Dates: 1950 to 1989</summary>' in page
    assert "<summary>Dates:" not in many.get("/?q=peace&year=1957").text


def test_nothing_counts_the_search_without_each_filter(many: Client) -> None:
    path = "/?q=peace&issuer=Country+01&kind=memo&date_from=1980&date_to=1985"
    page = many.get(path).text
    said = re.findall(r'<li><a href="([^"]+)">Without <bdi lang="">([^<]+)</bdi></a> – ([^<]+)</li>', page)
    assert [text for _, text, _ in said] == ["Issuer: Country 01", "Kind: memo", "Date: 1980 to 1985"]
    for link, _, told in said:
        found = many.json("/v1/search?" + unescape(link).partition("?")[2])
        expected = f"{found['paragraphs']} paragraphs in {found['statements']} statement"
        assert told.startswith(expected if found["paragraphs"] else "no paragraphs")
    assert "80 paragraphs in 40 statements" in page


def test_pages_of_queries_are_not_for_crawlers_and_name_their_own_address(many: Client) -> None:
    page = many.get("/?q=peace&utm_source=x").text
    assert '<link rel="canonical" href="https://archive.example.org/?q=peace">' in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert "noindex" not in many.get("/").text
    paths = ("/", "/?q=peace", "/?q=trade", "/?q=peace&offset=10", "/facets/issuer?q=peace")
    titles = {many.get(path).text.partition("<title>")[2].partition("</title>")[0] for path in paths}
    assert len(titles) == 5


def test_a_printed_list_names_query_address_and_date(many: Client) -> None:
    page = many.get("/?q=peace&issuer=Country+01").text
    paper = re.search(r'<p class="paper">(.*?)</p>', page)
    assert paper is not None
    assert "peace" in paper[1]
    assert "https://archive.example.org/?q=peace&amp;issuer=Country%2001" in paper[1]
    assert re.search(r"\d{4}-\d\d-\d\d$", paper[1])


def test_a_page_is_the_answer_that_it_names(many: Client) -> None:
    for text in ("peace", "peace -trade", '"treaty of peace"', "zebra", "treaty trade peace zebra"):
        for rest in (
            "",
            "&group=paragraph",
            "&sort=newest&limit=25",
            "&issuer=Country+01",
            "&offset=10",
            "&relaxed=off",
        ):
            page = many.get(f"/?q={quote(text)}{rest}").text
            told = re.search(r'rel="alternate" type="application/json" href="([^"]+)"', page)
            assert told is not None
            found = many.json(unescape(told[1]))
            pins = re.findall(r'class="pin" href="([^"?]*)\?version=([0-9a-f]+)[^"]*#p(\d+)"', page)
            hits = [*found["hits"], *(found["relaxed"] or {"hits": ()})["hits"]]
            urls = [one["paragraph"]["url"] for hit in hits for one in (hit, *hit["others"])]
            assert ["https://archive.example.org{}?version={}#p{}".format(*parts) for parts in pins] == urls
            for name, facet in found["facets"].items():
                for bucket in facet["buckets"] if found["paragraphs"] else ():
                    assert f"{bucket['paragraphs']} <small>in {bucket['statements']}</small>" in page, name


def test_a_sentence_that_is_not_found_can_be_checked_as_a_quotation(client: Client) -> None:
    page = client.get("/?q=%22the+two+ministers+never+met+in+Singapore%22").text
    assert 'href="/check?text=the%20two%20ministers%20never%20met%20in%20Singapore"' in page
    assert "/check?text" not in client.get("/?q=%22never+met%22").text
    assert "/check?text" not in client.get("/?q=we+are+committed+to+the+facility").text
