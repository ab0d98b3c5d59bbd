"""Completions and values."""

from pincite.index.query.completing import Suggestion
from tests.builders import build_statement
from tests.contract.archive import Archive
from tests.contract.conftest import Shelf


def library(shelf: Shelf) -> Archive:
    return shelf(
        build_statement(
            "a", "denuclearization", "denuclearized", "peace", title="Joint Statement", issuers=("Denmark",)
        ),
        build_statement("b", "denuclearization denuclearization", title="Joint statement on Peace", place="Den Haag"),
        build_statement(
            "c", "den", title="Joint Statement", issuers=("Denmark", "Kingdom of Sweden"), place="The Hague"
        ),
    )


def test_words_titles_and_values_go_on(shelf: Shelf) -> None:
    found = library(shelf).engine.suggest("den", 20)
    assert Suggestion("word", "denuclearization", 2) in found
    assert Suggestion("word", "denuclearized", 1) in found
    assert Suggestion("word", "den", 1) in found
    assert Suggestion("issuer", "Denmark", 2) in found
    assert Suggestion("place", "Den Haag", 1) in found
    values = [suggestion.text for suggestion in found if suggestion.kind in ("issuer", "place")]
    assert values == ["Denmark", "Den Haag"]
    words = [suggestion.text for suggestion in found if suggestion.kind == "word"]
    assert words == ["denuclearization", "den", "denuclearized"]


def test_titles_hold_all_the_words(shelf: Shelf) -> None:
    found = library(shelf).engine.suggest("Joint st", 20)
    titles = [(s.text, s.statements) for s in found if s.kind == "title"]
    assert titles == [("Joint Statement", 2), ("Joint statement on Peace", 1)]


def test_at_most_as_many_as_asked(shelf: Shelf) -> None:
    for limit in (0, 1, 2, 3):
        assert len(library(shelf).engine.suggest("den", limit)) == limit


def test_nothing_goes_on_from_nothing(shelf: Shelf) -> None:
    assert library(shelf).engine.suggest("", 5) == ()
    assert library(shelf).engine.suggest(" … ", 5) == ()
    assert library(shelf).engine.suggest("zzz", 5) == ()


def test_values_that_hold_the_words(shelf: Shelf) -> None:
    engine = library(shelf).engine
    found = engine.values("issuer", ("kingdom", "swe"), 5)
    assert [(b.value, b.label, b.paragraphs, b.statements) for b in found] == [
        ("Kingdom of Sweden", "Kingdom of Sweden", 1, 1)
    ]
    assert [b.value for b in engine.values("issuer", (), 5)] == ["Denmark", "Kingdom of Sweden"]
    assert [b.value for b in engine.values("issuer", ("den",), 5)] == ["Denmark"]
    assert [b.value for b in engine.values("issuer", ("swe", "kingdom"), 5)] == []
    assert [b.value for b in engine.values("issuer", (), 1)] == ["Denmark"]


def test_only_what_lives_is_proposed(archive: Archive) -> None:
    archive.put(build_statement("a", "denuclearization", title="Denver", issuers=("Denmark",)), build_statement("b"))
    archive.put(batch=2, delete=["a"])
    assert archive.engine.suggest("den", 5) == ()
    assert archive.engine.values("issuer", ("den",), 5) == ()
