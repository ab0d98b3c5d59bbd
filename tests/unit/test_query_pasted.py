"""What people paste is searched for as it stands: titles, sentences and quotations of real and made statements."""

import itertools
import os
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.index.query.clauses import EVERYTHING, And, Clause, Not, Or, Phrase, Term
from pincite.index.query.parser import Reading, parse, read
from pincite.index.query.query import Query
from pincite.index.query.render import render
from pincite.index.query.understand import understand
from pincite.index.text.analysis import tokenize
from pincite.index.values.errors import QueryError
from tests.builders import build_statement
from tests.oracle import Oracle
from tests.oracle_page import page_of
from tests.real import real_statements

A, B, C = Term("a"), Term("b"), Term("c")
SENTENCES, EACH = (2_000, 45) if os.environ.get("PINCITE_TORTURE") == "1" else (400, 225)
UNBALANCED = {"unbalanced_quote", "unbalanced_bracket"}
_END = re.compile(r"(?<=[.!?])\s+")


def compound(*tokens: str) -> Phrase:
    return Phrase(tokens, exact=False)


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("a – b", And((A, B))),
        ("a - b", And((A, B))),
        ("a -- b", And((A, B))),
        ("a & b", And((A, B))),
        ("a ? . … | b", And((A, B))),
        ("* a", A),
        ("a *", A),
        ("# # #", EVERYTHING),
        ("...", EVERYTHING),
        ("--a", A),
        ("a --b c", And((A, B, C))),
        ("a –b", And((A, B))),
        ("-a", Not(A)),
        ("a -“b c”", And((A, Not(Phrase(("b", "c")))))),
        ("a (–) b", And((A, B))),
        ("a ((…)) b", And((A, B))),
        ("a “…” b", And((A, B))),
        ("Note: a", And((Term("note"), A))),
        ("a note:", And((A, Term("note")))),
        ("(a note:) b", And((A, Term("note"), B))),
        ("note:—a", And((Term("note"), A))),
        ("‘a b’", Phrase(("a", "b"))),
        ("‹a b›", Phrase(("a", "b"))),
        ("›a b‹", Phrase(("a", "b"))),
        ("「a b」", Phrase(("a", "b"))),
        ("c ‘a’s b’", And((C, Phrase(("a", "s", "b"))))),
        ("“c ‘a b’ c”", Phrase(("c", "a", "b", "c"))),
        ("a’b", compound("a", "b")),
        ("a’ b", And((A, B))),
        ("’a b", And((A, B))),
        ("a ’ b", And((A, B))),
        ("‘a b", And((A, B))),
        ("a › b", And((A, B))),
        ('x"c ‘a b’', None),
        ("https://a.b/c?a=b*c~1#(a)", compound("https", "a", "b", "c", "a", "b", "c", "1", "a")),
        ("(a https://b.c)", And((A, compound("https", "b", "c")))),
        ("mailto:a@b.c", compound("mailto", "a", "b", "c")),
        ("（a ＯＲ b） ＡＮＤ ＮＯＴ c", And((Or((A, B)), Not(C)))),
        ("－a", Not(A)),
        ("＝a", Term("a", exact=True)),
        ("＂a b＂", Phrase(("a", "b"))),
        ('ארה"ב a', And((Term("ארהב"), A))),
        ('"a *6 b"', Phrase(("a", "6", "b"))),
    ],
)
def test_meaning(text: str, clause: Clause | None) -> None:
    if clause is None:
        with pytest.raises(QueryError):
            parse(text)
    else:
        assert parse(text) == clause
        assert parse(render(clause)) == clause


