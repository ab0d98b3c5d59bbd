"""In Turkish and Azeri statements all i are one letter, in quotes too; in others ``ı`` is a letter of its own."""

from typing import Any

import pytest

from pincite.index.query.query import Within
from tests.builders import build_statement
from tests.contract.archive import Archive
from tests.contract.conftest import Shelf

STATEMENTS = (
    build_statement("a", "Dışişleri bakanı.", "DIŞİŞLERİ BAKANI.", title="ışık", language="tr"),
    build_statement("b", "Dışişleri bakanı.", title="ışık", language="en"),
    build_statement("c", "Disisleri bakani dişişleri.", title="Isik"),
    build_statement("d", "bakanı ve bakani", title="Azeri", language="az-Latn"),
    build_statement("e", "bakanı ve bakani", title="Other", language="xx"),
)


@pytest.fixture
def archive_of_both(shelf: Shelf) -> Archive:
    return shelf(*STATEMENTS, commits=2)


@pytest.mark.parametrize(
    ("query", "parts", "found"),
    [
        ('"dışişleri"', {}, "a a/2 b"),
        ('"DIŞİŞLERİ"', {}, "a a/2"),
        ('"dişişleri"', {}, "a a/2 c"),
        ("=dışişleri", {}, "a a/2 b"),
        ('"dışişleri bakanı"', {}, "a a/2 b"),
        ('"dişişleri bakani"', {}, "a a/2"),
        ('"dışişleri bak*"', {}, "a a/2 b"),
        ('"dışiş*"', {}, "a a/2 b"),
        ('"dişi*"', {}, "a a/2 c"),
        ('"bakanı dışişleri"~2', {}, "a a/2 b"),
        ('"bakanı bakani"~1', {}, "d e"),
        ('"bakanı bakanı"~1', {}, "d"),
        ("dışişleri", {}, "a a/2 b c"),
        ("disisleri", {}, "a a/2 b c"),
        ("dışişleri", {"variants": False}, "a a/2 b"),
        ("dışişlari~1", {"variants": False}, "a a/2 b"),
        ("dışi*", {"variants": False}, "a a/2 b"),
        ('title:"ışık"', {}, "a a/2 b"),
        ('title:"işik"', {}, "a a/2"),
        ('-"bakanı"', {}, "c"),
        ('"ışık" "bakanı"', {"within": Within.STATEMENT}, "a a/2 b"),
    ],
)
def test_finds(archive_of_both: Archive, query: str, parts: dict[str, Any], found: str) -> None:
    assert archive_of_both.finds(query, **parts) == found.split()


def test_the_forms_are_those_of_the_archive(archive_of_both: Archive) -> None:
    forms = {word: archive_of_both.page(f'"{word}"').forms[word] for word in ("bakanı", "bakani")}
    assert forms == {"bakanı": ("bakani", "bakanı"), "bakani": ("bakani",)}
    assert archive_of_both.page('"dışi*"').forms == {"dışi*": ("dişişleri", "dışişleri")}
    assert archive_of_both.page("dışişleru~1", variants=False).forms == {"dışişleru~1": ("dişişleri", "dışişleri")}


def test_scores_are_explained(archive_of_both: Archive) -> None:
    page = archive_of_both.page('"bakanı" OR "dışişleri bakanı"', explain=True)
    assert len(page.hits) == 5
    for hit in page.hits:
        assert hit.score == pytest.approx(sum(part.score + part.title for part in hit.parts), rel=1e-6)


def test_an_archive_of_other_languages_knows_no_difference(archive: Archive) -> None:
    archive.put(build_statement("a", "ışık", language="en"), build_statement("b", "işik"))
    assert archive.finds('"ışık"') == ["a"]
    assert archive.finds('"işik"') == ["b"]
