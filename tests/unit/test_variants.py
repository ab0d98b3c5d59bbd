"""Word variants: stems, accents, languages, threads."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.text.analysis import tokenize
from pincite.index.text.variants import fold, keeps_initials, stemmer_name, variant_key, variant_keys

PORTER = Path(__file__).parents[3] / "shared" / "data" / "stemmer-porter" / "voc.txt"


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("committed", "commit"),
        ("reiterated", "reiterate"),
        ("cooperated", "cooperate"),
        ("denuclearized", "denuclearize"),
        ("denuclearization", "denuclearize"),
        ("statements", "statement"),
        ("résumés", "resume"),
        ("erdoğan", "erdogan"),
    ],
)
def test_an_english_form_finds_its_base(form: str, base: str) -> None:
    assert variant_key(form, "en") == variant_key(base, "en") == variant_key(base, None)


def test_different_words_stay_apart() -> None:
    assert variant_key("general", "en") != variant_key("generate", "en")
    assert variant_key("universe", "en") != variant_key("commit", "en")


@pytest.mark.parametrize(
    ("language", "name"),
    [
        (None, "english"),
        ("en", "english"),
        ("en-GB", "english"),
        ("EN_us", "english"),
        ("es", "spanish"),
        ("nb", "norwegian"),
        ("zh-Hant", None),
        ("xx", None),
        ("", None),
    ],
)
def test_the_primary_subtag_chooses_the_stemmer(language: str | None, name: str | None) -> None:
    assert stemmer_name(language) == name


def test_without_a_stemmer_only_accents_differ() -> None:
    assert variant_key("erdoğan", "xx") == variant_key("erdogan", "xx") == "erdogan"
    assert variant_key("statements", "xx") != variant_key("statement", "xx")


def test_each_language_has_its_own_stems() -> None:
    assert variant_key("cantaron", "es") == variant_key("cantar", "es")
    assert variant_key("cantaron", "en") != variant_key("cantar", "en")


@pytest.mark.parametrize(
    ("form", "folded"),
    [
        ("łódź", "lodz"),
        ("đorđe", "dorde"),
        ("tromsø", "tromso"),
        ("ǿ", "o"),
        ("þórður", "thordur"),
        ("œuvre", "oeuvre"),
        ("diyarbakır", "diyarbakir"),
        ("ħŧƙɗ", "htkd"),
        ("ґанок", "ґанок"),
    ],
)
def test_letters_without_a_decomposition_fold_like_accents(form: str, folded: str) -> None:
    assert fold(form) == folded
    assert variant_key(form, "xx") == variant_key(folded, "xx")


@given(st.text(max_size=12))
def test_folding_twice_changes_nothing_and_stays_in_the_class(text: str) -> None:
    for token in tokenize(text, None):
        assert fold(fold(token.form)) == fold(token.form)
        assert variant_key(fold(token.form), "en") == variant_key(token.form, "en")


@given(
    st.lists(st.sampled_from(["état", "states", "état-", "naciones", "running", "x"])), st.sampled_from(["en", "xx"])
)
def test_many_keys_at_once_are_the_single_keys(tokens: list[str], language: str) -> None:
    assert variant_keys(tokens, language) == [variant_key(token, language) for token in tokens]


@given(st.text("abcdefghijklmnopqrstuvwxyz0", min_size=1, max_size=12))
def test_a_key_that_keeps_initials_begins_as_its_form(form: str) -> None:
    for language in (None, "en", "xx", "fr"):
        assert not keeps_initials(language) or variant_key(form, language)[0] == form[0]


@pytest.mark.skipif(not PORTER.exists(), reason="the stemmer's word list is not here")
def test_porters_vocabulary_keeps_its_initials() -> None:
    words = PORTER.read_text(encoding="utf-8").replace("'", "").split()
    assert [key[0] for key in variant_keys(words, "en")] == [word[0] for word in words]


def test_threads_do_not_disturb_each_other() -> None:
    words = [f"committ{ending}{number}" for number in range(500) for ending in ("ed", "ing", "s")]
    expected = variant_keys(words, "en")
    with ThreadPoolExecutor(8) as pool:
        assert all(keys == expected for keys in pool.map(lambda _: variant_keys(words, "en"), range(16)))


@pytest.mark.skipif(not PORTER.exists(), reason="the stemmer's word list is not here")
def test_porters_vocabulary_keeps_regular_past_forms_with_their_base() -> None:
    words = set(PORTER.read_text(encoding="utf-8").split())
    pairs = [
        (word, base) for word in words for base in [word[:-3]] if word.endswith(("tted", "lled")) and base in words
    ]
    apart = [pair for pair in pairs if variant_key(pair[0], "en") != variant_key(pair[1], "en")]
    assert len(pairs) > 20
    assert len(apart) <= len(pairs) // 20, apart
