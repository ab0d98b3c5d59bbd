"""What readers and programs come back by: feeds, OpenSearch description, sitemap, robots.txt, icons, the help page."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from pincite.app.main import create_app
from pincite.app.settings import Settings
from pincite.app.web.help_page import TEXTS, build_query
from pincite.index.query.parser import parse
from tests.api.test_hostile import assert_harmless
from tests.conftest import ROOT, Client
from tests.web.test_pages import outline

BASE = "https://archive.example.org"
HERE = Path(__file__).parent


def test_a_feed_is_read_by_a_reader_of_feeds(client: Client) -> None:
    answer = client.get("/feed.atom?q=treaty+OR+ironclad&sort=title&limit=1&utm_source=x")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content, sanitize_html=False)
    assert not feed.bozo
    assert feed.feed.title == "treaty OR ironclad – Pincite"
    assert feed.feed.subtitle.startswith("31 paragraphs in 2 statements.")
    assert feed.feed.subtitle.endswith("Ignored here: sort, limit.")
    found = client.json("/v1/search?q=treaty+OR+ironclad&sort=added&group=statement&limit=50")
    assert [entry.title for entry in feed.entries] == [hit["statement"]["title"] for hit in found["hits"]]
    for entry, hit in zip(feed.entries, found["hits"], strict=True):
        assert entry.id == hit["statement"]["url"]
        assert entry.updated == hit["statement"]["changed"]["at"]
        assert "<mark>" in entry.content[0].value
        assert f"¶ {hit['paragraph']['number']}" in entry.content[0].value
        page = client.get(entry.link.removeprefix(BASE).partition("#")[0])
        assert "<mark>" in page.text


def test_a_json_feed_says_the_same(client: Client) -> None:
    atom = feedparser.parse(client.get("/feed.atom?q=treaty").content)
    feed = client.json("/feed.json?q=treaty")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["home_page_url"] == f"{BASE}/?q=treaty"
    assert feed["feed_url"] == f"{BASE}/feed.json?q=treaty"
    assert [one["id"] for one in feed["items"]] == [entry.id for entry in atom.entries]
    assert len(client.json("/feed.json")["items"]) == 4
    assert client.get("/feed.json?q=(").status_code == 422


def test_a_json_feed_is_written_in_letters_and_not_in_escapes(client: Client) -> None:
    raw = client.get("/feed.json").content
    assert "¶".encode() in raw
    assert b"\\u" not in raw


def test_feeds_are_named_in_the_page(client: Client) -> None:
    page = client.get("/?q=treaty&limit=25&sort=title").text
    told = re.search(r'type="application/atom\+xml" title="Atom" href="([^"]+)"', page)
    assert told is not None
    assert unescape(told[1]) == "/feed.atom?q=treaty"


def test_hostile_text_stays_text_in_feeds(client: Client) -> None:
    atom = client.get("/feed.atom?q=hostile")
    entry = ElementTree.fromstring(atom.content).find("{*}entry")
    assert entry is not None
    assert entry.findtext("{*}title") == "=SUM(A1) <script>alert('title')</script>"
    for html in (str(entry.findtext("{*}content")), client.json("/feed.json?q=hostile")["items"][0]["content_html"]):
        assert_harmless(html)
        assert "&lt;script&gt;" in html


def test_browsers_can_add_the_archive(client: Client) -> None:
    answer = client.get("/opensearch.xml")
    assert answer.headers["content-type"].startswith("application/opensearchdescription+xml")
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "{http://a9.com/-/spec/opensearch/1.1/}OpenSearchDescription"
    assert len(root.findtext("{*}ShortName") or "") in range(1, 17)
    templates = {one.get("type"): one.get("template") for one in root.findall("{*}Url")}
    assert templates == {
        "text/html": f"{BASE}/?q={{searchTerms}}",
        "application/atom+xml": f"{BASE}/feed.atom?q={{searchTerms}}",
    }
    assert 'rel="search" type="application/opensearchdescription+xml"' in client.get("/").text


def schema() -> etree.RelaxNG:
    """Return the schema of descriptions, written from the OpenSearch 1.1 specification (draft 6)."""
    return etree.RelaxNG(etree.parse(HERE / "opensearch.rng"))


@pytest.mark.parametrize("name", ["Pincite", "The <Reading> Room of the Ministry & its \u202eArchive", "é" * 40])
def test_the_description_is_valid_by_its_schema_for_any_site_name(home: Path, name: str) -> None:
    app = create_app(Settings(home=home, site_name=name))
    document = etree.fromstring(Client(app).get("/opensearch.xml").content)
    app.state.holder.close()
    schema().assertValid(document)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("<ShortName>", "<ShortName>More than sixteen "), ("q={searchTerms}", "q="), ("<Description>", "<Summary>")],
)
def test_the_schema_refuses_what_the_specification_forbids(client: Client, was: str, becomes: str) -> None:
    text = client.get("/opensearch.xml").text
    broken = text.replace(was, becomes).replace(
        "</Description>", "</Summary>" if "Summary" in becomes else "</Description>"
    )
    assert not schema().validate(etree.fromstring(broken.encode()))


def locations(client: Client, path: str) -> Iterator[str]:
    for found in ElementTree.fromstring(client.get(path).content).findall(".//{*}loc"):
        yield str(found.text).removeprefix(BASE)


def test_the_sitemap_names_every_statement(client: Client) -> None:
    years = list(locations(client, "/sitemap.xml"))
    assert years == [f"/sitemap.xml?year={year}" for year in ("1927", "2018", "2021", "unknown")]
    links = [link for year in years for link in locations(client, year)]
    known = {
        hit["statement"]["url"].removeprefix(BASE)
        for hit in client.json("/v1/search?group=statement&limit=100")["hits"]
    }
    assert sorted(links) == sorted(known)
    assert client.get("/sitemap.xml?year=x").status_code == 422


def test_crawlers_stay_out_of_queries(client: Client) -> None:
    lines = client.get("/robots.txt").text.splitlines()
    assert "Disallow: /?" in lines
    assert "Disallow: /v1/" in lines
    assert "Disallow: /compare?" in lines
    assert f"Sitemap: {BASE}/sitemap.xml" in lines
    assert client.get("/llms.txt").text.startswith("# Pincite")


@pytest.mark.parametrize("path", ["/favicon.ico", "/touch-icon.png"])
def test_there_are_icons(client: Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")


def test_the_help_page_is_the_documentation(client: Client) -> None:
    for copy in TEXTS.iterdir():
        assert copy.read_text(encoding="utf-8") == (ROOT / "docs" / f"{copy.stem}.md").read_text(encoding="utf-8")
    answer = client.get("/help")
    assert_harmless(answer.text)
    links = outline(client, "/help").links
    assert links["reiterate"] == "/?q=reiterate"
    examples = [link for link in links.values() if link.startswith("/?q=")]
    assert len(examples) > 60
    assert not [link for link in links.values() if ".md" in link]


def test_the_help_page_leads_to_searches_that_open(client: Client) -> None:
    examples = [link for link in outline(client, "/help").links.values() if link.startswith("/?q=")]
    for link in examples[::12]:
        assert client.get(link).status_code in (200, 422)


def test_the_form_without_operators_asks_what_it_says(client: Client) -> None:
    link = client.get(
        "/ask?all=peace+AND&phrase=treaty+of+peace&any=a+b&none=war&title=minister&date_from=1927&date_to=&issuer=Nicaragua"
    ).headers["location"]
    given = dict(parse_qsl(urlsplit(link).query))
    assert given == {
        "q": 'peace and "treaty of peace" (a OR b) title:minister NOT war',
        "date_from": "1927",
        "issuer": "Nicaragua",
    }
    assert client.get(link).status_code == 200
    assert client.get("/ask").headers["location"] == "/"


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["all", "phrase", "any", "none", "title"]), st.text(max_size=30)))
def test_no_sign_in_the_form_is_an_operator(given: dict[str, str]) -> None:
    text = build_query(given)
    parse(text)
    assert not re.search(r"[~*]", text.replace("NOT ", ""))


def test_the_type_of_an_error_opens_its_explanation(client: Client) -> None:
    for path, code in (("/v1/search?limit=x", "invalid_request"), ("/v1/statements/nobody", "not_found")):
        error = client.get(path).json()
        assert error["type"] == f"/help/errors#{code}"
        assert f'<h3 id="{code}">' in client.get(error["type"].partition("#")[0]).text
