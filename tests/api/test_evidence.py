"""Evidence in the API and on the page: the words that show what rules read, from an ingest to a dump and back."""

import json
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.conftest import JOINT, ROOT, Client

UNGA = (
    "Statement by Kenya\n\nKenya recalls UN Security Council Resolution 2231 (2015), the Delhi Declaration and what "
    '<b onclick="x">was</b> said by Minister <script>alert(1)</script> then, in the words of all who were there.\n'
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with the seed without its sidecar, and a text that cites instruments between marks of HTML."""
    folder = tmp_path_factory.mktemp("evidence")
    sources = folder / "sources"
    sources.mkdir()
    (sources / f"{JOINT}.txt").write_bytes((ROOT / "seeds" / f"{JOINT}.txt").read_bytes())
    (sources / "unga.txt").write_text(UNGA, encoding="utf-8")
    assert main(["ingest", str(sources), "--home", str(folder / "var")]) == 0
    return folder / "var"


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[Client]:
    """A client for that archive."""
    app = create_app(Settings(home=home, url="https://archive.example.org"))
    yield Client(app)
    app.state.holder.close()


def test_the_words_of_each_value_are_in_the_answer(client: Client) -> None:
    found = client.json(f"/v1/statements/{JOINT}")
    evidence, text = found["evidence"], found["text"]
    assert evidence.keys() == {key for key, origin in found["provenance"].items() if origin == "text"}
    for key in ("people", "date", "place", "instruments"):
        for one in evidence[key]:
            assert text[one["start"] : one["end"]] == one["words"]
            assert one["words"].split()[0] in found["paragraphs"][one["paragraph"] - 1]["text"]
    [date] = evidence["date"]
    assert (date["value"], date["words"], date["rule"]) == ("XXXX-06-02", "June 2", "date-meeting")
    [kind] = evidence["kind"]
    assert (kind["within"], kind["words"], kind["paragraph"]) == ("title", "Joint Statement", None)


def test_an_instrument_is_a_facet_a_field_and_an_address(client: Client) -> None:
    [one] = client.json("/v1/search?q=instrument:2231")["hits"]
    assert one["statement"]["instruments"] == ["UN Security Council resolution 2231", "Delhi Declaration"]
    page = client.json("/v1/search?facet=instrument")
    values = {bucket["value"]: bucket["statements"] for bucket in page["facets"]["instrument"]["buckets"]}
    assert values["Panmunjom Declaration"] == 1
    shown = client.json("/v1/statements/unga")["evidence"]["instruments"]
    assert [one["url"] for one in shown] == ["https://undocs.org/S/RES/2231(2015)", None]


def test_the_page_shows_it_behind_one_disclosure_and_runs_none_of_it(client: Client) -> None:
    page = client.get("/statements/unga").text
    assert page.count('<details class="evidence">') == 1
    assert "instrument-unsc" in page
    assert 'href="https://undocs.org/S/RES/2231(2015)"' in page
    assert "<script>alert(1)" not in page
    assert "UN Security Council Resolution 2231 (2015)" in unescape(page)


def test_a_statement_without_rules_has_none(home: Path, tmp_path: Path) -> None:
    line = {"id": "a", "paragraphs": ["The Minister recalled UN Security Council Resolution 2231 in Oslo on June 2."]}
    (tmp_path / "a.jsonl").write_text(json.dumps(line))
    assert main(["ingest", str(tmp_path / "a.jsonl"), "--home", str(tmp_path / "var")]) == 0
    app = create_app(Settings(home=tmp_path / "var", url="https://archive.example.org"))
    found = Client(app).json("/v1/statements/a")
    app.state.holder.close()
    assert (found["evidence"], found["statement"]["instruments"]) == ({}, [])
    assert found["statement"]["kind"] is None


def test_a_dump_carries_it(home: Path, tmp_path: Path, client: Client) -> None:
    dumped = tmp_path / "all.jsonl"
    assert main(["dump", str(dumped), "--home", str(home)]) == 0
    assert main(["load", str(dumped), "--home", str(tmp_path / "var")]) == 0
    assert main(["verify", "--deep", "--home", str(tmp_path / "var")]) == 0
    app = create_app(Settings(home=tmp_path / "var", url="https://archive.example.org"))
    loaded = Client(app).json(f"/v1/statements/{JOINT}")
    app.state.holder.close()
    assert loaded["evidence"] == client.json(f"/v1/statements/{JOINT}")["evidence"]
