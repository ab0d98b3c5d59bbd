"""Stop words, and trees in words."""

import pytest

from pincite.index.query.clauses import EVERYTHING
from pincite.index.query.describe import describe
from pincite.index.query.limits import LIMITS
from pincite.index.query.parser import parse
from pincite.index.query.render import render
from pincite.index.query.stopwords import STOP_WORDS
from pincite.index.query.understand import understand


@pytest.mark.parametrize(
    ("text", "kept", "dropped"),
    [
        ("the climate", "climate", ("the",)),
        ("Of the climate and the sea", "climate sea", ("of", "the", "and")),
        ("the", "the", ()),
        ("to be or not to be", "to be or not to be", ()),
        ("=the climate", "=the climate", ()),
        ('"the" climate', "=the climate", ()),
        ('the "of climate"', '"of climate"', ("the",)),
        ("=the of", "=the", ("of",)),
        ("the OR climate", "the OR climate", ()),
        ("the climate OR of", "climate OR of", ("the",)),
        ("the (of OR climate)", "of OR climate", ("the",)),
        ("the (of OR to)", "the (of OR to)", ()),
        ("the -climate", "the NOT climate", ()),
        ("-(the climate)", "NOT climate", ("the",)),
        ("the title:climate", "the title:climate", ()),
        ("the issuer:japan date:1946", "the issuer:japan date:1946", ()),
        ("the clim*", "clim*", ("the",)),
        ("the klimate~1", "klimate~1", ("the",)),
        ("climate -the", "climate NOT the", ()),
        ("the (of OR to) OR c", "the (of OR to) OR c", ()),
        ("the (sun OR moon) OR sea", "sun OR moon OR sea", ("the",)),
        ("climate a (b the)", "climate b", ("a", "the")),
    ],
)
def test_stop_words_beside_another_word_are_set_aside(text: str, kept: str, dropped: tuple[str, ...]) -> None:
    understood = understand(parse(text))
    assert (render(understood.match), understood.dropped) == (kept, dropped)
    assert parse(render(understood.match)) == understood.match


def test_everything_stays_everything() -> None:
    assert understand(EVERYTHING).match == EVERYTHING


def test_stop_words_are_lower_case_and_hold_those_of_lucene() -> None:
    lucene = """a an and are as at be but by for if in into is it no not of on or such that the their then there these
    they this to was will with"""
    assert frozenset(lucene.split()) < STOP_WORDS
    assert len(STOP_WORDS) == 128
    assert all(word.isascii() and word.islower() for word in STOP_WORDS)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "every paragraph"),
        ("committed", "“committed” in any form"),
        ("=committed", "exactly “committed”"),
        ('a OR "b c"', "any of these (“a” in any form; the phrase “b c”)"),
        (
            "U.S. -verif*",
            "all of these (the phrase “u s”, each in any form; none of this (a word that begins with “verif”))",
        ),
        ('"complete verif*"', "the phrase “complete verif…”"),
        ('"a b"~1', "the words “a b” in any order, at most 1 other word between them"),
        ("korea~2", "a word like “korea”, at most 2 letters different"),
        ("title:climate", "in the title: “climate” in any form"),
        ("issuer:japan", "issuer with the word “japan”"),
        ('place:"new york"', "place with the words “new york”"),
        ("date:1946", "dated 1946"),
        ("date:1946..1950", "dated from 1946 to 1950"),
        ("date:..1950", "dated up to 1950"),
        ("date:1950..", "dated from 1950 on"),
        ("date:unknown", "without a known date"),
    ],
)
def test_a_tree_in_words(text: str, sentence: str) -> None:
    assert describe(parse(text)).sentence() == sentence


def test_without_variants_words_are_exact() -> None:
    assert describe(parse("committed U.S."), variants=False).sentence() == (
        "all of these (exactly “committed”; the phrase “u s”)"
    )


def test_the_sentences_of_the_limits_hold_their_values() -> None:
    assert all(f"{limit.value:,}" in limit.sentence for limit in LIMITS)
    assert len({limit.name for limit in LIMITS}) == len(LIMITS)
