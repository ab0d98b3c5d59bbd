"""The grammar, its errors and their mends."""

import pytest

from pincite.index.query.clauses import (
    EVERYTHING,
    And,
    Clause,
    DateRange,
    DateUnknown,
    Fuzzy,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Term,
    TitleMatch,
    ValueMatch,
)
from pincite.index.query.limits import CHARACTERS
from pincite.index.query.parser import MAX_PROBLEMS, parse
from pincite.index.values.errors import QueryError

A, B, C = Term("a"), Term("b"), Term("c")


def problem(text: str) -> tuple[int | None, str, str | None]:
    with pytest.raises(QueryError) as caught:
        parse(text)
    first = caught.value.problems[0]
    assert first.parameter == "q"
    assert first.expected
    return first.position, first.code, first.mend


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("", EVERYTHING),
        ("  \u200b ", EVERYTHING),
        ("Climate", Term("climate")),
        ("=Climate", Term("climate", exact=True)),
        ('"Climate"', Term("climate", exact=True)),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a and b", And((A, Term("and"), B))),
        ("a b OR c", Or((And((A, B)), C))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("a (b c)", And((A, B, C))),
        ("(((a)))", A),
        ("a OR (b OR c)", Or((A, B, C))),
        ("-a", Not(A)),
        ("NOT a b", And((Not(A), B))),
        ("-(a b)", Not(And((A, B)))),
        ("NOT (NOT a)", Not(Not(A))),
        ("a-b", Phrase(("a", "b"), exact=False)),
        ("U.S.", Phrase(("u", "s"), exact=False)),
        ("10,000", Phrase(("10", "000"), exact=False)),
        ("10:30", Phrase(("10", "30"), exact=False)),
        ("AT&T", Phrase(("at", "t"), exact=False)),
        ("president's", Term("president")),
        ("President’s,", Term("president")),
        ("ROK-U.S.'s", Phrase(("rok", "u", "s"), exact=False)),
        ("=president's", Phrase(("president", "s"))),
        ("'s", Term("s")),
        ('"the New START"', Phrase(("the", "new", "start"))),
        ("“new start”", Phrase(("new", "start"))),
        ("„new start“", Phrase(("new", "start"))),
        ("«new start»", Phrase(("new", "start"))),
        ("»new start«", Phrase(("new", "start"))),
        ("‟new start”", Phrase(("new", "start"))),
        ("＂new start＂", Phrase(("new", "start"))),
        ("‘new’ start", And((Term("new", exact=True), Term("start")))),
        ('"he said “yes” to us"', Phrase(("he", "said", "yes", "to", "us"))),
        ('"new start”', Phrase(("new", "start"))),
        ('"complete verif*"', Phrase(("complete", "verif"), prefix=True)),
        ('"verif*"', Prefix("verif", exact=True)),
        ('"x izmi\u0307*"', Phrase(("x", "izmi\u0307"), exact=True, prefix=True)),
        ("verif*", Prefix("verif")),
        ("verif*, a", And((Prefix("verif"), A))),
        ("non-prolif*", Phrase(("non", "prolif"), exact=False, prefix=True)),
        ("korea~", Fuzzy("korea", 1)),
        ("korea~2", Fuzzy("korea", 2)),
        ('"a b"~5', Near(("a", "b"), 5)),
        ('"a b"~0', Near(("a", "b"), 0)),
        ('"a"~5', Term("a", exact=True)),
        ("title:climate", TitleMatch(Term("climate"))),
        ('Title:"new start"', TitleMatch(Phrase(("new", "start")))),
        ("issuer:Japan", ValueMatch("issuer", ("japan",))),
        ('issuer:"United States"', ValueMatch("issuer", ("united", "states"))),
        ("issuer:=japan", ValueMatch("issuer", ("japan",))),
        ("language:en-GB", ValueMatch("language", ("en", "gb"))),
        ("-issuer:japan", Not(ValueMatch("issuer", ("japan",)))),
        ("date:unknown", DateUnknown()),
        ("co\u00adoperation", Term("cooperation")),
    ],
)
def test_meaning(text: str, clause: Clause) -> None:
    assert parse(text) == clause


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("date:1946", ("1946-01-01", "1946-12-31")),
        ("date:2018-05..2018-06", ("2018-05-01", "2018-06-30")),
        ("date:..1950", (None, "1950-12-31")),
        ("date:1950..", ("1950-01-01", None)),
        ("date:1950/..", ("1950-01-01", None)),
        ("date:199X", ("1990-01-01", "1999-12-31")),
    ],
)
def test_dates(text: str, bounds: tuple[str | None, str | None]) -> None:
    clause = parse(text)
    assert isinstance(clause, DateRange)
    found = (clause.earliest, clause.latest)
    assert tuple(day and day.isoformat() for day in found) == bounds
    assert f"date:{clause.text}" == text


