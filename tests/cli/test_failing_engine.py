"""What an engine raises never reaches a terminal as a traceback: a line, an exit code, and what to do."""

import json
import logging
from pathlib import Path
from typing import Any

import pytest

from pincite.index.engines import whoosh
from tests.calls import Caller, Run
from tests.picky import PickyEngine


class Fault:
    """What the engines of this process cannot do."""

    def __init__(self) -> None:
        self.bad: set[str] = set()
        self.error: Exception = ValueError("cannot train\ndict")
        self.asked: Exception | None = None


class Asked(PickyEngine):
    """Cannot be asked either."""

    def __init__(self, engine: Any, fault: Fault) -> None:
        super().__init__(engine, fault.error)
        self.bad, self._asked = fault.bad, fault.asked

    def search(self, query: Any, deadline: Any = None) -> Any:
        if self._asked is not None:
            raise self._asked
        return self.engine.search(query, deadline)


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> Fault:
    """Puts a fault into every engine that is opened."""
    fault, opened = Fault(), whoosh.open_engine
    monkeypatch.setattr(whoosh, "open_engine", lambda *given, **named: Asked(opened(*given, **named), fault))
    return fault


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Runs a command upon one archive."""
    caller = Caller(monkeypatch, capsys)
    return lambda *arguments, **given: caller.call(*arguments, **{"PINCITE_HOME": str(tmp_path / "var"), **given})


def write(folder: Path, *ids: str) -> str:
    path = folder / f"{ids[0]}.jsonl"
    lines = [json.dumps({"id": one, "title": one, "paragraphs": ["words"]}) for one in ids]
    path.write_text("\n".join(lines))
    return str(path)


def test_a_statement_that_cannot_be_indexed(run: Run, fault: Fault, tmp_path: Path) -> None:
    fault.bad = {"b"}
    source = write(tmp_path, "a", "b", "c")

    done = run("ingest", source, code=74)

    assert done.stderr.splitlines() == ["pincite: b: cannot be indexed (ValueError: cannot train dict)"]
    assert "Ingested 3 statements" in done.stdout
    assert "1 statement of the record cannot be indexed (see above)" in done.stdout
    assert run("search", "words").stdout.splitlines()[-1].startswith("2 paragraphs in 2 statements")
    assert run("verify", code=74).stderr.splitlines() == ["pincite: b: is not in the index; run `pincite rebuild`"]
    assert "doctor --fix" in run("doctor", code=74).stdout
    assert "b: cannot be indexed" in run("doctor", "--fix", code=74).stderr
    assert "b: cannot be indexed" in run("rebuild", code=74).stderr
    # The next one goes in, and this one is named again.
    done = run("ingest", write(tmp_path, "d"), "--json", code=74)
    assert json.loads(done.stdout.splitlines()[-1])["not_indexed"] == [
        {"id": "b", "reason": "ValueError: cannot train dict"}
    ]
    assert run("search", "words").stdout.splitlines()[-1].startswith("3 paragraphs in 3 statements")
    assert run("withdraw", "b", "--reason", "it cannot be indexed").stderr == ""
    assert "agree: 3 paragraphs" in run("verify").stdout
    assert "cannot be indexed" in run("withdraw", "b", "--undo", code=74).stdout


def test_many_of_them_are_named_in_part_and_counted(run: Run, fault: Fault, tmp_path: Path) -> None:
    fault.bad = {f"s{number}" for number in range(25)}

    done = run("ingest", write(tmp_path, *sorted(fault.bad), "t"), code=74)

    assert len(done.stderr.splitlines()) == 21
    assert "and 5 more" in done.stderr
    assert "25 statements of the record" in done.stdout


def test_what_is_carried_elsewhere_with_such_a_statement_is_whole(run: Run, fault: Fault, tmp_path: Path) -> None:
    fault.bad = {"b"}
    run("ingest", write(tmp_path, "a", "b"), code=74)
    run("dump", str(tmp_path / "dump"))

    done = run("load", str(tmp_path / "dump"), PINCITE_HOME=str(tmp_path / "other"), code=74)

    assert "b: cannot be indexed" in done.stderr
    assert "the record is complete" in done.stderr
    assert "[words]" in run("search", "words", PINCITE_HOME=str(tmp_path / "other")).stdout


@pytest.mark.parametrize("error", [ValueError("broken\narray"), RecursionError("deep"), OSError("full")])
def test_an_engine_that_cannot_answer(run: Run, fault: Fault, tmp_path: Path, error: Exception) -> None:
    run("ingest", write(tmp_path, "a"))
    fault.asked = error

    done = run("search", "words", code=74 if isinstance(error, OSError) else 70)

    (told,) = done.stderr.splitlines()
    assert "Traceback" not in done.stderr
    if not isinstance(error, OSError):
        assert type(error).__name__ in told
        assert "run `pincite doctor`" in told
    failed = json.loads(run("search", "words", "--json", code=74 if isinstance(error, OSError) else 70).stdout)
    assert (failed["event"], failed["error"]) == ("failed", type(error).__name__)


def test_too_little_memory_is_no_bug(run: Run, fault: Fault, tmp_path: Path) -> None:
    run("ingest", write(tmp_path, "a"))
    fault.asked = MemoryError()

    (told,) = run("search", "words", code=74).stderr.splitlines()

    assert told.startswith("pincite: there is not enough memory; committed statements are safe: ")
    assert "run the same command again" in told


def test_a_debugger_is_shown_where_it_came_from(
    run: Run, fault: Fault, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    # The level is put back when the test ends.
    caplog.set_level(logging.INFO, "pincite")
    caplog.handler.setLevel(logging.NOTSET)
    run("ingest", write(tmp_path, "a"))
    fault.asked, fault.bad = ValueError("broken array"), {"b"}

    run("search", "words", code=70, PINCITE_DEBUG="1")
    run("ingest", write(tmp_path, "b"), code=74, PINCITE_DEBUG="1")

    shown = [str(record.exc_info and record.exc_info[1]) for record in caplog.records]
    assert shown == ["broken array", "cannot train\ndict"]
