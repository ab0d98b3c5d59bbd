"""The list of statements, and what a search gives of its paragraphs when it is asked to."""

import re

import pytest

from tests.conftest import JOINT, Client


@pytest.mark.parametrize("query", ["", "q=treaty+OR+ironclad", "issuer=Nicaragua&q=peace", "sort=title", "sort=added"])
def test_lists_the_statements_of_the_search(client: Client, query: str) -> None:
    found = client.json(f"/v1/search?{query}&group=statement&limit=100")
    listed = client.json(f"/v1/statements?{query}")
    assert listed["statements"] == [hit["statement"] for hit in found["hits"]]
    assert (listed["total"], listed["commit"]) == (found["statements"], found["commit"])
    assert listed["next"] is None


@pytest.mark.parametrize("start", ["limit=1", "limit=3&cursor=*"])
def test_goes_on_to_the_end(client: Client, start: str) -> None:
    link, ids = f"/v1/statements?sort=title&{start}", []
    while link:
        part = client.json(link)
        ids += [one["id"] for one in part["statements"]]
        link = part["next"]
    assert len(ids) == len(set(ids)) == part["total"] == 4


def test_refuses_what_a_list_has_no_use_for(client: Client) -> None:
    assert client.get("/v1/statements?facet=issuer").status_code == 422


def test_gives_texts_and_citations_when_asked(client: Client) -> None:
    plain = client.json("/v1/search?q=treaty&group=statement")["hits"][0]
    assert (plain["paragraph"]["text"], plain["paragraph"]["cite"]) == (None, None)
    hit = client.json("/v1/search?q=treaty&group=statement&include=text&include=cite")["hits"][0]
    for one in (hit, *hit["others"]):
        number = one["paragraph"]["number"]
        whole = client.json(f"/v1/statements/{hit['statement']['id']}/paragraphs/{number}")
        assert one["paragraph"]["text"] == whole["paragraph"]["text"]
        assert one["paragraph"]["cite"] == whole["cite"]
    assert client.get("/v1/search?include=receipt").status_code == 422


def test_tells_how_long_a_search_took(client: Client) -> None:
    for path in ("/v1/search?q=treaty", "/v1/statements", "/?q=treaty"):
        assert re.fullmatch(r"search;dur=\d+\.\d", client.get(path).headers["server-timing"])


def test_a_statement_is_still_found_by_its_id(client: Client) -> None:
    assert client.json(f"/v1/statements/{JOINT}")["statement"]["id"] == JOINT
