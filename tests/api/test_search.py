"""``/v1/search`` as ``docs/api.md`` pins it."""

import json
from pathlib import Path

import anyio.to_thread
import pytest

from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.conftest import JOINT, Client

PINNED = {
    "": "query paragraphs statements partial hits titles did_you_mean facets histogram next commit took_ms",
    "query": "q understood forms",
    "hits.0": "rank score statement paragraph snippets others more",
    "hits.0.statement": "id title date date_earliest date_latest place issuers people series kind source language "
    "topics instruments source_url url",
    "hits.0.statement.added": "batch at",
    "hits.0.statement.changed": "batch at",
    "hits.0.statement.issuers.0": "name",
    "hits.0.statement.people.0": "name office",
    "hits.0.paragraph": "number label version url",
    "hits.0.snippets.0": "text marks html start cut_before cut_after",
    "titles": "count statements",
    "facets.issuer": "buckets other missing",
    "facets.issuer.buckets.0": "value label paragraphs statements selected",
    "facets.issuer.other": "values paragraphs",
    "facets.issuer.missing": "paragraphs statements",
    "histogram": "interval bars wider unknown",
    "histogram.bars.0": "from to paragraphs statements words url",
    "histogram.unknown": "paragraphs statements words url",
}


@pytest.mark.parametrize("place", PINNED)
def test_holds_the_pinned_names(client: Client, place: str) -> None:
    value = client.json("/v1/search?q=ironclad&facet=issuer&histogram=auto")
    for step in filter(None, place.split(".")):
        value = value[int(step)] if step.isdigit() else value[step]
    assert set(PINNED[place].split()) <= set(value)


def test_finds_the_marked_paragraph_of_the_seed(client: Client) -> None:
    found = client.json("/v1/search?q=ironclad")
    assert (found["paragraphs"], found["statements"], len(found["hits"])) == (1, 1, 1)
    hit = found["hits"][0]
    assert (hit["statement"]["id"], hit["paragraph"]["number"]) == (JOINT, 4)
    snippet = hit["snippets"][0]
    assert [snippet["text"][a:b] for a, b in snippet["marks"]] == ["ironclad"]
    assert "<mark>ironclad</mark>" in snippet["html"]
    page = f"https://archive.example.org/statements/{JOINT}"
    assert hit["paragraph"]["url"] == f"{page}?version={hit['paragraph']['version']}#p4"


def test_nothing_asked_is_everything_newest_first(client: Client) -> None:
    found = client.json("/v1/search?limit=100")
    dates = [hit["statement"]["date"] for hit in found["hits"]]
    assert found["paragraphs"] == len(dates) == 6 + 2 + 30 + 2
    known = [date for date in dates if date]
    assert known == sorted(known, reverse=True)
    assert dates[-2:] == [None, None]
    assert {hit["score"] for hit in found["hits"]} == {None}


