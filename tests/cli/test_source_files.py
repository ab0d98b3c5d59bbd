"""Source files from ingest to page, backup, dump and doctor: kept, checked, and carried along."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.calls import Run
from tests.cli.test_cli import run
from tests.conftest import Client

__all__ = ["run"]

PAGE = (
    b"<!doctype html><html><head><title>Joint Statement</title></head><body><nav>Home News Contact us here</nav>"
    b"<h1>Joint Statement</h1><p>The commitment is ironclad, and both sides said so in the same words.</p>"
    b"<script>alert('mine')</script><p>They will meet again in the autumn of the same year.</p></body></html>"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "letters"
    made.mkdir()
    (made / "page.html").write_bytes(PAGE)
    (made / "letter.txt").write_text("The first paragraph of a letter.\n\nThe second one.\n", encoding="utf-8")
    (made / "lines.jsonl").write_text('{"id": "line", "paragraphs": ["Some words."]}\n', encoding="utf-8")
    return made


@pytest.fixture
def home(run: Run, folder: Path, tmp_path: Path) -> Path:
    run(tmp_path / "var", "ingest", str(folder))
    return tmp_path / "var"


def shown(run: Run, home: Path, identity: str) -> Any:
    return json.loads(run(home, "show", identity, "--json").stdout)


def kept(home: Path) -> list[Path]:
    return sorted(path for path in (home / "sources").rglob("*") if path.is_file())


def ask(home: Path, use: Callable[[Client], object]) -> None:
    app = create_app(Settings(home=home, url="https://archive.example.org"))
    try:
        use(Client(app))
    finally:
        app.state.holder.close()


def test_each_document_keeps_its_file_and_a_json_line_none(run: Run, home: Path) -> None:
    file = shown(run, home, "page")["source_file"]
    assert file["digest"] == hashlib.sha256(PAGE).hexdigest()
    assert (file["length"], file["media_type"], file["name"]) == (len(PAGE), "text/html", "page.html")
    assert shown(run, home, "line")["source_file"] is None
    assert len(kept(home)) == 2
    assert "agree" in run(home, "verify").stdout


def test_the_file_is_downloaded_as_it_was_and_never_run(home: Path) -> None:
    def use(client: Client) -> None:
        about = client.json("/v1/statements/page")["source_file"]
        for url in (about["url"], "/statements/page/source", "/v1/statements/page/source"):
            answer = client.get(url, accept_encoding="gzip")
            assert (answer.status_code, answer.content) == (200, PAGE)
            assert "content-encoding" not in answer.headers
            assert answer.headers["content-length"] == str(len(PAGE))
            assert answer.headers["etag"] == f'"{about["digest"]}"'
            assert answer.headers["content-type"] == "text/html"
            assert answer.headers["content-disposition"].startswith('attachment; filename="page.html"')
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "sandbox" in answer.headers["content-security-policy"]
            assert client.get(url, if_none_match=answer.headers["etag"]).status_code == 304
            assert client.get(url, method="HEAD").content == b""
        page = client.get("/statements/page").text
        assert 'href="/statements/page/source?version=' in page
        assert "Source file" in page
        assert client.get("/v1/statements/line/source").status_code == 404
        assert "Source file" not in client.get("/statements/line").text
        assert client.get("/v1/statements/nobody/source").status_code == 404
        assert client.get("/v1/statements/page/source?version=x").status_code == 422

    ask(home, use)


def test_a_file_that_changed_on_the_disk_is_not_sent(run: Run, home: Path) -> None:
    path = home / "sources" / (digest := hashlib.sha256(PAGE).hexdigest())[:2] / digest
    path.write_bytes(PAGE.replace(b"ironclad", b"ironclod"))
    ask(home, lambda client: _answers(client, 503))
    assert "source file page.html: " in run(home, "verify", code=74).stderr
    path.unlink()
    ask(home, lambda client: _answers(client, 404))
    assert "is missing or cut off" in run(home, "doctor", code=74).stderr


def _answers(client: Client, status: int) -> None:
    assert client.get("/v1/statements/page/source").status_code == status


def test_every_version_has_the_file_that_it_was_read_from(run: Run, folder: Path, home: Path) -> None:
    before = shown(run, home, "page")
    (folder / "page.html").write_bytes(PAGE.replace(b"ironclad", b"a promise"))
    run(home, "ingest", str(folder))
    after = shown(run, home, "page")
    assert after["source_file"]["digest"] != before["source_file"]["digest"]
    old = json.loads(run(home, "show", "page", "--version", before["version"], "--json").stdout)
    assert old["source_file"]["digest"] == before["source_file"]["digest"]
    assert len(kept(home)) == 3


def test_other_bytes_with_the_same_text_are_no_change_of_the_statement(run: Run, folder: Path, home: Path) -> None:
    (folder / "page.html").write_bytes(PAGE + b"<!-- served by node 7 -->")
    done = json.loads(run(home, "ingest", str(folder), "--json").stdout.splitlines()[-1])
    assert (done["new"], done["changed"], done["metadata"]) == (0, 0, 0)
    assert shown(run, home, "page")["source_file"]["length"] == len(PAGE) + 25


def test_a_setting_keeps_none_and_they_come_when_it_is_taken_away(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "without"
    monkeypatch.setenv("PINCITE_KEEP_SOURCES", "off")
    run(home, "ingest", str(folder))
    assert shown(run, home, "page")["source_file"] is None
    assert kept(home) == []
    monkeypatch.delenv("PINCITE_KEEP_SOURCES")
    run(home, "ingest", str(folder))
    assert shown(run, home, "page")["source_file"]["digest"] == hashlib.sha256(PAGE).hexdigest()
    again = json.loads(run(home, "ingest", str(folder), "--json").stdout.splitlines()[-1])
    assert again["skipped"] == 3


def test_a_lost_file_comes_back_with_the_next_ingest(run: Run, folder: Path, home: Path) -> None:
    for path in kept(home):
        path.unlink()
    run(home, "ingest", str(folder))
    assert "Nothing to clean up" in run(home, "doctor").stdout


def test_backup_and_restore_carry_them(run: Run, home: Path, tmp_path: Path) -> None:
    assert "2 source files" in run(home, "backup", str(tmp_path / "copy")).stdout
    run(tmp_path / "restored", "restore", str(tmp_path / "copy"))
    assert [path.read_bytes() for path in kept(tmp_path / "restored")] == [path.read_bytes() for path in kept(home)]
    assert "agree" in run(tmp_path / "restored", "verify").stdout
    one = kept(tmp_path / "copy")[0]
    one.write_bytes(one.read_bytes()[:-1])
    assert "is not as it was written" in run(tmp_path / "no", "restore", str(tmp_path / "copy"), code=65).stderr
    one.unlink()
    assert "does not hold what" in run(tmp_path / "no", "restore", str(tmp_path / "copy"), code=65).stderr


def test_a_backup_of_an_archive_that_lost_one_says_so(run: Run, home: Path, tmp_path: Path) -> None:
    kept(home)[0].unlink()
    assert "1 source file could not be copied" in run(home, "backup", str(tmp_path / "copy"), code=74).stdout
    run(tmp_path / "restored", "restore", str(tmp_path / "copy"))
    assert len(kept(tmp_path / "restored")) == 1
    assert "holds 3 statements up to" in run(home, "backup", "--without-sources", str(tmp_path / "small")).stdout
    assert not (tmp_path / "small" / "sources").exists()


def test_dump_and_load_carry_them(run: Run, home: Path, tmp_path: Path) -> None:
    first, again, small = (tmp_path / f"{name}.jsonl" for name in ("first", "again", "small"))
    run(home, "dump", str(first))
    run(tmp_path / "loaded", "load", str(first))
    run(tmp_path / "loaded", "dump", str(again))
    assert again.read_bytes() == first.read_bytes()
    assert [path.read_bytes() for path in kept(tmp_path / "loaded")] == [path.read_bytes() for path in kept(home)]
    run(home, "dump", "--without-sources", str(small))
    run(tmp_path / "smaller", "load", str(small))
    assert shown(run, tmp_path / "smaller", "page")["source_file"] is None
    kept(home)[0].unlink()
    assert "--without-sources" in run(home, "dump", str(tmp_path / "no.jsonl"), code=74).stderr


def test_a_dump_whose_files_are_wrong_is_loaded_not_at_all(run: Run, home: Path, tmp_path: Path) -> None:
    run(home, "dump", str(tmp_path / "whole.jsonl"))
    lines = (tmp_path / "whole.jsonl").read_bytes().splitlines(keepends=True)
    parts = [number for number, line in enumerate(lines) if line.startswith(b'{"file_part"')]
    assert len(parts) == 2
    changed = lines.copy()
    changed[parts[0]] = lines[parts[0]].replace(b'"part":1', b'"part":2')
    swapped = lines.copy()
    swapped[parts[0]], swapped[parts[1]] = lines[parts[1]], lines[parts[0]]
    data = json.loads(lines[parts[0]])["file_part"]["data"]
    other = lines.copy()
    other[parts[0]] = lines[parts[0]].replace(data[:8].encode(), b"AAAAAAAA")
    lost = [line for number, line in enumerate(lines) if number != parts[1]]
    for wrong in (changed, swapped, other, lost):
        (tmp_path / "wrong.jsonl").write_bytes(b"".join(wrong))
        run(tmp_path / "new", "load", str(tmp_path / "wrong.jsonl"), code=65)
        assert kept(tmp_path / "new") == []
    run(tmp_path / "new", "load", str(tmp_path / "whole.jsonl"))


def test_loading_into_an_archive_that_holds_something_touches_none_of_its_files(
    run: Run, home: Path, tmp_path: Path
) -> None:
    run(home, "dump", str(tmp_path / "whole.jsonl"))
    before = kept(home)
    run(home, "load", str(tmp_path / "whole.jsonl"), code=74)
    assert kept(home) == before


def test_doctor_tidies_what_a_stop_left(run: Run, home: Path) -> None:
    stray = home / "sources" / "ab" / ("ab" * 32)
    half = home / "sources" / "ab" / f"{'ab' * 32}.new"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"stray")
    half.write_bytes(b"ha")
    said = run(home, "doctor", code=74).stderr
    assert "was half written" in said
    assert "is named by no statement" in said
    run(home, "doctor", "--fix")
    assert not stray.exists()
    assert not half.exists()
    assert len(kept(home)) == 2
    assert "Nothing to clean up" in run(home, "doctor").stdout


def test_doctor_names_twenty_of_a_kind_and_counts_the_others(run: Run, home: Path) -> None:
    for number in range(21):
        stray = home / "sources" / f"{number:02x}" / (f"{number:02x}" * 32)
        stray.parent.mkdir(exist_ok=True)
        stray.write_bytes(b"stray")
    said = run(home, "doctor", code=74).stderr
    assert said.count("is named by no statement") == 20
    assert "1 more that one of these holds for" in said
    run(home, "doctor", "--fix")
    assert len(kept(home)) == 2


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", ["a\u202eb.txt", "naïve “text”.txt", 'quo"te.txt', "new\nline.txt", b"a\xff\xfe.txt"])
def test_any_file_name_is_a_safe_header(run: Run, tmp_path: Path, name: str | bytes) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / os.fsdecode(name)).write_bytes(b"The one paragraph of an odd file.\n")
    run(tmp_path / "var", "ingest", str(folder))
    [line] = [json.loads(one) for one in run(tmp_path / "var", "export", "", "--format", "ndjson").stdout.splitlines()]

    def use(client: Client) -> None:
        about = client.json(f"/v1/statements/{quote(line['id'], safe='')}")
        header = client.get(about["source_file"]["url"]).headers["content-disposition"]
        assert header.isascii()
        assert header.count('"') == 2
        assert not set(header) & {"\n", "\r", "\\"}

    ask(tmp_path / "var", use)


def test_a_withdrawn_statement_gives_no_file(run: Run, home: Path) -> None:
    run(home, "withdraw", "page", "--reason", "By order of a court.")
    ask(home, lambda client: _answers(client, 410))


@pytest.mark.torture
def test_ten_thousand_files_with_one_bad_one(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    for number in range(10_000):
        path = folder / f"{number // 500:02d}" / f"text-{number:05d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"The text number {number} says this.\n\nAnd nothing else.\n", encoding="utf-8")
    (folder / "07" / "text-03600.txt").rename(bad := folder / "07" / "text-03600.pdf")
    bad.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40)
    said = run(tmp_path / "var", "ingest", str(folder), code=65)
    assert "Ingested 9,999 statements" in said.stdout
    assert [line for line in said.stderr.splitlines() if "text-03600" in line] == said.stderr.splitlines()
    assert len(said.stderr.splitlines()) == 1
    assert len(kept(tmp_path / "var")) == 9_999
    assert "agree" in run(tmp_path / "var", "verify").stdout
