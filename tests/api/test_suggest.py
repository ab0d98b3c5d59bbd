"""Completions: each is a query that finds what its number says, on the page as in the API."""

import re
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.app.dependencies.serving import Asking
from pincite.app.dependencies.suggesting import count, propose
from pincite.app.main import create_app
from pincite.app.settings import Settings
from pincite.app.words import matched
from pincite.index.query.deadline import Abandoned, Deadline
from tests.conftest import LINES, Client

_TEXTS: list[str] = [
    *(line["title"] for line in LINES),
    *(paragraph for line in LINES for paragraph in line["paragraphs"][:3]),
    *(
        "United States",
        "<b>Republic</b> & Co",
        "Republic of Korea",
        "Foreign Relations",
        "Song Young-moo",
        "en",
        "o'not",
    ),
]
_HEADS = [
    "",
    "",
    "",
    '"',
    "“",
    "(",
    "-",
    "title:",
    'title:"',
    "issuer:",
    'issuer:"',
    "treaty ",
    "NOT ",
    "peace OR ",
    "=",
    "o'",
]


@st.composite
def beginnings(draw: st.DrawFn) -> str:
    """A piece of what the archive holds, cut somewhere, behind what a query may begin with."""
    text: str = draw(st.sampled_from(_TEXTS))
    begin = draw(st.sampled_from([0, *(found.start() for found in re.finditer(r"\b\w", text))]))
    head: str = draw(st.sampled_from(_HEADS))
    return head + text[begin : draw(st.integers(begin + 1, begin + 12))]


def suggested(client: Client, typed: str, limit: int = 10) -> list[dict[str, Any]]:
    answer = client.json(f"/v1/suggest?q={quote(typed, safe='')}&limit={limit}")
    assert not answer["partial"]
    found: list[dict[str, Any]] = answer["suggestions"]
    return found


def assert_finds(client: Client, completion: dict[str, Any]) -> None:
    asked = quote(completion["text"], safe="")
    assert completion["statements"] > 0
    found = client.json(f"/v1/search?q={asked}")
    assert found["statements"] == completion["statements"], completion
    assert matched(found["paragraphs"], found["statements"]) in client.get(f"/?q={asked}").text


@pytest.mark.parametrize("examples", [40, pytest.param(2_000, marks=pytest.mark.torture)])
def test_a_completion_finds_what_its_number_says(client: Client, examples: int) -> None:
    @settings(max_examples=examples, deadline=None)
    @given(beginnings())
    def check(typed: str) -> None:
        for completion in suggested(client, typed):
            assert_finds(client, completion)

    check()


@pytest.mark.parametrize(
    ("typed", "kind", "text", "label"),
    [
        ("comm", "word", "commitment", "commitment"),
        ("title:read", "word", "title:readout", "readout"),
        ("title:read", "title", 'title:"Readout on COVID-19"', "Readout on COVID-19"),
        ('title:"readout on', "title", 'title:"Readout on COVID-19"', "Readout on COVID-19"),
        ("nica", "issuer", 'issuer:"Nicaragua"', "Nicaragua"),
        ("issuer:nica", "issuer", 'issuer:"Nicaragua"', "Nicaragua"),
        ("treaty issuer:nica", "issuer", 'treaty issuer:"Nicaragua"', "Nicaragua"),
        ('"telegram num', "word", '"telegram number"', "number"),
        ("“telegram num", "word", "“telegram number”", "number"),
        ("(telegram num", "word", "(telegram number)", "number"),
        ("treaty -vacc", "word", "treaty -vaccines", "vaccines"),
    ],
)
def test_what_stands_before_is_kept_and_what_is_open_is_closed(
    client: Client, typed: str, kind: str, text: str, label: str
) -> None:
    found = suggested(client, typed)
    assert (kind, text, label) in {(one["kind"], one["text"], one["label"]) for one in found}
    for one in found:
        assert_finds(client, one)


@pytest.mark.parametrize("typed", ["o'n", "title:vacc", '"stands telegram nu', "issuer:treaty", "zzz", " … ", ""])
def test_what_finds_nothing_is_not_offered(client: Client, typed: str) -> None:
    assert suggested(client, typed) == []


def test_completions_are_counted_as_far_as_time_allows(home: Any) -> None:
    app = create_app(Settings(home=home, url="https://archive.example.org"))
    archive = app.state.holder.get()
    proposals = propose(archive.engine, "t", 10)
    assert len(proposals) > 3
    late = count(archive.engine, proposals, 10, Deadline(0.0))
    assert (late.completions, late.is_whole) == ((), False)
    whole = Asking(archive, app.state.lanes, Deadline()).suggest("t", 10)
    assert whole.is_whole
    with pytest.raises(Abandoned):
        count(archive.engine, proposals, 10, Deadline(is_wanted=lambda: False))
    app.state.holder.close()
