"""``POST /v1/quotes/check`` and the page ``/check``: shape, bounds, hostile bodies, filters."""

import asyncio
import json
import time
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from fastapi import FastAPI

from pincite.app.answering.check_request import SECONDS
from pincite.app.answering.parameters import FILTERS
from tests.conftest import JOINT, Client

FOURTH = (
    "Secretary Mattis reaffirmed that the ironclad U.S. defense commitment to the ROK will continue to be maintained"
)


def post(app: FastAPI, body: Any, path: str = "/v1/quotes/check", **headers: str) -> httpx.Response:
    """Return the answer to a body: bytes as they are, anything else as JSON."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            return await client.post(path, content=content, headers=headers)

    return asyncio.run(ask())


def test_a_text_is_answered_quotation_by_quotation(app: FastAPI, client: Client) -> None:
    text = f'He said “{FOURTH}” and "the {FOURTH[21:].replace("will continue", "will not continue")}".'
    answer = post(app, {"text": text})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    first, second = found["quotes"]
    assert (first["verdict"], second["verdict"]) == ("verbatim", "altered")
    assert text[slice(*first["range"])] == first["quote"] == FOURTH
    assert found["summary"] == {"verbatim": 1, "altered": 1}
    assert (first["paragraphs"], first["statements"], first["partial"]) == (1, 1, False)
    place = first["places"][0]
    assert (place["statement"]["id"], place["paragraph"]["number"]) == (JOINT, 4)
    assert place["text"][slice(*place["marks"][0])] == FOURTH
    assert place["cite"].endswith(f", {place['paragraph']['url']}")
    assert first["first"] == place
    assert client.json(first["url"].replace("/?", "/v1/search?"))["paragraphs"] == 1
    assert second["differences"][0]["kind"] == "negation"
    coverage = found["coverage"]
    assert (coverage["statements"], coverage["from"], coverage["to"]) == (4, "1927-11", "2021-03-04")
    assert answer.headers["cache-control"] == "no-store"


def test_quotations_given_by_themselves_have_no_range(app: FastAPI) -> None:
    found = post(app, {"quotes": [FOURTH.upper(), "x", "no such thing was ever said here"]}).json()["quotes"]
    assert [one["range"] for one in found] == [None] * 3
    assert [one["verdict"] for one in found] == ["typography_differs", "too_short", "not_in_archive"]


def test_filters_hold_as_in_a_search(app: FastAPI) -> None:
    found = post(app, {"quotes": [FOURTH], "issuer": ["Nicaragua"]}).json()
    assert (found["quotes"][0]["verdict"], found["quotes"][0]["elsewhere"]) == ("not_in_archive", 1)
    assert found["coverage"]["statements"] == 1


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        (b"{", [("", "malformed_value")]),
        (b"\xff", [("", "malformed_value")]),
        (b"[" * 100_000, [("", "malformed_value")]),
        ([], [("", "malformed_value")]),
        ({}, [("/text", "conflict")]),
        ({"text": "a", "quotes": ["b"]}, [("/text", "conflict")]),
        ({"text": 1}, [("/text", "malformed_value")]),
        ({"quotes": "a"}, [("/quotes", "malformed_value")]),
        ({"quotes": ["a", 1]}, [("/quotes/1", "malformed_value")]),
        ({"quotes": ["a"] * 201}, [("/quotes", "too_many_values")]),
        ({"quotes": ["a" * 100_001] * 2}, [("/quotes", "too_long")]),
        ({"text": "a" * 200_001}, [("/text", "too_long")]),
        ({"text": '"a" ' * 201}, [("/text", "too_many_values")]),
        (b'{"text": "\\ud800"}', [("/text", "not_utf8")]),
        ({"text": "a", "isuer": ["b"]}, [("/isuer", "unknown_parameter")]),
        ({"text": "a", "a/b~": 1}, [("/a~1b~0", "unknown_parameter")]),
        ({"text": "a", "issuer": [1.5]}, [("/issuer/0", "malformed_value")]),
        ({"text": "a", "issuer": [1]}, [("/issuer/0", "malformed_value")]),
        ({"text": "a", "issuer": "b"}, [("/issuer", "malformed_value")]),
        ({"text": "a", "issuer": None}, [("/issuer", "malformed_value")]),
        ({"text": None}, [("/text", "malformed_value")]),
        ({"text": None, "quotes": ["b"]}, [("/text", "conflict")]),
        ({"text": "a", "date_from": ["yesterday"]}, [("/date_from", "malformed_date")]),
        ({"text": "a", "date_from": ["2018", "2019"]}, [("/date_from", "repeated")]),
        ({"text": 1, "year": ["x"]}, [("/text", "malformed_value"), ("/year", "malformed_value")]),
    ],
)
def test_what_is_wrong_with_a_body_is_told_all_at_once(
    app: FastAPI, body: Any, problems: list[tuple[str, str]]
) -> None:
    answer = post(app, body)
    assert answer.status_code == 422, answer.text
    assert [(one["parameter"], one["code"]) for one in answer.json()["errors"]] == problems


@pytest.mark.parametrize("wrong", [None, 0, "2018", {}, True, [None], [2018]])
def test_every_filter_is_an_array_of_texts(app: FastAPI, wrong: Any) -> None:
    answer = post(app, {"text": "a", **{one.name: wrong for one in FILTERS}})
    assert answer.status_code == 422
    place = "/{}/0" if isinstance(wrong, list) else "/{}"
    told = [(one["parameter"], one["code"]) for one in answer.json()["errors"]]
    assert told == [(place.format(one.name), "malformed_value") for one in FILTERS]


def test_an_unknown_member_is_told_what_there_is(app: FastAPI) -> None:
    [far, near] = post(app, {"text": "a", "zzzzzzzz": 1, "qoutes": []}).json()["errors"]
    assert far["expected"] == "one of text, quotes, or a filter"
    assert "quotes" in near["expected"]


@pytest.mark.parametrize("path", ["/v1/quotes/check", "/check"])
def test_a_body_has_a_bound(app: FastAPI, path: str) -> None:
    answer = post(app, b" " * (2 * 1024 * 1024 + 1), path)
    assert answer.status_code == 413
    assert "body_too_large" in answer.text


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "text",
    [
        "“" * 5_000,
        "“‘" * 2_000 + "deep" + "’”" * 2_000,
        "… " * 5_000,
        "[" * 5_000 + "]" * 5_000,
        "\u202e\u200b" * 5_000,
        "> " * 5_000,
        "<blockquote>" * 5_000,
        "word " * 5_000,
        "the of and to " * 1_250,
        "東" * 5_000,
        "\x00 \x01 a b c d e f",
        "\u0301" * 5_000,
    ],
)
def test_hostile_texts_are_answered(app: FastAPI, text: str) -> None:
    answer = post(app, {"text": text})
    assert answer.status_code == 200, answer.text
    assert not any(one["verdict"] in ("verbatim", "verbatim_with_edits") for one in answer.json()["quotes"])


@pytest.mark.torture
@pytest.mark.parametrize(
    "text",
    [
        f"“{'the … ' * 33_000}”",
        f"“{'[T]he ' * 33_000}”",
        f"“{'the [sic] ' * 19_000}”",
        f"“{'the [x] of ' * 18_000}”",
        f"“{'的' * 199_000}”",
        f"“{'peace treaty commitment ' * 8_000}”",
        "“" + "\u200b".join(FOURTH * 500) + "”",
        "“the people of the United States and of the world” " * 199,
        "> the people of the\n" * 9_999,
    ],
)
def test_the_largest_texts_are_answered_in_time(app: FastAPI, text: str) -> None:
    for size in (59_000, 200_000):
        began = time.process_time()
        answer = post(app, {"text": f"{text[: size - 1]}”"})
        assert answer.status_code == 200, answer.text
        # Three times what a request may take: the machine may be busy.
        assert time.process_time() - began < 3 * SECONDS
    assert all(one["verdict"] or one["partial"] for one in answer.json()["quotes"])


def test_the_page_is_complete_without_scripts(app: FastAPI, client: Client) -> None:
    empty = client.get("/check")
    assert (empty.status_code, "<script>" in empty.text, "<textarea" in empty.text) == (200, False, True)
    form = urlencode({"text": FOURTH.replace("will continue", "will not continue")}).encode()
    page = post(app, form, "/check", **{"content-type": "application/x-www-form-urlencoded"})
    assert page.status_code == 200
    assert "Altered" in page.text
    assert "negation: quoted “not”" in page.text
    assert "<mark>not </mark>" in page.text


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (b'{"text": "a", "text": "b"}', "/text"),
        (b'{"text": "a", "kind": ["x"], "kind": ["y"]}', "/kind"),
        (b'{"text": "a", "a/b": 1, "a/b": 2}', "/a~1b"),
        (b'{"text": {"x": 1, "x": 2}}', "/x"),
        (b'{"te\\u0078t": "a", "text": "b"}', "/text"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/quotes/check", "/v1/variants"])
def test_of_two_members_of_one_name_none_is_dropped(app: FastAPI, path: str, body: bytes, pointer: str) -> None:
    answer = post(app, body, path)
    assert answer.status_code == 422
    assert [(one["parameter"], one["code"]) for one in answer.json()["errors"]] == [(pointer, "repeated")]


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=x", "text/plain", "x"])
def test_the_page_reads_forms_only(app: FastAPI, kind: str) -> None:
    """It would find no text in anything else, and say that nothing is wrong."""
    assert post(app, b'{"text": "a"}', "/check", **{"content-type": kind}).status_code == 422


def test_the_page_escapes_what_is_pasted_and_what_the_archive_has(app: FastAPI) -> None:
    form = urlencode(
        {"text": '+1 <script>alert("text")</script> & "quoted" \'apostrophe\' hostile</textarea>'}
    ).encode()
    page = post(app, form, "/check")
    assert page.status_code == 200
    assert "<script>" not in page.text
    assert page.text.count("</textarea>") == 1


def test_the_page_says_what_is_wrong(app: FastAPI) -> None:
    assert post(app, urlencode({"text": "a" * 200_001}).encode(), "/check").status_code == 422
    assert post(app, b"text=%ff", "/check").status_code == 422
