"""The score: BM25 over live paragraphs, as query-semantics gives it."""

import math
from collections.abc import Sequence

import pytest

from pincite.index.query.query import Group, Sort, Within
from pincite.index.results import Hit
from pincite.index.values.statement import Statement
from tests.builders import build_statement
from tests.contract.archive import Archive, texts

ROWS = ("peace", "peace peace and war", "war of the words", "peaceful talks on a treaty of peace", "talks")
LENGTHS = [1, 4, 4, 7, 1]


def idf(df: int, paragraphs: int = len(ROWS)) -> float:
    return math.log(1 + (paragraphs - df + 0.5) / (df + 0.5))


def part(weight: float, tf: int, length: int, lengths: Sequence[int] = tuple(LENGTHS)) -> float:
    average = sum(lengths) / len(lengths)
    return weight * tf / (tf + 1.2 * (1 - 0.75 + 0.75 * length / average))


def scores(archive: Archive, query: str, **parts: object) -> dict[str, float | None]:
    return {hit.heading.id: hit.score for hit in archive.page(query, **parts).hits}


def test_a_word(archive: Archive) -> None:
    archive.put(*texts(*ROWS))
    weight = idf(3)
    assert scores(archive, "=peace") == pytest.approx(
        {"a": part(weight, 1, 1), "b": part(weight, 2, 4), "d": part(weight, 1, 7)}
    )


def test_lengths_are_not_rounded(archive: Archive) -> None:
    lengths = [1, *range(60, 120)]
    archive.put(*(build_statement(f"s{size}", "peace" + " word" * (size - 1)) for size in lengths))
    weight = idf(len(lengths), len(lengths))
    expected = {f"s{size}": part(weight, 1, size, lengths) for size in lengths}
    assert scores(archive, "=peace") == pytest.approx(expected)


def test_a_class_of_variants_is_one_word(archive: Archive) -> None:
    archive.put(*texts(*ROWS, "peaces"))
    lengths = [*LENGTHS, 1]
    weight = idf(4, 6)
    expected = {"a": (1, 1), "b": (2, 4), "d": (2, 7), "f": (1, 1)}
    assert scores(archive, "peace") == pytest.approx(
        {name: part(weight, tf, length, lengths) for name, (tf, length) in expected.items()}
    )


def test_a_phrase_and_a_window(archive: Archive) -> None:
    archive.put(*texts("a b a b", "a x b", "b"))
    lengths = [4, 3, 1]
    weight = idf(2, 3) + idf(3, 3)
    assert scores(archive, '"a b"') == pytest.approx({"a": part(weight, 2, 4, lengths)})
    assert scores(archive, '"a b"~0') == pytest.approx({"a": part(weight, 3, 4, lengths)})
    assert scores(archive, '"a b"~1')["b"] == pytest.approx(part(weight, 1, 3, lengths))


def test_a_beginning_in_a_phrase_weighs_as_all_its_forms(archive: Archive) -> None:
    archive.put(*texts("new start", "new starts started", "starting", "old"))
    lengths = [2, 3, 1, 1]
    weight = idf(2, 4) + idf(3, 4)
    assert scores(archive, '"new star*"') == pytest.approx(
        {"a": part(weight, 1, 2, lengths), "b": part(weight, 1, 3, lengths)}
    )


def test_prefix_and_fuzzy_score_one(archive: Archive) -> None:
    archive.put(*texts("treaty treaties", "treaty"))
    assert scores(archive, "trea*") == {"a": 1.0, "b": 1.0}
    assert scores(archive, "treity~") == {"a": 1.0, "b": 1.0}


def test_not_fields_and_ranges_score_nothing(archive: Archive) -> None:
    archive.put(*texts("apple", "apple banana", title="Fruits", date="2001", place="X"))
    plain = scores(archive, "apple")["a"]
    assert scores(archive, "apple -banana title:fruits place:x date:2001") == {"a": plain}
    assert scores(archive, "date:2001") == {"a": 0.0, "b": 0.0}
    assert scores(archive, "-cherry") == {"a": 0.0, "b": 0.0}


