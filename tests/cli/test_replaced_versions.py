"""What the command line says of replaced versions: how many the index holds, or that it was built without them."""

import json
from pathlib import Path

import pytest

from pincite.app.cli import main
from pincite.app.settings import Settings
from pincite.app.starting import open_for_serving
from tests.contract.record.houses import line
from tests.engines.sessions import forget_replaced

WITHOUT = "the index was built without replaced versions"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An archive in which a statement was changed."""
    for text in ("one", "two"):
        (tmp_path / "a.jsonl").write_text(json.dumps(line("a", text)), encoding="utf-8")
        assert main(["ingest", str(tmp_path / "a.jsonl"), "--home", str(tmp_path / "var")]) == 0
    return tmp_path / "var"


def said(home: Path, capsys: pytest.CaptureFixture[str], *command: str) -> str:
    capsys.readouterr()
    main([*command, "--home", str(home)])
    printed = capsys.readouterr()
    return printed.out + printed.err


def test_stats_count_them(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "        1 paragraph of replaced versions\n" in said(home, capsys, "stats")
    assert main(["verify", "--deep", "--home", str(home)]) == 0


def test_an_index_from_before_is_said_in_one_line_until_it_is_rebuilt(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    forget_replaced(home / "index")
    told: list[str] = []
    open_for_serving(Settings(home=home), told.append).close()
    assert told == [f"pincite: {WITHOUT}: run `pincite rebuild`"]
    assert (
        said(home, capsys, "stats").splitlines()[-1]
        == "The index was built without replaced versions. Run `pincite rebuild`."
    )
    for command in (["verify"], ["doctor"]):
        (only,) = [one for one in said(home, capsys, *command).splitlines() if "without replaced" in one]
        assert only == "pincite: index: was built without replaced versions; run `pincite rebuild`"
    assert "1 paragraph in 1 statement" in said(home, capsys, "search", "two")
    assert main(["rebuild", "--home", str(home)]) == 0
    assert main(["verify", "--home", str(home)]) == 0
    told.clear()
    open_for_serving(Settings(home=home), told.append).close()
    assert told == []
