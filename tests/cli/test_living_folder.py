"""A folder that lives: what a move, a rename, a deletion, an edit, a sidecar and ``--prune`` each do, as a table."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.calls import Run
from tests.cli.test_cli import run
from tests.conftest import Client

__all__ = ["run"]

LETTER = "The first paragraph of a letter about ironclad commitments.\n\nThe second one, of peace.\n"
OTHER = "Another text about a summit in Singapore.\n\nIt has two paragraphs.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "letters"
    (made / "archive").mkdir(parents=True)
    (made / "letter.txt").write_text(LETTER, encoding="utf-8")
    (made / "other.txt").write_text(OTHER, encoding="utf-8")
    (made / "lines.jsonl").write_text('{"id": "line", "paragraphs": ["Some words."]}\n', encoding="utf-8")
    return made


@pytest.fixture
def home(run: Run, folder: Path, tmp_path: Path) -> Path:
    run(tmp_path / "var", "ingest", str(folder))
    return tmp_path / "var"


def ingest(run: Run, home: Path, folder: Path, *more: str, code: int = 0) -> dict[str, Any]:
    told = run(home, "ingest", str(folder), "--json", *more, code=code)
    done: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    assert done["event"] == "done"
    return done


def counts(done: dict[str, Any]) -> dict[str, int]:
    """What an ingest did, without what it did not do."""
    numbers = {name: done[name] for name in ("new", "changed", "metadata", "pruned")}
    numbers |= {name: len(done[name]) for name in ("moved", "vanished", "refused", "repeated")}
    return {name: number for name, number in numbers.items() if number}


def found(home: Path, word: str) -> list[str]:
    """The statements that a search finds."""
    app = create_app(Settings(home=home))
    hits = Client(app).json(f"/v1/search?q={word}&group=statement")["hits"]
    app.state.holder.close()
    return [hit["statement"]["id"] for hit in hits]


def versions(home: Path, identity: str) -> int:
    app = create_app(Settings(home=home))
    listed = Client(app).json(f"/v1/statements/{identity}")["versions"]
    app.state.holder.close()
    return len(listed)


def move(folder: Path) -> None:
    (folder / "letter.txt").rename(folder / "archive" / "letter.txt")


def rename(folder: Path) -> None:
    (folder / "letter.txt").rename(folder / "2021-05-21 letter.txt")


def move_with_sidecar(folder: Path) -> None:
    (folder / "letter.yaml").write_text("place: Seoul\n", encoding="utf-8")
    move(folder)
    (folder / "letter.yaml").rename(folder / "archive" / "letter.yaml")


def move_folder(folder: Path) -> None:
    move(folder)
    (folder / "archive").rename(folder / "old")


def copy(folder: Path) -> None:
    shutil.copy(folder / "letter.txt", folder / "a copy.txt")


def delete(folder: Path) -> None:
    (folder / "letter.txt").unlink()


def edit(folder: Path) -> None:
    (folder / "letter.txt").write_text(LETTER.replace("second", "third"), encoding="utf-8")


def edit_sidecar(folder: Path) -> None:
    (folder / "letter.yaml").write_text("place: Seoul\n", encoding="utf-8")


def move_lines(folder: Path) -> None:
    (folder / "lines.jsonl").rename(folder / "archive" / "lines.jsonl")


def swap_for_another(folder: Path) -> None:
    """Delete one file, and put another text under its name elsewhere: that is no move."""
    delete(folder)
    (folder / "archive" / "letter.txt").write_text("A wholly different text of the same name.\n", encoding="utf-8")


TABLE = [
    (move, {"moved": 1}, {"letter"}, 1),
    (rename, {"moved": 1, "metadata": 1}, {"letter"}, 1),
    (move_with_sidecar, {"moved": 1, "metadata": 1}, {"letter"}, 1),
    (move_folder, {"moved": 1}, {"letter"}, 1),
    (copy, {"new": 1}, {"letter", "a-copy"}, 1),
    (delete, {"vanished": 1}, {"letter"}, 1),
    (edit, {"changed": 1}, {"letter"}, 2),
    (edit_sidecar, {"metadata": 1}, {"letter"}, 1),
    (move_lines, {"moved": 1}, {"letter"}, 1),
    (swap_for_another, {"refused": 1, "vanished": 1}, {"letter"}, 1),
]


@pytest.mark.sampled(2)
@pytest.mark.parametrize(("does", "wanted", "held", "texts"), TABLE, ids=[row[0].__name__ for row in TABLE])
def test_what_a_change_does(
    run: Run, home: Path, folder: Path, does: Callable[[Path], None], wanted: dict[str, int], held: set[str], texts: int
) -> None:
    does(folder)
    code = 65 if "refused" in wanted else 0
    tried = ingest(run, home, folder, "--dry-run", code=code)
    assert counts(tried) == wanted
    assert tried["dry_run"]
    assert counts(ingest(run, home, folder, code=code)) == wanted
    assert set(found(home, "ironclad")) == held
    assert versions(home, "letter") == texts
    assert run(home, "verify", "--deep").stdout
    # What is gone is listed each time; all else is done.
    stays = {name: number for name, number in wanted.items() if name in ("vanished", "refused")}
    assert counts(ingest(run, home, folder, code=code)) == stays


def test_a_renamed_file_keeps_its_id_when_it_is_edited_later(run: Run, home: Path, folder: Path) -> None:
    rename(folder)
    ingest(run, home, folder)
    (folder / "2021-05-21 letter.txt").write_text(LETTER.replace("second", "third"), encoding="utf-8")
    assert counts(ingest(run, home, folder)) == {"changed": 1}
    assert found(home, "ironclad") == ["letter"]
    assert versions(home, "letter") == 2


def test_two_files_with_the_text_of_a_vanished_one_are_not_both_it(run: Run, home: Path, folder: Path) -> None:
    text = (folder / "letter.txt").read_bytes()
    delete(folder)
    (folder / "b.txt").write_bytes(text)
    (folder / "c.txt").write_bytes(text)
    assert counts(ingest(run, home, folder)) == {"moved": 1, "metadata": 1, "repeated": 1}
    assert found(home, "ironclad") == ["letter"]


def test_a_move_between_folders_is_seen_by_an_ingest_of_the_new_one(run: Run, home: Path, folder: Path) -> None:
    move(folder)
    assert counts(ingest(run, home, folder / "archive")) == {"moved": 1}
    assert counts(ingest(run, home, folder)) == {}


def test_what_is_left_out_is_not_gone(run: Run, home: Path, folder: Path) -> None:
    assert counts(ingest(run, home, folder, "--only", "other*")) == {}
    (folder / ".pinciteignore").write_text("letter.txt\n", encoding="utf-8")
    assert counts(ingest(run, home, folder)) == {}
    assert counts(ingest(run, home, folder / "archive")) == {}


def test_pruned_statements_leave_the_search_and_say_so(run: Run, home: Path, folder: Path) -> None:
    delete(folder)
    tried = run(home, "ingest", str(folder), "--dry-run", "--prune")
    assert "would be removed from search" in tried.stderr
    assert found(home, "ironclad") == ["letter"]
    done = ingest(run, home, folder, "--prune")
    assert counts(done) == {"vanished": 1, "pruned": 1}
    assert found(home, "ironclad") == []
    app = create_app(Settings(home=home))
    tombstone = Client(app).get("/v1/statements/letter")
    app.state.holder.close()
    assert tombstone.status_code == 410
    assert "its source is no longer in the folder" in tombstone.json()["detail"].casefold()
    assert run(home, "verify", "--deep").stdout
    assert counts(ingest(run, home, folder, "--prune")) == {}


def test_a_pruned_statement_comes_back_with_its_versions(run: Run, home: Path, folder: Path) -> None:
    edit(folder)
    ingest(run, home, folder)
    kept = (folder / "letter.txt").read_bytes()
    delete(folder)
    ingest(run, home, folder, "--prune")
    (folder / "letter.txt").write_bytes(kept)
    assert counts(ingest(run, home, folder)) == {"metadata": 1}
    assert found(home, "ironclad") == ["letter"]
    assert versions(home, "letter") == 2
    assert run(home, "verify", "--deep").stdout
    assert counts(ingest(run, home, folder)) == {}


def test_a_pruned_statement_comes_back_from_another_path(run: Run, home: Path, folder: Path) -> None:
    delete(folder)
    ingest(run, home, folder, "--prune")
    (folder / "archive" / "found again.txt").write_text(LETTER, encoding="utf-8")
    assert counts(ingest(run, home, folder)) == {"moved": 1, "metadata": 1}
    assert found(home, "ironclad") == ["letter"]


def test_a_withdrawn_statement_stays_withdrawn(run: Run, home: Path, folder: Path) -> None:
    run(home, "withdraw", "letter", "--reason", "By order of a court.")
    move(folder)
    ingest(run, home, folder)
    delete_all = ingest(run, home, folder, "--prune")
    assert counts(delete_all) == {}
    assert found(home, "ironclad") == []


def test_nothing_is_pruned_when_the_folder_is_empty(run: Run, home: Path, folder: Path) -> None:
    shutil.rmtree(folder)
    folder.mkdir()
    told = run(home, "ingest", str(folder), "--prune")
    assert "check that the folder is mounted" in told.stderr
    assert found(home, "ironclad") == ["letter"]


def test_a_dry_run_makes_no_archive(run: Run, folder: Path, tmp_path: Path) -> None:
    done = ingest(run, tmp_path / "none", folder, "--dry-run")
    assert counts(done) == {"new": 3}
    assert not (tmp_path / "none").exists()


def test_a_dry_run_leaves_everything_as_it_was(run: Run, home: Path, folder: Path) -> None:
    before = run(home, "dump", "-").stdout
    edit(folder)
    (folder / "new.txt").write_text("A new text of several words.\n", encoding="utf-8")
    assert counts(ingest(run, home, folder, "--dry-run", "--prune")) == {"new": 1, "changed": 1}
    assert run(home, "dump", "-").stdout == before
