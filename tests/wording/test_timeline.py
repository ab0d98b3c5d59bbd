"""A timeline is what a scan of the texts counts: in each bar, in wider and in unknown dates, and behind each link."""

import os
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.app.answering.links import Links
from pincite.app.answering.request import parse_search
from pincite.app.answering.timeline_request import TimelineRequest, parse_timeline
from pincite.app.api.timeline_answers import build_timeline_out
from pincite.index.engine import SearchEngine
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Interval, Query
from pincite.index.results import SearchPage
from pincite.index.values.errors import QueryError
from pincite.index.values.fields import FACETS, facet
from pincite.index.wording.measures import MOST_WORDINGS, per_million, share_of
from pincite.index.wording.timeline import Timeline, build_timeline
from tests.builders import build_statement
from tests.contract.archive import write
from tests.contract.engines import ENGINES, forget
from tests.engines.memory import memory_engine
from tests.oracle import Oracle
from tests.oracle_page import bar_number, count, length
from tests.oracle_texts import Text, by_date, fitting, passes
from tests.services import report
from tests.strategies import build_archive

Pair = tuple[str, str]
Search = Callable[[Query], SearchPage]
LINKS = Links("https://archive.example.org/below")
STATEMENTS = build_archive(5, 60)
CASES = int(os.environ.get("PINCITE_TIMELINES", "500")) if os.environ.get("PINCITE_TORTURE") == "1" else 50
FIELDS = tuple(one.name for one in FACETS if not one.dated)
WORDS = ("treaty", "peace", "the", "of the", "committed to", "nation", "peace treaty", "naïve", "no such words", "us")
WRITTEN = ("treat*", "peace OR war", '"of the" -treaty', "the OR of", "peace AND NOT treaty", "(treaty OR the) nation")
BASES = ("", "the", "peace OR treaty", "NOT treaty", "of the", "title:statement", "THE", "nation the")


@cache
def engine() -> SearchEngine:
    return memory_engine(STATEMENTS, 2, 1)


@cache
def oracle() -> Oracle:
    return Oracle(STATEMENTS)


def values_of(field: str) -> list[str]:
    return sorted({value for one in STATEMENTS for value in facet(field).values(one.heading)})


@st.composite
def asked(draw: st.DrawFn) -> list[Pair]:
    split = draw(st.sampled_from(("", "", *FIELDS)))
    most = 1 if split else MOST_WORDINGS
    wordings = draw(st.lists(st.sampled_from((*WORDS, *WRITTEN)), min_size=1, max_size=most, unique=True))
    pairs = [("wording", wording) for wording in wordings]
    pairs += [("q", draw(st.sampled_from(BASES))), ("split", split)]
    pairs += [("interval", draw(st.sampled_from(list(Interval))).value)]
    pairs += [("variants", draw(st.sampled_from(("on", "off"))))]
    for field in draw(st.lists(st.sampled_from(FIELDS), max_size=2, unique=True)):
        held = values_of(field)
        if held:
            name = draw(st.sampled_from((field, f"reject_{field}")))
            pairs += [(name, value) for value in draw(st.lists(st.sampled_from(held), min_size=1, max_size=2))]
            pairs += draw(st.sampled_from(([], [("missing", field)])))
    dates = draw(st.sampled_from(((), ("1946",), ("1946-05", "1990"), ("1946-06-15",))))
    pairs += list(zip(("date_from", "date_to"), dates, strict=False))
    pairs += [("dated", value) for value in draw(st.sampled_from(((), ("wider-month",), ("1946",), ("unknown",))))]
    return pairs


def answered(pairs: list[Pair], search: Search) -> tuple[TimelineRequest, Timeline]:
    asked = parse_timeline(pairs)
    return asked, build_timeline(asked.base, asked.strands, asked.interval, asked.split, search)


def scan(query: Query) -> list[Text]:
    """All paragraphs that a query finds, by looking at each."""
    found = oracle().matching(query, query.within)
    return [text for text in found if passes(query, text)]


