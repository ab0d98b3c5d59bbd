"""Candidates: the paragraphs that share fingerprints with a text, as many as they share, and no others."""

import os
import random
from collections.abc import Sequence

from pincite.index.query.query import DateFilter, Filter, Query
from pincite.index.text.fingerprints import fingerprints_of
from pincite.index.values.dates import parse_edtf
from pincite.index.values.statement import Statement
from tests.builders import build_statement
from tests.contract.archive import Archive, asked
from tests.contract.conftest import Shelf

CHANCE = random.Random(7)
LENGTHS = (1, 2, 4, 6, 7, 8, 20, 60) * 3 if os.environ.get("PINCITE_TORTURE") == "1" else (2, 6, 7, 60)
WORDS = ("the", "two", "leaders", "agreed", "to", "build", "a", "lasting", "and", "stable", "peace", "regime", "été")
SENTENCE = "The two leaders agreed to build a lasting and stable peace regime on the peninsula."


def sentence(length: int) -> str:
    return " ".join(CHANCE.choices(WORDS, k=length))


STATEMENTS = [
    build_statement(
        f"s{number:02d}",
        *(sentence(CHANCE.choice((1, 3, 5, 9, 30))) for _ in range(CHANCE.randint(1, 5))),
        SENTENCE if number % 5 == 0 else "…",
        issuers=("X",) if number % 2 else ("Y", "Z"),
        date="2018-06-12" if number % 3 else None,
    )
    for number in range(24)
]


def brute(statements: Sequence[Statement], text: str) -> list[tuple[str, int, int]]:
    """Compare the text with each paragraph, one by one."""
    wanted, found = set(fingerprints_of(text, None).tolist()), []
    for statement in statements:
        for paragraph in statement.paragraphs:
            shared = len(wanted & set(fingerprints_of(paragraph.text, None).tolist()))
            found.append((-shared, statement.heading.id, paragraph.number))
    return [(id_, number, -shared) for shared, id_, number in sorted(found) if shared]


def found(archive: Archive, text: str, limit: int = 1_000, query: Query | None = None) -> list[tuple[str, int, int]]:
    prints = fingerprints_of(text, None).tolist()
    candidates = archive.engine.candidates(prints, query or asked(), limit)
    return [(one.heading.id, one.passage.number, one.shared) for one in candidates]


def test_all_that_share_are_found_most_first(shelf: Shelf) -> None:
    archive = shelf(*STATEMENTS, commits=3)

    for text in (SENTENCE, *(sentence(length) for length in LENGTHS)):
        expected = brute(STATEMENTS, text)
        assert found(archive, text) == expected
        assert found(archive, text, limit=3) == expected[:3]
    assert len(found(archive, SENTENCE)) > 3
    assert found(archive, "…") == []


def test_filters_and_dates_hold(shelf: Shelf) -> None:
    archive = shelf(*STATEMENTS, commits=2)
    dates = parse_edtf("2018")

    one = [s for s in STATEMENTS if "X" in s.heading.issuers]
    assert found(archive, SENTENCE, query=asked(filters=(Filter("issuer", ("X",)),))) == brute(one, SENTENCE)
    dated = [s for s in STATEMENTS if s.heading.dates.earliest]
    among = asked("title:nothing", dates=DateFilter(dates.earliest, dates.latest))
    assert found(archive, SENTENCE, query=among) == brute(dated, SENTENCE)


def test_the_passage_is_given(shelf: Shelf) -> None:
    archive = shelf(build_statement("one", "Welcome.", SENTENCE, title="A title"))

    (candidate,) = archive.engine.candidates(fingerprints_of(SENTENCE.upper(), "en").tolist(), asked(), 9)

    assert (candidate.heading.title, candidate.passage.text) == ("A title", SENTENCE)
    assert candidate.shared == len(fingerprints_of(SENTENCE, "en"))


def test_what_is_replaced_or_deleted_is_no_candidate(archive: Archive) -> None:
    archive.put(build_statement("a", SENTENCE), build_statement("b", SENTENCE), build_statement("c", SENTENCE))
    archive.put(build_statement("a", "Something else."), batch=2, delete=["b"])

    assert found(archive, SENTENCE) == [("c", 1, len(fingerprints_of(SENTENCE, None)))]


def test_an_archive_without_statements_has_none(archive: Archive) -> None:
    assert archive.engine.candidates([1, 2, 3], asked(), 5) == ()
