"""The start page: what the archive holds, examples that find something, and the ways in."""

import re
from html import unescape
from pathlib import Path

import pytest
from pydantic import ValidationError

from pincite.app.answering.answered import Answered
from pincite.app.answering.links import Links
from pincite.app.answering.paged import START, with_defaults
from pincite.app.answering.request import parse_search
from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from pincite.app.site import TextPiece, paragraphs_of, read_site
from pincite.app.web.start_view import build_start_view
from pincite.app.web.templating import render_template
from pincite.index.results import SearchPage
from tests.api.test_hostile import assert_harmless
from tests.conftest import ROOT, Client

ALTERNATE = re.compile(r'<link rel="alternate" type="application/json" href="([^"]+)"')


def facts_of(page: str) -> dict[str, str]:
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))


def test_says_what_the_archive_holds(client: Client) -> None:
    page = client.get("/").text
    assert facts_of(page) | {"Last added": ""} == {
        "Statements": "4",
        "Paragraphs": "40",
        "Dated": "November 1927 to 4 March 2021",
        "Issuers": "4",
        "Sources": "3",
        "Last added": "",
    }
    assert page.count("<h1") == 1


def test_is_the_answer_of_the_api(client: Client) -> None:
    page = client.get("/").text
    told = ALTERNATE.search(page)
    assert told is not None
    found = client.json(unescape(told[1]))
    links = re.findall(r'<li><span class="when">[^<]*</span> <span><a href="([^"]+)">', page)
    assert [f"https://archive.example.org{unescape(link)}" for link in links] == [
        hit["statement"]["url"] for hit in found["hits"]
    ]
    for name in ("issuer", "place", "year"):
        for bucket in found["facets"][name]["buckets"]:
            assert f">{bucket['paragraphs']}</span>" in page


def test_the_numbers_of_the_ways_in_are_those_that_order_them(client: Client) -> None:
    ways = client.get("/").text.split("<h3>")[1:]
    numbers = [[int(number) for number in re.findall(r'class="n"[^>]*>(\d+)<', way)] for way in ways]
    assert len(numbers) > 3
    assert all(shown == sorted(shown, reverse=True) for shown in numbers)


def test_examples_find_something(client: Client) -> None:
    links = re.findall(r'class="try">(.*?)</p>', client.get("/").text)
    paths = [unescape(path) for path in re.findall(r'href="([^"]+)"', links[0])]
    assert 1 <= len(paths) <= 5
    for path in paths:
        assert client.json("/v1/search" + path.removeprefix("/"))["paragraphs"] > 0


def test_an_archive_of_one_statement_and_an_empty_one(tmp_path: Path) -> None:
    home = tmp_path / "var"
    assert main(["ingest", str(ROOT / "seeds"), "--home", str(home)]) == 0
    app = create_app(Settings(home=home))
    page = Client(app).get("/").text
    assert facts_of(page)["Statements"] == "1"
    assert facts_of(page)["Dated"] == "2 June 2018"
    assert "More of the newest" not in page
    assert "<svg" not in page
    assert main(["withdraw", "000_216767ed398c675c", "--reason", "a test", "--home", str(home)]) == 0
    app.state.holder.close()
    emptied = Client(create_app(Settings(home=home))).get("/").text
    assert "The archive is empty." in emptied


def test_the_site_gives_its_own_texts(home: Path, tmp_path: Path) -> None:
    texts = {
        "about.txt": "Kept by <b>us</b>.\n\nSee https://example.org/a?b=1&c=2.",
        "contact.txt": "desk@example.org",
        "licence.txt": "CC0",
        "footer.txt": "A footer",
        "examples.txt": "nothingatall\ntreaty\n(broken",
        "logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    app = create_app(Settings(home=home, site_name="Reading <Room>", site_texts=tmp_path))
    client = Client(app)
    start, about, logo = (client.get(path) for path in ("/", "/about", "/logo"))
    assert "Reading &lt;Room&gt;" in start.text
    assert "A footer" in start.text
    assert re.findall(r"<code><bdi>([^<]+)</bdi></code></a>", start.text) == ["treaty"]
    assert '<img src="/logo" alt="" height="32">' in start.text
    assert "Kept by &lt;b&gt;us&lt;/b&gt;." in about.text
    assert '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer external">' in about.text
    assert "CC0" in about.text
    assert (logo.status_code, logo.headers["content-type"]) == (200, "image/svg+xml")
    assert "default-src 'none'" in logo.headers["content-security-policy"]
    assert client.get("/nowhere").text.count("Reading &lt;Room&gt;") == 3
    app.state.holder.close()


def test_without_texts_there_are_defaults(client: Client) -> None:
    about = client.get("/about")
    assert about.status_code == 200
    assert_harmless(about.text)
    assert client.get("/logo").status_code == 404


def test_texts_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "about.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match=r"about\.txt is not UTF-8"):
        read_site("Pincite", tmp_path)
    (tmp_path / "about.txt").write_bytes(b"a" * 300_000)
    with pytest.raises(ValueError, match="too large"):
        read_site("Pincite", tmp_path)
    with pytest.raises(ValidationError):
        Settings(site_texts=tmp_path / "nowhere")


def test_addresses_in_texts_become_links_without_the_punctuation_around_them() -> None:
    assert list(paragraphs_of("See (https://example.org/a).\nAnd\n\n b")) == [
        [TextPiece("See ("), TextPiece("https://example.org/a", is_link=True), TextPiece("). And")],
        [TextPiece("b")],
    ]


def test_an_archive_that_did_not_answer_in_time_is_not_called_empty() -> None:
    asked = parse_search(with_defaults(START))
    late = SearchPage(asked.query, 0, 0, (), 0, partial=True)
    links = Links("https://archive.example.org")
    view = build_start_view(Answered(asked, late), links, lambda _: late, [])
    page = render_template("start.html", links, view=view).decode()
    assert "ran out of time" in page
    assert "is empty" not in page
