"""Pages of forms: a cursor ends with its archive, and a list that has gaps has no further page."""

import json
from pathlib import Path

import pytest

from pincite.app.answering.finding_forms import find_forms
from pincite.app.answering.variants_request import VariantsRequest, parse_variants
from pincite.app.cli import main
from pincite.app.dependencies import open_archive
from pincite.app.settings import Settings
from pincite.index.query.deadline import Deadline, OutOfTime
from pincite.index.values.errors import CursorExpired, QueryError

TEXT = "we seek a complete and lasting peace"
FORMS = (TEXT, f"They say {TEXT}", "we seek a complete and durable peace", TEXT.replace("seek", "want"))


class Short(Deadline):
    """Time for so many checks."""

    def __init__(self, checks: int) -> None:
        super().__init__()
        self._left = checks

    def check(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise OutOfTime


def ingest(folder: Path, name: str, *texts: str) -> None:
    path = folder / f"{name}.jsonl"
    path.write_text(json.dumps({"id": name, "title": name, "date": "2001", "paragraphs": texts}) + "\n")
    assert main(["ingest", str(path), "--home", str(folder / "var")]) == 0


def test_a_cursor_expires_with_its_archive_and_a_partial_list_ends(tmp_path: Path) -> None:
    asked = [("text", TEXT), ("limit", "1")]
    ingest(tmp_path, "one", *FORMS)
    settings = Settings(home=tmp_path / "var")
    archive = open_archive(settings)
    first = find_forms(parse_variants(asked), archive.engine, archive.record, Deadline())
    following = parse_variants([*asked, ("cursor", first.next_cursor or "")])
    assert [form.text for form in first.forms] == [TEXT]
    assert len(find_forms(following, archive.engine, archive.record, Deadline()).forms) == 1

    def cut(wanted: VariantsRequest, checks: int) -> tuple[bool, int, str | None]:
        made = find_forms(wanted, archive.engine, archive.record, Short(checks))
        return made.found.partial, len(made.forms), made.next_cursor

    # Wherever time runs out, nothing goes on from there, and no form stands where it does not belong.
    cuts = [cut(parse_variants(asked), checks) for checks in range(60)]
    assert {made for made in cuts if made[0]} == {(True, 0, None), (True, 1, None)}
    assert cuts[-1] == (False, 1, first.next_cursor)
    assert {made for checks in range(60) if (made := cut(following, checks))[0]} == {(True, 0, None)}
    archive.close()
    ingest(tmp_path, "two", "Another text.")
    archive = open_archive(settings)
    with pytest.raises(CursorExpired):
        find_forms(following, archive.engine, archive.record, Deadline())
    archive.close()
    elsewhere = tmp_path / "other"
    elsewhere.mkdir()
    ingest(elsewhere, "one", *FORMS)
    other = open_archive(Settings(home=elsewhere / "var"))
    with pytest.raises(QueryError, match="cursor"):
        find_forms(following, other.engine, other.record, Deadline())
    other.close()