def test_all_errors_come_at_once(client: Client) -> None:
    answer = client.get("/v1/search?isuer=x&limit=101&sort=newst&facet=issuer&facet=nope&q=(a&date_from=May&limit=2")
    body = answer.json()
    assert answer.status_code == body["status"] == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert body["request_id"] == answer.headers["x-request-id"]
    told = {(one["parameter"], one["code"], one["mend"]) for one in body["errors"]}
    assert ("isuer", "unknown_parameter", "issuer") in told
    assert ("sort", "unknown_value", "newest") in told
    assert {name for name, _, _ in told} == {"isuer", "limit", "sort", "facet", "q", "date_from"}
    assert [one["position"] for one in body["errors"] if one["parameter"] == "q"] == [0]
    told = client.get("/v1/search?cursor=forged&year=46&facet_match.issuer=%E2%80%A6&Sort=newest&variants=OFF").json()
    assert {(one["parameter"], one["mend"]) for one in told["errors"]} == {
        ("cursor", "*"),
        ("year", None),
        ("facet_match.issuer", None),
        ("Sort", "sort"),
        ("variants", "off"),
    }


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=-1", "limit"),
        ("limit=101", "limit"),
        ("limit=٣", "limit"),
        ("offset=10001", "offset"),
        ("facet_size=0", "facet_size"),
        ("facet_size=1001", "facet_size"),
        ("cursor=*&offset=1", "offset"),
        ("cursor=forged", "cursor"),
        ("cursor=%F0%9F%8C%8D", "cursor"),
        ("date_from=2019&date_to=2018", "date_to"),
        ("date_to=XXXX-06-02", "date_to"),
        ("date_match=inside", "date_match"),
        ("dated=2018-13", "dated"),
        ("dated=wider", "dated"),
        ("group=statements", "group"),
        ("missing=year2", "missing"),
        ("year=abc", "year"),
        ("year=1946-05", "year"),
        ("year=%D9%A1%D9%A9%D9%A4%D9%A6", "year"),
        ("reject_year=46", "reject_year"),
        ("facet_match.place=...", "facet_match.place"),
        ("facet_match.topic=a", "facet_match.topic"),
        ("q=a&q=b", "q"),
        ("q=*a*", "q"),
        ("q=word~9", "q"),
        ("q=nofield:x", "q"),
        ("q=" + "a" * 60_000, "q"),
        ("q=" + "(" * 900, "q"),
        ("explain=everything", "explain"),
    ],
)
def test_malformed_values_are_refused(client: Client, query: str, parameter: str) -> None:
    answer = client.get(f"/v1/search?{query}")
    assert answer.status_code == 422, answer.text
    assert parameter in {one["parameter"] for one in answer.json()["errors"]}


def test_a_value_nobody_has_is_listed_with_zero(client: Client) -> None:
    found = client.json("/v1/search?issuer=Atlantis&facet=issuer")
    assert (found["paragraphs"], found["hits"]) == (0, [])
    listed = {bucket["value"]: bucket for bucket in found["facets"]["issuer"]["buckets"]}
    assert listed["Atlantis"] == {
        "value": "Atlantis",
        "label": "Atlantis",
        "paragraphs": 0,
        "statements": 0,
        "selected": True,
    }
    assert listed["Nicaragua"]["paragraphs"] == 30


def test_filters_narrow_and_reject(client: Client) -> None:
    assert client.json("/v1/search?issuer=Nicaragua&issuer=United%20States")["statements"] == 3
    assert client.json("/v1/search?reject_issuer=Nicaragua")["paragraphs"] == 10
    assert client.json("/v1/search?missing=place")["statements"] == 1
    assert client.json("/v1/search?date_from=1927-11-15&date_to=1928")["paragraphs"] == 30
    assert client.json("/v1/search?year=2018")["paragraphs"] == 6
    assert [client.json(f"/v1/search?q=person:{word}")["statements"] for word in ("baker", "minister")] == [1, 0]


def test_facet_match_lists_values_with_these_words(client: Client) -> None:
    buckets = client.json("/v1/search?facet_match.issuer=republic")["facets"]["issuer"]["buckets"]
    assert {bucket["value"] for bucket in buckets} == {"Republic of Korea", "<b>Republic</b> & Co"}


def test_next_pages_by_offset_without_gap(client: Client) -> None:
    seen, link = [], "/v1/search?q=treaty&limit=7"
    while link:
        found = client.json(link)
        seen += [hit["paragraph"]["number"] for hit in found["hits"]]
        link = found["next"]
    assert sorted(seen) == list(range(1, 31))


def test_a_walk_gives_the_whole_list_once(client: Client) -> None:
    seen, link = [], "/v1/search?limit=9&cursor=*"
    while link:
        found = client.json(link)
        seen += [(hit["statement"]["id"], hit["paragraph"]["number"]) for hit in found["hits"]]
        link = found["next"]
    listed = client.json("/v1/search?limit=100")["hits"]
    assert seen == [(hit["statement"]["id"], hit["paragraph"]["number"]) for hit in listed]


def test_groups_by_statement(client: Client) -> None:
    found = client.json("/v1/search?q=treaty&group=statement")
    assert (found["paragraphs"], found["statements"], len(found["hits"])) == (30, 1, 1)
    hit = found["hits"][0]
    assert len(hit["others"]) + hit["more"] + 1 == 30
    assert set(hit["others"][0]) == {"paragraph", "score", "snippets"}


