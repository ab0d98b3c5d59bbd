"""What the command line says of statements that the engine cannot index: the first ones by name, the others counted."""

import pytest

from pincite.app.cli.lacking import tell_lacking
from pincite.index.ingest.events import NotIndexed


def told(number: int, capsys: pytest.CaptureFixture[str]) -> list[str]:
    tell_lacking([NotIndexed(f"s{at}", "too long", 1) for at in range(number)])
    return capsys.readouterr().err.splitlines()


def test_twenty_are_named_and_nothing_is_said_of_others(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(20, capsys)
    assert (len(lines), lines[-1]) == (20, "pincite: s19: cannot be indexed (too long)")


def test_more_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    lines = told(21, capsys)
    assert (len(lines), lines[-1]) == (21, "pincite: and 1 more; `--json` lists all")
