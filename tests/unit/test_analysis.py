"""Tokens as the query semantics pins them."""

import unicodedata
from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.text.analysis import LONGEST_TOKEN, tokenize
from pincite.index.text.characters import COMPLEX, INVISIBLE, alone, is_unspaced
from pincite.index.text.tokens import Tokens


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("U.S.", ["u", "s"]),
        ("president's", ["president", "s"]),
        ("ROK-U.S.", ["rok", "u", "s"]),
        ("10,000", ["10", "000"]),
        ("COVID-19", ["covid", "19"]),
        ("Erdoğan", ["erdoğan"]),
        ("E\u0301tat", ["état"]),
        ("ﬁne STRASSE straße", ["fine", "strasse", "strasse"]),
        ("ﾄﾞｲﾂ", ["ドイ", "イツ", "ツ"]),
        ("中国abc人民5々", ["中国", "国", "abc", "人民", "民", "5", "々"]),
        ("スーパー・マン", ["スー", "ーパ", "パー", "ー", "マン", "ン"]),
        ("ที่ไทย", ["ที", "ี่", "่ไ", "ไท", "ทย", "ย"]),
        ("ລາວ ខ្មែរ မြန်", ["ລາ", "າວ", "ວ", "ខ្", "្ម", "មែ", "ែរ", "រ", "မြ", "ြန", "န်", "်"]),
        ("미국은", ["미국은"]),
        ('ארה"ב ארה״ב ארהב', ["ארהב", "ארהב", "ארהב"]),
        ('"ארה" בו ״אב״ a"ב', ["ארה", "בו", "אב", "a", "ב"]),
        ("\uffa1\uffc2 ㄱㅏ", ["가", "가"]),
        ("1\ufe0f\u20e3 one, 5\u0304", ["1", "one", "5"]),
        ("Treaty¹ 3½ 10⁶ Brand™ nº 1ª CO₂", ["treaty", "3", "10", "brand", "n", "1", "co2"]),
        ("hawaiʻi Qurʼan o´clock d`un l‘x ŉ", ["hawai", "i", "qur", "an", "o", "clock", "d", "un", "l", "x", "n"]),
        ("", []),
    ],
)
def test_forms(text: str, forms: list[str]) -> None:
    assert [token.form for token in tokenize(text, None)] == forms


def test_offsets_point_into_the_untouched_text() -> None:
    text = "“Co\u00adoperation” in İstanbul"
    assert [text[t.start : t.end] for t in tokenize(text, None)] == ["Co\u00adoperation", "in", "İstanbul"]
    text = "1\ufe0f\u20e3(ㅠㅠ) ﾄﾞｲﾂ"
    assert [text[t.start : t.end] for t in tokenize(text, None)] == ["1\ufe0f\u20e3", "ㅠㅠ", "ﾄﾞｲ", "ｲﾂ", "ﾂ"]


def by_the_sentence(text: str) -> list[str]:
    """Return the forms as the query semantics say it, over the whole text at once and without offsets."""
    visible = "".join(character for character in text if character not in INVISIBLE)
    visible = "".join(c for at, c in enumerate(visible) if c not in '"״' or not _joins_hebrew(visible, at))
    raised = [c for c in visible if unicodedata.decomposition(c).split(" ")[0] in ("<super>", "<fraction>")]
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", _blanked(visible, raised)).casefold())
    folded = _blanked(folded, "\u02bc\u02bb´`‘’'")
    forms, before = [""], " "
    for character in folded:
        major = unicodedata.category(character)[0]
        kept = major in "LN" or (major == "M" and before == "L")
        forms += [] if kept else [""]
        forms[-1] += character if kept else ""
        before = before if major == "M" and kept else major
    pieces = [piece for form in forms for piece in _pieces(form)]
    return [form for piece in pieces for form in (_pairs(piece) if _is_paired(piece[0]) else [_cut(piece)])]


def _joins_hebrew(text: str, at: int) -> bool:
    before = next((c for c in reversed(text[:at]) if unicodedata.category(c) != "Mn"), "")
    sides = (before, text[at + 1 : at + 2])
    return all(side and unicodedata.name(side, "").startswith("HEBREW") and side.isalpha() for side in sides)


