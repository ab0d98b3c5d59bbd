"""``_defaults.yaml``: inherited down the tree, weaker than what a document says, and what a page left out put back."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pincite.index.reading.readers import read, read_source_digest
from pincite.index.reading.sources import discover
from pincite.index.values.statement import Statement
from tests.calls import Run
from tests.cli.test_cli import run

__all__ = ["run"]

PAGE = """<!doctype html><html><head><title>Readout</title>
<meta property="article:published_time" content="2019-05-04"></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<div id="content"><h1>Readout of the call</h1>
<p>The Minister spoke with his counterpart about the treaty, and both of them agreed to meet again soon.</p>
<div class="related"><h2>Related</h2><p>Communiqué of the earlier meeting in Singapore.</p></div>
<p>They also discussed the commitments of last year, which both sides have kept in full until today.</p></div>
<footer>Contact the press office by telephone</footer></body></html>"""
TEXT = "The first paragraph of a text without any values.\n\nThe second paragraph of it.\n"


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def statements(*paths: Path) -> dict[str, Statement]:
    found = discover(paths)
    assert found.refused == ()
    parsed = [draft.parse() for source in found.sources for draft in read(source)]
    return {one.heading.id: one for one in parsed}


def test_values_are_inherited_and_the_nearer_one_wins(tmp_path: Path) -> None:
    write(tmp_path / "_defaults.yaml", "language: en\nissuers: [Kenya]\nplace: Nairobi\nkind: speech\n")
    write(tmp_path / "a" / "_defaults.yaml", "place: Geneva\nkind:\n")
    write(tmp_path / "a" / "b" / "one.txt", TEXT)
    write(tmp_path / "two.txt", TEXT)
    found = statements(tmp_path)
    one, two = found["one"].heading, found["two"].heading
    assert (one.language, one.issuers, one.place, one.kind) == ("en", ("Kenya",), "Geneva", None)
    assert (two.place, two.kind) == ("Nairobi", "speech")
    assert found["one"].provenance["place"] == "defaults"


def test_it_does_not_matter_which_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "_defaults.yaml", "place: Nairobi\n")
    file = write(tmp_path / "a" / "b" / "one.txt", TEXT)
    monkeypatch.chdir(file.parent)
    for named in (tmp_path, tmp_path / "a", file.parent, file, Path("one.txt"), Path(), tmp_path / "a" / ".." / "a"):
        assert statements(named)["one"].heading.place == "Nairobi"


def test_what_a_document_says_goes_before_it_and_what_was_found_in_the_words_after(tmp_path: Path) -> None:
    write(tmp_path / "_defaults.yaml", "title: Of the folder\ndate: 1950\nplace: Nairobi\nseries: S\n")
    write(tmp_path / "front.md", "---\ntitle: Of the file\ndate: 1951\n---\n\nSome words of a text.\n")
    write(tmp_path / "page.html", PAGE)
    write(tmp_path / "beside.txt", TEXT)
    write(tmp_path / "beside.yaml", "title: Of the sidecar\n")
    write(tmp_path / "bare.txt", TEXT)
    write(tmp_path / "lines.jsonl", json.dumps({"id": "line", "place": "Oslo", "paragraphs": ["Words."]}))
    found = {key: (one.heading, one.provenance) for key, one in statements(tmp_path).items()}
    front, page, beside, bare, line = (found[key] for key in ("front", "page", "beside", "bare", "line"))
    assert (front[0].title, front[0].dates.edtf, front[0].series) == ("Of the file", "1951", "S")
    assert (page[0].title, page[1]["title"], page[0].dates.edtf) == ("Readout of the call", "markup", "2019-05-04")
    assert (beside[0].title, beside[1]["title"], beside[0].dates.edtf) == ("Of the sidecar", "sidecar", "1950")
    assert (bare[0].title, bare[1]["title"]) == ("Of the folder", "defaults")
    # Of the lines of a file, none has a title that all of them would share.
    assert (line[0].place, line[0].series, line[0].title) == ("Oslo", "S", "Untitled, line")


def test_one_line_puts_back_what_a_page_left_out(run: Run, tmp_path: Path) -> None:
    def show() -> Any:
        run(tmp_path / "var", "ingest", str(tmp_path / "in"))
        return json.loads(run(tmp_path / "var", "show", "page", "--json").stdout)

    write(tmp_path / "in" / "page.html", PAGE)
    before = show()
    assert "Communiqué" not in " ".join(one["text"] for one in before["paragraphs"])
    assert "Communiqué" in " ".join(one["text"] for one in before["left_out"])
    write(tmp_path / "in" / "_defaults.yaml", 'body: "#content"\n')
    after = show()
    assert [one["text"][:10] for one in after["paragraphs"]] == ["The Minist", "Related", "Communiqué", "They also "]
    assert "telephone" in " ".join(one["text"] for one in after["left_out"])
    assert len(after["versions"]) == 2


def test_a_change_of_it_is_a_change_of_the_sources(tmp_path: Path) -> None:
    write(tmp_path / "one.txt", TEXT)
    write(tmp_path / "lines.jsonl", json.dumps({"id": "line", "paragraphs": ["Words."]}))

    def digests() -> list[str]:
        sources = discover([tmp_path]).sources
        drafts = [draft.digest for source in sources for draft in read(source)]
        return [*map(read_source_digest, sources), *drafts]

    first = digests()
    write(tmp_path / "_defaults.yaml", "place: Nairobi\n")
    second = digests()
    write(tmp_path / "_defaults.yaml", "place: Geneva\n")
    assert not set(first) & set(second)
    assert not set(second) & set(digests())
    write(tmp_path / "_defaults.yaml", "# nothing\n")
    assert digests() == first


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("id: all-the-same\n", "unknown key 'id'"),
        ("titel: x\n", "unknown key 'titel'; did you mean 'title'?"),
        ("date: 32 May\n", "date"),
        ("place: [a, b]\n", "'place' is a list"),
        ("a: !!python/object/apply:os.system [ls]\n", "unknown key"),
        ("place: &a [*a]\n", "alias"),
        ("- place\n", "contains no keys"),
        ("place: 'open\n", "broken YAML"),
        ("place: a\nplace: b\n", "occurs twice"),
    ],
)
def test_a_wrong_one_is_named_and_nothing_is_read_without_it(tmp_path: Path, text: str, why: str) -> None:
    write(tmp_path / "bad" / "_defaults.yaml", text)
    write(tmp_path / "bad" / "deeper" / "one.txt", TEXT)
    write(tmp_path / "good" / "two.txt", TEXT)
    found = discover([tmp_path])
    assert [source.path.name for source in found.sources] == ["two.txt"]
    [refused] = found.refused
    assert why in str(refused)
    assert refused.path == str(tmp_path / "bad" / "_defaults.yaml")
    assert "nothing in this folder was read" in refused.mend
    assert len(discover([tmp_path / "bad" / "deeper" / "one.txt"] * 2).refused) == 1


def test_it_is_a_file_of_the_folder(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside.yaml", "place: Nairobi\n")
    write(tmp_path / "in" / "one.txt", TEXT)
    link = tmp_path / "in" / "_defaults.yaml"
    link.symlink_to(outside)
    assert "link to a file outside" in str(discover([tmp_path / "in"]).refused[0])
    link.unlink()
    os.mkfifo(link)
    assert "is a pipe" in str(discover([tmp_path / "in"]).refused[0])
    link.unlink()
    link.mkdir()
    assert "is a folder" in str(discover([tmp_path / "in"]).refused[0])


def test_it_is_no_sidecar_and_not_counted(tmp_path: Path) -> None:
    write(tmp_path / "_defaults.yaml", "place: Nairobi\n")
    write(tmp_path / "_defaults.txt", TEXT)
    found = discover([tmp_path])
    assert dict(found.passed_over) == {}
    assert found.sources[0].sidecar is None