def test_a_repeated_word_counts_as_often_as_it_stands(archive: Archive) -> None:
    archive.put(*texts("apple banana", "apple"))
    once, twice = scores(archive, "apple"), scores(archive, "apple apple")
    assert twice == pytest.approx({name: 2 * score for name, score in once.items() if score})


def test_only_what_matches_is_summed(archive: Archive) -> None:
    archive.put(*texts("apple", "banana", "apple banana cherry"))
    apple, cherry = scores(archive, "apple"), scores(archive, "cherry")
    found = scores(archive, "(apple date) OR cherry")
    assert found == pytest.approx({"c": cherry["c"]})
    both = scores(archive, "apple OR cherry")["c"]
    assert apple["c"] is not None
    assert cherry["c"] is not None
    assert both == pytest.approx(apple["c"] + cherry["c"])


def test_within_a_statement_the_leaves_of_a_paragraph_are_summed(archive: Archive) -> None:
    archive.put(build_statement("a", "apple", "banana apple"), build_statement("b", "apple"))
    alone = {hit.passage.number: hit.score for hit in archive.page("apple OR banana").hits if hit.heading.id == "a"}
    found = {hit.passage.number: hit.score for hit in archive.page("apple banana", within=Within.STATEMENT).hits}
    assert found == pytest.approx(alone)


def test_deleted_and_replaced_paragraphs_do_not_count(archive: Archive) -> None:
    archive.put(*texts(*ROWS), build_statement("z", *["peace"] * 30), build_statement("y", "long " * 50))
    archive.put(build_statement("y", "talks"), batch=2, delete=["z"])
    lengths = [*LENGTHS, 1]
    assert scores(archive, "=peace")["a"] == pytest.approx(part(idf(3, 6), 1, 1, lengths))


def test_equal_scores_are_ordered_by_id_and_number(archive: Archive) -> None:
    archive.put(build_statement("b", "same", "same"), build_statement("a", "same"))
    archive.put(build_statement("aa", "same"), batch=2)
    assert archive.order("same") == ["a", "aa", "b", "b/2"]
    assert archive.order("sam*") == ["a", "aa", "b", "b/2"]


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST, Sort.TITLE])
def test_other_orders_have_no_score(archive: Archive, sort: Sort) -> None:
    archive.put(*texts("x"))
    assert [hit.score for hit in archive.page("x", sort=sort).hits] == [None]
    assert [hit.score for hit in archive.page().hits] == [None]


def explained(hit: Hit) -> dict[str, tuple[tuple[str, ...], int]]:
    return {part.leaf: (part.forms, part.tf) for part in hit.parts}


def test_explain_says_what_matched_and_how_it_scored(archive: Archive) -> None:
    archive.put(*texts("committed to peace commitments and commit", "verify"))
    (hit,) = archive.page('commit "to peace" pea* -verify absent OR commit', explain=True, limit=1).hits
    assert explained(hit)["commit"] == (("commit", "commitments", "committed"), 3)
    (hit,) = archive.page('commit "to peace" pea* -verify', explain=True).hits
    assert explained(hit)['"to peace"'] == (("peace", "to"), 1)
    assert explained(hit)["pea*"] == (("peace",), 1)
    assert sum(part.score for part in hit.parts) == pytest.approx(hit.score)
    assert archive.page("commit").hits[0].parts == ()


def test_the_parts_of_a_score_do_not_depend_on_the_order(archive: Archive) -> None:
    archive.put(*texts("peace and war and peace", "the war of words", "no more of it", "peaceful", date="2001"))
    words = 'peace "and war"~2 war* peac~'
    by_score, by_date = (archive.page(words, explain=True, sort=sort).hits for sort in (Sort.RELEVANCE, Sort.NEWEST))
    (hit,) = by_score
    assert [part.tf for part in hit.parts] == [2, 2, 1, 2]
    assert hit.parts == by_date[0].parts
    assert sum(part.score for part in by_date[0].parts) == pytest.approx(hit.score)


