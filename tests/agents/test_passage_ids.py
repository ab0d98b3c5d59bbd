"""An id is read from each form that agents meet it in: as tools give it, and as the permalink of a citation."""

import pytest

from pincite.app.agents.passage_ids import PassageId, parse_passage_id
from pincite.app.answering.links import Links
from pincite.index.values.errors import QueryError

VERSION = "f3bc98b56e5a"


@pytest.mark.parametrize("base", ["http://127.0.0.1:8000", "https://archive.example.org/below/statements"])
@pytest.mark.parametrize("statement", ["telegram-1927", "covid-%e2%81%a019", "ü & co+1", "http:x", "a=b"])
@pytest.mark.parametrize(("version", "number"), [(None, None), (VERSION, None), (VERSION, 4), (VERSION, 1_000)])
def test_a_permalink_is_read_as_its_id(base: str, statement: str, version: str | None, number: int | None) -> None:
    links, named = Links(base), PassageId(statement, version, number)
    assert parse_passage_id(str(named)) == named
    assert parse_passage_id(links.absolute(links.statement(statement, version, number))) == named


@pytest.mark.parametrize(
    "text", ["http://[", "https://example.org/a?b#c", "https://a.example/statements/x#y", "a?b", ""]
)
def test_what_is_neither_is_refused(text: str) -> None:
    if text == "http://[":
        assert parse_passage_id(text) == PassageId(text)
        return
    with pytest.raises(QueryError, match="an id as `search` gives it"):
        parse_passage_id(text)
