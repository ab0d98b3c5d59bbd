"""Each example of ``docs/compare.md`` is what the program answers."""

import re
from pathlib import Path

import pytest

from pincite.app.answering.parameters import COMPARISON
from pincite.app.cli import main
from pincite.index.aligning import Op, RowKind, align
from tests.docs.pages import code, read, table_of

PAGE = read("docs/compare.md")
ROWS = table_of(PAGE, "on the left", "on the right", "kind", "words")
SIGNS = {Op.EQUAL: "{}", Op.DELETE: "[-{}-]", Op.INSERT: "{{+{}+}}"}


@pytest.mark.parametrize(("left", "right", "kind", "words"), ROWS)
def test_an_example_has_its_row(left: str, right: str, kind: str, words: str) -> None:
    ours, theirs = (text.split(" ¶ ") if text else [] for text in (left, right))
    found = [row for row in align(ours, theirs).rows if row.kind.value == code(kind)]
    assert len(found) == 1
    written = "".join(SIGNS[run.op].format(run.text) for run in found[0].words)
    assert " ".join(written.split()) == words


def test_the_printed_comparison_is_what_the_command_prints(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blocks = dict(re.findall(r"^```(json|text)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
    lines = tmp_path / "lines.jsonl"
    lines.write_text(blocks["json"], encoding="utf-8")
    assert main(["ingest", str(lines), "--home", str(tmp_path / "var")]) == 0
    capsys.readouterr()
    assert main(["compare", "talks-2018", "--home", str(tmp_path / "var")]) == 0
    assert capsys.readouterr().out == blocks["text"]


def test_every_kind_every_parameter_and_the_limits_of_a_comparison_are_explained() -> None:
    assert [code(row[2]) for row in ROWS] == [kind.value for kind in RowKind]
    assert all(f"`{one.name}" in PAGE for one in COMPARISON)
    assert PAGE.index("does not claim") < 60
