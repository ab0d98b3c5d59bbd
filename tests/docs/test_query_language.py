"""Every example of docs/query-language.md is run: what it finds, how it is refused, what the limits are."""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from pincite.app.dependencies.archive import known_aliases
from pincite.index.query.limits import LIMITS
from pincite.index.query.offering import offers_of
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
    for number, *of_statement, text in tables("paragraph", "statement", "issuer", "date", "language", "text"):
        rows[tuple(of_statement)].append((number, text))
    for (title, issuer, date, language), paragraphs in rows.items():
        numbers, texts = zip(*paragraphs, strict=True)
        heading = {"title": title, "date": date or None, "issuers": (issuer,), "language": language or None}
        yield build_statement(title, *texts, **heading, labels=numbers)  # type: ignore[arg-type]


ORACLE = Oracle(statements())
EXAMPLES = tables("query", "finds", "because")
RELAXED = tables("query", "contains at least", "lists", "nowhere")
OFFERED = tables("query", "offers")
NAMED = tables("query", "name", "offered query")
REFUSED = tables("query", "position", "code", "corrected")


def code(cell: str) -> str:
    """Return what stands between the backticks that a cell begins with."""
    found = re.match(r"`([^`]+)`", cell)
    assert found, cell
    return found[1]


def asked(cell: str) -> Query:
    """Return the query of a cell, relaxed."""
    understood = understand(parse(code(cell)))
    return Query(understood.match, dropped=understood.dropped, relaxed=True)


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row[0])
def test_an_example_finds_what_the_page_says(row: list[str]) -> None:
    within = Within.STATEMENT if row[0].endswith("within=statement") else Within.PARAGRAPH
    understood = understand(parse(code(row[0])))
    page = page_of(ORACLE, Query(understood.match, dropped=understood.dropped, within=within))
    found = sorted(hit.passage.label or "" for hit in page.hits)
    assert ", ".join(found or ["none"]) == row[1]


@pytest.mark.parametrize("row", RELAXED, ids=lambda row: row[0])
def test_a_relaxed_example_lists_what_the_page_says(row: list[str]) -> None:
    relaxed = page_of(ORACLE, asked(row[0])).relaxed
    told = ["no list", "", ""]
    if relaxed is not None:
        listed = ", ".join(sorted(hit.passage.label or "" for hit in relaxed.hits))
        absent = ", ".join(f"`{word}`" for word in relaxed.absent)
        told = [f"{relaxed.required} of {relaxed.of}", listed, absent]
    assert told == row[1:]


@pytest.mark.parametrize("row", OFFERED, ids=lambda row: row[0])
def test_an_offer_is_what_the_page_says(row: list[str]) -> None:
    offers = [offer.value for offer in offers_of(asked(row[0]))]
    assert offers == ([] if row[1] == "nothing" else [code(row[1])])


@pytest.mark.parametrize("row", NAMED, ids=lambda row: row[0])
def test_a_name_is_offered_as_the_page_says(row: list[str]) -> None:
    offers = {offer.label: offer.value for offer in known_aliases().offers(asked(row[0]))}
    assert offers.get(row[1]) == code(row[2]) if row[1] else not offers


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[0])
def test_a_refused_example_says_what_the_page_says(row: list[str]) -> None:
    with pytest.raises(QueryError) as caught:
        parse(code(row[0]))
    problem = caught.value.problems[0]
    mend = None if row[3] == "none" else code(row[3])
    assert [problem.position, problem.code, problem.mend] == [int(row[1]), code(row[2]), mend]


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) > 50
    assert len(REFUSED) > 20


def test_the_limits_are_those_of_the_table() -> None:
    listed = {code(name): sentence for name, sentence in tables("limit", "what it means")}
    assert listed == {limit.name: limit.sentence for limit in LIMITS}


def test_stop_words_and_fields_are_all_listed() -> None:
    text = " ".join(PAGE.split())
    assert f"(`{' '.join(sorted(STOP_WORDS))}`)" in text
    assert f"Fields: {', '.join(f'`{name}`' for name in QUERY_FIELDS)}." in text
