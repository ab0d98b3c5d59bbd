"""Every link and every path in a Markdown file leads to something that exists."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import PurePosixPath

import pytest

from tests.conftest import ROOT
from tests.docs.pages import anchor_of, documents, headings, read, without_code

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\s]+)`")
_PATH = re.compile(r"[\w.-]+(/[\w.-]+)*/?")
_OURS = (".py", ".md", ".toml", ".sh", ".yaml", ".png", ".html", ".css")
"""What the files of a repository end in; other names in code are files of an archive."""
_MADE = {
    "var/",
    "statements/",
    "backups/",
    "my-statements/",
    "page.html",
    "page.yaml",
    "look.html",
    "drafts/",
    "_defaults.yaml",
    "series.yaml",
}
"""Folders and files that the examples make."""
_ROOMS = ("", "index", "app", "index/engines/whoosh", "index/engines/opensearch", "tests", "docs")
"""From where a path may be named: a page that speaks of a room names the files in it."""
ABSENT = re.compile(r"\.\./shared|once asked for")
"""Words about what a reader of this repository does not have."""


@cache
def files() -> frozenset[str]:
    """Return every file and folder of the repository, as paths from its root."""
    kept = [path for top in ROOT.iterdir() if not _is_passed_over(top.name) for path in (top, *top.rglob("*"))]
    return frozenset(str(path.relative_to(ROOT)) for path in kept if "__pycache__" not in path.parts)


def _is_passed_over(name: str) -> bool:
    return name in (".git", ".venv", "var") or name.endswith("cache")


@cache
def names() -> frozenset[str]:
    return frozenset(PurePosixPath(path).name for path in files())


def broken_links(page: str, name: str) -> Iterator[str]:
    """Yield the links of the page called ``name`` that lead nowhere: a missing file, or a heading that is not there."""
    for target in _LINK.findall(without_code(page)):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        place = _resolved(PurePosixPath(name).parent / path) if path else name
        if place not in files() or (anchor and not _has(page if place == name else read(place), anchor)):
            yield target


def _has(page: str, anchor: str) -> bool:
    return anchor in map(anchor_of, headings(page))


def _resolved(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts = parts[:-1] if parts else ["outside"]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def broken_paths(page: str) -> Iterator[str]:
    """Yield what is written as a path of this repository and is none."""
    for path in _CODE.findall(without_code(page)):
        if _PATH.fullmatch(path) and path not in _MADE and _is_ours(path) and not _exists(path):
            yield path


def _is_ours(path: str) -> bool:
    return (path.endswith(_OURS) and not path.startswith(".")) or (path.endswith("/") and "/" in path)


def _exists(path: str) -> bool:
    bare = path.rstrip("/")
    return any(_resolved(PurePosixPath(room) / bare) in files() for room in _ROOMS) or (
        "/" not in bare and bare in names()
    )


@pytest.mark.parametrize("name", documents())
def test_every_link_leads_somewhere(name: str) -> None:
    assert list(broken_links(read(name), name)) == []


@pytest.mark.parametrize("name", documents())
def test_every_path_exists(name: str) -> None:
    assert list(broken_paths(read(name))) == []


@pytest.mark.parametrize("name", documents())
def test_no_page_speaks_of_what_its_reader_does_not_have(name: str) -> None:
    assert ABSENT.findall(read(name)) == []


@pytest.mark.parametrize("link", ["docs/absent.md", "docs/api.md#no-such-heading", "#nowhere", "../outside.md"])
def test_a_spoiled_link_is_noticed(link: str) -> None:
    assert list(broken_links(f"{read('README.md')}\n[spoiled]({link})", "README.md")) == [link]


@pytest.mark.parametrize("path", ["index/values/absent.py", "no_such_file.py", "tests/absent/", "docs/absent.md"])
def test_a_spoiled_path_is_noticed(path: str) -> None:
    assert list(broken_paths(f"{read('ARCHITECTURE.md')}\n`{path}`")) == [path]


def test_pages_have_links_and_paths() -> None:
    pages = [read(name) for name in documents()]
    assert sum(len(_LINK.findall(page)) for page in pages) > 40
    assert sum(_is_ours(path) for page in pages for path in _CODE.findall(page)) > 40
