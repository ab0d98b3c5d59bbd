"""Hostile texts in every place that this archive gives away: pages, tags, JSON-LD, feeds, sitemap, citation files."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import bibtexparser
import feedparser
import pytest
import rispy

from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.api.test_hostile import _strings, assert_harmless
from tests.conftest import Client

MANY = pytest.param(120, marks=pytest.mark.torture)
STYLES = ("chicago", "apa", "mla", "bibtex", "ris", "csl-json")


def payloads(count: int) -> list[str]:
    texts = (text.encode("utf-8", "replace").decode().replace("\0", "") for text in _strings(count))
    return [text for text in texts if text.strip()][:count]


def ingested(texts: list[str], folder: Path) -> Iterator[Client]:
    """An archive in which each text stands in every field."""
    lines = [
        {
            "id": f"h{number}",
            "title": text,
            "date": "2018-06-02",
            "place": text,
            "issuers": [text],
            "people": [{"name": text, "office": text}],
            "series": text,
            "kind": text,
            "source": text,
            "url": text,
            "paragraphs": [f"marker {text}", text],
        }
        for number, text in enumerate(texts)
    ]
    source = folder / "hostile.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    main(["ingest", str(source), "--home", str(folder / "var")])
    app = create_app(Settings(home=folder / "var", url="https://archive.example.org"))
    yield Client(app)
    app.state.holder.close()


@pytest.mark.parametrize("count", [10, MANY])
def test_no_text_of_a_source_becomes_anything_else(tmp_path: Path, count: int) -> None:
    for client in ingested(payloads(count), tmp_path):
        listed = client.json("/v1/statements?limit=100")
        assert listed["total"] > count // 2
        for path in ("/", "/?q=marker&limit=100", "/facets/issuer", "/facets/person?sort=value"):
            assert_harmless(client.get(path).text)
        assert len(feedparser.parse(client.get("/feed.atom?q=marker").content).entries) == min(listed["total"], 50)
        for item in client.json("/feed.json?q=marker")["items"]:
            assert_harmless(item["content_html"])
        ElementTree.fromstring(client.get("/sitemap.xml?year=2018").content)
        for one in listed["statements"]:
            page = client.get(one["url"] + "?q=marker").text
            assert_harmless(page)
            assert page.count("<script") == 3
            cited = client.get(one["url"] + "?cite=1").text
            assert_harmless(cited)
            files = {style: client.get(f"{one['api_url']}/citation?paragraph=1&style={style}") for style in STYLES}
            assert all(file.headers["x-content-type-options"] == "nosniff" for file in files.values())
            parser = bibtexparser.bparser.BibTexParser(common_strings=True)
            assert len(bibtexparser.loads(files["bibtex"].text, parser).entries) == 1
            assert len(rispy.loads(files["ris"].content.decode())) == 1
            assert files["csl-json"].json()[0]["title"] == one["title"]


@pytest.mark.parametrize("count", [14, MANY])
def test_no_text_of_an_address_becomes_anything_else(client: Client, count: int) -> None:
    for text in payloads(count):
        asked = quote(text, safe="")
        for path in (
            f"/statements/undated?q={asked}&issuer={asked}",
            f"/facets/issuer?q={asked}&match={asked}&place={asked}",
            f"/?q=hostile&issuer={asked}&place={asked}",
        ):
            answer = client.get(path)
            assert answer.status_code in (200, 422)
            assert_harmless(answer.text)
        feed = client.get(f"/feed.atom?q={asked}&issuer={asked}")
        assert feed.status_code in (200, 422)
        if feed.status_code == 200:
            ElementTree.fromstring(feed.content)
        answer = client.get(f"/ask?all={asked}&none={asked}&issuer={asked}")
        assert answer.status_code == 303
        assert re.fullmatch(r"/(\?[!-~]+)?", answer.headers["location"])
