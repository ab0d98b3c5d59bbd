"""``pincite withdraw``: out of search, stats and pages with its reason, and back in."""

import json
from pathlib import Path

import pytest

from pincite.app.cli import main
from pincite.index.storage.home import create_home, lock
from tests.conftest import JOINT, ROOT

REASON = "By order of a <b>court</b>."


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    monkeypatch.setenv("PINCITE_HOME", str(tmp_path / "var"))
    assert main(["ingest", str(ROOT / "seeds")]) == 0
    capsys.readouterr()
    return tmp_path / "var"


def last(capsys: pytest.CaptureFixture[str]) -> str:
    said = capsys.readouterr()
    return (said.out or said.err).splitlines()[-1]


def test_a_withdrawn_statement_is_found_by_nothing_until_it_is_taken_back(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["withdraw", JOINT, "--reason", REASON]) == 0
    assert last(capsys).startswith(f"{JOINT} is withdrawn: no search finds it")
    assert main(["search", "ironclad"]) == 0
    assert last(capsys).startswith("No match")
    assert main(["export"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert main(["show", JOINT]) == 2
    assert REASON in last(capsys)
    assert main(["stats"]) == 0
    assert "1 statement withdrawn" in capsys.readouterr().out
    for command in ("verify", "rebuild", "verify"):
        assert main([command]) == 0
    assert main(["ingest", str(ROOT / "seeds")]) == 0

    capsys.readouterr()
    assert main(["withdraw", JOINT, "--undo"]) == 0
    assert last(capsys) == f"{JOINT} can be found again."
    assert main(["search", "ironclad"]) == 0
    assert last(capsys).startswith("1 paragraph in 1 statement")
    assert main(["verify"]) == 0


def test_json(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = []
    for arguments in (["--reason", "A"], ["--reason", "A"], ["--reason", "B"], ["--undo"], ["--undo"]):
        assert main(["withdraw", JOINT, *arguments, "--json"]) == 0
        told.append(json.loads(last(capsys)))
    assert told == [
        {"event": "done", "id": JOINT, "reason": reason, "changed": changed}
        for reason, changed in (("A", True), ("A", False), ("B", True), (None, True), (None, False))
    ]
    assert main(["withdraw", JOINT, "--reason", "A"]) == 0
    assert main(["stats", "--json"]) == 0
    counts = json.loads(last(capsys))
    assert (counts["record"]["withdrawn"], counts["record"]["statements"], counts["record"]["versions"]) == (1, 0, 1)
    assert counts["index"]["statements"] == 0


def test_what_changes_nothing_says_so(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["withdraw", JOINT, "--undo"]) == 0
    assert last(capsys) == f"{JOINT} is not withdrawn: nothing changed."
    main(["withdraw", JOINT, "--reason", REASON])
    assert main(["withdraw", JOINT, "--reason", REASON]) == 0
    assert last(capsys) == f"{JOINT} is already withdrawn for this reason: nothing changed."


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nobody", "--reason", "R"], "there is no statement 'nobody'"),
        (["nobody", "--undo"], "there is no statement 'nobody'"),
        ([JOINT], "one of the arguments --reason --undo is required"),
        ([JOINT, "--reason", " "], "expected a reason in words"),
        ([JOINT, "--reason", "\x1b[2J"], "without control characters"),
        ([JOINT, "--reason", "R", "--undo"], "not allowed with"),
    ],
)
def test_wrong_usage_is_one_line(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    try:
        code: object = main(["withdraw", *arguments])
    except SystemExit as ended:  # argparse ends the process itself
        code = ended.code
    assert code == 2
    assert says in last(capsys)


def test_it_waits_for_the_one_writer(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with lock(create_home(home)):
        assert main(["withdraw", JOINT, "--reason", "R", "--wait", "0.1"]) == 75
    assert "another process is writing" in last(capsys)


def test_a_new_text_of_a_withdrawn_statement_is_kept_out(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = tmp_path / "letter.txt"
    seed.write_text("Old words.", encoding="utf-8")
    main(["ingest", str(seed)])
    main(["withdraw", "letter", "--reason", REASON])
    seed.write_text("New words.", encoding="utf-8")
    capsys.readouterr()
    assert main(["ingest", str(seed)]) == 0
    assert "1 statement with 0 paragraphs (1 with new text, 1 of them still withdrawn)" in last(capsys)
    assert main(["show", "letter"]) == 2
