"""The i of Turkish and Azeri: texts read with it, however they are written, and words that are looked for."""

import sys
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.engines.whoosh.writing.tokens import TokenTable
from pincite.index.query.asking import Asked, in_language
from pincite.index.query.clauses import Near, Phrase, Prefix, Term
from pincite.index.query.parser import parse
from pincite.index.showing.marking import Marker
from pincite.index.text.analysis import tokenize
from pincite.index.text.characters import normalized
from pincite.index.text.tokens import Tokens
from pincite.index.text.turkic import is_turkic, join_i, plain_i
from pincite.index.text.variants import variant_key

LETTERS = st.text(st.sampled_from("iıIİ\u0307ş\u0301𝚤 aé¹"), max_size=10)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("tr", True), ("tr-TR", True), ("az-Latn", True), ("TR_tr", True), ("trv", False), ("en", False), (None, False)],
)
def test_two_languages_have_one_i(language: str | None, expected: bool) -> None:
    assert is_turkic(language) is expected


def test_every_letter_that_becomes_another_i_is_known() -> None:
    read = ((c, unicodedata.normalize("NFKC", c).casefold()) for c in map(chr, range(sys.maxunicode + 1)))
    others = [c for c, folded in read if "ı" in folded or "i\u0307" in folded]
    assert len(others) >= 3
    assert all(normalized(join_i(c)) == "i" for c in others)


@given(LETTERS)
def test_a_text_keeps_its_length_and_its_other_letters(text: str) -> None:
    assert len(join_i(text)) == len(text)
    assert join_i(text).replace("\u2060", "\u0307") == text.translate(dict.fromkeys(map(ord, "ıİ𝚤"), "i"))


@given(LETTERS)
def test_a_word_of_a_query_is_read_as_the_text_it_was_copied_from(text: str) -> None:
    forms = [token.form for token in tokenize(text, "tr")]
    assert forms == Tokens(text, "tr").forms == [plain_i(token.form) for token in tokenize(text, None)]


@given(st.lists(st.tuples(LETTERS, st.sampled_from(["tr", None, "en"])), max_size=6))
def test_texts_in_bulk_are_read_in_their_languages(pairs: list[tuple[str, str | None]]) -> None:
    table = TokenTable()
    numbers, lengths = table.numbers(
        [text.encode("utf-8", "surrogatepass") for text, _ in pairs], [language for _, language in pairs]
    )
    forms = [table.form(number).decode() for number in numbers.tolist()]
    bounds = np.cumsum(lengths)[:-1].tolist()
    found = [part.tolist() for part in np.split(np.array(forms, object), bounds)] if pairs else []
    assert found == [[token.form for token in tokenize(text, language)] for text, language in pairs]


@given(LETTERS)
def test_both_are_of_one_class(text: str) -> None:
    for token in tokenize(text, None):
        assert variant_key(token.form, "tr") == variant_key(plain_i(token.form), "tr")


def test_a_leaf_is_read_in_the_language_of_the_statement() -> None:
    assert in_language(Term("ışık", exact=True), "tr") == Term("işik", exact=True)
    assert in_language(Phrase(("ışık", "var")), "az") == Phrase(("işik", "var"))
    assert in_language(Near(("ışık", "işik"), 3), "tr") == Near(("işik", "işik"), 3)
    assert in_language(Prefix("ışı"), "en") == Prefix("ışı")
    assert Asked("ışık", "exact").stands_for("işik", "tr")
    assert not Asked("ışık", "exact").stands_for("işik", None)
    assert not Asked("ışık", "exact").stands_for("ışık", "tr")


@pytest.mark.parametrize("query", ['"ışık"', '"IŞIK"', '"Işık"', "=ışık", '"ışık"~3', '"ışı*"', "ışı*"])
def test_marks_stand_where_the_letters_stand(query: str) -> None:
    marker = Marker(parse(query), True)
    text = "Bir IŞIK, bir I\u0307ŞIK ve bir ışık."
    assert [text[a:b] for a, b in marker.marks(text, "tr")] == ["IŞIK", "I\u0307ŞIK", "ışık"]
