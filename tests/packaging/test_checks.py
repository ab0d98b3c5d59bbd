"""The static checks of `make check`, each a test: beside the others they cost no time of their own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = [pytest.mark.packaging, pytest.mark.slow]

RECIPE = re.compile(r"^check:.*\n((?:\t.+\n)+)", re.MULTILINE)


def commands_of(makefile: str) -> list[str]:
    """Return what `make check` runs, a program of the environment and its arguments each."""
    [recipe] = RECIPE.findall(makefile)
    lines = recipe.strip().splitlines()
    assert all(line.strip().startswith("$(BIN)/") for line in lines)
    return [line.strip().removeprefix("$(BIN)/") for line in lines]


@pytest.mark.parametrize("command", commands_of((ROOT / "Makefile").read_text(encoding="utf-8")))
def test_a_check_finds_nothing(command: str) -> None:
    program, *arguments = command.split()
    done = subprocess.run(
        [Path(sys.executable).parent / program, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_every_command_of_the_recipe_is_found() -> None:
    makefile = "check: $(STAMP)\n\t$(BIN)/one --check .\n\t$(BIN)/two\n\nformat:\n\t$(BIN)/three\n"
    assert commands_of(makefile) == ["one --check .", "two"]