@pytest.mark.parametrize(
    ("text", "position", "code", "mend"),
    [
        ('a "b c', 2, "unbalanced_quote", 'a "b c"'),
        ('("a b)', 1, "unbalanced_quote", '("a b")'),
        ("“a b", 0, "unbalanced_quote", "“a b”"),
        ("(a", 0, "unbalanced_bracket", "(a)"),
        ("a) b", 1, "unbalanced_bracket", "a b"),
        ("a ()", 2, "empty_brackets", "a"),
        ("a OR", 2, "dangling_operator", "a"),
        ("AND a", 0, "dangling_operator", "a"),
        ("a OR OR b", 2, "dangling_operator", "a OR b"),
        ("a NOT", 2, "dangling_operator", "a"),
        ("NOT -a", 4, "double_not", None),
        ("- NOT -a", 6, "double_not", None),
        ('a ""', 2, "no_word", "a"),
        ("*“a”", 0, "leading_wildcard", "“a”"),
        ("*korea", 0, "leading_wildcard", "korea"),
        ("*a*", 0, "leading_wildcard", "a"),
        ("*korea*", 0, "leading_wildcard", "korea*"),
        ("a ~9", 2, "leading_tilde", None),
        ("*~1", 0, "leading_tilde", None),
        ("ko*", 2, "short_prefix", "ko"),
        ("U.S.A*", 5, "short_prefix", "U.S.A"),
        ("inter*national", 5, "misplaced_mark", None),
        ("verif-*", 6, "misplaced_mark", "verif-"),
        ('"verif* a"', 6, "misplaced_mark", '"verif a"'),
        ('"a verif"*', 9, "misplaced_mark", '"a verif*"'),
        ('"a verif*"~3', 8, "misplaced_mark", '"a verif"~3'),
        ("word~9", 4, "edits", "word~2"),
        ("word~0", 4, "edits", "word"),
        ("a-b~1", 3, "fuzzy_compound", "a-b"),
        ('"a b"~', 5, "proximity", '"a b"'),
        ('"a b"~101', 5, "proximity", '"a b"~100'),
        ("=verif*", 0, "exact_mark", "verif*"),
        ('="a b"', 0, "exact_quote", '"a b"'),
        ("isuer:japan", 0, "unknown_field", "issuer:japan"),
        ("year:1946", 0, "unknown_field", "date:1946"),
        ("doi:10.1/x a", 0, "unknown_field", '"doi:10.1/x" a'),
        ("title: a", 6, "field_value", "title:a"),
        ("a title:", 8, "field_value", "a"),
        ("issuer:jap*", 7, "field_value", "issuer:jap"),
        ('issuer:"a b"~3', 7, "field_value", 'issuer:"a b"'),
        ("issuer:-japan", 7, "misplaced_minus", "-issuer:japan"),
        ("title:(a OR b)", 6, "field_group", "title:a OR title:b"),
        ("issuer:(a -b)", 7, "field_group", "issuer:a NOT issuer:b"),
        ("date:(1946 OR 1947)", 5, "field_group", "date:1946 OR date:1947"),
        ("date:1950..1946", 5, "date", "date:1946..1950"),
        ('date:"1946"', 5, "date", "date:1946"),
        ("a date:soon", 7, "date", None),
        ("a date:XXXX-06-02", 7, "date", None),
        ("date:10000", 5, "date", None),
        ("date:June 2018", 5, "date", None),
        ("date:2018-06-31", 5, "date", None),
        ("date:1946-1950x", 5, "date", None),
        ("date:2018/6/2", 5, "date", "date:2018-06-02"),
        ("date:2018-6", 5, "date", "date:2018-06"),
        ('"new start"~1.5', 11, "proximity", '"new start"~1'),
        ("treaty~1.5", 6, "edits", "treaty~1"),
        ("treaty~0.5", 6, "edits", None),
        ("\u200ba\u200b OR", 4, "dangling_operator", "a"),
    ],
)
def test_a_problem_says_where_and_how_to_mend(text: str, position: int, code: str, mend: str | None) -> None:
    assert problem(text) == (position, code, mend)


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("date:>2018", None),
        ("date:<2018", None),
        ("date:>=2018", "date:2018.."),
        ("date:<=2018-6", "date:..2018-06"),
        ("date:2018-", None),
        ("date:~2018", None),
        ("date:!2018", None),
        ("date:...2018", None),
        ("date:2018...", None),
        ("date:[2018 TO 2019]", None),
        ("date:=2018", "date:2018"),
        ("date:2018;", "date:2018"),
        ("date:2018.", "date:2018"),
        ("date:2018*", "date:2018"),
        ("date:..", None),
        ("issuer:*", None),
        ("issuer:ca*da", None),
        ("issuer:canada~1", "issuer:canada"),
        ("issuer:canada~a", None),
        ('issuer:"a*b c"', None),
        ('"a*b c"', None),
        ("te*t", None),
        ("te*~t", None),
        ("x*-y", None),
        ("treaty**", "treaty*"),
        ("treaty~~", "treaty"),
        ("treaty~-1", None),
        ("treaty~２", "treaty~2"),
        ("treaty~é", None),
        ('"a b"~x', None),
        ('"a b"~-1', None),
        ('"a b"~ 2', '"a b"~2'),
        ('"a b"~ 2018', None),
        ('"a b"~٣', '"a b"~3'),
        ('"a b" ~2', None),
        ('"a b"~2~3', None),
        ("~2", None),
        ("~treaty", "treaty"),
        ("NOT NOT a", None),
        ("a OR AND b", None),
        ("a AND OR b", None),
        ("a NOT OR b", None),
        ("a OR NOT", "a"),
        ("month:2018-06", "date:2018-06"),
        ("lang:en", "language:en"),
        ("before:2018", None),
        ("since:2018", None),
        ("country:japan", None),
        ("sort:newest", None),
        ("doi:10.1", '"doi:10.1"'),
    ],
)
def test_a_mend_keeps_the_meaning_or_is_not_offered(text: str, mend: str | None) -> None:
    assert problem(text)[2] == mend


