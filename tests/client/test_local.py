"""``pincite.open`` answers as a service does: 200 generated questions over HTTP and of the archive are told alike."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

import pincite
from tests.client.services import serving_app, whole
from tests.conftest import JOINT, LINES

BASE = "https://archive.example.org"
QUESTIONS, AT_ONCE, SEED = 200, 10, 23
WORDS = ("treaty", "peace", "commitment", "ironclad", "vaccines", "COVAX", "hostile", "zebra", "telegram", "defense")
SHAPES = (
    "{}", "{}", "{}", '"{} {}"', "{} OR {}", "{} -{}", "{} AND NOT {}", "title:{}", "{}*", "{}~", "={}", '"{} {}"~5',
    "issuer:{}", "({}", "year:1927 {}",
)  # fmt: skip
VALUES: dict[str, tuple[Any, ...]] = {
    "issuer": ("Nicaragua", "United States", ["Nicaragua", "Nobody"], "<b>Republic</b> & Co"),
    "reject_issuer": ("United States",),
    "year": (1927, ["1927", "2021"]),
    "missing": ("place", ["place", "series"]),
    "statement": (JOINT, [JOINT, "undated"], "covid-%e2%81%a019"),
    "date_from": ("1900", "2018-06", "2030"),
    "date_to": ("1928", "2021-03-04", "yesterday"),
    "date_match": ("within",),
    "dated": ("unknown", "wider-day", "2021"),
    "added_since": (1, 2, "2020-01-01"),
    "reissues": ("once", "all", "twice"),
    "variants": (True, False),
    "within": ("statement", "paragraph"),
    "facet": ("issuer", ["year", "person", "place"], "isuer"),
    "facet_size": (1, 100),
    "facet_match": ({"issuer": "united"},),
    "histogram": ("auto", "year", "month"),
    "words": (True,),
    "group": ("statement", "paragraph"),
    "sort": ("newest", "oldest", "title", "added", "relevance", "newst"),
    "limit": (0, 1, 3, 25, 1_000),
    "offset": (1, 10),
    "cursor": ("*",),
    "include": ("text", ["text", "cite"]),
    "explain": ("query", "hits"),
    "relaxed": (True, False),
    "unheard_of": ("value",),
}


@pytest.fixture(scope="module")
def service(app: FastAPI) -> Iterator[pincite.Client]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("NO_PROXY", "*")
        with serving_app(app) as base, pincite.Client(base) as client:
            yield client


@pytest.fixture(scope="module")
def archive(home: Path) -> Iterator[pincite.LocalArchive]:
    with pincite.open(home, url=BASE) as opened:
        yield opened


def questions() -> list[tuple[str, dict[str, Any]]]:
    rng = random.Random(SEED)
    found = []
    for _ in range(QUESTIONS):
        q = rng.choice(SHAPES).format(*rng.sample(WORDS, 2)) if rng.random() < 0.85 else ""
        chosen = {name: rng.choice(values) for name, values in VALUES.items() if rng.random() < 0.12}
        found.append((q, chosen))
    return found


def said(ask: Callable[[], Any]) -> Any:
    """Return an answer, or what was wrong with the question."""
    try:
        return whole(ask)
    except pincite.QueryError as error:
        return type(error), str(error), error.problems, error.code


@pytest.mark.sampled(10)
@pytest.mark.parametrize("first", range(0, QUESTIONS, AT_ONCE))
def test_an_archive_answers_as_its_service_does(
    service: pincite.Client, archive: pincite.LocalArchive, first: int
) -> None:
    refused = 0
    for q, keywords in questions()[first : first + AT_ONCE]:
        told = said(lambda q=q, keywords=keywords: service.search(q, **keywords))  # type: ignore[misc]
        assert said(lambda q=q, keywords=keywords: archive.search(q, **keywords)) == told, (q, keywords)  # type: ignore[misc]
        refused += isinstance(told, tuple)
    assert refused < AT_ONCE, "most questions are good ones"


def test_the_questions_are_of_all_kinds() -> None:
    used = {name for _, keywords in questions() for name in keywords}
    assert used == set(VALUES)
    assert len({repr(one) for one in questions()}) > QUESTIONS * 0.9


ASKED: dict[str, Callable[[Any], Any]] = {
    "statements": lambda one: one.statements("treaty OR vaccines", sort="title"),
    "facets": lambda one: one.facets("issuer", "treaty OR vaccines", sort="value", limit=1),
    "statement": lambda one: one.statement("telegram-1927", first=3, limit=4),
    "paragraph": lambda one: one.paragraph(LINES[0]["id"], 2),
    "suggest": lambda one: one.suggest("tre"),
    "timeline": lambda one: one.timeline("treaty", "vaccines", interval="quarter"),
    "split timeline": lambda one: one.timeline("treaty", split="issuer", issuer="Nicaragua"),
    "variants": lambda one: one.variants("our commitment to the treaty of peace stands", limit=3),
    "variants of a paragraph": lambda one: one.variants(statement=JOINT, paragraph=4, similarity=0.7),
    "variants of a long text": lambda one: one.variants("the treaty of peace stands " * 200),
    "compare": lambda one: one.compare(JOINT, "telegram-1927"),
    "changes": lambda one: one.changes(changed_since=1, limit=3),
    "check": lambda one: one.check(
        '"commitment to the treaty of peace" and "treaty of war stands"', issuer="Nicaragua"
    ),
}


@pytest.mark.parametrize("name", ASKED)
def test_so_do_its_other_methods(service: pincite.Client, archive: pincite.LocalArchive, name: str) -> None:
    assert whole(lambda: ASKED[name](archive)) == whole(lambda: ASKED[name](service))


@pytest.mark.parametrize("written", ["csv", "ndjson", "kwic"])
def test_walks_and_exports_are_those_of_the_service(
    service: pincite.Client, archive: pincite.LocalArchive, written: Any
) -> None:
    exported = b"".join(archive.export("treaty OR hostile", format=written, bom=True))
    assert exported == b"".join(service.export("treaty OR hostile", format=written, bom=True))
    assert len(exported) > 1_000
    assert list(archive.walk("treaty", limit=9)) == list(service.walk("treaty", limit=9))


@pytest.mark.parametrize(
    "ask",
    [
        lambda one: one.statement("nobody"),
        lambda one: one.statement(""),
        lambda one: one.statement("a/b"),
        lambda one: one.statement(".."),
        lambda one: one.statement("\ud800"),
        lambda one: one.paragraph("a/b", 1),
        lambda one: one.statement(JOINT, version="f" * 12),
        lambda one: one.statement(JOINT, version="x"),
        lambda one: one.paragraph(JOINT, 999),
        lambda one: one.facets("colour"),
        lambda one: one.suggest("a" * 9_000),
        lambda one: one.changes(cursor="nonsense"),
        lambda one: one.compare(right="undated"),
        lambda one: one.variants("peace"),
        lambda one: one.timeline(),
        lambda one: one.check(),
        lambda one: one.check("a", quotes=["b"]),
        lambda one: one.check("\ud800"),
        lambda one: one.check(quotes=["a"] * 201),
        lambda one: one.check(quotes=["a"], sort="newest"),
        lambda one: list(one.export("(")),
        lambda one: list(one.walk(sort="newst")),
        lambda one: one.search("\ud800"),
    ],
)
def test_errors_are_those_of_the_service(
    service: pincite.Client, archive: pincite.LocalArchive, ask: Callable[[Any], Any]
) -> None:
    with pytest.raises(pincite.PinciteError) as over_http:
        ask(service)
    with pytest.raises(type(over_http.value)) as of_archive:
        ask(archive)
    assert str(of_archive.value) == str(over_http.value)
    assert of_archive.value.code == over_http.value.code
    assert getattr(of_archive.value, "problems", ()) == getattr(over_http.value, "problems", ())


def test_a_folder_without_an_archive_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(pincite.ArchiveError, match="pincite ingest") as absent:
        pincite.open(tmp_path / "var")
    assert (absent.value.code, absent.value.where) == ("archive_missing", str(tmp_path / "var"))
    with pytest.raises(pincite.QueryError, match="url: expected"):
        pincite.open(tmp_path, url="no address")


def test_without_a_folder_it_is_that_of_the_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PINCITE_HOME", str(home))
    with pincite.open() as opened:
        assert opened.home == str(home)
        assert opened.search("ironclad")["statements"] == 1
    opened.close()
    with pytest.raises(pincite.ArchiveError, match="This archive is closed: ask inside its `with`") as closed:
        opened.search("ironclad")
    assert closed.value.where == str(home)
    with pytest.raises(pincite.ArchiveError, match="closed"):
        list(opened.export("ironclad"))