def check(pairs: list[Pair], search: Search, followed: int | None = None) -> None:
    """Compare a timeline with a scan, and what its links find with its counts: all of them, or so many."""
    asked, found = answered(pairs, search)
    assert not found.partial
    base = scan(asked.base)
    interval = fitting(base) if asked.interval is Interval.AUTO else asked.interval
    held = by_date(interval, base)
    apart = [held.pop(name, []) for name in ("wider", "unknown")]
    bars = sorted(held, key=lambda name: bar_number(name, interval))
    assert found.interval is interval
    for own, texts in zip((*found.bases, found.wider, found.unknown), (*map(held.get, bars), *apart), strict=True):
        assert (own.paragraphs, own.statements, own.words) == (*told(texts), length(texts or []))
    if not asked.split:
        assert [one.strand.name for one in found.series] == [value for name, value in pairs if name == "wording"]
    held_sources = {text.heading.source for text in base} - {None}
    assert set(found.sources) == held_sources
    told_out = build_timeline_out(asked, found, LINKS, 1.0)
    bases = [*(bar["base"] for bar in told_out["bars"]), told_out["wider"], told_out["unknown"], told_out["base"]]
    follow(bases, search, followed)
    for series, shown in zip(found.series, told_out["series"], strict=True):
        texts = scan(series.strand.query)
        assert {id(text) for text in texts} <= {id(text) for text in base}
        ours = by_date(interval, texts)
        listed = [*(ours.get(name, []) for name in bars), ours.get("wider", []), ours.get("unknown", [])]
        counts = [*series.bars, series.wider, series.unknown]
        assert [(one.paragraphs, one.statements) for one in counts] == [told(one) for one in listed]
        assert sum(one.paragraphs for one in counts) == series.total.paragraphs == len(texts)
        assert sum(one.statements for one in counts) == series.total.statements
        told_counts = [*shown["bars"], shown["wider"], shown["unknown"]]
        assert [(out["paragraphs"], out["statements"]) for out in told_counts] == [told(one) for one in listed]
        follow(told_counts, search, followed)
    if asked.split:
        whole = scan(asked.strands[0].query)
        ids = [name for one in found.series for name in {text.heading.id for text in scan(one.strand.query)}]
        assert set(ids) == {text.heading.id for text in whole}
        assert found.adds_up is (len(ids) == len(set(ids)))


def unhurried(engine: SearchEngine) -> Search:
    """Searches with time enough on a busy machine: what is told late is a part."""
    return lambda query: engine.search(query, Deadline(60))


def follow(counts: Sequence[Any], search: Search, followed: int | None) -> None:
    """Search for what the links of counts lead to."""
    for out in counts if followed is None else random.sample(counts, min(followed, len(counts))):
        behind = search(parse_search(parse_qsl(urlsplit(out["url"]).query)).query)
        assert (behind.paragraphs, behind.statements) == (out["paragraphs"], out["statements"]), out["url"]


def told(texts: list[Text] | None) -> tuple[int, int]:
    counted = count(texts or [])
    return counted.paragraphs, counted.statements


@settings(deadline=None, max_examples=CASES)
@given(pairs=asked())
def test_a_timeline_is_what_a_scan_counts(pairs: list[Pair]) -> None:
    check(pairs, unhurried(engine()))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    folder = tmp_path_factory.mktemp("timelines") / "index"
    opened = ENGINES["opensearch-3.5"](folder, b"the key of cursors")
    write(opened, STATEMENTS)
    yield opened
    opened.close()
    forget("opensearch-3.5", folder)


@pytest.mark.torture
def test_a_cluster_counts_the_same(cluster: SearchEngine) -> None:
    # Many timelines ask the same, and the embedded engine follows every link.
    search = cache(unhurried(cluster))

    @settings(deadline=None, max_examples=CASES, database=None)
    @given(pairs=asked())
    def counts(pairs: list[Pair]) -> None:
        check(pairs, search, followed=3)

    counts()
    report.count(f"timelines on a cluster: {CASES} at most, {search.cache_info().misses} searches")


