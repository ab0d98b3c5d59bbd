"""``/v1/timeline`` and ``/v1/variants``: shape, CSV, pages of forms, bounds, hostile input."""

import csv
import io
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from fastapi import FastAPI

from pincite.app.answering import barlinks
from pincite.app.answering.parameters import VARIANTS
from tests.api.test_quote_checking import post
from tests.conftest import JOINT, Client

TREATY = "our commitment to the treaty of peace stands"


def test_a_timeline_has_bases_shares_places_and_links(client: Client) -> None:
    told = client.json(f"/v1/timeline?{urlencode({'wording': TREATY, 'interval': 'quarter'})}&wording=ironclad")
    assert told["interval"] == "quarter"
    assert [bar["name"] for bar in told["bars"]] == ["1927-Q4", "2018-Q2", "2021-Q1"]
    assert all(bar["thin"] for bar in told["bars"])
    first, second = told["series"]
    assert (first["wording"], first["paragraphs"], first["statements"]) == (TREATY, 30, 1)
    assert [count["paragraphs"] for count in first["bars"]] == [30, 0, 0]
    assert first["bars"][0]["share"]["value"] == 1
    assert first["bars"][0]["per_million"] == 30 * 1_000_000 / told["bars"][0]["base"]["words"]
    assert first["first"]["statement"]["id"] == first["last"]["statement"]["id"] == "telegram-1927"
    assert second["first"]["statement"]["id"] == JOINT
    assert told["unknown"]["statements"] == 1
    assert told["coverage"]["statements"] == told["base"]["statements"] == 4
    for one in told["series"]:
        for count in (*one["bars"], one["wider"], one["unknown"]):
            assert client.json(count["url"].replace("/?", "/v1/search?"))["paragraphs"] == count["paragraphs"]
    for bar in (*told["bars"], told):
        assert (
            client.json(bar["base"]["url"].replace("example.org/", "example.org/v1/search"))["statements"]
            == bar["base"]["statements"]
        )


