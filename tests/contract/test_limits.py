"""Limits that only the archive can tell, the deadline, and another spelling."""

import string

import pytest

from pincite.index.query.clauses import Fuzzy, Phrase, Prefix
from pincite.index.query.query import FacetRequest, Interval, Query
from pincite.index.values.errors import QueryError
from tests.builders import build_statement
from tests.contract.archive import Archive, texts

LETTERS = string.ascii_lowercase
MANY = [f"new abc{a}{b}" for a in LETTERS for b in LETTERS] + [f"new abc{a}" for a in string.digits + LETTERS]
FORMS = len(MANY)


def crowded(archive: Archive, more: int = 0) -> None:
    extra = [f"abc{a}{b}" for a in string.digits for b in LETTERS + string.digits][: 1_024 - FORMS + more]
    archive.put(build_statement("a", *MANY), build_statement("b", " ".join(f"new {form}" for form in extra)))


def test_a_beginning_in_a_phrase_may_have_1024_forms(archive: Archive) -> None:
    crowded(archive)
    assert archive.engine.search(Query(Phrase(("new", "abc"), prefix=True))).paragraphs == FORMS + 1


@pytest.mark.parametrize("clause", [Phrase(("new", "abc"), prefix=True), Fuzzy("abc", 2)])
def test_more_forms_are_refused(archive: Archive, clause: Phrase | Fuzzy) -> None:
    crowded(archive, more=1)
    with pytest.raises(QueryError) as caught:
        archive.engine.search(Query(clause))
    (problem,) = caught.value.problems
    assert (problem.parameter, problem.code) == ("q", "too_many_forms")
    assert "1,024" in problem.expected


def test_a_bare_beginning_has_no_limit(archive: Archive) -> None:
    crowded(archive, more=1)
    assert archive.engine.search(Query(Prefix("abc"), deadline=60.0)).paragraphs == FORMS + 1


def test_after_the_deadline_an_answer_is_partial(archive: Archive) -> None:
    archive.put(*texts("apple", "apple pie", place="X"))
    asked = {"facets": (FacetRequest("place"),), "histogram": Interval.YEAR}
    page = archive.page("apple", deadline=0.0, **asked)
    assert page.partial
    assert page.next_cursor is None
    assert page.paragraphs <= 2
    assert page.statements <= 2
    whole = archive.page("apple", **asked)
    assert (whole.partial, whole.paragraphs, sorted(whole.facets)) == (False, 2, ["place"])


def test_a_partial_walk_has_no_cursor(archive: Archive) -> None:
    archive.put(*texts(*["apple"] * 5))
    assert archive.page("apple", deadline=0.0, cursor="*", limit=2).next_cursor is None


@pytest.mark.parametrize(
    ("query", "proposed"),
    [
        ("comitment", "commitment"),
        ("Comitment to  peace", "commitment to  peace"),
        ('"comitment"', '"commitment"'),
        ("denuclerizaton", "denuclearization"),
        ("commitment", None),
        ("xyzzyqwert", None),
        ("cmt", None),
        ("resolution2759", None),
        ("27590", None),
    ],
)
def test_another_spelling_is_proposed_when_little_is_found(archive: Archive, query: str, proposed: str | None) -> None:
    archive.put(*texts(*["commitment to peace"] * 7, *["denuclearization"] * 6, *["2759 and resolution275"] * 6))
    assert archive.page(query).did_you_mean == proposed


@pytest.mark.parametrize(("found", "proposed"), [(2, "commitment"), (3, None)])
def test_no_other_spelling_is_proposed_for_what_is_found_three_times(
    archive: Archive, found: int, proposed: str | None
) -> None:
    archive.put(build_statement("a", *["commitment"] * 20), build_statement("b", *["comitment"] * found))
    page = archive.page("comitment")
    assert (page.paragraphs, page.did_you_mean) == (found, proposed)
