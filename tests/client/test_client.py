"""``pincite.Client`` and ``AsyncClient`` against a service on a real socket: each method, and each refusal."""

import asyncio
import csv
import datetime
import io
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

import pincite
from pincite.app.client.keywords import SearchKeywords
from tests.client.services import Older, serving_app, whole
from tests.conftest import JOINT, LINES

PARAGRAPHS = 40


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture(scope="module")
def base(app: FastAPI) -> Iterator[str]:
    with serving_app(app) as found:
        yield found


@pytest.fixture
def service(base: str) -> Iterator[pincite.Client]:
    with pincite.Client(base) as client:
        yield client


def test_a_search_is_the_answer_of_the_api(service: pincite.Client, base: str) -> None:
    keywords: SearchKeywords = {
        "issuer": ["Nicaragua"],
        "facet": ["issuer", "year"],
        "histogram": "auto",
        "limit": 3,
    }
    found = whole(lambda: service.search("commitment", **keywords))
    asked = "q=commitment&issuer=Nicaragua&facet=issuer&facet=year&histogram=auto&limit=3"
    assert found["paragraphs"] == 30
    assert found == whole(lambda: httpx.get(f"{base}/v1/search?{asked}", trust_env=False).json())


@pytest.mark.parametrize(
    ("keywords", "address"),
    [
        ({"variants": False}, "variants=off"),
        (
            {"date_from": datetime.date(1927, 11, 1), "date_to": 1927, "date_match": "within"},
            "date_from=1927-11-01&date_to=1927&date_match=within",
        ),
        ({"year": [1927, "2021"]}, "year=1927&year=2021"),
        ({"facet_match": {"issuer": "nicaragua"}}, "facet_match.issuer=nicaragua"),
        ({"reject_issuer": ("Nicaragua",), "place": None}, "reject_issuer=Nicaragua"),
        (
            {"added_since": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)},
            "added_since=2020-01-01T00:00:00%2B00:00",
        ),
    ],
)
def test_keywords_are_the_parameters(
    service: pincite.Client, base: str, keywords: dict[str, Any], address: str
) -> None:
    told = whole(lambda: httpx.get(f"{base}/v1/search?q=commitment&{address}", trust_env=False).json())
    assert whole(lambda: service.search("commitment", **keywords)) == told


def test_a_walk_has_every_hit_once(service: pincite.Client) -> None:
    hits = [(hit["statement"]["id"], hit["paragraph"]["number"]) for hit in service.walk(limit=7)]
    assert len(hits) == len(set(hits)) == PARAGRAPHS
    assert [hit["rank"] for hit in service.walk("treaty", limit=100)] == list(range(1, 31))
    assert {one["id"] for one in service.walk_statements()} == {JOINT, *(line["id"] for line in LINES)}
    assert [one["value"] for one in service.walk_values("issuer", "commitment")][:1] == ["Nicaragua"]
    assert list(service.walk_changes()) == []


def test_statements_and_their_paragraphs(service: pincite.Client) -> None:
    identity = LINES[0]["id"]
    whole = service.statement(identity)
    assert [one["text"] for one in whole["paragraphs"]] == LINES[0]["paragraphs"]
    assert [one["number"] for one in service.statement(identity, first=2)["paragraphs"]] == [2]
    one = service.paragraph(identity, 2, version=whole["version"])
    assert one["paragraph"] == whole["paragraphs"][1]
    assert "para. 2" in one["cite"]
    assert service.statements("treaty", limit=1)["total"] == 1
    assert service.facets("issuer", match="nicaragua")["total"] == 1
    assert service.suggest("ironcl")["suggestions"][0]["text"] == "ironclad"
    assert service.changes(limit=5)["changes"] == []


def test_quotations_are_checked(service: pincite.Client) -> None:
    true, false = "our commitment to the treaty of peace stands", "our commitment to the treaty of war stands"
    found = service.check(f'He wrote "{true}" and "{false}".')
    assert [one["verdict"] for one in found["quotes"]] == ["verbatim", "altered"]
    assert service.check(quotes=[true], issuer="United States")["quotes"][0]["elsewhere"] == 30


def test_an_export_is_the_file(service: pincite.Client) -> None:
    rows = list(csv.DictReader(io.StringIO(b"".join(service.export("treaty", sort="oldest")).decode())))
    assert [row["paragraph"] for row in rows] == [str(n) for n in range(1, 31)]
    lines = b"".join(service.export("treaty", format="ndjson")).splitlines()
    assert {json.loads(line)["id"] for line in lines} == {"telegram-1927"}


