"""Every command of docs/operations.md is run, in the order of the page."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
BLOCKS = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(page: str) -> str:
    """Return what stands in the blocks marked ``sh``, one after the other."""
    return "\n".join(text for kind, text in BLOCKS.findall(page) if kind == "sh")


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script that stops at the first command that fails, with ``pincite`` on its path."""
    shutil.copytree(ROOT / "seeds", folder / "statements")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-eux", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=600
    )


def test_the_commands_of_the_page_run_from_first_to_last(tmp_path: Path) -> None:
    done = run(commands(PAGE), tmp_path)
    assert done.returncode == 0, done.stderr


def test_no_command_stands_in_a_block_that_is_not_run() -> None:
    assert commands(PAGE).count("pincite ") > 5
    assert [kind for kind, text in BLOCKS.findall(PAGE) if kind != "sh" and "pincite" in text] == []


@pytest.mark.parametrize("script", ["pincite ingest absent/", "pincite mend", "pincite verify\npincite --version"])
def test_a_command_that_fails_is_noticed(tmp_path: Path, script: str) -> None:
    assert run(script, tmp_path).returncode != 0