def test_explains_query_and_hits(client: Client) -> None:
    assert "ironclad" in client.json("/v1/search?q=ironclad&explain=query")["query"]["explained"]
    parts = client.json("/v1/search?q=ironclad&explain=hits")["hits"][0]["explained"]
    assert parts[0]["forms"] == ["ironclad"]
    plain = client.json("/v1/search?q=ironclad")
    assert (plain["hits"][0]["explained"], plain["query"]["explained"]) == (None, None)


def test_what_was_passed_over_is_told(client: Client) -> None:
    asked = "q=Note:+commitment+%E2%80%93+%26+peace"
    query = client.json(f"/v1/search?{asked}")["query"]
    assert (query["signs"], query["labels"]) == (["–", "&"], ["Note"])
    page = client.get(f"/?{asked}").text
    assert "<bdi>Ignored signs: – &amp;</bdi>" in page
    assert "<bdi>Not a field, so searched as a word: Note</bdi>" in page


def test_forms_and_dropped_words_are_told(client: Client) -> None:
    query = client.json("/v1/search?q=the%20committed")["query"]
    assert query["dropped"] == ["the"]
    assert query["understood"] == "committed"
    assert {"committed", "commitment"} & set(query["forms"]["committed"])


def test_languages_without_variants_are_told(tmp_path: Path) -> None:
    source = tmp_path / "one.jsonl"
    source.write_text(json.dumps({"id": "one", "title": "One", "language": "zh", "paragraphs": ["commitment"]}))
    assert main(["ingest", str(source), "--home", str(tmp_path / "var")]) == 0
    app = create_app(Settings(home=tmp_path / "var"))
    client = Client(app)
    assert client.json("/v1/search?q=committed")["query"]["unstemmed"] == ["zh"]
    assert client.json("/v1/search?q=%22committed%22")["query"]["unstemmed"] == []
    assert "No stemming available for zh" in client.get("/?q=committed").text
    app.state.holder.close()


def test_a_snippet_says_where_it_begins(tmp_path: Path) -> None:
    text = "filler " * 90 + "peace " + "filler " * 90
    source = tmp_path / "one.jsonl"
    source.write_text(json.dumps({"id": "one", "title": "One", "paragraphs": [text.strip(), "peace and peace"]}))
    assert main(["ingest", str(source), "--home", str(tmp_path / "var")]) == 0
    app = create_app(Settings(home=tmp_path / "var"))
    (hit,) = Client(app).json("/v1/search?q=peace&group=statement")["hits"]
    other = hit["others"][0]
    snippet, (start, end) = other["snippets"][0], other["snippets"][0]["marks"][0]
    at = snippet["start"]
    assert text[at : at + len(snippet["text"])] == snippet["text"]
    assert (text[at + start : at + end], snippet["cut_before"], snippet["cut_after"]) == ("peace", True, True)
    assert 0 < other["score"] < hit["score"]
    app.state.holder.close()


def test_counts_the_words_of_bars_when_asked(client: Client) -> None:
    bars = client.json("/v1/search?q=vaccines+OR+COVAX+OR+hostile&histogram=year&words=on")["histogram"]
    assert [(bar["from"][:4], bar["paragraphs"], bar["words"]) for bar in bars["bars"]] == [("2021", 2, 13)]
    assert (bars["wider"]["words"], bars["unknown"]["paragraphs"]) == (0, 2)
    assert bars["unknown"]["words"] == 11
    assert client.json("/v1/search?q=vaccines&histogram=year")["histogram"]["bars"][0]["words"] is None


