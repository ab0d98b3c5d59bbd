"""The language: how atoms and operators combine, as the engine understands them."""

from typing import Any

import pytest

from tests.builders import build_statement
from tests.contract.archive import Archive, texts
from tests.contract.conftest import Shelf

ONE, TWO, THREE, FOUR = "apple banana", "banana cherry", "cherry apple", "date"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("apple banana", "a"),
        ("apple AND banana", "a"),
        ("apple OR date", "acd"),
        ("apple banana OR date", "ad"),
        ("date OR apple banana", "ad"),
        ("apple (banana OR cherry)", "ac"),
        ("apple -banana", "c"),
        ("apple NOT banana", "c"),
        ("-apple", "bd"),
        ("NOT (apple OR date)", "b"),
        ("-apple -banana", "d"),
        ("apple OR -banana", "acd"),
        ("NOT (apple banana)", "bcd"),
        ("-(-apple)", "ac"),
        ("or", ""),
        ("apple AND -apple", ""),
        ("apple OR -apple", "abcd"),
    ],
)
def test_operators(shelf: Shelf, query: str, found: str) -> None:
    archive = shelf(*texts(ONE, TWO, THREE, FOUR))
    assert archive.finds(query) == list(found)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("verify", "bc"),
        ("verified", "bc"),
        ("verification", "a"),
        ("=verification", "a"),
        ('"verification"', "a"),
        ("verif*", "abc"),
        ('"complete verif*"', "ac"),
        ('"complete verification"', "a"),
        ('"of the"', "bd"),
        ('"the of"', ""),
        ("full-verify", "b"),
        ("full-verifies", "b"),
        ("verificaton~", "a"),
        ("verificatino~1", "a"),
        ("xerifying~", "c"),
        ("verifyin~1", "c"),
        ("verifying~2", "c"),
        ("vreifyingg~2", "c"),
        ("vreifyingg~1", ""),
        ('"inspection complete"~0', "a"),
        ('"verification inspection"~0', ""),
        ('"verification inspection"~1', "a"),
        ('"inspection verification"~1', "a"),
        ('"complete verify"~1', ""),
    ],
)
def test_atoms(shelf: Shelf, query: str, found: str) -> None:
    archive = shelf(
        *texts(
            "complete inspection complete verification",
            "full verify of the treaty",
            "verifying, complete verifying",
            "head of the list",
        )
    )
    assert archive.finds(query) == list(found)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"a b"~0', "cd"),
        ('"b a"~0', "cd"),
        ('"a b"~1', "ecd"),
        ('"a a b"~0', "d"),
        ('"a a b"~2', "de"),
        ('"a b a b"~100', "d"),
    ],
)
def test_a_window_needs_a_place_for_each_token(shelf: Shelf, query: str, found: str) -> None:
    rows = {"c": "a b", "d": "a a b b", "e": "a x b x a"}
    archive = shelf(*(build_statement(name, text) for name, text in rows.items()))
    assert archive.finds(query) == sorted(found)


def test_a_phrase_does_not_reach_into_the_next_paragraph(archive: Archive) -> None:
    archive.put(build_statement("a", "complete", "verification complete", "verification"))
    assert archive.finds('"complete verification"') == []
    assert archive.finds('"complete verification"~100') == ["a/2"]


def test_stop_words_are_not_required_beside_another_word(archive: Archive) -> None:
    archive.put(*texts("treaty", "the", "the treaty"))
    page = archive.page("the treaty")
    assert (page.query.dropped, page.paragraphs) == (("the",), 2)
    assert archive.finds("the") == ["b", "c"]
    assert archive.finds("=the treaty") == ["c"]
    assert archive.finds('"the treaty"') == ["c"]


def test_a_possessive_at_the_end_is_dropped(archive: Archive) -> None:
    archive.put(*texts("the president spoke", "the president's office", "s"))
    assert archive.finds("president's") == ["a", "b"]
    assert archive.finds('"president\'s"') == ["b"]


FIELDED: dict[str, Any] = {
    "title": "The New START Treaty",
    "issuers": ("United States", "Japan"),
    "place": "New York",
    "series": "START",
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("title:treaties", "a"),
        ("title:=treaties", ""),
        ('title:"new start"', "a"),
        ("title:start*", "a"),
        ("title:strat~", "a"),
        ('title:"treaty start"~0', "a"),
        ("-title:treaty", "b"),
        ("issuer:states", "a"),
        ('issuer:"united states"', "a"),
        ('issuer:"states united"', ""),
        ('issuer:"states japan"', ""),
        ("issuer:UNITED", "a"),
        ("issuer:state", ""),
        ("place:york", "ab"),
        ("place:new", "a"),
        ("series:start", "a"),
        ("person:moon", "b"),
        ("kind:joint", "b"),
        ("source:house", "b"),
        ("language:en", "b"),
    ],
)
def test_fields(shelf: Shelf, query: str, found: str) -> None:
    other = build_statement(
        "b",
        title="Remarks",
        people=("Moon Jae-in",),
        place="york",
        kind="joint statement",
        source="White House",
        language="en",
    )
    archive = shelf(build_statement("a", "text of no word above", **FIELDED), other)
    assert archive.finds(query) == list(found)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("date:1946", "bcd"),
        ("date:1946-05", "bcd"),
        ("date:1946-06", "d"),
        ("date:1946-05-08", "bcd"),
        ("date:1946-05-09..1946-05-10", "cd"),
        ("date:..1945", "e"),
        ("date:1946..", "bcdf"),
        ("date:1951..", "f"),
        ("date:1700", "e"),
        ("date:unknown", "ag"),
        ("-date:unknown", "bcdef"),
        ("-date:1946", "aefg"),
    ],
)
def test_dates(shelf: Shelf, query: str, found: str) -> None:
    dates = {
        "a": None,
        "b": "1946-05-08",
        "c": "1946-05",
        "d": "1946",
        "e": "../1800",
        "f": "1950/..",
        "g": "XXXX-06-02",
    }
    archive = shelf(*(build_statement(name, date=date) for name, date in dates.items()))
    assert archive.finds(query) == list(found)
