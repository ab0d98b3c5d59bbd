"""``pincite check``: documents in, verdicts out, and exit codes for scripts."""

import csv
import io
import json
from pathlib import Path

import pytest

from pincite.app.cli import main
from tests.conftest import ROOT
from tests.reading.docx_writer import Docx
from tests.reading.pdf_writer import Pdf

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
    assert (found["file"], found["summary"]) == (str(file), {"verbatim": 1, "altered": 1})
    assert check(home, str(file), "--csv") == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["verdict"], row["differences"]) for row in rows] == [("verbatim", ""), ("altered", "negation")]
    assert check(home, str(file), "--html", str(tmp_path / "out.html")) == 1
    assert "<mark>not </mark>" in (tmp_path / "out.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)])
def test_bytes_that_are_no_text_are_answered(
    home: Path, form: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    piped = io.BytesIO(f"He said “{TRUE}”, “some ? words of nobody”".encode().replace(b"?", b"\xff"))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(piped, "utf-8", "surrogateescape"))
    assert check(home, "-", *form) == 1
    assert "some \ufffd words of nobody" in capsys.readouterr().out


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


STYLES = """
<w:style w:type="paragraph" w:styleId="IQ"><w:name w:val="Intense Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Extract"/><w:basedOn w:val="IQ"/></w:style>
"""


@pytest.mark.parametrize(("quoted", "code"), [(f"“{TRUE}.”", 0), (FALSE, 1)])
def test_block_quotations_are_checked_in_every_format(
    home: Path, tmp_path: Path, quoted: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    wrapped = quoted.replace("ROK ", "ROK\n> ")
    (tmp_path / "a.md").write_text(f"# A text\n\nIt says so:\n\n> {wrapped}\n\nThus “so on”.\n", encoding="utf-8")
    (tmp_path / "b.html").write_text(f"<p>It says:</p><blockquote><p>{quoted}</p></blockquote><p>“So on”.</p>")
    (tmp_path / "c.txt").write_text(f"A title\n\nIt says:\n\n> {quoted}\n\nThus “so on”.\n", encoding="utf-8")
    letter = Docx().part("styles", STYLES).paragraph("A letter").paragraph("It says:").paragraph(quoted, "Own")
    (tmp_path / "d.docx").write_bytes(letter.paragraph("Thus “so on”.").build())
    files = [str(file) for file in sorted(tmp_path.iterdir())]
    assert check(home, *files, "--csv") == code
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out))
    told = [(row["file"], row["verdict"]) for row in rows]
    assert told == [(file, verdict) for file in files for verdict in ("altered" if code else "verbatim", "too_short")]


def test_paragraphs_of_one_block_are_one_quotation(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "text.md"
    file.write_text(
        "# A text\n\n> to reinforce diplomatic measures\n>\n> The Secretary and the Minister\n\nSo “it” is.\n"
    )
    check(home, str(file), "--csv")
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["quotation"] for row in rows] == [
        "to reinforce diplomatic measures\nThe Secretary and the Minister",
        "it",
    ]


def test_no_cell_begins_like_a_formula(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "text.txt"
    file.write_text("A title\n\nHe said “＝SUM(A1) of all these words”.\n", encoding="utf-8")
    check(home, str(file), "--csv")
    [row] = csv.DictReader(io.StringIO(capsys.readouterr().out))
    assert row["quotation"] == "'＝SUM(A1) of all these words"


def test_every_verdict_on_a_docx_and_a_pdf_is_explained(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letter, report = tmp_path / "letter.docx", tmp_path / "report.pdf"
    words = Docx().paragraph("A letter on quotations").paragraph(f"He said “{FALSE}”, and “so on”.")
    words = words.paragraph(f"It says “[T]{TRUE[1:].replace('to the ROK', '…')}”, “{TRUE.upper()}”.")
    letter.write_bytes(words.paragraph("Nobody said “no such words were ever said in here”.").build())
    lines = ["A report on a single quotation", f"It is said that “{TRUE[:52]}", f"{TRUE[53:]}” in June."]
    pdf = Pdf(title="A report").page()
    for number, line in enumerate(lines):
        pdf.put(line, 72, 700 - 14 * number - 20 * (number > 0))
    report.write_bytes(pdf.build())
    assert check(home, str(letter), str(report), "--csv") == 1
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    told = [(row["file"], row["verdict"], row["differences"]) for row in rows]
    of_letter = ["altered", "too_short", "verbatim_with_edits", "typography_differs", "not_in_archive"]
    assert [one[1] for one in told if one[0].endswith("letter.docx")] == of_letter
    assert told[0][2] == "negation"
    # The line's end is no part of the text: PDF says where words stand.
    assert [one[1] for one in told if one[0].endswith("report.pdf")] == ["verbatim"]
    assert check(home, str(letter), str(report)) == 1
    shown = capsys.readouterr().out
    assert "All that is quoted stands there; edits are marked." in shown
    assert "Edit: …; the source has “to the ROK” there." in shown
    assert "Not counted as differences: case." in shown
    assert "No passage in this archive is close to it." in shown
    assert "So few words cannot be judged.\n  No paragraph holds them." in shown
    assert check(home, str(report)) == 0


@pytest.mark.parametrize(
    ("path", "verdicts"),
    [
        ("README.md", {"verbatim", "not_in_archive", "too_short"}),
        ("docs/quotes.md", {"not_in_archive", "too_short"}),
        ("docs/query-language.md", {"not_in_archive", "too_short"}),
        ("docs/metadata.md", {"not_in_archive", "too_short", "altered", "verbatim"}),
    ],
)
def test_the_verdicts_on_this_project_s_own_pages_are_explained(
    home: Path, path: str, verdicts: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(home, str(ROOT / path), "--json") in (0, 1)
    found = json.loads(capsys.readouterr().out)
    assert found["quotes"]
    assert {one["verdict"] for one in found["quotes"]} <= verdicts
    for one in found["quotes"]:
        # What is quoted in a page of documentation and is in no statement is an example or a word of the program.
        assert one["places"] or one["verdict"] in ("not_in_archive", "too_short"), one


def test_what_time_does_not_allow_ends_with_75(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "text.md"
    file.write_text(f"# A text\n\nHe said “{TRUE}”.\n", encoding="utf-8")
    assert check(home, str(file), "--seconds", "0") == 75
    assert "Not checked: “" in capsys.readouterr().out
    assert check(home, str(file), "--seconds", "60") == 0
