"""The tools of wordings over time and of comparisons: they answer what the API answers."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from pincite.app.cli import main
from tests.agents.calling import agent_over_http, serving_agents

WORDING = "complete, verifiable and irreversible dismantlement"
TEXTS = {
    2005: ["Both sides met.", f"They called for the {WORDING} of all programmes.", "They will meet again."],
    2010: ["Both sides met.", f"They demanded the {WORDING} of all programmes.", "They will meet again."],
    2020: ["Both sides met in Geneva.", "They spoke of peace.", "They will meet again."],
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("series")
    lines = [
        {"id": f"s{year}", "title": f"Talks of {year}", "date": f"{year}-05-01", "series": "Talks", "paragraphs": texts}
        for year, texts in TEXTS.items()
    ]
    source = folder / "talks.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    home: Path = folder / "var"
    assert main(["ingest", str(source), "--home", str(home)]) == 0
    with serving_agents(home) as (found, _):
        yield found


def call(base: str, name: str, **arguments: Any) -> Any:
    async def run() -> Any:
        async with agent_over_http(base) as client:
            return await client.call_tool(name, arguments)

    return asyncio.run(run())


def said(base: str, path: str, *pairs: tuple[str, str]) -> Any:
    return httpx.get(f"{base}{path}", params=list(pairs), trust_env=False, verify=False).raise_for_status().json()


def test_a_timeline_is_that_of_the_api(base: str) -> None:
    found = call(base, "phrase_timeline", wordings=[WORDING, "peace"], interval="year").structured_content
    api = said(base, "/v1/timeline", ("wording", WORDING), ("wording", "peace"), ("interval", "year"))
    assert found["intervals"] == [bar["name"] for bar in api["bars"]] == ["2005", "2010", "2020"]
    assert found["base"] == [bar["base"]["statements"] for bar in api["bars"]] == [1, 1, 1]
    for ours, theirs in zip(found["series"], api["series"], strict=True):
        assert ours["bars"] == [bar["statements"] for bar in theirs["bars"]]
        assert (ours["name"], ours["statements"]) == (theirs["wording"], theirs["statements"])
        ends = dict.fromkeys(theirs[end]["paragraph"]["url"] for end in ("first", "last"))
        assert [use["url"] for use in ours["uses"]] == [*ends]
        assert all(use["cite"].endswith(use["url"]) for use in ours["uses"])
    assert [one["bars"] for one in found["series"]] == [[1, 1, 0], [0, 0, 1]]


def test_forms_are_those_of_the_api(base: str) -> None:
    text = f"They called for the {WORDING} of all programmes."
    found = call(base, "find_variants", text=text, similarity=0.7, limit=1).structured_content
    rest = call(base, "find_variants", text=text, similarity=0.7, limit=1, cursor=found["cursor"]).structured_content
    assert (found["total"], rest["cursor"]) == (2, None)
    api = said(base, "/v1/variants", ("text", text), ("similarity", "0.7"))
    forms = [*found["results"], *rest["results"]]
    assert [(one["text"], one["statements"]) for one in forms] == [(f["text"], f["statements"]) for f in api["forms"]]
    assert [one["uses"][0]["url"] for one in forms] == [form["first"]["paragraph"]["url"] for form in api["forms"]]
    assert "[-called for-]" in forms[1]["changes"]
    assert "{+demanded+}" in forms[1]["changes"]
    by_id = call(base, "find_variants", id="s2005#p2", similarity=0.7).structured_content
    assert [one["text"] for one in by_id["results"]] == [one["text"] for one in forms]


def test_a_comparison_is_that_of_the_api_without_what_is_the_same(base: str) -> None:
    found = call(base, "compare", right="s2010").structured_content
    api = said(base, "/v1/compare", ("right", "s2010"))
    rows = [row for row in api["rows"] if row["kind"] != "same"]
    assert [(row["kind"], row["left"], row["right"]) for row in found["rows"]] == [
        (row["kind"], row["left"], row["right"]) for row in rows
    ]
    assert found["url"] == api["url"]
    assert (found["left"]["id"].partition("?")[0], found["right"]["id"].partition("?")[0]) == ("s2005", "s2010")
    assert found["says"].startswith("2 paragraphs the same, 1 reworded")
    assert "[-called for-]{+demanded+}" in found["rows"][0]["text"]
    part = call(base, "compare", left=f"{found['left']['id']}#p3", right="s2020#p3", limit=1).structured_content
    assert part["rows"] == []
    assert part["says"].startswith("1 paragraph the same")


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("compare", {"right": "s2005"}, "`left`: expected the id of a statement, because"),
        ("compare", {"left": "s?2005"}, "`left`: expected an id as `search` gives it"),
        ("compare", {}, "`left`: expected the id"),
        ("find_variants", {"text": "two words"}, "`text`: expected a wording of 3 to"),
        ("find_variants", {"text": WORDING, "id": "s2005#p2"}, "`text`: expected either a `text`, or the `id`"),
        ("find_variants", {"text": WORDING, "similarity": 0.1}, "`similarity`: expected"),
        ("find_variants", {}, "`text`: expected either a `text`, or the `id`"),
        ("find_variants", {"id": "s2005"}, "`id`: expected the id of a paragraph, such as ID#p4."),
        ("find_variants", {"id": ["s2005#p1", "s2005#p2"]}, "`text`: expected either"),
        ("phrase_timeline", {"wordings": []}, "`wordings`: expected a wording"),
        ("phrase_timeline", {"wordings": ["a"] * 9}, "`wordings`: expected at most"),
        ("phrase_timeline", {"wordings": ["peace"], "split": "isuer"}, "`split`: expected"),
    ],
)
def test_bad_input_of_these_tools_is_answered_with_a_sentence(
    base: str, name: str, arguments: dict[str, Any], says: str
) -> None:
    found = call(base, name, **arguments)
    assert found.is_error
    assert found.content[0].text.startswith(says)


def test_nothing_is_said_with_what_the_archive_covers(base: str) -> None:
    covers = "The archive holds 3 statements, from 2005-05-01 to 2020-05-01."
    for name, arguments in (("phrase_timeline", {"wordings": ["zzyx"]}), ("find_variants", {"text": "zzyx zzy zzx"})):
        assert call(base, name, **arguments).structured_content["says"].endswith(covers)
    forms = call(base, "find_variants", text="zzyx zzy zzx", similarity=0.75).structured_content["says"]
    assert "Nothing has a similarity of 0.75 or more: try a lower one, or fewer words." in forms
