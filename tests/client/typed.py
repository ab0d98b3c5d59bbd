"""A program that uses the client, read by mypy: what the types of answers and keywords promise.

``make check`` reads it as all tests, and ``test_typing.py`` with ``mypy --strict``. Nothing runs it.
"""

import datetime
from collections.abc import AsyncIterator, Iterator
from typing import assert_type

import pincite
from pincite.app.api.quote_schemas import CheckOut
from pincite.app.api.schemas import BucketOut, HitOut, ListOut, SearchOut
from pincite.app.api.statement_schemas import StatementAnswer
from pincite.app.api.wording_schemas import TimelineOut


def ask(client: pincite.Client) -> str:
    """Use what is there as it is meant."""
    found = client.search("ironclad", issuer=["United States"], year=2018, facet="issuer", limit=5, variants=False)
    assert_type(found, SearchOut)
    assert_type(client.walk("treaty", group="statement", include="text"), Iterator[HitOut])
    assert_type(client.statements(added_since=datetime.date(2026, 1, 1)), ListOut)
    assert_type(client.walk_values("person"), Iterator[BucketOut])
    assert_type(client.statement("id", first=2), StatementAnswer)
    assert_type(client.check("“…”", source="White House"), CheckOut)
    assert_type(client.timeline("peace", interval="quarter", split="issuer"), TimelineOut)
    assert_type(client.export(format="ndjson"), Iterator[bytes])
    return found["hits"][0]["statement"]["title"]


def ask_wrongly(client: pincite.Client) -> None:
    """Use what is there as it is not meant: each line is an error that mypy finds."""
    client.search("ironclad", isuer="United States")  # type: ignore[call-arg]
    client.search("ironclad", sort="newst")  # type: ignore[arg-type]
    client.facets("colour")  # type: ignore[arg-type]
    client.search("ironclad")["hit"]  # type: ignore[typeddict-item]
    client.shout("ironclad")  # type: ignore[attr-defined]
    pincite.Clint("https://archive.example.org")  # type: ignore[attr-defined]


async def ask_in_a_loop(client: pincite.AsyncClient) -> None:
    """Await each answer."""
    assert_type(await client.search("ironclad"), SearchOut)
    assert_type(client.walk("ironclad"), AsyncIterator[HitOut])


def open_an_archive() -> pincite.LocalArchive:
    """Use an archive where a client is used, and expect its errors."""
    try:
        with pincite.open("var") as archive:
            assert_type(archive.search("ironclad"), SearchOut)
            return archive
    except pincite.QueryError as error:
        assert_type(error.code, str | None)
        raise
