"""docs/settings.md lists every environment variable with the default and the description of the code."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import PydanticUndefined

from pincite.app.settings import Settings
from tests.conftest import ROOT
from tests.docs.pages import code, read, table_of

PAGE = read("docs/settings.md")
NAMES = {f"PINCITE_{name.upper()}" for name in Settings.model_fields}
_NAME = re.compile(r"\bPINCITE_[A-Z_]+\b")


def shown(default: Any) -> str:
    """How the page writes a default: an empty cell for none, and for one that depends on the machine."""
    if isinstance(default, bool):
        return f"`{int(default)}`"
    if isinstance(default, float):
        return f"`{default:g}`"
    return "" if default in (None, "", PydanticUndefined) else f"`{default}`"


def rows(page: str) -> list[list[str]]:
    """Return the rows of all tables of settings, in their order."""
    return table_of(page, "setting", "default", "meaning")


def settings() -> list[list[str]]:
    """Return what the page must say, in the order of the class."""
    fields = Settings.model_fields.items()
    return [[f"`PINCITE_{n.upper()}`", shown(f.default), f.description or ""] for n, f in fields]


def uses() -> dict[str, Path]:
    """Return the settings that code, image and documents name, each with a file that does."""
    places = [ROOT / "Dockerfile", *ROOT.glob("compose*.yaml"), *ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    places += [path for room in ("index", "app") for path in (ROOT / room).rglob("*.py")]
    return {name: path for path in places for name in _NAME.findall(path.read_text(encoding="utf-8"))}


def test_the_page_is_that_of_the_code() -> None:
    assert sorted(rows(PAGE)) == sorted(settings())


@pytest.mark.parametrize(
    "spoiled",
    [
        PAGE.replace("`PINCITE_PORT`", "`PINCITE_PROT`"),
        PAGE.replace("`8000`", "`8080`"),
        "\n".join(line for line in PAGE.splitlines() if "`PINCITE_HOST`" not in line),
    ],
)
def test_a_spoiled_page_differs(spoiled: str) -> None:
    assert sorted(rows(spoiled)) != sorted(settings())


def test_every_setting_that_is_named_anywhere_exists() -> None:
    named = {name: path for name, path in uses().items() if name not in NAMES | {"PINCITE_TORTURE"}}
    assert named == {}


def test_names_on_the_page_are_written_as_code() -> None:
    assert {code(row[0]) for row in rows(PAGE)} == NAMES
