"""How tests read the documents: their tables, headings and anchors."""

import re
from functools import cache

from tests.conftest import ROOT

_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


@cache
def read(name: str) -> str:
    """Return a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def documents() -> list[str]:
    """Return every Markdown file of the repository, by its path from the root."""
    found = [path.relative_to(ROOT) for path in ROOT.rglob("*.md")]
    return sorted(str(path) for path in found if not path.parts[0].startswith(".") and path.parts[0] != "var")


def without_code(page: str) -> str:
    """Return a page without its fenced blocks."""
    return _FENCE.sub("", page)


def headings(page: str) -> list[str]:
    """Return the headings of a page as written."""
    return _HEADING.findall(without_code(page))


def anchor_of(heading: str) -> str:
    """Return the anchor that GitHub gives a heading: small letters, digits, ``-`` and ``_``."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def table_of(page: str, *columns: str) -> list[list[str]]:
    """Return the rows of all tables of a page with these column headings."""
    found: list[list[str]] = []
    inside = False
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if inside and cells and not set(line) <= set("|- :"):
            found.append(cells)
        inside = bool(cells) and (inside or cells == list(columns))
    return found


def code(cell: str) -> str:
    """Return what stands between the backticks that a cell begins with."""
    found = re.match(r"`([^`]+)`", cell)
    assert found, cell
    return found[1]
