"""Tokens: what a word is, in the text and in the query alike."""

import pytest

from pincite.index.showing.marking import build_marker
from tests.builders import build_statement
from tests.contract.archive import Archive, asked, texts
from tests.contract.conftest import Shelf


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("the U.S. position", '"u s"'),
        ("the president's office", '"president s"'),
        ("the ROK-U.S. alliance", '"rok u s"'),
        ("10,000 troops", '"10 000"'),
        ("COVID\u206019 and after", "=covid19"),
        ("COVID-19 and after", '"covid 19"'),
        ("TREATY", "=treaty"),
        ("treaty", "=TREATY"),
        ("STRASSE", "=straße"),
        ("ﬁnance", "=finance"),
        ("co\u00adoperation", "=cooperation"),
        ("zero\u200bwidth\ufeff", "=zerowidth"),
        ("cafe\u0301", "=café"),
        ("中文 text", "=中文"),
        ("ﾄﾞｲﾂ", "=ドイツ"),
        ("1\ufe0f\u20e3 first", "=1"),
        ("x² + y", "=x"),
        ("the Treaty¹ says", '"the treaty says"'),
        ("in 3½ years", '"in 3 years"'),
        ("of CO₂", "=co2"),
        ("Hawaiʻi", '"hawai i"'),
        ("Hawaiʻi", "Hawai'i"),
        ("the treaty of Rome", "treatyʼs"),
        ("Łódź and Tromsø", "lodz tromso"),
        ("Þingvellir, Ægir, Ísafjörður", "thingvellir aegir isafjordur"),
        ("Lodz", "łódź"),
        ('ארה"ב בירושלים', "ארהב"),
        ("ארה״ב בירושלים", '=ארה"ב'),
        ("ארהב בירושלים", '"ארה"ב בירושלים"'),
        ("“New START”", "“new start”"),
    ],
)
def test_a_text_is_found_by(archive: Archive, text: str, query: str) -> None:
    archive.put(*texts(text, "something else"))
    assert archive.finds(query) == ["a"]


@pytest.mark.parametrize(
    ("text", "query"), [("Łódź", "=lodz"), ("Łódź", '"lodz"'), ("Lodz", "=łódź"), ("Hawaiʻi", "hawaii")]
)
def test_a_text_is_not_found_by(archive: Archive, text: str, query: str) -> None:
    archive.put(*texts(text, "something else"))
    assert not archive.finds(query)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("erdog*", ["a", "b"]),
        ("erdoğ*", ["a", "b"]),
        ('"erdog*"', ["b"]),
        ('"erdoğ*"', ["a"]),
        ("lodz~", ["c"]),
        ("łodzz~", ["c"]),
        ("mayor-of-lod*", ["c"]),
        ("mayor-of-łód*", ["c"]),
        ('"mayor of lod*"', []),
        ("title:erdog*", ["d"]),
        ("thord*", ["e"]),
    ],
)
def test_beginnings_and_fuzzy_words_fold_accents_outside_quotes(shelf: Shelf, query: str, found: list[str]) -> None:
    written = ("President Erdoğan", "Mr Erdogan", "the mayor of Łódź", "a visit", "Þórður", "mayor of Lyon")
    made = texts(*written)
    made[3] = build_statement("d", "a visit", title="With Erdoğan")
    assert shelf(*made).finds(query) == found


def test_without_variants_a_beginning_keeps_its_accents(shelf: Shelf) -> None:
    archive = shelf(*texts("President Erdoğan", "Mr Erdogan"))
    for typed in ("erdog*", "erdogam~"):
        assert archive.finds(typed) == ["a", "b"]
        assert archive.finds(typed, variants=False) == ["b"]


def test_what_folds_is_marked() -> None:
    text = "Erdoğan, Łódź; Lodz, ERDOGAN"
    marks = build_marker(asked("erdog* OR lodz~")).marks(text, "en")
    assert [text[start:end] for start, end in marks] == ["Erdoğan", "Łódź", "Lodz", "ERDOGAN"]


