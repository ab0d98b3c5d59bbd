"""Quotations over paragraphs whose words many statements have: all are found, with exact counts and by date."""

from collections.abc import Iterator

import pytest

from pincite.index.engine import SearchEngine
from pincite.index.engines.whoosh import open_engine
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.quoting import Quotation, check_quotation
from pincite.index.values.entry import Entry
from tests.builders import build_statement

HOLDERS, OTHERS = 9, 30
END, BEGINNING = "a gradual return to growth in a context of price stability.", "With substantial resource slack likely"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    opened = open_engine(tmp_path_factory.mktemp("crossing") / "index", b"the key of cursors")
    holders = [
        build_statement(
            f"h{at}", f"In year {at} it expected {END}", f"{BEGINNING} to go on, it waits.", date=f"{2009 - at}"
        )
        for at in range(HOLDERS)
    ]
    others = [
        build_statement(
            f"o{at}", f"It saw {END} So it said in {at}.", f"However, w{BEGINNING[1:]} to end.", date="2000"
        )
        for at in range(OTHERS)
    ]
    with opened.writer() as writer:
        for one in (*others, *holders):
            writer.put([Entry(one.heading, one.digest, one.paragraphs)])
        writer.commit(1)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "text",
    [
        f"{END} {BEGINNING} to go on",
        "in a context of price stability. With substantial resource slack",
        "of price stability.\n\nWith substantial resource slack likely to go",
        "stability. With substantial resource slack likely",
        "to growth in a context of price stability. With",
        "price stability. With substantial",
    ],
)
def test_all_that_hold_it_are_counted_by_date(engine: SearchEngine, text: str) -> None:
    checked = check_quotation(Quotation(text), engine, Query(), Deadline(60))
    assert checked.verdict == "typography_differs"
    assert (checked.paragraphs, checked.statements, checked.partial) == (HOLDERS, HOLDERS, False)
    assert checked.first is not None
    assert checked.last is not None
    assert (checked.first.heading.id, checked.last.heading.id) == (f"h{HOLDERS - 1}", "h0")
    assert checked.places[0].heading.id == f"h{HOLDERS - 1}"


def test_what_no_two_neighbours_hold_is_altered(engine: SearchEngine) -> None:
    text = f"So it said in 3. {BEGINNING} to go on"
    assert check_quotation(Quotation(text), engine, Query(), Deadline(60)).verdict == "altered"