def test_a_refusal_is_an_error_of_the_tree(service: pincite.Client) -> None:
    with pytest.raises(pincite.QueryError) as wrong:
        service.search("treaty", isuer="x", sort="newst")  # type: ignore[call-arg, arg-type]
    assert [(one.parameter, one.code, one.mend) for one in wrong.value.problems] == [
        ("isuer", "unknown_parameter", "issuer"),
        ("sort", "unknown_value", "newest"),
    ]
    assert wrong.value.code == "invalid_request"
    assert "/v1/search?q=treaty" in str(wrong.value.where)
    assert "Try: sort: newest" in wrong.value.__notes__
    with pytest.raises(pincite.NotFound, match="nobody") as absent:
        service.statement("nobody")
    assert absent.value.code == "not_found"
    with pytest.raises(pincite.NotFound, match="paragraphs 1 to 2"):
        service.paragraph(LINES[0]["id"], 3)
    with pytest.raises(pincite.QueryError):
        list(service.walk("(", limit=2))
    with pytest.raises(pincite.QueryError):
        list(service.export("("))
    with pytest.raises(pincite.QueryError, match="lone surrogates"):
        service.search("\ud800")
    with pytest.raises(pincite.QueryError, match="lone surrogates"):
        service.check("\ud800")
    with pytest.raises(pincite.QueryError, match="one address"):
        service.search(issuer=["x" * 900] * 100)


NEW = {"/v1/changes", "/v1/timeline", "/v1/variants", "/v1/compare"}


@pytest.fixture(scope="module")
def older(app: FastAPI) -> Iterator[str]:
    with serving_app(Older(app, NEW, {"relaxed", "added"})) as found:
        yield found


def test_an_older_service_answers_what_it_knows(older: str) -> None:
    with pincite.Client(older) as client:
        found = client.search("treaty")
        assert found["paragraphs"] == 30
        assert found["once_there_was"]  # type: ignore[typeddict-item]
        with pytest.raises(pincite.FieldAbsent, match=r"'relaxed'.*older than this client"):
            found["relaxed"]
        with pytest.raises(KeyError):
            found["hits"][0]["statement"]["added"]
        assert found.get("relaxed") is None
        assert len(list(client.walk("treaty", limit=10))) == 30


def test_a_field_that_is_deeper_is_named_with_its_place(base: str) -> None:
    with pincite.Client(base) as client:
        with pytest.raises(pincite.FieldAbsent, match=r"write `\['statement'\]\['title'\]`"):
            client.statement("telegram-1927")["title"]  # type: ignore[typeddict-item]
        with pytest.raises(pincite.FieldAbsent, match="no 'paragrafs', only query, paragraphs, statements, "):
            client.search("treaty")["paragrafs"]  # type: ignore[typeddict-item]


def test_an_older_service_says_what_it_does_not_have(older: str) -> None:
    with pincite.Client(older) as client:
        for ask in (
            client.changes,
            lambda: client.timeline("peace", interval="year"),
            lambda: client.variants("peace"),
            lambda: client.variants("peace " * 1_000),
            lambda: client.compare("a", "b"),
        ):
            with pytest.raises(pincite.ServiceLacks, match=r"does not have `(GET|POST) /v1/.*It runs Pincite"):
                ask()
        with pytest.raises(pincite.NotFound):
            client.statement("nobody")


def test_a_base_that_leads_beside_the_service_is_named(base: str) -> None:
    with pincite.Client(f"{base}/v1/") as client, pytest.raises(pincite.ServiceLacks, match="Check the base URL"):
        client.search("treaty")
    with pincite.Client(f"{base}/statements") as client, pytest.raises(pincite.ForeignAnswer, match="base URL"):
        client.search("treaty")


def test_the_asynchronous_client_answers_alike(base: str, older: str) -> None:
    async def ask() -> list[Any]:
        async with pincite.AsyncClient(base) as client:
            answers: list[Any] = [
                await client.paragraph(JOINT, 2),
                await client.statements("treaty"),
                await client.facets("issuer"),
                await client.statement(JOINT),
                await client.paragraph(JOINT, 1),
                await client.suggest("ironcl"),
                await client.changes(),
                (await client.check(quotes=["our commitment to the treaty"]))["quotes"],
            ]
            answers += [
                [one async for one in walk]
                for walk in (
                    client.walk("treaty", limit=9),
                    client.walk_statements(),
                    client.walk_values("issuer"),
                    client.walk_changes(),
                    client.export("treaty"),
                )
            ]
            with pytest.raises(pincite.QueryError):
                await client.search("(")
        async with pincite.AsyncClient(older) as client:
            for lacking in (client.timeline("a"), client.variants("a"), client.compare("a")):
                with pytest.raises(pincite.ServiceLacks):
                    await lacking
        return answers

    with pincite.Client(base) as client:
        expected: list[Any] = [
            client.paragraph(JOINT, 2),
            client.statements("treaty"),
            client.facets("issuer"),
            client.statement(JOINT),
            client.paragraph(JOINT, 1),
            client.suggest("ironcl"),
            client.changes(),
            client.check(quotes=["our commitment to the treaty"])["quotes"],
            *(
                list(walk)
                for walk in (
                    client.walk("treaty", limit=9),
                    client.walk_statements(),
                    client.walk_values("issuer"),
                    client.walk_changes(),
                    client.export("treaty"),
                )
            ),
        ]
    found = asyncio.run(ask())
    found[-1], expected[-1] = b"".join(found[-1]), b"".join(expected[-1])
    assert found == expected
