"""docs/glossary.md: each term is in use, each name of the code exists, and no public value lacks a term."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.docs.pages import documents, read, table_of

PAGE = read("docs/glossary.md")
ROWS = table_of(PAGE, "term", "meaning", "in the code")
PROMISED = re.compile(r"^One word for one thing: (.+?)\.$", re.MULTILINE | re.DOTALL)
VALUES = ("index/results.py", "index/values/statement.py", "index/values/entry.py", "index/values/findings.py")
"""Modules whose public classes are terms that people meet."""
ELSEWHERE = {"Count", "ScorePart", "FacetCounts", "Titles", "SearchPage", "Indexed"}
"""Classes that only hold several terms together."""


def modules() -> list[Path]:
    return [path for room in ("index", "app") for path in (ROOT / room).rglob("*.py")]


@cache
def names() -> frozenset[str]:
    """Return what the code names: modules, classes, functions, attributes and variables."""
    found = {path.stem for path in modules()}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef | ast.FunctionDef):
                found.add(node.name)
            elif isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
    return frozenset(found)


@cache
def texts() -> str:
    """Return the code and every document but the glossary, in small letters."""
    pages = [read(name) for name in documents() if name != "docs/glossary.md"]
    return "\n".join([*pages, *(path.read_text(encoding="utf-8") for path in modules())]).casefold()


def is_used(term: str) -> bool:
    """Whether a term stands somewhere as a word, in the singular or the plural."""
    forms = (term, f"{term}s", f"{term}es", re.sub("y$", "ies", term))
    return re.search(rf"\b({'|'.join(map(re.escape, forms))})\b", texts()) is not None


def classes(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_term_is_in_use_and_its_name_exists(row: list[str]) -> None:
    term, meaning, name = row
    assert is_used(term)
    assert meaning.endswith(".")
    assert not name or name.strip("`") in names()


def test_terms_stand_once() -> None:
    terms = [row[0] for row in ROWS]
    assert len(terms) == len(set(terms)) > 50


def test_every_word_that_contributors_are_given_is_defined() -> None:
    [listed] = PROMISED.findall(read("CONTRIBUTING.md"))
    assert set(re.split(r",\s+", listed)) <= {row[0] for row in ROWS}


@pytest.mark.parametrize("path", VALUES)
def test_every_public_value_has_a_term(path: str) -> None:
    assert classes(path) - ELSEWHERE <= {row[2].strip("`") for row in ROWS}


def test_a_spoiled_glossary_is_noticed() -> None:
    assert not is_used("flibbertigibbet")
    assert "Flibbertigibbet" not in names()