@pytest.mark.parametrize("removed", "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
def test_what_is_removed_parts_nothing(archive: Archive, removed: str) -> None:
    archive.put(*texts(f"co{removed}operation", "co operation"))
    assert archive.finds("=cooperation") == archive.finds(f"=co{removed}operation") == ["a"]
    assert archive.finds('"co operation"') == ["b"]


def test_each_token_has_a_position_of_its_own(archive: Archive) -> None:
    archive.put(*texts("ROK-U.S. alliance", "ROK alliance"))
    assert archive.finds('"rok u s alliance"') == ["a"]
    assert archive.finds('"rok alliance"') == ["b"]


@pytest.mark.parametrize(
    "text", ["tabs\tand\u00a0blanks \u2028 kept", "  \u200bedge\ufeff ", "e\u0301 🏛️ ﬁ", "x" * 5000]
)
def test_a_text_is_served_verbatim(archive: Archive, text: str) -> None:
    archive.put(*texts(text))
    assert archive.page().hits[0].passage.text == text


def test_a_paragraph_without_a_token_is_a_paragraph(archive: Archive) -> None:
    archive.put(*texts("…", "word"))
    assert archive.finds() == ["a", "b"]
    assert archive.finds("-word") == ["a"]


def test_a_word_is_cut_after_a_thousand_characters_and_marked_whole(archive: Archive) -> None:
    long = "x" * 1_000
    text = f"a {long}y end"
    archive.put(*texts(text, f"a {long[1:]} end", long))
    assert archive.finds(long) == ["a", "c"]
    assert archive.finds(f'"a {long[:300]}*"') == ["a", "b"]
    assert build_marker(asked(long)).marks(text, "en") == ((2, 1_003),)


@pytest.mark.parametrize("letter", ["x", "é", "가", "\U00010330"])
def test_a_long_word_is_found_by_its_beginning_as_a_short_one_is(archive: Archive, letter: str) -> None:
    one, other = f"{letter * 999}y", f"{letter * 999}z"
    archive.put(*texts(f"a {one} end", f"a {other} end", "a word"))
    for length in (249, 250, 251, 999):
        page = archive.page(f"{one[:length]}*")
        assert [hit.heading.id for hit in page.hits] == ["a", "b"]
        assert page.forms == {f"{one[:length]}*": (one, other)}
        assert archive.finds(f'"a {one[:length]}*"') == ["a", "b"]
    assert archive.finds(f"{one}*") == archive.finds(f'"a {one}*"') == archive.finds(f"={one}") == ["a"]


def test_long_words_of_titles_and_values_are_found_and_told_whole(archive: Archive) -> None:
    long = "x" * 900
    archive.put(build_statement("a", f"an {long}a", title=f"Of {long}b", issuers=(f"Office of {long}c",)))
    assert archive.finds(f"title:{long[:300]}*") == ["a"]
    assert archive.finds(f'issuer:"office of {long}c"') == ["a"]
    told = {(one.kind, one.text) for one in archive.engine.suggest(long[:300], 9)}
    assert told == {("word", f"{long}a"), ("title", f"Of {long}b"), ("issuer", f"Office of {long}c")}
    for typed in (long[:300], f"{long}c"):
        assert [bucket.value for bucket in archive.engine.values("issuer", (typed,), 5)] == [f"Office of {long}c"]


def test_a_word_that_is_longer_without_its_accents_is_cut_again(archive: Archive) -> None:
    long = "æ" * 1_000
    archive.put(*texts(f"a {long} end", f"a {long[:-1]}", f"a {'ae' * 500} end", "a word"))
    for typed in (f"{long}*", f"{long[:700]}*", f"a-{long}*", f"a-{long[:499]}*", f"{'ae' * 500}*"):
        assert archive.finds(typed) == ["a", "b", "c"]
    assert archive.finds(f'"a {long[:998]}*"') == ["a", "b"]
    assert archive.finds(f'"a {long}*"') == archive.finds(f"={long}") == ["a"]
