"""Hostile strings as query, as metadata and as text: nothing unescaped, nothing breaks."""

import json
import random
import re
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.app.answering.markup import marked_html
from pincite.app.answering.parameters import SEARCH
from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from pincite.index.query.render import render
from tests.conftest import DATA, Client
from tests.strategies import build_archive, clauses, vocabulary_of

ALWAYS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}",
    "\u202egnirts\u202c \u0000 \u0007 \ufeff",
    "＜script＞",
    "%3Cscript%3E",
    "a" * 1000,
    "((((((((((((((((((((((((((((((a",
    '"' * 99,
    "-" * 999,
    "NOT " * 60 + "a",
    "~9 *a* :: title: date:x..y",
    "javascript:alert(1)",
)
SECONDS = 2.0
"""Of a processor, for an answer."""


def _strings(count: int) -> Iterator[str]:
    yield from ALWAYS
    folder = DATA / "hostile-strings"
    if folder.exists():
        payloads = (folder / "xss-payload-list.txt").read_text(encoding="utf-8", errors="replace").splitlines()
        known = [*json.loads((folder / "blns.json").read_text(encoding="utf-8")), *payloads]
        yield from random.Random(1).sample(known, min(count, len(known)))


OWN_SCRIPT = re.compile(r"\[\('src', '/static/(?:reader|quoting)\.js\?v=[0-9a-f]{12}'\), \('defer', None\)\]")
"""The scripts that pages have: one of all, and one of statements."""


