"""``/v1/export``: whole, streamed, harmless in a spreadsheet."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.app.answering.export import join_values, neutral, write_rows
from pincite.app.answering.links import Links
from pincite.index.query.clauses import Term
from pincite.index.query.query import Query
from pincite.index.results import Hit
from pincite.index.values.entry import Passage
from pincite.index.values.heading import Heading
from tests.conftest import JOINT, Client


def _rows(client: Client, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/v1/export?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def test_csv_holds_every_hit_with_its_citation(client: Client) -> None:
    rows = _rows(client, "q=treaty")
    assert sorted(int(row["paragraph"]) for row in rows) == list(range(1, 31))
    assert all(row["permalink"].startswith("https://archive.example.org/statements/telegram-1927?") for row in rows)
    assert all(row["permalink"] in row["cite"] for row in rows)
    hits = client.json("/v1/search?q=treaty&limit=100")["hits"]
    assert [row["score"] for row in rows] == [f"{hit['score']:.6f}" for hit in hits]
    assert {row["score"] for row in _rows(client, "q=treaty&sort=oldest")} == {""}
    assert rows[0]["people"] == "Baker (Minister)"


def test_filters_and_order_are_those_of_the_search(client: Client) -> None:
    rows = _rows(client, "sort=oldest&reject_issuer=Nicaragua")
    found = client.json("/v1/search?sort=oldest&reject_issuer=Nicaragua&limit=100")
    assert [row["id"] for row in rows] == [hit["statement"]["id"] for hit in found["hits"]]


def test_formulas_are_neutralised(client: Client) -> None:
    rows = _rows(client, "q=hostile")
    assert {row["title"][:5] for row in rows} == {"'=SUM"}
    assert {row["text"][:2] for row in rows} == {"'+", "'@"}


def test_ndjson_holds_the_words_as_they_are(client: Client) -> None:
    answer = client.get("/v1/export?q=hostile&format=ndjson")
    records = [json.loads(line) for line in answer.text.splitlines()]
    assert {record["text"][0] for record in records} == {"+", "@"}
    assert records[0]["permalink"] in records[0]["cite"]


def test_keyword_in_context(client: Client) -> None:
    rows = _rows(client, "q=ironclad&format=kwic")
    assert [(row["keyword"], row["id"], row["paragraph"]) for row in rows] == [("ironclad", JOINT, "4")]
    assert rows[0]["left"]
    assert rows[0]["right"]


def test_a_keyword_has_80_code_points_on_each_side() -> None:
    text = "a" * 90 + " peace " + "\U0001f54a" * 90
    hit = Hit(Heading("s", "S"), Passage(1, None, text, "0" * 64), 1, None)
    head, row = csv.reader(io.StringIO("".join(write_rows([hit], Query(Term("peace")), "kwic", Links("http://x")))))
    assert head[:3] == ["left", "keyword", "right"]
    assert row[:3] == ["a" * 79, "peace", "\U0001f54a" * 79]


def test_an_empty_result_is_a_head_alone(client: Client) -> None:
    assert _rows(client, "q=zzzznothing") == []
    assert client.get("/v1/export?q=zzzznothing&format=ndjson").text == ""


@pytest.mark.parametrize("query", ["q=(a", "format=xml", "limit=3", "q=a&cursor=*"])
def test_what_export_does_not_take_is_refused_before_the_first_byte(client: Client, query: str) -> None:
    assert client.get(f"/v1/export?{query}").status_code == 422


@given(st.text())
def test_no_cell_begins_a_formula(text: str) -> None:
    cell = neutral(text)
    assert not cell.lstrip(" ").startswith((*"=+-@\t\r\n＝＋－＠",))


@pytest.mark.parametrize("begin", "=+-@\t\r\n＝＋－＠")
def test_what_could_begin_a_formula_has_an_apostrophe_before_it(begin: str) -> None:
    assert (neutral(f"{begin}1"), neutral(f"  {begin}1")) == (f"'{begin}1", f"'  {begin}1")
    assert neutral(f"1{begin}") == f"1{begin}"


@pytest.mark.parametrize("begin", "=+-@＝＋－＠")
@pytest.mark.parametrize("unseen", ["\u200b", "\u00a0\ufeff", "\u2060\t"])
def test_what_is_invisible_before_a_formula_hides_none(begin: str, unseen: str) -> None:
    assert neutral(f"{unseen}{begin}1") == f"'{unseen}{begin}1"


def test_a_byte_order_mark_is_there_when_asked_for(client: Client) -> None:
    plain, marked = client.get("/v1/export?q=treaty"), client.get("/v1/export?q=treaty&bom=on")
    assert marked.content == b"\xef\xbb\xbf" + plain.content
    ndjson = client.get("/v1/export?q=treaty&format=ndjson&bom=on")
    assert not ndjson.content.startswith(b"\xef")


@given(st.lists(st.text(alphabet='ab;" ', min_size=1, max_size=6).map(str.strip).filter(bool), min_size=2, max_size=4))
def test_values_of_one_cell_can_be_told_apart(values: list[str]) -> None:
    (read,) = csv.reader([join_values(values)], delimiter=";", skipinitialspace=True)
    assert read == values
