"""Marks are what the query semantics say, and snippets show them verbatim without cutting a word."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.query.clauses import And, Clause, Everything, Fuzzy, Near, Not, Or, Phrase, Prefix, Term, TitleMatch
from pincite.index.query.query import Query
from pincite.index.results import Hit, SearchPage
from pincite.index.showing.marking import MarkedRange, build_marker
from pincite.index.showing.snippets import add_snippets, build_snippet
from pincite.index.text.analysis import tokenize
from pincite.index.text.tokens import Tokens
from pincite.index.values.dates import Dates
from pincite.index.values.entry import Passage
from pincite.index.values.heading import Heading

WORDS = ("human", "humans", "rights", "right", "the", "U.S.", "résumé", "Erdoğan", "committed", "🇺🇸", "of", "İstanbul")
LEAVES: tuple[Clause, ...] = (
    Term("human"),
    Term("rights", exact=True),
    Term("resume"),
    Phrase(("human", "rights")),
    Phrase(("u", "s"), exact=False),
    Phrase(("the", "hum"), prefix=True),
    Near(("rights", "human"), 2),
    Prefix("com"),
    Fuzzy("humna", 1),
)
texts = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=120).map(" ".join)
trees = st.one_of(
    st.sampled_from(LEAVES),
    st.lists(st.sampled_from(LEAVES), min_size=2, max_size=4).map(lambda c: And(tuple(c))),
    st.lists(st.sampled_from(LEAVES), min_size=2, max_size=4).map(lambda c: Or(tuple(c))),
)


def marked(clause: Clause, text: str, *, variants: bool = True, language: str | None = "en") -> list[str]:
    marker = build_marker(Query(clause, variants=variants))
    return [text[start:end] for start, end in marker.marks(text, language)]


@pytest.mark.parametrize(
    ("clause", "text", "expected"),
    [
        (
            Term("commit"),
            "We commit, are committed and committing; a committee.",
            ["commit", "committed", "committing"],
        ),
        (Term("right", exact=True), "Right rights RIGHT", ["Right", "RIGHT"]),
        (Term("erdogan"), "Erdoğan and Erdogan", ["Erdoğan", "Erdogan"]),
        (Term("erdogan", exact=True), "Erdoğan and Erdogan", ["Erdogan"]),
        (Phrase(("human", "rights")), "Human rights; human, rights; humans rights", ["Human rights", "human, rights"]),
        (Phrase(("non", "communicable"), exact=False), "non-communicable", ["non-communicable"]),
        (Phrase(("u", "s")), "The ROK-U.S. treaty, US", ["U.S"]),
        (Phrase(("a", "a")), "a a a b a", ["a a a"]),
        (Phrase(("complete", "verif"), prefix=True), "complete, verifiable; verif complete", ["complete, verifiable"]),
        (Prefix("denuc"), "Denuclearization denuclearized nuclear", ["Denuclearization", "denuclearized"]),
        (Fuzzy("korea", 1), "Korea Koera Kore Krea Coreas", ["Korea", "Koera", "Kore", "Krea"]),
        (Near(("peace", "korea"), 1), "Korea x y peace, then korea in peace", ["peace", "korea", "peace"]),
        (Near(("peace", "korea"), 0), "Korea in peace; peace Korea", ["peace", "Korea"]),
        (Near(("a", "a", "b"), 0), "a b; a a b", ["a", "b", "a", "a", "b"]),
        (Near(("a", "a", "b"), 0), "a b a", ["a", "b", "a"]),
        (And((Term("peace"), Not(Term("war")))), "peace and war", ["peace"]),
        (Not(Not(Term("war"))), "war", []),
        (And((Term("x"), TitleMatch(Term("title")))), "x title", ["x"]),
        (Everything(), "anything", []),
        (Or((Phrase(("human", "rights")), Phrase(("rights", "law")))), "human rights law", ["human rights law"]),
        (Term("cooperation"), "“Co\u00adoperation”", ["Co\u00adoperation"]),
        (Term("½", exact=True), "½", []),
        (Term("ガ", exact=True), "カ\u3099", ["カ\u3099"]),
    ],
)
def test_marks(clause: Clause, text: str, expected: list[str]) -> None:
    assert marked(clause, text) == expected


def test_without_variants_only_the_form_itself() -> None:
    assert marked(Term("right"), "right rights", variants=False) == ["right"]
    assert marked(Phrase(("human", "right"), exact=False), "human right, human rights", variants=False) == [
        "human right"
    ]


def test_variants_are_those_of_the_language_of_the_statement() -> None:
    assert marked(Term("haus"), "Haus Hauses Häuser", language="de") != marked(
        Term("haus"), "Haus Hauses", language="xx"
    )
    assert marked(Term("haus"), "Haus Hauses", language="xx") == ["Haus"]


@given(texts, st.sampled_from(["en", None, "xx"]))
def test_exact_terms_mark_the_tokens_of_the_analysis(text: str, language: str | None) -> None:
    tokens = tokenize(text, language)
    for form in {token.form for token in tokens}:
        spans = build_marker(Query(Term(form, exact=True))).marks(text, language)
        covered = {at for start, end in spans for at in range(start, end)}
        assert covered == {at for token in tokens if token.form == form for at in range(token.start, token.end)}


@pytest.mark.parametrize("points", [range(0x3000), range(0x3000, 0x110000, 7)])
def test_every_character_parts_or_joins_tokens_as_in_the_analysis(points: range) -> None:
    odd = [text for point in points if _forms(text := f"a{chr(point)}b") != [t.form for t in tokenize(text, None)]]
    assert not odd


def _forms(text: str) -> list[str]:
    return Tokens(text, None).forms


@given(texts, trees)
def test_marks_are_in_order_and_inside(text: str, tree: Clause) -> None:
    marks = build_marker(Query(tree)).marks(text, "en")
    edges = [edge for mark in marks for edge in mark]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in marks)


@given(texts, trees, st.sampled_from([10, 40, 300]))
def test_a_snippet_is_a_window_of_the_text(text: str, tree: Clause, size: int) -> None:
    found = build_marker(Query(tree)).find(text, "en")
    snippet = build_snippet(text, found, size)
    end = snippet.start + len(snippet.text)
    assert snippet.text == text[snippet.start : end]
    assert len(snippet.text) <= size
    assert snippet.cut_before == bool(text[: snippet.start].strip())
    assert snippet.cut_after == bool(text[end:].strip())
    inside = [(a - snippet.start, b - snippet.start) for a, b, *_ in found if a >= snippet.start and b <= end]
    longest = max((b - a for a, b, *_ in found), default=0)
    if longest <= size:
        assert list(snippet.marks) == inside
    assert bool(snippet.marks) == bool(found)


@given(texts, trees, st.sampled_from([40, 300]))
def test_no_word_is_cut(text: str, tree: Clause, size: int) -> None:
    snippet = build_snippet(text, build_marker(Query(tree)).find(text, "en"), size)
    edges = {snippet.start, snippet.start + len(snippet.text)}
    short = [token for token in tokenize(text, None) if token.end - token.start < 15]
    assert not [token for token in short for edge in edges if token.start < edge < token.end]


@given(texts, trees)
def test_no_window_shows_more_leaves(text: str, tree: Clause) -> None:
    found = build_marker(Query(tree)).find(text, "en")
    snippet = build_snippet(text, found, 60)
    end = snippet.start + len(snippet.text)

    def leaves(start: int, stop: int) -> int:
        mask = 0
        for one in found:
            mask |= one.leaves if start <= one.start and one.end <= stop else 0
        return mask.bit_count()

    if all(one.end - one.start <= 60 for one in found):
        assert leaves(snippet.start, end) == max((leaves(one.start, one.start + 60) for one in found), default=0)


def test_the_window_with_most_leaves_wins_then_most_matches_then_the_first() -> None:
    filler = " lorem ipsum" * 40
    text = f"peace peace peace{filler} peace war{filler} war peace{filler}"
    found = build_marker(Query(Or((Term("peace"), Term("war"))))).find(text, "en")
    snippet = build_snippet(text, found)
    assert [snippet.text[a:b] for a, b in snippet.marks] == ["peace", "war"]
    assert snippet.cut_before
    assert snippet.cut_after


@pytest.mark.parametrize(
    "cluster", ["e\u0301", "👩\u200d💻", "👍🏽", "🇺🇸", "\u1112\u1161\u11ab", "\uff76\uff9e", "\ud83d\ude00"]
)
@pytest.mark.parametrize("shift", range(4))
def test_no_character_is_cut(cluster: str, shift: int) -> None:
    text = "." * shift + cluster * 200
    snippet = build_snippet(text, ())
    assert (len(snippet.text) - shift) % len(cluster) == 0
    assert 290 < len(snippet.text) <= 300


def test_a_word_longer_than_the_window_is_shown_and_cut() -> None:
    text = "x " + "a" * 60_000
    snippet = build_snippet(text, build_marker(Query(Prefix("aaa"))).find(text, "en"))
    assert snippet.text == "a" * 300
    assert snippet.marks == ((0, 300),)


def test_without_marks_it_is_the_beginning() -> None:
    text = "word " * 100
    snippet = build_snippet(text, ())
    assert snippet.start == 0
    assert len(snippet.text) == 299
    assert not snippet.cut_before
    assert snippet.cut_after


def test_hits_and_their_others_get_snippets() -> None:
    heading = Heading("s1", "Title", Dates("1946", date(1946, 1, 1), date(1946, 12, 31)), language="en")
    other = Hit(heading, Passage(2, None, "a right", "0" * 64), 1, 1.0)
    hit = Hit(heading, Passage(1, None, "the rights", "0" * 64), 1, 2.0, others=(other,))
    page = add_snippets(SearchPage(Query(Term("right")), 2, 1, (hit,), 1))
    assert page.hits[0].snippets[0].marks == ((4, 10),)
    assert page.hits[0].others[0].snippets[0].marks == ((2, 7),)
    bare = replace(page, hits=tuple(h._replace(snippets=(), others=(other,)) for h in page.hits))
    assert bare.hits == (hit,)


def test_a_window_shows_most_leaves_then_most_matches_then_comes_first() -> None:
    text = "x" * 1_000
    leaves_win = [MarkedRange(10, 20, 1, 9), MarkedRange(500, 510, 1, 1), MarkedRange(520, 530, 2, 1)]
    assert build_snippet(text, leaves_win, 100).marks[-1][1] - build_snippet(text, leaves_win, 100).marks[0][0] == 30
    matches_win = [MarkedRange(10, 20, 1, 1), MarkedRange(500, 510, 1, 2), MarkedRange(900, 910, 1, 1)]
    assert 400 < build_snippet(text, matches_win, 100).start <= 500
    first_wins = [MarkedRange(10, 20, 1, 2), MarkedRange(500, 510, 1, 2)]
    assert build_snippet(text, first_wins, 100).start <= 10


TWICE = Phrase(("a", "a"))


def test_marks_that_run_together_count_each_of_their_matches() -> None:
    text = f"a a a{' x' * 300} a a"
    ranges = build_marker(Query(TWICE)).find(text, "en")
    assert [(text[one.start : one.end], one.matches) for one in ranges] == [("a a a", 2), ("a a", 1)]


def test_the_matches_of_a_run_choose_the_window() -> None:
    text = f"a a{' x' * 300} a a a"
    snippet = build_snippet(text, build_marker(Query(TWICE)).find(text, "en"), 100)
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["a a a"]


def test_a_hit_keeps_all_else_when_its_snippets_are_added() -> None:
    def built(text: str, **given: object) -> Hit:
        hit = Hit(Heading("a", "T"), Passage(1, None, text, "v"), 3, 2.0)
        return hit._replace(more=4, parts=("part",), lacks=("y",), in_title=("z",), **given)  # type: ignore[arg-type]

    hit = built("right", others=(built("another"),))
    (shown,) = add_snippets(SearchPage(Query(Term("right")), 1, 1, (hit,), 1)).hits
    assert shown._replace(snippets=(), others=hit.others) == hit
    assert [one.snippets[0].text for one in (shown, *shown.others)] == ["right", "another"]


@given(texts, st.sets(st.sampled_from("hrtuci0"), min_size=1))
def test_the_places_of_forms_with_some_initials_are_those_of_the_tokens(text: str, initials: set[str]) -> None:
    places = Tokens(text, "en").beginning(initials)
    tokens = tokenize(text, "en")
    wanted = [(token.form, (token.start, token.end)) for token in tokens if token.form[0] in initials]
    # Only a text with other letters may need all of its forms.
    assert sorted(places) == sorted(wanted) if places is not None else not all(one.form.isascii() for one in tokens)


def test_a_form_with_an_initial_is_cut_where_tokens_are() -> None:
    tokens = Tokens(f"{'a' * 1500} an {'a' * 1000}", None)
    assert tokens.beginning("a") == list(zip(tokens.forms, tokens.spans(), strict=True))
    assert {len(form) for form in tokens.forms} == {1000, 2}


@pytest.mark.parametrize(
    ("clause", "text", "language"),
    [
        (Term("erdogan"), "Erdoğan met Erdogan", "en"),
        (Term("etat"), "état, Etat", "fr"),
        (Fuzzy("uman", 1), "human", "en"),
        (Prefix("res"), "Résumé, resume, Rest", "en"),
        (Prefix("res", exact=True), "Résumé, resume, Rest", "en"),
        (Phrase(("the", "hum"), prefix=True), "The human, the humid", "en"),
    ],
)
def test_forms_are_marked_with_and_without_letters_beyond_ascii_beside_them(
    clause: Clause, text: str, language: str
) -> None:
    plain = marked(clause, text, language=language)
    assert plain
    assert marked(clause, f"{text} Ωmega", language=language) == plain