@pytest.mark.parametrize(
    ("text", "signs", "labels"),
    [
        ("a – b & – c", ("–", "&"), ()),
        ("a --b", ("--",), ()),
        ("Note: a Note: ( – )", ("–",), ("Note",)),
        ("title:a b", (), ()),
        (" ".join(f"a{'!' * n} {'?' * n}" for n in range(1, 30)), tuple("?" * n for n in range(1, 21)), ()),
    ],
)
def test_what_is_passed_over_is_said(text: str, signs: tuple[str, ...], labels: tuple[str, ...]) -> None:
    assert read(text) == Reading(parse(text), signs, labels)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("title: climate", "field_value"),
        ("foo:bar", "unknown_field"),
        ('""', "no_word"),
        ("()", "empty_brackets"),
        ("*a", "leading_wildcard"),
        ('*"a b"', "leading_wildcard"),
        ("a OR –", "dangling_operator"),
        ("「a b", "unbalanced_quote"),
        ("‹a b", "unbalanced_quote"),
    ],
)
def test_what_is_still_refused(text: str, code: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.problems[0].code == code


def test_a_quotation_has_a_limit_of_its_own() -> None:
    words = [f"w{n}" for n in range(1_001)]
    assert parse(f'"{" ".join(words[:1_000])}"') == Phrase(tuple(words[:1_000]))
    assert isinstance(parse("x " * 64 + f'"{" ".join(words[:900])}"' + " “a b c”" * 63), And)
    with pytest.raises(QueryError) as caught:
        parse(f'a "{" ".join(words)}"')
    (problem,) = caught.value.problems
    assert problem.code == "too_many_terms"
    assert problem.mend == f'a "{" ".join(words[:1_000])}"'


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("中" * 1_001, "中" * 1_000),
        (f'"{"中" * 1_500}"', f'"{"中" * 1_000}"'),
        (f'issuer:"{"中" * 1_500}"', f'issuer:"{"中" * 1_000}"'),
        # One sign that is read as four words.
        (f'"{"x " * 998}\ufdfa"', f'"{"x " * 998}"'),
        ("中" * 998 + "\u337f", "中" * 998),
    ],
)
def test_what_is_cut_to_the_limit_keeps_it(text: str, mended: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert [(problem.code, problem.mend) for problem in caught.value.problems] == [("too_many_terms", mended)]
    assert parse(mended)


@pytest.mark.parametrize("text", ["x " * 65, '"a" ' * 65, f'"{"x " * 65}"~5', "title:" + "-".join("x" * 65)])
def test_the_rest_has_at_most_64(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert [problem.code for problem in caught.value.problems] == ["too_many_terms"]


@pytest.mark.parametrize(
    ("text", "kept", "dropped"),
    [
        ("WHO director-general", "WHO director-general", ()),
        ("who director-general", "director-general", ("who",)),
        ("WHO DIRECTOR-GENERAL", "director-general", ("who",)),
        ("WHO 2018", "WHO 2018", ()),
        ("A treaty I signed", "treaty signed", ("a", "i")),
        ("the WHO, today", "WHO today", ("the",)),
        ("title:WHO the treaty", "title:who treaty", ("the",)),
        ("title:(WHO OR treaty)", None, ()),
        ("issuer:WHO WHO", "issuer:who WHO", ()),
        ("treaty (IT OR WHO)", "treaty (IT OR WHO)", ()),
    ],
)
def test_a_stop_word_in_capitals_is_required(text: str, kept: str | None, dropped: tuple[str, ...]) -> None:
    if kept is None:
        with pytest.raises(QueryError) as caught:
            parse(text)
        assert caught.value.problems[0].mend == "title:who OR title:treaty"
        return
    understood = understand(parse(text))
    assert (render(understood.match), understood.dropped) == (kept, dropped)
    assert parse(kept) == understood.match


MADE = (
    "FACT SHEET: The President’s Budget – Cyber & Emerging Technologies | Helsinki, Finland",
    "He asked: “Who will lead?” — and nobody (as amended; 50 U.S.C. 1601) answered.",
    "‘We shall not rest’, the Ministers’ statement said -- and U.S.-led talks went on…",
    "* The federal funds rate was 0.25%; see https://example.org/rates?id=7&x=(y) for more.",
    "In Tōkyō the leaders said 「平和 の ため」 and « la paix » * and went home.",
    "--New safeguards to insure peace: --that it is kept",
)


@pytest.mark.parametrize("sentence", MADE)
def test_a_made_sentence_finds_itself(sentence: str) -> None:
    assert finds(sentence, f"Before it. {sentence} After it.")


def finds(query: str, paragraph: str) -> bool:
    oracle = Oracle([build_statement("a", paragraph)])
    return page_of(oracle, Query(understand(parse(query)).match)).paragraphs == 1


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(["a", "b", "–", "-", "--", "&", "(", ")", "“c d”", "‘c d’", "*", "c:", "’", "x.y", "OR"]))
)
def test_signs_change_nothing(pieces: list[str]) -> None:
    """A query with signs between blanks means what it means without them."""
    bare = [piece for piece in pieces if tokenize(piece, None) or piece in ("(", ")", "OR")]
    try:
        expected = parse(" ".join(bare))
    except QueryError:
        return
    if "()" in "".join(bare).replace(" ", ""):
        return
    assert parse(" ".join(pieces)) == expected


def test_real_titles_are_all_accepted() -> None:
    titles = [statement.heading.title for statement in real_statements(10**9, step=1)]
    assert len(titles) == 1_978
    for title in titles:
        parse(title)


def test_real_sentences_are_accepted_and_find_themselves_or_their_mends_do() -> None:
    refused = 0
    for sentence, paragraph in itertools.islice(_sentences(), SENTENCES):
        try:
            parse(sentence)
            query = sentence
        except QueryError as error:
            refused += 1
            query = _mend(error, sentence)
        assert finds(query, paragraph), sentence
    assert refused < SENTENCES / 20


def _sentences() -> Iterator[tuple[str, str]]:
    """Every EACH-th real sentence, with its paragraph."""
    paragraphs = (p.text for statement in real_statements(10**9, step=1) for p in statement.paragraphs)
    found = ((sentence, text) for text in paragraphs for sentence in _END.split(text) if sentence.strip())
    return itertools.islice(found, 0, None, EACH)


def _mend(error: QueryError, sentence: str) -> str:
    codes = {problem.code for problem in error.problems}
    assert codes <= UNBALANCED | {"too_many_terms"}, sentence
    if "too_many_terms" in codes:
        assert len(tokenize(sentence, None)) > 64
    mend = error.problems[0].mend
    assert mend is not None
    return mend