def test_grouped_hits_are_explained_too(archive: Archive) -> None:
    archive.put(build_statement("a", "apple", "apple pie"))
    (hit,) = archive.page("apple", explain=True, group=Group.STATEMENT).hits
    assert [part.leaf for one in (hit, *hit.others) for part in one.parts] == ["apple", "apple"]


def named(*pairs: tuple[str, str]) -> list[Statement]:
    """A statement for each text and title, with the ids a, b, c, …"""
    return [build_statement(chr(ord("a") + at), text, title=title) for at, (text, title) in enumerate(pairs)]


def test_a_title_adds_a_quarter_of_the_idf_for_each_word_that_it_holds(archive: Archive) -> None:
    archive.put(*named(("treaty", "A treaty on treaties"), ("treaty", "Peace"), ("peace", "The treaty"), ("war", "")))
    weight = idf(2, 4)
    alone = part(weight, 1, 1, [1, 1, 1, 1])
    assert scores(archive, "treaty") == pytest.approx({"a": alone + weight / 4, "b": alone})
    assert scores(archive, "treaty treaty") == pytest.approx({"a": 2 * alone + weight / 2, "b": 2 * alone})
    assert scores(archive, "treaties", variants=False) == {}
    assert scores(archive, "=treaty") == pytest.approx({"a": alone + weight / 4, "b": alone})


def test_a_title_adds_for_words_that_another_branch_of_an_or_asks_for(archive: Archive) -> None:
    archive.put(*named(("treaty", "Peace"), ("peace", "War")))
    alone = part(idf(1, 2), 1, 1, [1, 1])
    assert scores(archive, "treaty OR peace") == pytest.approx({"a": alone + idf(1, 2) / 4, "b": alone})
    (hit, _) = archive.page("treaty OR peace", explain=True).hits
    assert [(p.leaf, p.forms, p.tf, p.score > 0, p.title > 0) for p in hit.parts] == [
        ("treaty", ("treaty",), 1, True, False),
        ("peace", (), 0, False, True),
    ]
    assert sum(p.score + p.title for p in hit.parts) == pytest.approx(hit.score)


def test_a_title_adds_nothing_for_phrases_beginnings_fuzzy_and_excluded_words(archive: Archive) -> None:
    archive.put(*named(("new start treaty", "New START treaty on peace"), ("new start treaty", "Other")))
    for query in ('"new start"', "new-start", "trea*", "treety~", "-peace treat*", '"start new"~3'):
        found = scores(archive, query)
        assert len(set(found.values())) == 1, query


def test_a_query_of_titles_alone_scores_by_the_titles(archive: Archive) -> None:
    archive.put(
        build_statement("a", "one", "two", title="Peace and peace"),
        build_statement("b", "peace", title="A long title about peace at last"),
        build_statement("c", "peace", title="War"),
        build_statement("z", "peace", title="peace gone"),
    )
    archive.put(build_statement("d", "four", title="Peaceful war"), batch=2, delete=["z"])
    lengths = [3, 7, 1, 2]
    weight, war = idf(3, 4), idf(2, 4)
    expected = {"a": part(weight, 2, 3, lengths), "b": part(weight, 1, 7, lengths), "d": part(weight, 1, 2, lengths)}
    assert scores(archive, "title:peace") == pytest.approx(expected)
    assert archive.order("title:peace") == sorted(["a", "a/2", "b", "d"], key=lambda name: -expected[name[0]])
    assert scores(archive, "title:peac*") == {"a": 1.0, "b": 1.0, "d": 1.0}
    both = part(weight, 1, 2, lengths) + part(war, 1, 2, lengths)
    assert scores(archive, "title:peace title:war") == pytest.approx({"d": both})
    assert scores(archive, "title:war -title:peace") == pytest.approx({"c": part(war, 1, 1, lengths)})
    assert set(scores(archive, "title:peace date:unknown").values()) == {0.0}
    (hit,) = archive.page("title:peace title:war", explain=True, group=Group.STATEMENT).hits
    assert [(p.leaf, p.forms, p.tf) for p in hit.parts] == [
        ("title:peace", ("peaceful",), 1),
        ("title:war", ("war",), 1),
    ]
    assert sum(p.score for p in hit.parts) == pytest.approx(hit.score)