@pytest.mark.parametrize(
    ("pairs", "problems"),
    [
        ([], [("wording", "required")]),
        ([("wording", f"w{n}") for n in range(9)], [("wording", "too_many_values")]),
        ([("wording", "a"), ("wording", "b"), ("split", "issuer")], [("split", "conflict")]),
        ([("wording", "a"), ("interval", "week")], [("interval", "unknown_value")]),
        ([("wording", "–")], [("wording", "no_word")]),
        ([("wording", "a"), ("split", "year")], [("split", "unknown_value")]),
        ([("wording", "a"), ("q", "peace)")], [("q", "unbalanced_bracket")]),
        ([("wording", " ".join(["word"] * 1_001))], [("wording", "too_many_terms")]),
        ([("wording", "abc* OR"), ("q", "x")], [("wording", "dangling_operator")]),
    ],
)
def test_what_is_wrong_is_refused_with_its_mend(pairs: list[Pair], problems: list[tuple[str, str]]) -> None:
    with pytest.raises(QueryError) as caught:
        parse_timeline(pairs)
    assert [(one.parameter, one.code) for one in caught.value.problems] == problems
    assert all(one.expected for one in caught.value.problems)


def test_a_split_takes_the_largest_of_what_its_own_filter_leaves() -> None:
    companions = tuple(f"companion {number}" for number in range(12))
    held = [build_statement("many", *["Peace."] * 20, people=("rejected", *companions))]
    held += [build_statement(f"own-{size}", *["Peace."] * size, people=(f"own {size}",)) for size in range(1, 11)]
    held += [build_statement("both", "Peace.", "Peace.", "War.", people=(companions[3], "own 1"))]
    pairs = [("wording", "peace"), ("split", "person"), ("reject_person", "rejected")]
    _, found = answered(pairs, memory_engine(held, 1, 0).search)
    *named, rest = found.series
    assert [one.total.paragraphs for one in named] == [10, 9, 8, 7, 6, 5, 4, 3]
    assert {one.strand.name for one in named} >= {"own 10", "own 4"}
    assert rest.total.paragraphs == 5


def test_a_split_has_no_value_that_its_own_filter_leaves_nothing_of() -> None:
    held = [build_statement("many", "Peace.", people=("rejected", "companion"))]
    pairs = [("wording", "peace"), ("split", "person"), ("reject_person", "rejected")]
    _, found = answered(pairs, memory_engine(held, 1, 0).search)
    assert [(one.strand.name, one.total.paragraphs) for one in found.series] == [("other", 0)]


def test_an_empty_base_has_no_bars_and_is_said() -> None:
    _, found = answered([("wording", "peace"), ("issuer", "Nobody")], engine().search)
    assert (found.bars, found.total.statements, found.first) == ((), 0, None)
    assert found.series[0].total.paragraphs == 0
    assert not found.partial


def test_a_share_lies_in_its_interval() -> None:
    assert share_of(0, 0) is None
    assert per_million(3, 0) is None
    half = share_of(5, 10)
    assert half is not None
    # Wilson, E. B. (1927); the ends by hand from the formula.
    assert (round(half.low, 4), half.value, round(half.high, 4)) == (0.2366, 0.5, 0.7634)
    for held, base in ((0, 1), (1, 1), (0, 10_000), (9_999, 10_000)):
        one = share_of(held, base)
        assert one is not None
        assert 0 <= one.low <= one.value == held / base <= one.high <= 1


def test_a_timeline_of_several_commits_is_partial() -> None:
    commits = iter(range(1_000))

    def search(query: Query) -> SearchPage:
        return SearchPage(query, 1, 1, (), next(commits))

    assert answered([("wording", "peace")], search)[1].partial
