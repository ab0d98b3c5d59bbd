"""Reissues are left out on request: the same statements by every engine, as an oracle finds them by comparing all."""

import os
import random
from dataclasses import replace
from typing import Any

import pytest

from pincite.index.query.clauses import EVERYTHING
from pincite.index.query.query import FacetRequest, Interval, Query, Sort, Versions
from pincite.index.query.signing import START
from pincite.index.text.fingerprints import fingerprints_of
from pincite.index.values.entry import Passage
from pincite.index.values.statement import Statement
from tests.agreement import disagreements
from tests.builders import build_statement
from tests.contract.archive import Archive
from tests.contract.conftest import Shelf
from tests.contract.engines import TOLERANCE
from tests.oracle import Oracle
from tests.oracle_page import page_of
from tests.strategies import draw_queries, vocabulary_of

WORDS = [f"word{number}" for number in random.Random(7).sample(range(10_000), 2_000)]
IN_FULL = os.environ.get("PINCITE_TORTURE") == "1"
ONCE: dict[str, Any] = {"first_issues": True}

ONCE_ALL = Query(
    EVERYTHING, facets=(FacetRequest("kind"),), histogram=Interval.YEAR, limit=100, deadline=60.0, first_issues=True
)


def said(start: int = 0, size: int = 100, changed: int = 0) -> str:
    """Words of a text that has ``changed`` of them replaced, evenly."""
    words = WORDS[start : start + size]
    for at in range(changed):
        words[at * size // changed] = f"other{start}x{size}x{at}"
    return " ".join(words)


def finds(archive: Archive, **parts: Any) -> str:
    return " ".join(archive.finds(**ONCE, **parts))


def test_only_the_first_issue_is_counted(shelf: Shelf) -> None:
    archive = shelf(
        build_statement("a", said(), date="2018-06-03"),
        build_statement("b", said(changed=4), date="2018-06-02"),
        build_statement("c", said(changed=4), date="XXXX-06-01"),
        build_statement("d", said(200)),
    )
    assert finds(archive) == "b d"
    assert " ".join(archive.finds()) == "a b c d"


def test_ties_go_by_id_and_the_order_of_writing_does_not_matter(archive: Archive) -> None:
    for batch, identity in enumerate("cba", 1):
        archive.put(build_statement(identity, said(), date="2018"), batch=batch)
    assert finds(archive) == "a"


def test_nine_words_in_ten_of_at_least_twenty_are_the_same_words(shelf: Shelf) -> None:
    pairs = {"nine": (0, 100, 9), "ten": (200, 100, 10), "eleven": (400, 100, 11), "short": (600, 19, 0)}
    pairs["long"] = (800, 20, 0)
    statements = [
        build_statement(f"{name}-{at}", said(start, size, changed * at))
        for name, (start, size, changed) in pairs.items()
        for at in (0, 1)
    ]
    assert finds(shelf(*statements)) == "eleven-0 eleven-1 long-0 nine-0 short-0 short-1 ten-0"


def test_paragraphs_may_be_divided_otherwise(shelf: Shelf) -> None:
    archive = shelf(build_statement("a", said(size=400)), build_statement("b", said(size=200), said(200, 200)))
    assert finds(archive) == "a"


def test_what_repeats_a_reissue_alone_is_a_first_issue(shelf: Shelf) -> None:
    # b repeats a, and c repeats b, but a and c differ too much.
    first, last = WORDS[:100], [f"other{at}" if at % 6 == 0 else word for at, word in enumerate(WORDS[:100])]
    middle = [one if at < 50 else other for at, (one, other) in enumerate(zip(first, last, strict=True))]
    archive = shelf(
        *(build_statement(name, " ".join(one)) for name, one in zip("abc", (first, middle, last), strict=True))
    )
    assert finds(archive) == "a c"


def test_a_first_issue_that_goes_lets_the_next_one_be_counted(archive: Archive) -> None:
    archive.put(*(build_statement(name, said()) for name in "abc"))
    assert finds(archive) == "a"
    archive.put(batch=2, delete=["a"])
    assert finds(archive) == "b"
    archive.put(build_statement("b", said(500)), batch=3)
    assert finds(archive) == "b c"
    archive.put(build_statement("0", said()), batch=4)
    assert finds(archive) == "0 b"


def test_filters_do_not_make_a_reissue_a_first_issue(shelf: Shelf) -> None:
    archive = shelf(
        build_statement("a", said(), issuers=("Japan",)),
        build_statement("b", said(), issuers=("United States",)),
        build_statement("c", said(300), issuers=("United States",)),
    )
    page = archive.page("", facets=(FacetRequest("issuer"),), histogram=Interval.YEAR, **ONCE)
    counts = {one.value: (one.paragraphs, one.statements) for one in page.facets["issuer"].buckets}
    assert counts == {"Japan": (1, 1), "United States": (1, 1)}
    assert finds(archive, statements=("b", "c")) == "c"


def test_a_walk_leaves_out_what_was_a_reissue_when_it_began(archive: Archive) -> None:
    archive.put(*(build_statement(name, said()) for name in "ab"))
    archive.put(*(build_statement(f"c{at}", said(200 + 40 * at, 40)) for at in range(3)), batch=2)
    query = Query(EVERYTHING, sort=Sort.OLDEST, limit=1, deadline=60.0, first_issues=True, cursor=START)
    page = archive.engine.search(query)
    found = [hit.heading.id for hit in page.hits]
    archive.put(batch=3, delete=["a"])
    while page.next_cursor:
        page = archive.engine.search(replace(query, cursor=page.next_cursor))
        found += [hit.heading.id for hit in page.hits]
    assert found == ["a", "c0", "c1", "c2"]
    assert finds(archive) == "b c0 c1 c2"


def test_replaced_versions_of_reissues_are_left_out(archive: Archive) -> None:
    old = (Passage(1, None, "an older text of peace", "0" * 64),)
    archive.put(*(build_statement(name, said()) for name in "ab"), former=lambda _: old)
    assert len(archive.page("peace", versions=Versions.REPLACED).hits) == 2
    (hit,) = archive.page("peace", versions=Versions.REPLACED, **ONCE).hits
    assert hit.heading.id == "a"


def test_candidates_and_scans_are_of_first_issues(shelf: Shelf) -> None:
    archive = shelf(*(build_statement(name, said()) for name in "ab"))
    prints = fingerprints_of(said(), None).tolist()
    for asked, expected in ((Query(), ["a", "b"]), (Query(first_issues=True), ["a"])):
        assert [one.heading.id for one in archive.engine.candidates(prints, asked, 10)] == expected
        assert [one.heading.id for one in archive.engine.scan(asked)] == expected


def generated(chance: random.Random) -> list[Statement]:
    """Statements of a few families of words, with edits that make them more or less alike."""
    found = []
    for number in range(30):
        start, size = 120 * chance.randrange(3), chance.choice((25, 60))
        words = WORDS[start : start + size]
        for _ in range(chance.choice((0, 0, 1, 2, size // 12, size // 9, size // 5))):
            at = chance.randrange(len(words))
            words[at : at + chance.choice((0, 1, 1))] = [chance.choice(WORDS)] * chance.choice((0, 1, 1))
        cut = chance.randrange(1, len(words))
        texts = [" ".join(words)] if chance.random() < 0.7 else [" ".join(words[:cut]), " ".join(words[cut:])]
        date = chance.choice((None, "2018", "2018-06-02", "2017/2019", "XXXX-06-02"))
        found.append(build_statement(f"s{number}", *texts, date=date, kind=chance.choice(("one", "two"))))
    return found


def check_generated(archive: Archive, tolerance: float, seed: int) -> int:
    """Write generated statements in three commits, and ask after each; return how many reissues the last one has."""
    statements = generated(random.Random(seed))
    asked = draw_queries(vocabulary_of(statements, seed), 60 if IN_FULL else 12, seed)
    for batch in (1, 2, 3):
        archive.put(*statements[10 * batch - 10 : 10 * batch], batch=batch)
        oracle = Oracle(statements[: 10 * batch])
        for query in (ONCE_ALL, *(replace(one, first_issues=True) for one in asked[batch::3])):
            different = disagreements(archive.engine.search(query), page_of(oracle, query), tolerance)
            assert not different, "\n".join([repr(query), *different])
    archive.put(batch=4, delete=[one.heading.id for one in statements])
    return len(oracle.reissues)


@pytest.mark.generated
def test_reissues_are_those_of_the_oracle(archive: Archive, name: str) -> None:
    for seed in range(10 if IN_FULL else 1):
        assert 5 < check_generated(archive, TOLERANCE[name], seed) < 25
