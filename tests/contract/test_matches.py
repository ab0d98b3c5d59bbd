"""What a match counts: paragraphs, statements, variants, filters, dates, orders."""

import pytest

from pincite.index.query.clauses import And, Clause, Or, Phrase
from pincite.index.query.query import Filter, Query, Sort, Within
from pincite.index.showing.unstemmed import Unstemmed
from tests.builders import build_statement
from tests.contract.archive import Archive, between, chosen, texts
from tests.contract.conftest import Shelf


def test_all_words_of_an_and_stand_in_the_same_paragraph(archive: Archive) -> None:
    archive.put(build_statement("a", "apple", "banana"), build_statement("b", "apple banana", "apple"))
    page = archive.page("apple banana")
    assert (page.paragraphs, page.statements) == (1, 1)
    page = archive.page("apple")
    assert (page.paragraphs, page.statements) == (3, 2)


def test_a_title_adds_no_hits_and_is_listed_apart(archive: Archive) -> None:
    archive.put(
        build_statement("a", "text", title="Treaties on apples"),
        build_statement("b", "a treaty about an apple", title="Remarks"),
        build_statement("c", "text", title="Treaty"),
    )
    page = archive.page("treaty apple")
    assert [hit.heading.id for hit in page.hits] == ["b"]
    assert (page.titles.count, [heading.id for heading in page.titles.headings]) == (1, ["a"])
    assert archive.page("treaty").titles.count == 2
    assert archive.page("treaty OR nothing").titles.count == 0
    assert archive.page("treaty -apple").titles.count == 2
    assert archive.page().titles.count == 0


def test_all_titles_are_counted_and_the_first_five_listed(archive: Archive) -> None:
    others = (build_statement("aa", title="Treaty"), build_statement("ab", title="Peace"))
    archive.put(*(build_statement(name, title="Treaty of peace") for name in "hgfedcba"), *others)
    titles = archive.page("treaty peace").titles
    assert (titles.count, [heading.id for heading in titles.headings]) == (8, list("abcde"))


def test_an_or_may_ask_for_several_of_its_words(archive: Archive) -> None:
    archive.put(
        build_statement("a", "apple banana", "cherry", title="Damson"),
        build_statement("b", "apple apple", "cherry banana apple"),
        build_statement("c", "banana", "damson"),
    )
    fruit = tuple(Phrase((name,)) for name in ("apple", "banana", "cherry"))

    def found(match: Clause, within: Within = Within.PARAGRAPH) -> list[tuple[str, int]]:
        hits = archive.engine.search(Query(match=match, within=within, variants=False, limit=20)).hits
        return sorted((hit.heading.id, hit.passage.number) for hit in hits)

    assert found(Or(fruit, 2)) == [("a", 1), ("b", 2)]
    assert found(Or(fruit, 3)) == [("b", 2)]
    assert found(Or(fruit, 3), Within.STATEMENT) == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]
    phrases = Or(tuple(Phrase((name, other)) for name in ("apple", "cherry") for other in ("apple", "banana")))
    assert found(And((Or(fruit, 2), phrases))) == [("a", 1), ("b", 2)]
    assert found(And((Or(fruit, 3), phrases))) == [("b", 2)]


def test_titles_pass_the_filters(archive: Archive) -> None:
    archive.put(build_statement("a", title="Treaty", place="X"), build_statement("b", title="Treaty", place="Y"))
    assert [h.id for h in archive.page("treaty", filters=chosen("place", "Y")).titles.headings] == ["b"]


def test_within_a_statement_words_may_stand_anywhere(archive: Archive) -> None:
    archive.put(
        build_statement("a", "apple", "banana", "cherry", title="Fruit"),
        build_statement("b", "apple", title="On bananas"),
        build_statement("c", "apple", "cherry"),
    )
    within = {"within": Within.STATEMENT}
    assert archive.finds("apple banana", **within) == ["a", "a/2", "b"]
    assert archive.finds("apple -banana", **within) == ["c"]
    assert archive.finds("fruit apple", **within) == ["a"]
    assert archive.finds('"apple banana"', **within) == []
    assert archive.finds("-banana", **within) == ["c", "c/2"]
    assert archive.finds("apple AND (banana OR cherry)", **within) == ["a", "a/2", "a/3", "b", "c", "c/2"]