def _pieces(form: str) -> list[str]:
    """Part a run where a script without blanks begins or ends; marks stay with what they follow."""
    pieces: list[str] = []
    for character in form:
        is_mark = unicodedata.category(character)[0] == "M"
        if pieces and (is_mark or _is_paired(character) == _is_paired(pieces[-1][0])):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _is_paired(character: str) -> bool:
    names = ("CJK", "HIRAGANA", "KATAKANA", "IDEOGRAPHIC", "HANGZHOU", "VERTICAL KANA", "MASU")
    other = ("HENTAIGANA", "THAI ", "LAO ", "KHMER", "MYANMAR")
    return unicodedata.name(character, "").startswith((*names, *other))


def _pairs(piece: str) -> list[str]:
    return [piece[at : at + 2] for at in range(len(piece))]


def _cut(piece: str) -> str:
    return piece[:LONGEST_TOKEN]


def _blanked(text: str, characters: Iterable[str]) -> str:
    for character in characters:
        text = text.replace(character, " ")
    return text


ODD = st.sampled_from(
    'אב״"\u05b8中国々ーทีไ่ລາខ្មြaé1½™ʼ´ŉ²ﬁ \u0301\u0323\u20e3\ufe0f\u200b\u00adカｶﾞﾟ\u3099각가ㄱㅏﾡￂ㉠İß\u0345नि१'
)


@given(st.text() | st.text(ODD, max_size=8))
def test_tokens_are_those_of_the_sentence(text: str) -> None:
    assert [token.form for token in tokenize(text, None)] == Tokens(text, None).forms == by_the_sentence(text)


@given(st.text() | st.text(ODD, max_size=8), st.sampled_from(["en", "zh-Hant", "xx", ""]))
def test_a_language_without_rules_is_read_as_none(text: str, language: str) -> None:
    assert tokenize(text, language) == tokenize(text, None)
    assert Tokens(text, language).forms == Tokens(text, None).forms


@given(st.lists(st.characters(), min_size=3, max_size=3))
def test_what_a_character_is_alone_it_is_everywhere(characters: list[str]) -> None:
    if not any(alone(character) == COMPLEX or is_unspaced(character) for character in characters):
        text = "".join(characters)
        assert [token.form for token in tokenize(text, None)] == "".join(map(alone, text)).split()


@given(st.text())
def test_offsets_are_ordered_and_inside(text: str) -> None:
    tokens = tokenize(text, None)
    assert all(0 <= t.start < t.end <= len(text) for t in tokens)
    assert all(a.start <= b.start for a, b in pairwise(tokens))


LONG = st.builds(
    lambda parts, times: "".join(part * times for part in parts),
    st.lists(st.sampled_from(["a", "é", "中", "ﬁ", "1", "e\u0301", " ", "नि", "\u0301", "."]), max_size=4),
    st.sampled_from([1, 400, LONGEST_TOKEN, LONGEST_TOKEN + 1, 3 * LONGEST_TOKEN]),
)


@settings(deadline=None)
@given(LONG)
def test_a_form_is_cut_and_its_range_is_the_whole_run(text: str) -> None:
    tokens, quick = tokenize(text, None), Tokens(text, None)
    assert [token.form for token in tokens] == quick.forms
    if len(quick.forms) < 10:
        assert quick.forms == by_the_sentence(text)
    for form in set(quick.forms):
        assert quick.places(form) == [(t.start, t.end) for t in tokens if t.form == form]
    assert max(map(len, quick.forms), default=0) <= LONGEST_TOKEN


@settings(deadline=None)
@given(st.text() | st.text(ODD, max_size=8) | LONG, st.sampled_from([None, "en", "tr"]))
def test_spans_are_those_of_the_sentence(text: str, language: str | None) -> None:
    assert Tokens(text, language).spans() == [(token.start, token.end) for token in tokenize(text, language)]


def test_a_long_run_of_marks_is_not_normalised_at_once() -> None:
    # By the square of its length this would take minutes; the tokens are what is asserted.
    marks = "\u0301\u0323" * 100_000
    assert Tokens(marks, None).forms == []
    [token] = tokenize("x" + marks, None)
    assert (token.start, token.end, len(token.form)) == (0, 1 + len(marks), LONGEST_TOKEN)