def test_all_problems_are_told_at_once_with_one_mend() -> None:
    with pytest.raises(QueryError) as caught:
        parse('*korea AND (foo:x OR "b')
    problems = caught.value.problems
    assert [p.code for p in problems] == ["leading_wildcard", "unbalanced_bracket", "unknown_field", "unbalanced_quote"]
    assert {p.mend for p in problems} == {'korea AND ("foo:x" OR "b")'}


def test_the_number_of_problems_is_bounded() -> None:
    with pytest.raises(QueryError) as caught:
        parse("( " * 400)
    assert len(caught.value.problems) == MAX_PROBLEMS


@pytest.mark.parametrize(
    ("text", "position", "code"),
    [
        ("word " * 2000, 8000, "too_long"),
        ("x " * 65, 128, "too_many_terms"),
        ('"' + "x " * 1001 + '"', 2001, "too_many_terms"),
        ("(" * 21 + "a" + ")" * 21, 20, "too_deep"),
    ],
)
def test_limits(text: str, position: int, code: str) -> None:
    found = problem(text)
    assert found[:2] == (position, code)
    assert found[2] is not None
    parse(found[2])


def test_at_the_limits_nothing_is_wrong() -> None:
    parse("x " * 64)
    parse("(" * 20 + "a" + ")" * 20)
    parse("a" * CHARACTERS.value)
    parse('"a b"~100')


def test_a_text_without_a_break_has_no_mend() -> None:
    assert problem("a" * 60_000) == (8000, "too_long", None)


def test_a_mend_longer_than_a_query_may_be_is_not_offered() -> None:
    words = ("word " * 600)[: CHARACTERS.value - 1]
    text = f'"{words}'.ljust(CHARACTERS.value, "x")
    with pytest.raises(QueryError) as refused:
        parse(text)
    assert [problem.code for problem in refused.value.problems] == ["unbalanced_quote"]
    assert all(len(problem.mend or "") <= CHARACTERS.value for problem in refused.value.problems)