def test_a_query_that_finds_nothing_says_what_the_statement_would_hold(archive: Archive) -> None:
    archive.put(build_statement("a", "apple", "banana"), build_statement("b", "apple", title="Banana", place="X"))
    assert archive.page("apple banana").elsewhere == 2
    assert archive.page("apple banana", filters=chosen("place", "X")).elsewhere == 1
    assert archive.page("apple").elsewhere is None
    assert archive.page("absent").elsewhere == 0
    assert archive.page("absent", within=Within.STATEMENT).elsewhere is None


VARIANTS = {
    "en": "commit committed résumé Erdogan nation",
    "es": "cantar cantaron nación Erdoğan commit",
    "xx": "commit committed nación nation Erdogan",
}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("committing", ["en"]),
        ("committed", ["en", "xx"]),
        ("cantando", ["es"]),
        ("nations", ["en"]),
        ("nacion", ["es", "xx"]),
        ("Erdogan", ["en", "es", "xx"]),
        ("Erdoğan", ["en", "es", "xx"]),
        ("=Erdogan", ["en", "xx"]),
        ('"Erdoğan"', ["es"]),
        ("resumes", ["en"]),
    ],
)
def test_variants_are_by_the_language_of_the_statement(shelf: Shelf, query: str, found: list[str]) -> None:
    archive = shelf(*(build_statement(name, text, language=name) for name, text in VARIANTS.items()))
    assert archive.finds(query) == found


def test_the_answer_says_where_there_is_no_stemmer(archive: Archive) -> None:
    archive.put(*(build_statement(name, "commit", language=name) for name in ("en-GB", "xx", "es", "zh-Hant")))
    unstemmed = Unstemmed()

    def told(query: str, **parts: object) -> tuple[str, ...]:
        return unstemmed.add(archive.page(query, **parts), archive.engine).unstemmed

    for query in ("commit", "peace -(to-commit)", "title:commit", "absent"):
        assert told(query) == ("xx", "zh-Hant")
    for query in ("=commit", '"to commit"', "commi*", "issuer:x", "date:1946", ""):
        assert told(query) == ()
    assert told("commit", variants=False) == ()
    archive.put(batch=2, delete=["xx"])
    assert told("commit") == ("zh-Hant",)


def test_a_statement_without_a_language_is_read_as_english(archive: Archive) -> None:
    archive.put(*texts("they committed"))
    assert archive.finds("commit") == ["a"]


def test_variants_can_be_switched_off(archive: Archive) -> None:
    archive.put(*texts("commit", "committed", "non commits", "non commit"))
    assert archive.finds("commit", variants=False) == ["a", "d"]
    assert archive.finds("non-commit") == ["c", "d"]
    assert archive.finds("non-commit", variants=False) == ["d"]


def test_the_forms_that_matched_are_told(archive: Archive) -> None:
    archive.put(*texts("commit committed", "committing verifying verify", "commits", title="commitingly"))
    page = archive.page('committed verif* "commits" comit~', variants=True)
    assert page.forms["committed"] == ("commit", "commits", "committed", "committing")
    assert page.forms["verif*"] == ("verify", "verifying")
    assert page.forms["commits"] == ("commits",)
    assert page.forms["comit~1"] == ("commit",)
    archive.put(build_statement("a", "nothing"), batch=2)
    assert archive.page("committed").forms["committed"] == ("commits", "committing")


DATES = {"a": None, "b": "1946-05-08", "c": "1946", "d": "../1800", "e": "1950/..", "f": "1945-12/1946-01"}


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("1946-05-08", "1946-05-08", "bc"),
        ("1946-01", "1946-01", "cf"),
        ("1946", "1946", "bcf"),
        ("1947", None, "e"),
        (None, "1945", "df"),
        (None, "1944", "d"),
        ("1700", "1701", "d"),
        ("2000", "2001", "e"),
        ("1900", None, "bcef"),
    ],
)
def test_a_date_filter_matches_what_overlaps(shelf: Shelf, first: str | None, last: str | None, found: str) -> None:
    archive = shelf(*(build_statement(name, date=date) for name, date in DATES.items()))
    assert archive.finds(dates=between(first, last)) == list(found)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.NEWEST, "bcedaf"),
        (Sort.RELEVANCE, "bcedaf"),
        (Sort.OLDEST, "fbcead"),
        (Sort.TITLE, "adefbc"),
    ],
)
def test_orders_and_their_ties(shelf: Shelf, sort: Sort, order: str) -> None:
    rows = {
        "a": (None, "Alpha"),
        "b": ("1946-05-08", "beta"),
        "c": ("1946-05-08", "Beta"),
        "d": ("../1800", "alpha"),
        "e": ("1946-05-08", "ALPHA"),
        "f": ("1930/..", "alpha "),
    }
    archive = shelf(*(build_statement(n, title=title, date=date) for n, (date, title) in rows.items()))
    assert archive.order(sort=sort) == list(order)


