"""A deadline is one: wherever the time ends, the answer says what it lacks, and the rest of it is as it would be."""

import time
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from pincite.app.dependencies import Archive
from pincite.index.engines import whoosh
from pincite.index.query.clauses import Near, Or, Phrase, Prefix, Term
from pincite.index.query.deadline import Abandoned, Deadline, OutOfTime
from pincite.index.query.query import FacetRequest, Group, Interval, Query
from pincite.index.results import Hit, SearchPage
from pincite.index.showing.marking import Marker
from pincite.index.showing.snippets import build_snippet
from tests.builders import build_statement
from tests.contract.archive import asked, write

ASKED = {
    "facets": (FacetRequest("place"), FacetRequest("year")),
    "histogram": Interval.YEAR,
    "explain": True,
    "group": Group.STATEMENT,
    "limit": 5,
}
QUERIES = ("peace OR trea* OR commit~1", '"peace treaty" -war', "peece", "")


def ending_after(calls: int) -> Deadline:
    """A deadline that passes when it is asked for the ``calls``-th time."""
    asked_for = count()
    return Deadline(1.0, started=0.0, clock=lambda: 0.0 if next(asked_for) < calls else 2.0)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    engine = whoosh.open_engine(tmp_path_factory.mktemp("index"), b"key")
    for batch in (1, 2):
        texts = [["the peace treaty of commitment"] * 4 + ["war and treaties"]] * 5
        write(
            engine,
            [build_statement(f"{batch}{at}", *some, place=f"P{at}", title="Peace") for at, some in enumerate(texts)],
            batch,
        )
    record: Any = None  # nothing is asked of it
    made = Archive(record, engine, record)
    yield made
    engine.close()


def hits_of(page: SearchPage) -> list[Hit]:
    return [one for hit in page.hits for one in (hit, *hit.others)]


@pytest.mark.parametrize("text", QUERIES)
def test_wherever_time_ends_the_answer_says_what_it_lacks(archive: Archive, text: str) -> None:
    query = asked(text, **ASKED)
    whole = archive.search(query, Deadline())
    assert whole.is_whole
    lacked: set[str] = set()
    for calls in count():
        page = archive.search(query, ending_after(calls))
        lacked |= {*page.incomplete, *(["counts"] if page.partial else [])}
        check_lacks(page, whole)
        if page.is_whole:
            break
    found = {"hits", "explain", "snippets"} if whole.hits else {"hits", "explain"}
    assert lacked == found | {"facets", "histogram", "counts"}


def check_lacks(page: SearchPage, whole: SearchPage) -> None:
    """What the page does not name as lacking is the whole."""
    assert page.paragraphs <= whole.paragraphs
    assert page.statements <= whole.statements
    if not page.partial:
        assert (page.paragraphs, page.statements, page.titles) == (whole.paragraphs, whole.statements, whole.titles)
    if "facets" not in page.incomplete:
        assert page.facets == whole.facets
    if "histogram" not in page.incomplete:
        assert page.histogram == whole.histogram
    if "hits" not in page.incomplete:
        assert [hit.passage for hit in hits_of(page)] == [hit.passage for hit in hits_of(whole)]
    pairs = list(zip(hits_of(page), hits_of(whole), strict=False))
    assert "explain" in page.incomplete or all(one.parts == other.parts for one, other in pairs)
    assert "snippets" in page.incomplete or all(one.snippets == other.snippets for one, other in pairs)


def test_time_counts_from_when_the_caller_began_to_wait(archive: Archive) -> None:
    page = archive.search(asked("peace"), Deadline(60.0, started=time.monotonic() - 7))
    assert 7_000 <= page.took_ms < 60_000


def test_what_nobody_waits_for_ends_at_the_next_step(archive: Archive) -> None:
    query = asked("peace OR trea*", **ASKED)
    archive.search(query)  # what a commit keeps takes no steps again
    steps = listened(archive, query, 1_000_000)
    assert steps > 20
    for last in range(steps):
        with pytest.raises(Abandoned):
            listened(archive, query, last)


def listened(archive: Archive, query: Query, most: int) -> int:
    """Answer somebody who listens for ``most`` steps; return how many there were."""
    steps = count()
    archive.search(query, Deadline(60.0, lambda: next(steps) < most))
    return next(steps)


def test_an_export_that_nobody_reads_ends(archive: Archive) -> None:
    with pytest.raises(Abandoned):
        list(archive.scan(asked("peace"), Deadline(is_wanted=lambda: False)))


LONG = " ".join(f"w{at % 4_000} new start" for at in range(8_000))


@pytest.mark.sampled(4)
@pytest.mark.parametrize("text", [LONG, f"{LONG} ´a"], ids=["plain", "complex"])
@pytest.mark.parametrize(
    "clause",
    [Term("new"), Phrase(("new", "start")), Near(("start", "w1"), 3), Prefix("w"), Or((Term("x"), Term("new")))],
)
def test_however_long_a_paragraph_is_marking_asks_for_the_time(text: str, clause: Term) -> None:
    calls = [0]

    def check() -> None:
        calls[0] += 1

    marker = Marker(clause, True)
    found = marker.find(text, "en", check)
    build_snippet(text, found, check=check)
    assert calls[0] >= len(text) // 100_000
    assert found == marker.find(text, "en")


def test_marking_takes_time_by_the_text_and_not_by_the_forms_of_a_beginning() -> None:
    def seconds(forms: int) -> float:
        text, marker = " ".join(f"abc{at % forms:04}" for at in range(100_000)), Marker(Prefix("abc"), True)
        times = []
        for _ in range(3):
            begun = time.process_time()
            assert len(marker.find(text, "en")) == 100_000
            times.append(time.process_time() - begun)
        return min(times)

    # Before, 8,000 forms took 40 times as long as 10.
    assert seconds(8_000) < 6 * seconds(10)


def test_no_time_at_all_is_out_of_time() -> None:
    with pytest.raises(OutOfTime):
        Deadline(0.0).check()
    assert Query().deadline > 0
