"""Every bar of a histogram leads to exactly the paragraphs that it counts, and so do wider and unknown dates."""

from functools import cache
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.app.answering.links import Links
from pincite.app.answering.request import parse_search
from pincite.app.api.answers import build_histogram
from pincite.index.engines.whoosh.engine import WhooshEngine
from pincite.index.results import SearchPage
from tests.engines.memory import memory_engine
from tests.strategies import build_archive

Pair = tuple[str, str]
LINKS = Links("https://archive.example.org/below")
DAYS = (
    "1946",
    "1946-05",
    "1946-05-02",
    "1946-06-15",
    "1947-01",
    "1949",
    "1950",
    "1951",
    "1990-02-02",
    "2018-06",
    "1800",
)
SHAPES = (
    "unknown",
    "wider-year",
    "wider-quarter",
    "wider-month",
    "wider-day",
    "1946",
    "1946-05",
    "1946-Q2",
    "2018-06-02",
    "1950",
)


@cache
def engine() -> WhooshEngine:
    return memory_engine(build_archive(5, 400), 2, 1)


def page_of(pairs: list[Pair]) -> SearchPage:
    return engine().search(parse_search(pairs).query)


@st.composite
def narrowed(draw: st.DrawFn) -> list[Pair]:
    ends = sorted(draw(st.lists(st.sampled_from(DAYS), max_size=2, unique=True)))
    names = draw(st.sampled_from((("date_from", "date_to"), ("date_to",))))
    ranged = list(zip(names, ends, strict=False))
    matched = draw(st.sampled_from(([], [("date_match", "within")], [("date_match", "overlap")])))
    dated = [("dated", value) for value in draw(st.lists(st.sampled_from(SHAPES), max_size=2))]
    words = draw(st.sampled_from(([], [("q", "treaty OR peace")], [("q", "-treaty"), ("group", "statement")])))
    return [*words, *ranged, *matched, *dated, ("offset", "1")]


@settings(deadline=None)
@given(pairs=narrowed(), interval=st.sampled_from(("auto", "year", "quarter", "month", "day")))
def test_each_link_finds_what_its_bar_counts(pairs: list[Pair], interval: str) -> None:
    asked = [*pairs, ("histogram", interval)]
    page = page_of(asked)
    assert page.histogram is not None
    told = build_histogram(page.histogram, parse_search(asked), LINKS)
    for counted in (*told["bars"], told["wider"], told["unknown"]):
        link = urlsplit(counted["url"])
        assert link.path == "/below/"
        found = page_of(parse_qsl(link.query))
        assert (found.paragraphs, found.statements) == (counted["paragraphs"], counted["statements"]), counted["url"]
        assert found.query.offset == 0


def test_a_bar_takes_the_place_of_the_range_and_a_range_that_cuts_it_stays() -> None:
    def link(pairs: list[Pair]) -> str:
        page = page_of([*pairs, ("histogram", "year")])
        assert page.histogram is not None
        told = build_histogram(page.histogram, parse_search(pairs), LINKS)
        (bar,) = (one for one in told["bars"] if "1946" in one["from"])
        return bar["url"].removeprefix(f"{LINKS.base}/?")

    whole = "date_from=1946&date_to=1946&date_match=within"
    assert link([]) == whole
    assert link([("date_from", "1946"), ("date_to", "1949")]) == whole
    assert link([("date_from", "1946-05")]) == "date_from=1946-05&dated=1946"


def test_a_wider_date_is_not_told_twice() -> None:
    page = page_of([("dated", "wider-year"), ("histogram", "year")])
    assert page.histogram is not None
    told = build_histogram(page.histogram, parse_search([("dated", "wider-year")]), LINKS)
    assert told["wider"]["url"] == f"{LINKS.base}/?dated=wider-year"