class _Tags(HTMLParser):
    """Collects what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.in_data = False
        self.data = ""

    def handle_data(self, data: str) -> None:
        self.data += data if self.in_data else ""

    def handle_endtag(self, tag: str) -> None:
        self.in_data = self.in_data and tag != "script"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and attrs == [("type", "application/ld+json")]:
            self.in_data = True
            return  # Data: no browser runs it.
        if tag == "script" and OWN_SCRIPT.fullmatch(str(attrs)):
            return
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in ("href", "src", "action"):
                self.links.add(value or "")


def assert_harmless(page: str) -> None:
    """No element, handler or scheme of a foreign text has become part of the page."""
    found = _Tags()
    found.feed(page)
    assert not found.tags & {"script", "img", "iframe", "object", "embed", "style", "base", "math", "audio", "video"}
    assert not {name for name in found.attributes if name.startswith("on") or name == "style"}
    if found.data:
        assert json.loads(found.data)["@context"] == "https://schema.org"
        assert not set(found.data) & set("<>&")
    assert all(re.match(r"/|#|https?://|\?", link) for link in found.links), found.links


TORTURE = pytest.param(100_000, marks=pytest.mark.torture)


@pytest.mark.parametrize("count", [60, TORTURE])
def test_as_query(client: Client, count: int) -> None:
    for text in _strings(count):
        asked = quote(text.encode("utf-8", "replace"), safe="")
        for path in (f"/?q={asked}", f"/statements/undated?q={asked}"):
            answer = client.get(path)
            assert answer.status_code in ((200, 422) if text.strip() else (200, 303)), (path, answer.status_code)
            assert_harmless(answer.text)
        assert client.get(f"/v1/search?q={asked}").status_code in (200, 422)
        assert client.get(f"/v1/suggest?q={asked}").status_code in (200, 422)
        assert client.get(f"/v1/search?{asked}={asked}&issuer={asked}").status_code in (200, 422)
        assert client.get(f"/statements/{asked.replace('%2F', '')}").status_code in (200, 404, 422)


@pytest.mark.parametrize("count", [60, TORTURE])
def test_as_metadata_and_text(tmp_path: Path, count: int) -> None:
    lines = []
    for number, text in enumerate(_strings(count)):
        clean = text.encode("utf-8", "replace").decode().replace("\0", "")
        if clean.strip():
            values: dict[str, Any] = {"place": clean, "issuers": [clean], "people": [{"name": clean, "office": clean}]}
            lines.append(
                {"id": f"h{number}", "title": clean, "paragraphs": [f"marker {clean}"], "url": clean, **values}
            )
    source, home = tmp_path / "hostile.jsonl", tmp_path / "var"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    main(["ingest", str(source), "--home", str(home)])
    app = create_app(Settings(home=home))
    client = Client(app)
    found = client.json("/v1/search?q=marker&limit=100&facet=place&facet=issuer&facet=person")
    link = "/v1/search?q=marker&limit=100&cursor=*"
    while link:
        page = client.json(link)
        for hit in page["hits"]:
            assert_harmless(client.get(hit["statement"]["url"] + "?q=marker").text)
            assert "<" not in re.sub(r"</?mark>", "", hit["snippets"][0]["html"])
        link = page["next"]
    assert found["statements"] > 10
    for offset in range(0, found["paragraphs"], 25):
        assert_harmless(client.get(f"/?q=marker&limit=25&offset={offset}&facet_size=100").text)
    assert client.get("/v1/export?q=marker&format=kwic").status_code == 200
    app.state.holder.close()


@given(st.text(max_size=80), st.data())
def test_marked_html_is_the_text_and_marks_alone(text: str, data: st.DataObject) -> None:
    ends = sorted(data.draw(st.lists(st.integers(0, len(text)), unique=True, max_size=8)))
    marks = tuple(zip(ends[::2], ends[1::2], strict=False))
    parts: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            parts.append(f"<{tag}>")

        def handle_endtag(self, tag: str) -> None:
            parts.append(f"</{tag}>")

        def handle_data(self, data: str) -> None:
            parts.append(data)

    html = str(marked_html(text, marks))
    assert not set(html.replace("<mark>", "").replace("</mark>", "")) & set("<>\"'")
    expected, at = "", 0
    for start, end in marks:
        expected += text[at:start] + "<mark>" + text[start:end] + "</mark>"
        at = end
    reader = Reader(convert_charrefs=True)
    reader.feed(html)
    reader.close()
    assert "".join(parts) == expected + text[at:]


ODD = "\x00\x07\x1b\x7f\u0085\u200b\u200e\u202e\u2066\u2028\ufeff\ud800\udfff\U000e0001"
"""Control characters, invisible ones, those that turn the direction, and halves of surrogate pairs."""

_ARCHIVE = build_archive(7)
_GRAMMAR = clauses(vocabulary_of(_ARCHIVE, 7)).map(render)
_WILD = st.text(max_size=40) | st.text(alphabet=f'{ODD}ab"():~*-=“” ', max_size=30)
_BROKEN = st.builds(lambda text, at, wild: text[:at] + wild + text[at:], _GRAMMAR, st.integers(0, 60), _WILD)
_NAMES = st.sampled_from([parameter.name for parameter in SEARCH]) | st.text(max_size=12)
_VALUES = (
    st.sampled_from(["on", "statement", "relevance", "*", "1", "0", "-1", "1946", "date:1946..", "United States"])
    | _WILD
)
_QUERIES = _GRAMMAR | _BROKEN | _WILD
_REQUESTS = st.builds(
    lambda q, pairs: [*q, *pairs],
    st.lists(st.tuples(st.just("q"), _QUERIES), max_size=1),
    st.lists(st.tuples(_NAMES, _VALUES), max_size=4),
)


def _escaped(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


@pytest.mark.parametrize("count", [150, pytest.param(10_000, marks=pytest.mark.torture)])
@pytest.mark.parametrize("path", ["/v1/search", "/"])
def test_random_requests_never_break_it(client: Client, path: str, count: int) -> None:
    @settings(max_examples=count, deadline=None)
    @given(_REQUESTS)
    def ask(pairs: list[tuple[str, str]]) -> None:
        encoded = "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in pairs)
        begun = time.process_time()
        answer = client.get(f"{path}?{encoded}")
        assert time.process_time() - begun < SECONDS
        assert answer.status_code in ((200, 303, 410, 422) if path == "/" else (200, 410, 422))
        if path == "/":
            assert_harmless(answer.text)

    ask()
