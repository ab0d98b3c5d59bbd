"""``pincite check``: documents in, verdicts out, and exit codes for scripts."""

import csv
import io
import json
from pathlib import Path

import pytest

from pincite.app.cli import main
from tests.reading.docx_writer import Docx

TRUE = "the ironclad U.S. defense commitment to the ROK will continue to be maintained"
FALSE = TRUE.replace("will continue", "will not continue")


def check(home: Path, *arguments: str) -> int:
    return main(["check", *arguments, "--home", str(home)])


@pytest.mark.parametrize(("quoted", "code"), [(TRUE, 0), (FALSE, 1), ("no such words were ever said in here", 1)])
def test_exit_codes_say_whether_all_stand(home: Path, tmp_path: Path, quoted: str, code: int) -> None:
    file = tmp_path / "text.md"
    file.write_text(f"# A text\n\nHe said “{quoted}”, and “so on”.\n", encoding="utf-8")
    assert check(home, str(file)) == code


def test_text_json_csv_and_a_page(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "text.txt"
    file.write_text(f"A title\n\nHe said “{TRUE}”, and “{FALSE}”.\n", encoding="utf-8")
    assert check(home, str(file)) == 1
    shown = capsys.readouterr().out
    assert "Verbatim: “" in shown
    assert "negation: quoted “not”" in shown
    assert check(home, str(file), "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert found["summary"] == {"verbatim": 1, "altered": 1}
    assert check(home, str(file), "--csv") == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["verdict"], row["differences"]) for row in rows] == [("verbatim", ""), ("altered", "negation")]
    assert check(home, str(file), "--html", str(tmp_path / "out.html")) == 1
    assert "<mark>not </mark>" in (tmp_path / "out.html").read_text(encoding="utf-8")


def test_what_is_no_document_is_refused(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "broken.pdf"
    file.write_bytes(b"\x00\x01")
    assert check(home, str(file)) == 65
    assert check(home, str(tmp_path / "absent.md")) == 65


def test_a_docx_and_a_readme_are_read_too(home: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.docx"
    letter.write_bytes(Docx().paragraph("A letter").paragraph(f"He said “{FALSE}”.").build())
    readme = tmp_path / "README.md"
    readme.write_text(f"# About\n\nIt says “{TRUE}”.\n", encoding="utf-8")
    assert check(home, str(readme)) == 0
    assert check(home, str(readme), str(letter)) == 1


def test_no_cell_begins_like_a_formula(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "text.txt"
    file.write_text("A title\n\nHe said “＝SUM(A1) of all these words”.\n", encoding="utf-8")
    check(home, str(file), "--csv")
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["quotation"] == "'＝SUM(A1) of all these words"
