"""Each example of ``docs/quotes.md`` gets the verdict that stands beside it."""

import re
from pathlib import Path

import pytest

from pincite.app.dependencies import open_archive
from pincite.app.settings import Settings
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.quoting import DifferenceKind, Quotation, Verdict, check_quotation
from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "quotes.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (.+?) \| `(\w+)` \| (?:`(\w+)` )?\|$", PAGE, re.MULTILINE)


@pytest.mark.parametrize(("quotation", "verdict", "kind"), ROWS)
def test_an_example_has_its_verdict(home: Path, quotation: str, verdict: str, kind: str) -> None:
    archive = open_archive(Settings(home=home))
    checked = check_quotation(Quotation(quotation), archive.engine, Query(), Deadline(60))
    archive.close()
    assert checked.verdict == verdict
    assert [one.kind.value for one in checked.differences][:1] == ([kind] if kind else [])


def test_every_verdict_and_every_kind_is_explained() -> None:
    assert len(ROWS) == 8
    assert all(f"`{one.value}`" in PAGE for one in (*Verdict, *DifferenceKind))
    assert PAGE.index("does not claim") < 60