@pytest.mark.parametrize("path", ["/v1/timeline", "/timeline", "/v1/search", "/"])
def test_links_to_bars_have_a_bound(client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them repeats the request, which may be long, and there are thousands: 87 MB were written in 14 s."""
    asked = f"{path}?wording=the&interval=year" if "timeline" in path else f"{path}?histogram=year&q=the"
    long = asked + "&" + urlencode({"reject_place": "x" * 900})
    assert (client.get(asked).status_code, client.get(long).status_code) == (200, 200)
    monkeypatch.setattr(barlinks, "MOST_CHARACTERS", 2_500)
    assert (client.get(asked).status_code, client.get(long).status_code) == (200, 422)


def test_a_long_request_is_not_repeated_in_a_header(client: Client) -> None:
    values = "&".join(f"reject_place={n}{'x' * 600}" for n in range(20))
    for path in ("/v1/search", "/", "/v1/statements"):
        assert "link" in client.get(f"{path}?limit=1&cursor=*").headers
        assert len(client.get(f"{path}?limit=1&cursor=*&{values}").headers.get("link", "")) < 8_000


def test_a_wording_is_split_by_the_values_of_a_field(client: Client) -> None:
    told = client.json("/v1/timeline?wording=commitment+OR+committed&split=issuer")
    named = {one["value"]: one["paragraphs"] for one in told["series"] if not one["other"]}
    assert named["Nicaragua"] == 30
    assert told["series"][-1]["other"]
    # The joint statement has two issuers, and is counted for each.
    assert told["split"] == {"field": "issuer", "adds_up": False}
    alone = client.json("/v1/timeline?wording=commitment+OR+committed&split=source")
    assert alone["split"]["adds_up"]


def test_a_timeline_as_csv_has_a_row_for_each_count(client: Client) -> None:
    answer = client.get("/v1/timeline?wording==hostile&wording=ironclad&format=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["bar"] for row in rows] == ["1927", "2018", "2021", "wider", "unknown"] * 2
    assert rows[0]["series"] == "'=hostile"
    bar = client.json("/v1/timeline?wording==hostile&wording=ironclad")["series"][1]["bars"][1]
    assert (rows[6]["url"], int(rows[6]["paragraphs"])) == (bar["url"], bar["paragraphs"])
    assert rows[4]["paragraphs"] == "2"
    assert {row["base_statements"] for row in rows} == {"1", "0"}


def test_unchanged_timelines_are_not_sent_again(client: Client) -> None:
    first = client.get("/v1/timeline?wording=ironclad")
    assert client.get("/v1/timeline?wording=ironclad", if_none_match=first.headers["etag"]).status_code == 304
    assert client.get("/v1/timeline?wording=treaty").headers["etag"] != first.headers["etag"]


def test_forms_come_page_by_page_with_their_places(client: Client) -> None:
    asked = f"/v1/variants?text={quote('Telegram number 4: our commitment to the treaty of peace stands.')}"
    told = client.json(f"{asked}&limit=1")
    assert (told["paragraphs"], told["statements"], told["total"]) == (30, 1, 2)
    assert told["reference"]["words"] == 11
    assert told["reference"]["runs"] == 9
    listed, following = [], told["next"]
    while following:
        listed += [form["text"] for form in told["forms"]]
        told = client.json(following)
        following = told["next"]
    listed += [form["text"] for form in told["forms"]]
    assert listed == [TREATY, f"Telegram number 4: {TREATY}"]
    one = client.json(f"/v1/variants?text={quote(TREATY)}")
    (form,) = one["forms"]
    assert (form["paragraphs"], len(form["places"]), form["more"], form["similarity"]) == (30, 20, 10, 1)
    assert form["issuers"] == [{"name": "Nicaragua", "statements": 1}]
    place = form["places"][0]
    assert client.json(place["paragraph"]["api_url"])["paragraph"]["text"][slice(*place["range"])] == place["text"]
    whole = client.json(f"/v1/variants?text={quote(TREATY)}&include=places")["forms"][0]
    assert (len(whole["places"]), whole["more"]) == (30, 0)
    assert client.json(form["url"].replace("/?", "/v1/search?"))["paragraphs"] == 30


def test_a_paragraph_is_a_reference_and_a_body_asks_as_an_address(app: FastAPI, client: Client) -> None:
    named = client.json("/v1/variants?statement=telegram-1927&paragraph=2&similarity=1")
    assert named["reference"]["statement"] == "telegram-1927"
    assert [form["text"] for form in named["forms"]] == [named["reference"]["text"].rstrip(".")]
    sent = post(app, {"text": named["reference"]["text"], "similarity": "1", "issuer": ["Nicaragua"]}, "/v1/variants")
    assert sent.status_code == 200, sent.text
    assert sent.json()["forms"] == [{**named["forms"][0], "url": sent.json()["forms"][0]["url"]}]
    none = post(app, {"text": named["reference"]["text"], "issuer": ["Nobody"]}, "/v1/variants").json()
    assert (none["forms"], none["total"]) == ([], 0)


def test_a_cursor_of_forms_belongs_to_its_question(client: Client) -> None:
    asked = f"/v1/variants?text={quote('Telegram number 4: our commitment to the treaty of peace stands.')}"
    following = client.json(f"{asked}&limit=1")["next"]
    cursor = following.rpartition("cursor=")[2]
    # A page may have another size, or more places.
    assert client.get(f"{asked}&limit=2&include=places&cursor={cursor}").status_code == 200
    for other in (f"{asked}&similarity=0.7", f"{asked}&issuer=Nicaragua", asked.replace("4", "5")):
        answer = client.get(f"{other}&limit=1&cursor={cursor}")
        assert answer.status_code == 422, other
        assert [(one["parameter"], one["code"]) for one in answer.json()["errors"]] == [("cursor", "foreign")]


@pytest.mark.parametrize("path", ["/v1/variants", "/v1/quotes/check"])
def test_what_a_body_asks_has_no_parameter_in_the_address(app: FastAPI, path: str) -> None:
    answer = post(app, {"text": "“one two three four five”"}, f"{path}?issuer=Nobody&issuer=None&x=1")
    assert answer.status_code == 422
    told = [(one["parameter"], one["code"]) for one in answer.json()["errors"]]
    assert told == [("issuer", "unknown_parameter"), ("x", "unknown_parameter")]
    assert "give it in the body" in answer.json()["errors"][0]["expected"]


@pytest.mark.parametrize(
    ("asked", "status", "problems"),
    [
        ("", 422, [("text", "required")]),
        ("text=two+words", 422, [("text", "too_short")]),
        (f"text={'word+' * 1_001}", 422, [("text", "too_long")]),
        (f"text=a+b+c&statement={JOINT}", 422, [("text", "conflict")]),
        ("text=a+b+c&paragraph=1", 422, [("paragraph", "conflict")]),
        ("text=a+b+c&version=f3bc98b56e5a", 422, [("version", "conflict")]),
        (f"statement={JOINT}", 422, [("paragraph", "required")]),
        (f"statement={JOINT}&paragraph=0", 422, [("paragraph", "out_of_range")]),
        (f"statement={JOINT}&paragraph=10000", 404, []),
        ("statement=nobody&paragraph=1", 404, []),
        ("text=a+b+c&similarity=0.4", 422, [("similarity", "malformed_value")]),
        ("text=a+b+c&cursor=x", 422, [("cursor", "foreign")]),
        (f"text=a+b+c&cursor={'A' * 40}", 422, [("cursor", "foreign")]),
        ("text=a+b+c&q=x", 422, [("q", "unknown_parameter")]),
    ],
)
def test_what_is_wrong_with_a_reference_is_told(
    client: Client, asked: str, status: int, problems: list[tuple[str, str]]
) -> None:
    answer = client.get(f"/v1/variants?{asked}")
    assert answer.status_code == status, answer.text
    assert [(one["parameter"], one["code"]) for one in answer.json()["errors"]] == problems


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"{", ("", "malformed_value")),
        (b"[" * 100_000, ("", "malformed_value")),
        ([], ("", "malformed_value")),
        ({"text": {}}, ("/text", "malformed_value")),
        ({"text": "a b c", "issuer": ["a", None]}, ("/issuer/1", "malformed_value")),
        ({"txt": "a b c"}, ("/txt", "unknown_parameter")),
        ({"text": "a b \ud800"}, ("/text", "not_utf8")),
        ({"text": "a b"}, ("/text", "too_short")),
        ({"statement": "x", "paragraph": 1.5}, ("/paragraph", "malformed_value")),
        ({"statement": "x", "paragraph": 0.0}, ("/paragraph", "out_of_range")),
    ],
)
def test_a_body_is_read_strictly(app: FastAPI, body: Any, problem: tuple[str, str]) -> None:
    answer = post(app, body, "/v1/variants")
    assert answer.status_code == 422, answer.text
    assert [(one["parameter"], one["code"]) for one in answer.json()["errors"]] == [problem]


@pytest.mark.parametrize("wrong", [None, {}, True, [None], 2.5])
def test_every_member_has_the_type_that_is_documented(app: FastAPI, wrong: Any) -> None:
    answer = post(app, {one.name: wrong for one in VARIANTS}, "/v1/variants")
    assert answer.status_code == 422
    told = [(one["parameter"], one["code"]) for one in answer.json()["errors"]]
    places = [f"/{one.name}" + "/0" * (one.repeatable and isinstance(wrong, list)) for one in VARIANTS]
    assert told == [(place, "malformed_value") for place in places]


def test_a_large_body_is_refused(app: FastAPI) -> None:
    answer = post(app, b" " * (256 * 1024 + 1), "/v1/variants")
    assert answer.status_code == 413
    assert answer.json()["detail"] == "The body may have at most 262,144 bytes. Send less text at a time."


@pytest.mark.parametrize(
    "wording", ["of the", "the", "to be or not to be of the and in", "word " * 1_000, "'; <script>"]
)
def test_any_wording_is_answered_in_time(client: Client, wording: str) -> None:
    timeline = client.get(f"/v1/timeline?wording={quote(wording)}")
    assert timeline.status_code == 200, timeline.text
    assert not timeline.json()["partial"]
    forms = client.get(f"/v1/variants?text={quote(wording + ' of the to')}")
    assert forms.status_code in (200, 422)
