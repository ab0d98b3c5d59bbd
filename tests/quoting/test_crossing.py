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

MINUTES = 60
MIDDLE = "The Committee keeps its target for the rate and goes on to expect that it stays low for long, as it said."
FEW = ("was subdued", "grew strongly", "fell again", "remained weak")
CITIES, STATES = ("Akron", "Ames", "Boise", "Salem", "Provo"), ("OH", "IA", "ID", "OR", "UT", "ME", "TX")


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
    minutes = [
        build_statement(f"m{at}", f"It {FEW[at % 3]} for some time.", MIDDLE, f"Voting {FEW[at % 4]} it were all.")
        for at in range(MINUTES)
    ]
    lists = [
        build_statement(f"l{at}", *(f"{city}, {state}" for city, state in zip(CITIES, STATES[at:], strict=False)))
        for at in range(3)
    ]
    with opened.writer() as writer:
        for one in (*others, *holders, *minutes, *lists):
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


@pytest.mark.parametrize(
    ("text", "holders"),
    [
        (f"grew strongly for some time.\n{MIDDLE}\nVoting fell again", 5),
        (f"grew strongly for some time. {MIDDLE} Voting fell again", 5),
        (f"again for some time. {MIDDLE} Voting remained weak it were", 5),
        (f"for some time.\n\n{MIDDLE}\n\nVoting", MINUTES),
        ("Ames, IA Boise, ID Salem, OR Provo, UT", 1),
        ("Ames, ID Boise, OR Salem, UT Provo", 1),
        (f"grew strong-\nly for some time.\n{MIDDLE}\nVoting fell again", 5),
        ("Akron, ID Ames, OR Boise, UT", 1),
    ],
)
def test_it_may_run_over_paragraphs_that_many_statements_have(engine: SearchEngine, text: str, holders: int) -> None:
    checked = check_quotation(Quotation(text), engine, Query(), Deadline(60))
    assert (checked.verdict, checked.paragraphs, checked.statements) == ("typography_differs", holders, holders)


def test_filters_leave_out_places_over_paragraphs_too(engine: SearchEngine) -> None:
    text = f"grew strongly for some time.\n{MIDDLE}\nVoting fell again"
    for years, verdict, inside in ((("h1",), "not_in_archive", 0), (("m10", "m1"), "typography_differs", 1)):
        asked = Query(statements=years)
        checked = check_quotation(Quotation(text), engine, asked, Deadline(60))
        assert (checked.verdict, checked.paragraphs, checked.elsewhere) == (verdict, inside, 5 - inside)


def test_a_paragraph_between_may_not_be_left_out(engine: SearchEngine) -> None:
    text = "It grew strongly for some time. Voting fell again it were all."
    assert check_quotation(Quotation(text), engine, Query(), Deadline(60)).verdict == "altered"
