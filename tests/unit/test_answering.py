"""What tells a cache that an answer is another one, and where the next page is."""

from dataclasses import replace
from typing import Any

from pincite.app.answering.answer import page_tag
from pincite.app.answering.answered import Answered
from pincite.app.answering.links import Links
from pincite.app.answering.request import parse_search
from pincite.app.api.answers import build_search
from pincite.index.query.query import Query
from pincite.index.results import Hit, SearchPage
from pincite.index.values.entry import Passage
from pincite.index.values.heading import Heading

PAGE = SearchPage(Query(), 20_000, 9, (), commit=3, generation="a")
HIT = Hit(Heading("s", "S"), Passage(1, None, "text", "0" * 64), 1, None)


def next_of(asked: str, hits: int, **parts: Any) -> str | None:
    request = parse_search([(name, value) for name, _, value in (one.partition("=") for one in asked.split("&"))])
    page = replace(PAGE, query=request.query, hits=(HIT,) * hits, **parts)
    return build_search(Answered(request, page), Links("http://x"))["next"]


def test_a_tag_is_of_one_generation_and_commit_and_of_one_address() -> None:
    tag = page_tag(PAGE, "q=a")
    assert tag == page_tag(replace(PAGE, took_ms=5.0), "q=a")
    others = [replace(PAGE, generation="b"), replace(PAGE, commit=4)]
    assert tag not in {page_tag(other, "q=a") for other in others} | {page_tag(PAGE, "q=b")}


def test_a_partial_answer_has_no_tag() -> None:
    assert page_tag(replace(PAGE, partial=True), "q=a") is None


def test_the_next_page_is_told_as_far_as_offsets_reach() -> None:
    assert next_of("limit=10&offset=9990", 10) == "/v1/search?limit=10&offset=10000"
    assert next_of("limit=10&offset=9991", 10) is None
    assert next_of("limit=10&offset=10", 10, paragraphs=20) is None
    assert next_of("limit=10&group=statement", 9) is None
    assert next_of("limit=0", 0) is None


def test_a_walk_goes_on_by_its_cursor_alone() -> None:
    assert next_of("cursor=*&limit=10", 10, next_cursor="n") == "/v1/search?limit=10&cursor=n"
    assert next_of("cursor=*&limit=10", 10, next_cursor=None) is None
