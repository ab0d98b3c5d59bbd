"""What comes in by a source: one form for what looks the same, nothing that shows nothing, tags for languages."""

import json
import os
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pincite.app.answering.request import parse_search
from pincite.app.cli import main
from pincite.app.settings import Settings, is_everywhere, is_loopback
from pincite.index.query.parser import parse
from pincite.index.query.query import Filter
from pincite.index.reading.metadata import BadValue, read_values
from pincite.index.reading.readers import READERS
from pincite.index.reading.sources import discover
from pincite.index.values.languages import parse_language
from pincite.index.values.signs import is_blank
from tests.calls import Caller

BLANK = (
    "",
    " ",
    "\u200b",
    "\u200b \ufeff",
    "\u2060\u00ad",
    "\u3164",
    "\u2800",
    "\u202e\u2066",
    "\ufe0f",
    "\u034f",
    "\u17b4",
)


@given(st.text(alphabet="e\u0301a\u030ao ", max_size=20))
def test_what_looks_the_same_is_one_value(text: str) -> None:
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]
    assert read_values({"issuers": [forms[0]]}) == read_values({"issuers": [forms[1]]})
    assert parse_search([("issuer", forms[0])]).query == parse_search([("issuer", forms[1])]).query


@pytest.mark.parametrize("text", BLANK)
def test_what_shows_nothing_is_missing(text: str) -> None:
    assert is_blank(text)
    given = {"title": text, "place": text, "issuers": [text], "people": [text], "language": text}
    assert read_values(given) == {}


@pytest.mark.parametrize("text", ["a", "\u200ba", "\u0301", "中", "–", "😀"])
def test_what_shows_something_is_not(text: str) -> None:
    assert not is_blank(text)


def test_the_title_of_a_text_is_its_first_line_that_shows_something(tmp_path: Path) -> None:
    path = tmp_path / "one.txt"
    path.write_text("\u200b\n \ufeff\nCafe\u0301\n\nThe text.", encoding="utf-8")
    (source,) = discover([path]).sources
    (draft,) = READERS[source.suffix].read(source)
    assert draft.parse().heading.title == "Café"


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en", "en"),
        ("eng", "en"),
        ("ENG", "en"),
        ("fre", "fr"),
        ("fra-CA", "fr-CA"),
        ("en_gb", "en-GB"),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("es-419", "es-419"),
        ("haw", "haw"),
        ("sl-rozaj", "sl-rozaj"),
    ],
)
def test_a_language_is_a_tag(text: str, tag: str) -> None:
    assert parse_language(text) == tag
    assert read_values({"language": text}) == {"language": tag}


@pytest.mark.parametrize(("text", "tag"), [("EN", "en"), ("eng", "en"), ("en_us", "en-US"), (" en ", "en"), ("?", "?")])
def test_a_language_is_asked_for_in_any_form(text: str, tag: str) -> None:
    assert parse_search([("language", text)]).query == parse_search([("language", tag)]).query
    assert parse_search([("reject_language", text)]).query == parse_search([("reject_language", tag)]).query
    if tag != "?":
        assert parse(f'language:"{text}"') == parse(f"language:{tag}")


@pytest.mark.parametrize("text", ["jp", "cn-CN", "gr", "English", "e", "en-", "en GB", "english, french", "*"])
def test_what_is_no_tag_is_refused(text: str) -> None:
    with pytest.raises(BadValue, match="BCP 47"):
        read_values({"language": text})


def test_a_value_that_an_archive_lists_can_be_asked_for() -> None:
    long = "x" * 5_000
    assert parse_search([("issuer", long), ("reject_place", long)]).query.filters == (
        Filter("issuer", (long,)),
        Filter("place", (), (long,)),
    )


def test_links_that_leave_the_folder_are_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outside, tree = tmp_path / "outside", tmp_path / "tree"
    (tree / "below").mkdir(parents=True)
    outside.mkdir()
    (outside / "secret.txt").write_text("Secret\n\nThe secret.")
    (outside / "secret.yaml").write_text("title: Secret\n")
    (tree / "own.txt").write_text("Own\n\nThe text.")
    (tree / "titled.txt").write_text("Titled\n\nThe text.")
    (tree / "titled.yaml").symlink_to(outside / "secret.yaml")
    (tree / "below" / "out.txt").symlink_to(os.path.relpath(outside / "secret.txt", tree / "below"))
    (tree / "below" / "in.txt").symlink_to(tree / "own.txt")

    found = discover([tree])
    assert {Path(error.path).name for error in found.refused} == {"out.txt", "titled.yaml"}
    assert all("--follow-links" in error.mend for error in found.refused)
    assert {source.path.name for source in found.sources} == {"own.txt", "in.txt"}
    assert discover([tree], follow_links=True).refused == ()
    assert discover([tree / "below" / "out.txt"]).refused == (), "what is named is meant"

    caller = Caller(monkeypatch, capsys)
    said = caller.call("ingest", str(tree), code=65, PINCITE_HOME=str(tmp_path / "var"))
    assert "out.txt" in said.stderr
    caller.call("ingest", str(tree), "--follow-links", PINCITE_HOME=str(tmp_path / "other"))


@pytest.mark.parametrize("host", ["0", "0x0", "0.0", "0.0.0.0", "::", "0::0", "::ffff:0.0.0.0", ""])
def test_every_way_to_write_all_addresses_is_one(host: str) -> None:
    assert is_everywhere(host)
    assert not is_loopback(host)


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "127.0.0.2", "::1", "::ffff:127.0.0.1", "localhost"])
def test_every_way_to_write_this_machine_is_one(host: str) -> None:
    assert is_loopback(host)
    assert not is_everywhere(host)


@pytest.mark.parametrize(
    "url",
    [
        "http://0.0.0.0:80",
        "http://0/",
        "http://[::]:8000",
        "https://u:p@a.org",
        "https://u@a.org",
        "http://a b",
        "http://a\x07",
    ],
)
def test_a_base_that_readers_cannot_open_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="address that readers open"):
        Settings(url=url)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "0"])
def test_listening_everywhere_needs_an_address_for_citations(
    tmp_path: Path, host: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PINCITE_URL", raising=False)
    source = tmp_path / "one.jsonl"
    source.write_text(json.dumps({"id": "one", "title": "One", "paragraphs": ["peace"]}))
    home = str(tmp_path / "var")
    assert main(["ingest", str(source), "--home", home]) == 0
    assert main(["serve", "--home", home, "--host", host, "--port", "0"]) == 2
    assert "PINCITE_URL" in capsys.readouterr().err
    assert Settings(host=host, url="https://archive.example.org").has_base
    assert Settings().has_base