def test_titles_are_in_the_order_of_their_casefolded_code_points(archive: Archive) -> None:
    titles = {"d": "Straße 1", "c": "strasse 2", "b": "Zebra", "a": "Ähre"}
    archive.put(*(build_statement(name, title=title) for name, title in titles.items()))
    assert archive.order(sort=Sort.TITLE) == list("dcba")


def test_paragraphs_of_a_statement_stand_in_their_order(archive: Archive) -> None:
    archive.put(build_statement("b", "x", "x", date="2000"), build_statement("a", "x", "x", "x", date="2000"))
    assert archive.order("x", sort=Sort.NEWEST) == ["a", "a/2", "a/3", "b", "b/2"]
    assert archive.order() == ["a", "a/2", "a/3", "b", "b/2"]


def test_the_filter_is_the_whole_value_and_the_field_its_words(archive: Archive) -> None:
    archive.put(build_statement("a", issuers=("United States",)), build_statement("b", issuers=("united states",)))
    assert archive.finds("issuer:states") == ["a", "b"]
    assert archive.finds(filters=chosen("issuer", "United States")) == ["a"]
    assert archive.finds(filters=chosen("issuer", "States")) == []


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (chosen("issuer", "X"), "ab"),
        (chosen("issuer", "X", "Y"), "abc"),
        (chosen("issuer", rejected=("X",)), "cd"),
        (chosen("issuer", "Y", rejected=("X",)), "c"),
        (chosen("issuer", missing=True), "d"),
        (chosen("issuer", "Y", missing=True), "bcd"),
        ((Filter("issuer", ("X", "Y")), Filter("place", ("P",))), "ac"),
        ((Filter("issuer", ("X",)), Filter("place", (), (), True)), "b"),
        (chosen("year", "1946"), "ab"),
        (chosen("year", "1947"), "b"),
        (chosen("year", missing=True), "d"),
    ],
)
def test_filters(shelf: Shelf, filters: tuple[Filter, ...], found: str) -> None:
    archive = shelf(
        build_statement("a", issuers=("X",), place="P", date="1946"),
        build_statement("b", issuers=("X", "Y"), date="1946-12/1947-01"),
        build_statement("c", issuers=("Y",), place="P", date="2001-02-03"),
        build_statement("d"),
    )
    assert archive.finds(filters=filters) == list(found)


def test_a_value_that_nobody_has_finds_nothing(archive: Archive) -> None:
    archive.put(*texts("x", place="P"))
    page = archive.engine.search(Query(filters=chosen("place", "Nowhere")))
    assert (page.paragraphs, page.statements, page.hits) == (0, 0, ())


def test_an_empty_archive_answers(archive: Archive) -> None:
    page = archive.page("anything")
    assert (page.paragraphs, page.statements, page.hits, page.partial) == (0, 0, (), False)
    assert archive.engine.checkpoint() is None
    assert archive.engine.suggest("any", 5) == ()
    assert archive.engine.values("issuer", ("any",), 5) == ()
    assert list(archive.engine.indexed()) == []
    archive.put()
    assert archive.page().paragraphs == 0


@pytest.mark.parametrize("commits", [1, 2])
def test_titles_are_sorted_by_their_first_8_000_characters(archive: Archive, commits: int) -> None:
    long = "Minutes " + "x" * 7_992
    titles = (f"{long}c", f"{long}B", f"{long}a", f"{long[:-1]}y", f"{long[:-1]}w", long)
    made = [build_statement(i, "a committee", title=title) for i, title in zip("abcdef", titles, strict=True)]
    for batch in range(commits):
        archive.put(*made[batch::commits], batch=batch + 1)
    assert archive.order(sort=Sort.TITLE) == list("eabcfd")
    told = [(one.text, one.statements) for one in archive.engine.suggest("minutes", 9) if one.kind == "title"]
    assert [count for _, count in told] == [4, 1, 1]
    assert told[0][0] == titles[0]
