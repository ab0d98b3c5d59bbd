"""Every example of docs/query-language.md is run: what it finds, how it is refused, what the limits are."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from pincite.index.query.limits import LIMITS
from pincite.index.query.parser import parse
from pincite.index.query.query import Query, Within
from pincite.index.query.stopwords import STOP_WORDS
from pincite.index.query.understand import understand
from pincite.index.values.errors import QueryError
from pincite.index.values.fields import QUERY_FIELDS
from pincite.index.values.statement import Statement
from tests.builders import build_statement
from tests.oracle import Oracle
from tests.oracle_page import page_of

PAGE = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text(encoding="utf-8")


def tables(*headings: str) -> list[list[str]]:
    """Return the rows of all tables of the page with these column headings."""
    found: list[list[str]] = []
    inside = False
    for line in PAGE.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if inside and cells and not set(line) <= set("|- "):
            found.append(cells)
        inside = bool(cells) and (inside or cells == list(headings))
    return found


def statements() -> Iterator[Statement]:
    """Return the archive of the page; a paragraph's label is its number there."""
    rows = defaultdict(list)
    for number, title, issuer, date, text in tables("paragraph", "statement", "issuer", "date", "text"):
        rows[title, issuer, date].append((number, text))
    for (title, issuer, date), paragraphs in rows.items():
        numbers, texts = zip(*paragraphs, strict=True)
        yield build_statement(title, *texts, title=title, date=date or None, issuers=(issuer,), labels=numbers)


ORACLE = Oracle(statements())
EXAMPLES = tables("query", "finds", "because")
REFUSED = tables("query", "position", "code", "corrected")


def code(cell: str) -> str:
    """Return what stands between the backticks that a cell begins with."""
    found = re.match(r"`([^`]+)`", cell)
    assert found, cell
    return found[1]


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row[0])
def test_an_example_finds_what_the_page_says(row: list[str]) -> None:
    within = Within.STATEMENT if row[0].endswith("within=statement") else Within.PARAGRAPH
    understood = understand(parse(code(row[0])))
    page = page_of(ORACLE, Query(understood.match, dropped=understood.dropped, within=within))
    found = sorted(hit.passage.label or "" for hit in page.hits)
    assert ", ".join(found or ["none"]) == row[1]


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[0])
def test_a_refused_example_says_what_the_page_says(row: list[str]) -> None:
    with pytest.raises(QueryError) as caught:
        parse(code(row[0]))
    problem = caught.value.problems[0]
    assert [problem.position, problem.code, problem.mend] == [int(row[1]), code(row[2]), code(row[3])]


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) > 50
    assert len(REFUSED) > 20


def test_the_limits_are_those_of_the_table() -> None:
    listed = {code(name): sentence for name, sentence in tables("limit", "")}
    assert listed == {limit.name: limit.sentence for limit in LIMITS}


def test_stop_words_and_fields_are_all_listed() -> None:
    text = " ".join(PAGE.split())
    assert f"(`{' '.join(sorted(STOP_WORDS))}`)" in text
    assert f"Fields: {', '.join(f'`{name}`' for name in QUERY_FIELDS)}." in text
