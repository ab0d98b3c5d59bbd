"""How many refusals are told: the first by name, all by reason; a statement that stands twice is none."""

import json
from pathlib import Path

import pytest

from pincite.app.cli.refusals import kind_of
from pincite.index.values.errors import SourceError
from tests.calls import Caller, Run


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs a command upon one archive."""
    caller = Caller(monkeypatch, capsys)
    return lambda *arguments, **given: caller.call(*arguments, PINCITE_HOME=str(tmp_path / "var"), **given)


def test_1233_refusals_are_some_lines_and_a_count_by_reason(run: Run, tmp_path: Path) -> None:
    bad: list[dict[str, object]] = [{"id": f"s{n}", "title": "T"} for n in range(1_000)]
    bad += [{"id": "one", "title": "T", "paragraphs": ["a", "b"] * (n + 1) + [" "]} for n in range(200)]
    bad += [{"id": "twice", "title": "T", "paragraphs": [str(n)]} for n in range(34)]
    source = tmp_path / "a.jsonl"
    source.write_text("\n".join(map(json.dumps, bad)))

    done = run("ingest", str(source), code=65)

    lines = done.stderr.splitlines()
    assert all(f"{source}:{number}: " in line for number, line in enumerate(lines[:20], 1))
    assert [line.removeprefix("pincite:").strip() for line in lines[20:]] == [
        "and 1,213 more (`--json` lists all); all 1,233 by reason:",
        "1,000 the line lacks paragraphs",
        "200 paragraph … is blank",
        "33 another statement already has the id",
    ]
    assert "1,233 refusals (see above)" in done.stdout
    told = json.loads(run("ingest", str(source), "--json", code=65).stdout.splitlines()[-1])
    assert len(told["refused"]) == 1_233


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("the key 'one''s occurs twice", "the key '…''s occurs twice"),
        ("""the key "it's" occurs twice""", "the key '…' occurs twice"),
        ("over the limit of 52,428,800 bytes", "over the limit of 52,428,800 bytes"),
        ("'title' has 1,001 characters, over the limit of 1,000", "'…' has … characters, over the limit of 1,000"),
        ("invalid UTF-8 at byte 1,204 of the line (0xff)", "invalid UTF-8 at byte … of the line (0x…)"),
        ("YAML that is no file's sidecar", "YAML that is no file's sidecar"),
    ],
)
def test_a_kind_leaves_open_what_is_a_source_s_own(reason: str, kind: str) -> None:
    assert kind_of(SourceError("a", 1, reason, "mend")).replace("(…)", "(0x…)") == kind


def test_the_same_statement_from_a_second_path_is_no_error(run: Run, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("Title\n\nSome words.")

    done = run("ingest", str(tmp_path / "one"), str(tmp_path / "two"))

    (told,) = done.stderr.splitlines()
    assert told.startswith(f"pincite: {tmp_path / 'two' / 'a.txt'}: skipped 'a': {tmp_path / 'one' / 'a.txt'} has")
    assert "skipped 1 duplicate statement" in done.stdout
    assert run("ingest", str(tmp_path / "one"), str(tmp_path / "two")).stderr == ""


def test_a_file_without_a_reader_is_counted_and_ends_with_65_unless_it_is_left_out(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "mixed"
    folder.mkdir()
    for name in ("a.txt", "b.odt", "c.odt", "README.md"):
        (folder / name).write_text("We met in Geneva.")

    done = run("ingest", str(folder), code=65)
    said = done.stdout
    assert done.stderr == f"pincite: no reader for {folder / 'b.odt'}, {folder / 'c.odt'}\n"
    assert "1 new" in said
    assert "skipped 3 files (1 README, 2 no reader for its type)" in said
    assert "--only" in said

    said = run("ingest", "--only", "*.txt", str(folder)).stdout
    assert "skipped 3 files (1 README, 2 not asked for)" in said