def test_tells_what_was_added_and_changed_since(tmp_path: Path) -> None:
    home = tmp_path / "var"
    for texts in ({"a": "one", "b": "one"}, {"a": "two", "b": "one", "c": "one"}):
        lines = [{"id": id_, "title": "A", "paragraphs": [text]} for id_, text in texts.items()]
        (tmp_path / "lines.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
        assert main(["ingest", str(tmp_path / "lines.jsonl"), "--home", str(home)]) == 0
    app = create_app(Settings(home=home))
    client = Client(app)

    def found(query: str) -> list[str]:
        return [hit["statement"]["id"] for hit in client.json(f"/v1/search?{query}")["hits"]]

    (changed,) = [hit["statement"] for hit in client.json("/v1/search?q=two")["hits"]]
    assert (changed["added"]["batch"], changed["changed"]["batch"]) == (1, 2)
    assert changed["changed"]["at"].endswith("+00:00")
    assert client.json("/v1/statements/a")["statement"] == changed
    assert found("sort=added") == ["c", "a", "b"]
    assert found("added_since=2") == ["c"]
    assert found("changed_since=2&sort=title") == ["a", "c"]
    assert found(f"changed_since={changed['changed']['at'].replace('+00:00', 'Z')}&sort=added")[0] == "c"
    assert found("added_since=2100-01-01") == []
    (problem,) = client.get("/v1/search?added_since=yesterday").json()["errors"]
    assert (problem["parameter"], problem["code"]) == ("added_since", "malformed_date")
    page = client.get("/?q=one&added_since=2").text
    assert "added since batch 2" in page
    app.state.holder.close()


def test_lists_what_lacks_some_of_the_words(client: Client) -> None:
    found = client.json("/v1/search?q=treaty+peace+vaccines+nowhere&relaxed=on&limit=2&explain=hits")
    relaxed = found["relaxed"]
    assert (found["paragraphs"], found["hits"]) == (0, [])
    assert [relaxed[name] for name in ("required", "of", "absent")] == [1, 4, ["nowhere"]]
    assert (relaxed["paragraphs"], relaxed["statements"], len(relaxed["hits"])) == (33, 3, 2)
    hit = relaxed["hits"][0]
    assert (hit["lacks"], hit["in_title"], hit["rank"]) == (["vaccines", "nowhere"], [], 1)
    assert "<mark>treaty</mark>" in hit["snippets"][0]["html"]
    assert hit["score"] == pytest.approx(sum(part["score"] + part["title"] for part in hit["explained"]))


def test_lists_no_more_unless_asked(client: Client) -> None:
    for query in ("q=treaty+vaccines", "q=treaty+OR+peace&relaxed=on", "q=treaty+vaccines&relaxed=on&offset=1"):
        found = client.json(f"/v1/search?{query}")
        assert (found["relaxed"], found["suggested"]) == (None, [])


def test_offers_dates_and_names_that_the_archive_has(client: Client) -> None:
    found = client.json("/v1/search?q=uae+us+treaty+november+1927+march+1928&relaxed=on")
    date = {"parameter": "q", "value": "uae us treaty march 1928 date:1927-11", "label": "date:1927-11"}
    assert found["suggested"] == [{**date, "paragraphs": None, "statements": None}]


def test_suggests_from_the_archive(client: Client) -> None:
    found = client.json("/v1/suggest?q=ironc&limit=5")["suggestions"]
    assert {"kind": "word", "text": "ironclad", "label": "ironclad", "statements": 1} in found
    assert client.json("/v1/suggest?q=")["suggestions"] == []


def test_an_answer_takes_one_turn_in_a_thread(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.json("/v1/search?q=ironclad")
    turns, run = [], anyio.to_thread.run_sync

    async def counted(*arguments: object, **options: object) -> object:
        turns.append(arguments)
        return await run(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(anyio.to_thread, "run_sync", counted)
    client.json("/v1/search?q=ironclad")
    assert len(turns) == 1


def test_a_hint_finds_more_or_is_not_given(tmp_path: Path) -> None:
    source, home = tmp_path / "lines.jsonl", tmp_path / "var"
    lines = [
        {"id": f"a{n}", "title": "A", "paragraphs": ["the treaty of rome", "paris 1783", "2759"]} for n in range(9)
    ]
    source.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert main(["ingest", str(source), "--home", str(home)]) == 0
    app = create_app(Settings(home=home))
    client = Client(app)
    hints = {
        "treety": "treaty",
        "%22treety+of+rome%22": '"treaty of rome"',
        "%22treety+of+paris%22": None,
        "treety+1783": None,
        "2758": None,
        "treety&place=Nowhere": None,
    }
    found = {q: client.json(f"/v1/search?q={q}")["did_you_mean"] for q in hints}
    app.state.holder.close()
    assert found == hints
