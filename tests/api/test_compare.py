"""``GET /v1/compare`` and ``pincite compare``: two statements, a statement and its predecessor, two versions."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from pincite.app.answering.parameters import COMPARISON
from pincite.app.answering.side_by_side import compare_sides
from pincite.app.cli import main
from pincite.app.dependencies import open_archive
from pincite.app.main import create_app
from pincite.app.settings import Settings
from pincite.index.query.cost import LIGHT
from pincite.index.query.deadline import Deadline
from tests.aligning.pairs import edit
from tests.conftest import Client
from tests.unit.test_side_by_side import check_given_back

KEPT = "The alliance between both nations is ironclad, and it has been so for seventy years."
BEFORE = "The ministers will meet again in Seoul in the spring of the next year."
AFTER = BEFORE.replace("Seoul", "Washington")
DINED = "They dined together on the river, and toasts were given by both of them."
TEXTS = {
    "one": [KEPT, BEFORE, DINED],
    "two": [KEPT, AFTER],
    "three": [AFTER, "Der Ausschuss tagte gestern in Genf.", KEPT],
}


@dataclass(frozen=True)
class Shelf:
    """An archive with a series of three, a statement of two versions, and a withdrawn one."""

    client: Client
    home: Path


def ingest(folder: Path, lines: list[dict[str, Any]]) -> None:
    path = folder / "lines.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert main(["ingest", str(path), "--home", str(folder / "var")]) == 0


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("compared")
    series: list[dict[str, Any]] = [
        {"id": name, "title": f"Statement {name}", "date": f"201{year}-05-22", "series": "Talks", "paragraphs": texts}
        for year, (name, texts) in enumerate(TEXTS.items())
    ]
    lone: dict[str, Any] = {"id": "a%2fb", "title": "Lone \x1b[31m", "paragraphs": [BEFORE], "series": "Undated"}
    withdrawn = {"id": "gone", "title": "Gone", "paragraphs": [KEPT]}
    ingest(folder, [*series, lone, withdrawn])
    ingest(folder, [*series, lone | {"paragraphs": [AFTER]}, withdrawn])
    assert main(["withdraw", "gone", "--reason", "By order.", "--home", str(folder / "var")]) == 0
    app = create_app(
        Settings(home=folder / "var", url="https://archive.example.org"), partial(open_archive, watch=True)
    )
    yield Shelf(Client(app), folder / "var")
    app.state.holder.close()


@pytest.mark.parametrize(("left", "right"), [("one", "two"), ("two", "three"), ("three", "one"), ("two", "two")])
def test_rows_give_both_texts_back(shelf: Shelf, left: str, right: str) -> None:
    found = shelf.client.json(f"/v1/compare?left={left}&right={right}")
    check_given_back(found, TEXTS[left], TEXTS[right])
    assert (found["left"]["statement"]["id"], found["right"]["statement"]["id"]) == (left, right)


def test_the_rows_say_what_became_of_each_paragraph(shelf: Shelf) -> None:
    found = shelf.client.json("/v1/compare?left=one&right=two")
    assert [(row["kind"], row["left"], row["right"]) for row in found["rows"]] == [
        ("same", [1], [1]),
        ("changed", [2], [2]),
        ("left_only", [3], []),
    ]
    assert found["rows"][1]["words"][1:3] == [
        {"op": "delete", "text": "Seoul"},
        {"op": "insert", "text": "Washington"},
    ]
    assert found["summary"] == "1 paragraph the same, 1 reworded, 1 dropped"
    assert (found["remark"], found["coarse"], found["left"]["paragraphs"]) == (None, False, 3)


@pytest.mark.parametrize(
    ("asked", "left", "right"),
    [("left=three", "three", "two"), ("right=three", "two", "three"), ("right=two&left=", "one", "two")],
)
def test_the_side_left_out_is_the_predecessor(shelf: Shelf, asked: str, left: str, right: str) -> None:
    found = shelf.client.json(f"/v1/compare?{asked}")
    assert (found["left"]["statement"]["id"], found["right"]["statement"]["id"]) == (left, right)
    check_given_back(found, TEXTS[left], TEXTS[right])


def test_two_versions_and_the_addresses_of_both(shelf: Shelf) -> None:
    versions = [one["version"] for one in shelf.client.json("/v1/statements/a%252fb")["versions"]]
    asked = f"left=a%252fb&left_version={versions[0]}&right={quote('https://x.org/statements/a%252fb', safe='')}"
    found = shelf.client.json(f"/v1/compare?{asked}")
    assert [row["kind"] for row in found["rows"]] == ["changed"]
    assert [(found[side]["version"], found[side]["current"]) for side in ("left", "right")] == [
        (versions[0], False),
        (versions[1], True),
    ]
    for link in (found["url"], found["text_url"], found["left"]["url"], found["left"]["api_url"]):
        assert shelf.client.get(link.removeprefix("https://archive.example.org")).status_code == 200, link
    address = quote(found["left"]["url"], safe="")
    assert shelf.client.json(f"/v1/compare?left={address}&right=a%252fb")["rows"] == found["rows"]


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("left=one", 422, "no_predecessor"),
        ("right=a%252fb", 422, "no_predecessor"),
        ("", 422, "no_statement"),
        ("left=nobody&right=one", 404, None),
        ("left=one&right=nobody", 404, None),
        ("right=nobody", 404, None),
        ("left=one&left_version=000000000000&right=two", 404, None),
        ("left=gone&right=one", 410, None),
        ("right=gone", 410, None),
        ("left=one&right=two&left_version=xyz", 422, "malformed_value"),
        ("left=one&rihgt=two", 422, "unknown_parameter"),
    ],
)
def test_what_cannot_be_compared(shelf: Shelf, asked: str, status: int, code: str | None) -> None:
    answer = shelf.client.get(f"/v1/compare?{asked}")
    assert answer.status_code == status, answer.text
    assert [one["code"] for one in answer.json()["errors"]][:1] == ([code] if code else [])


def test_why_there_is_no_predecessor(shelf: Shelf) -> None:
    says = [
        shelf.client.get(f"/v1/compare?right={name}").json()["errors"][0]["expected"] for name in ("one", "a%252fb")
    ]
    assert says[0].endswith("the other one is the first of its series")
    assert says[1].endswith("the other one has no date")


@pytest.mark.parametrize(
    ("accept", "more", "is_text"),
    [
        ("text/plain", "", True),
        ("application/json;q=0.2, text/plain;q=0.8", "", True),
        ("*/*", "", False),
        ("text/plain", "&format=json", False),
        ("application/json", "&format=text", True),
        ("text/plain;q=abc", "", True),
    ],
)
def test_the_format_is_chosen_by_name_or_by_the_header(shelf: Shelf, accept: str, more: str, is_text: bool) -> None:
    answer = shelf.client.get(f"/v1/compare?left=one&right=two{more}", accept=accept)
    wanted = "text/plain; charset=utf-8" if is_text else "application/json"
    assert answer.headers["content-type"] == wanted
    assert "Accept" in answer.headers["vary"].split(", ")
    assert ("[-Seoul-]{+Washington+}" in answer.text) is is_text
    again = shelf.client.get(
        f"/v1/compare?left=one&right=two{more}", accept=accept, if_none_match=answer.headers["etag"]
    )
    assert again.status_code == 304


def test_it_is_described_with_an_example_for_each_parameter(shelf: Shelf) -> None:
    described = shelf.client.json("/openapi.json")["paths"]["/v1/compare"]["get"]
    assert {one["name"] for one in described["parameters"]} == {one.name for one in COMPARISON}
    assert set(described["responses"]["200"]["content"]) == {"application/json", "text/plain"}
    assert {"404", "410", "422", "503"} <= set(described["responses"])


def test_long_statements_wait_for_their_turn(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"{KEPT} Item {number}." for number in range(200)]
    ingest(tmp_path, [{"id": "long", "title": "Long", "paragraphs": texts}])
    app = create_app(Settings(home=tmp_path / "var"))
    admitted: list[int] = []
    lanes, enter = app.state.lanes, app.state.lanes.admitted

    def admit(cost: int, deadline: Deadline) -> object:
        admitted.append(cost)
        return enter(cost, deadline)

    monkeypatch.setattr(lanes, "admitted", admit)
    client = Client(app)
    assert client.json("/v1/compare?left=long&right=long")["summary"] == "200 paragraphs the same"
    assert client.json("/v1/compare?left=long&right=long&limit=20")["summary"] == "20 paragraphs the same"
    app.state.holder.close()
    assert admitted[0] >= LIGHT > admitted[1]


def test_too_long_texts_are_refused_in_time_and_a_part_is_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(3)
    texts = [f"{KEPT} {rng.random()} {rng.random()}" for _ in range(300)]
    ingest(
        tmp_path,
        [
            {"id": name, "title": name, "paragraphs": some}
            for name, some in (("long", texts), ("longer", [edit(rng, text, 0.2) for text in texts]))
        ],
    )
    app = create_app(Settings(home=tmp_path / "var"))
    client = Client(app)
    with monkeypatch.context() as patched:
        patched.setattr(
            "pincite.app.dependencies.comparing_sides.compare_sides",
            lambda left, right, asked, _: compare_sides(left, right, asked, Deadline(0)),
        )
        answer = client.get("/v1/compare?left=long&right=longer")
    assert answer.status_code == 422
    (problem,) = answer.json()["errors"]
    assert (problem["parameter"], problem["code"]) == ("limit", "too_large")
    found = client.json(f"/v1/compare?left=long&right=longer&limit={problem['mend']}&left_from=11&right_from=11")
    assert found["rows"][0]["left"] == [11]
    assert len(found["rows"]) == int(problem["mend"])
    app.state.holder.close()


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = main(["compare", *arguments])
    out, errors = capsys.readouterr()
    return code, out, errors


def test_the_command_prints_what_the_api_says(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    home = ("--home", str(shelf.home))
    for arguments, address in ((("one", "two"), "left=one&right=two"), (("three",), "right=three")):
        code, out, _ = told(capsys, *arguments, "--json", *home)
        assert code == 0
        wanted = shelf.client.json(f"/v1/compare?{address}")
        assert json.loads(out)["rows"] == wanted["rows"]
        assert json.loads(out)["left"]["statement"]["id"] == wanted["left"]["statement"]["id"]
    code, out, _ = told(capsys, "one", "two", "--limit", "2", *home)
    assert code == 0
    assert "1 paragraph the same, 1 reworded." in out
    assert "[-Seoul-]{+Washington+}" in out
    assert "\x1b" not in out


def test_the_command_refuses_as_the_api_does(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    home = ("--home", str(shelf.home))
    for arguments, says in (
        (("one",), "--left: expected the id of a statement"),
        (("one", "nobody"), "nobody"),
        (("one", "gone"), "By order."),
        (("one", "two", "--limit", "0"), "--limit: expected a whole number"),
    ):
        code, out, errors = told(capsys, *arguments, *home)
        assert (code, out) == (2, "")
        assert says in errors


def test_a_terminal_gets_colours_and_no_orders(
    shelf: Shelf, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr("pincite.app.cli.pairing.sys.stdout.isatty", lambda: True)
    _, out, _ = told(capsys, "a%2fb", "two", "--home", str(shelf.home))
    assert "\x1b[32m{+" in out
    assert "Lone \\x1b[31m" in out
    monkeypatch.setenv("NO_COLOR", "1")
    _, out, _ = told(capsys, "a%2fb", "two", "--home", str(shelf.home))
    assert "\x1b" not in out
