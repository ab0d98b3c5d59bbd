"""docs/client.md and the notebook do what they say: their code runs, and prints what stands below it."""

import io
import json
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

import pincite
from tests.client.services import serving_app
from tests.conftest import ROOT
from tests.docs.pages import read, table_of

PAGE = read("docs/client.md")
NOTEBOOKS = sorted((ROOT / "docs" / "notebooks").glob("*.ipynb"))
_BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)
_BASE = "http://127.0.0.1:8000"


@pytest.fixture
def base(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "*")
    with serving_app(app) as found:
        yield found


def test_the_examples_of_the_page_print_what_stands_below_them(
    base: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(home, tmp_path / "var")
    space: dict[str, Any] = {"__name__": "example"}
    blocks = _BLOCK.findall(PAGE)
    for source, expected in blocks:
        assert run(source.replace(_BASE, base), space) == expected, source
    assert len(blocks) > 8
    assert (tmp_path / "alliance.csv").read_bytes().startswith(b"\xef\xbb\xbfid,")


def run(source: str, space: dict[str, Any]) -> str:
    """Run code in a namespace and return what it prints."""
    with redirect_stdout(io.StringIO()) as printed:
        exec(compile(source, "example", "exec"), space)
    return printed.getvalue()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_runs_from_top_to_bottom(path: Path) -> None:
    space: dict[str, Any] = {"__name__": "notebook"}
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    said = [run("".join(cell["source"]), space) for cell in cells if cell["cell_type"] == "code"]
    assert "isuer → issuer\n" in said
    shutil.rmtree(space["folder"])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_is_whole_and_without_outputs(path: Path) -> None:
    told = json.loads(path.read_text(encoding="utf-8"))
    assert (told["nbformat"], told["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in told["cells"]}) == len(told["cells"])
    for cell in told["cells"]:
        assert {"cell_type", "id", "metadata", "source"} <= set(cell)
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
    assert sys.prefix not in json.dumps(told)


def test_there_is_a_notebook() -> None:
    assert len(NOTEBOOKS) == 1


def test_the_table_of_methods_names_all_of_them() -> None:
    told = set(re.findall(r"`(\w+)\(", " ".join(row[0] for row in table_of(PAGE, "method", "returns"))))
    public = {name for name in vars(pincite.AsyncClient) if not name.startswith("_")}
    assert told == public - {"close"}
    assert {name for name in dir(pincite.LocalArchive) if not name.startswith("_")} == public


def test_the_table_of_errors_names_all_of_them() -> None:
    told = set(re.findall(r"`(\w+)`", " ".join(row[0] for row in table_of(PAGE, "error", "meaning"))))
    errors = {name for name in pincite.__all__ if isinstance(found := getattr(pincite, name), type)
              and issubclass(found, pincite.PinciteError)}  # fmt: skip
    assert told == errors - {"PinciteError"}
