"""``pincite inspect`` shows what would be read; what stands beside the paragraphs is kept and shown everywhere."""

import json
from pathlib import Path

import pytest

from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.calls import Caller, Run
from tests.conftest import Client

PAGE = """<html><body><nav><a href="/">Home</a> <a href="/news">News &lt;b&gt;</a></nav>
<main><h1>Joint statement</h1><p>We met in Geneva today and talked.</p><p>We agreed on all points.</p></main>
<footer>Contact us</footer></body></html>"""
VOLUME = """<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>
<div type="document" xml:id="d1" n="1"><head>1. The Minister to the Secretary</head>
<p>Sir: We met in <pb n="iv"/>Geneva<note n="1" xml:id="d1fn1">Not printed.</note> today.</p>
<p>We agreed on all points.</p></div></body></text></TEI>"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: Path) -> Run:
    """Runs a command upon one archive."""
    caller = Caller(monkeypatch, capsys)
    return lambda *arguments, **given: caller.call(*arguments, PINCITE_HOME=str(home), **given)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "sources"
    found.mkdir()
    (found / "page.html").write_text(PAGE)
    (found / "volume.xml").write_text(VOLUME)
    return found


def test_it_shows_values_with_their_origin_paragraphs_and_what_is_left_out(run: Run, folder: Path, home: Path) -> None:
    said = run("inspect", str(folder)).stdout
    for part in (
        "id: page (path)",
        "title: Joint statement (markup)",
        "¶ 2\nWe agreed on all points.",
        "left out: 2 blocks, 23 characters",
        "¶ 1 (printed page iv)",
        "note 1 (¶ 1)\nNot printed.",
        "2 statements would be ingested. Nothing was written to an archive.",
    ):
        assert part in said
    assert not home.exists()


def test_as_json_it_is_a_line_a_statement_and_one_at_the_end(run: Run, folder: Path) -> None:
    (folder / "scan.odt").write_text("x")
    (folder / "bad.docx").write_bytes(b"PK\x03\x04")
    lines = [json.loads(line) for line in run("inspect", "--json", str(folder), code=65).stdout.splitlines()]
    page, volume, done = lines
    assert page["values"]["title"] == {"value": "Joint statement", "origin": "markup"}
    [shown] = [one for one in page["evidence"] if one["key"] == "kind"]
    assert (shown["value"], shown["rule"], shown["within"]) == ("joint statement", "kind-title", "title")
    assert page["left_out"][0] == {"reason": "navigation", "text": "Home News <b>"}
    assert [one["pages"] for one in volume["paragraphs"]] == [["iv"], ["iv"]]
    assert volume["notes"] == [{"mark": "1", "text": "Not printed.", "paragraph": 1}]
    assert (done["event"], done["statements"], done["passed_over"]) == ("done", 2, {"no reader for its type": 1})
    assert [Path(one["path"]).name for one in done["refused"]] == ["bad.docx"]


def test_as_a_page_it_escapes_what_the_source_holds(run: Run, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "look.html"
    run("inspect", "--html", str(target), str(folder))
    page = target.read_text(encoding="utf-8")
    assert "We agreed on all points." in page
    assert "Home News &lt;b&gt;" in page
    assert "Not printed." in page
    assert "<script" not in page


def test_what_is_ingested_is_what_was_inspected(run: Run, folder: Path, home: Path) -> None:
    inspected = {
        one["values"]["id"]["value"]: one
        for one in map(json.loads, run("inspect", "--json", str(folder)).stdout.splitlines()[:-1])
    }
    run("ingest", str(folder))
    client = Client(create_app(Settings(home=home)))
    for identity, wanted in inspected.items():
        shown = json.loads(run("show", "--json", identity).stdout)
        assert shown == client.json(f"/v1/statements/{identity}")
        for name in ("paragraphs", "notes", "left_out"):
            assert shown[name] == wanted[name]
        assert client.get(f"/statements/{identity}").status_code == 200
    page = client.get("/statements/page").text
    assert "Left out: 2 blocks, 23 characters" in page
    assert "Home News &lt;b&gt;" in page
    volume = client.get("/statements/volume").text
    assert "Printed page <bdi>iv</bdi>" in volume
    assert '[<bdi>1</bdi>] <bdi lang="">Not printed.</bdi> <a href="?version=' in volume
    # It is not searched.
    assert client.json("/v1/search?q=printed+OR+Contact")["paragraphs"] == 0
    assert "left out: 2 blocks" in run("show", "page").stdout


def test_one_line_puts_back_what_was_left_out(run: Run, folder: Path) -> None:
    (folder / "page.yaml").write_text('body: "body"\n')
    said = run("inspect", str(folder / "page.html")).stdout
    assert "Home News <b>" in said
    assert "left out" not in said
