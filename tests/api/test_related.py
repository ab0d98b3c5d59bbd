"""What stands beside a statement: its series by date and by ``series.yaml``, its other issues, citations both ways."""

import html
import json
import random
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.app.agents.tool_arguments import ToolArguments
from pincite.app.answering.citing import name_as_instrument
from pincite.app.answering.in_series import find_predecessor
from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from pincite.index.query.same_words import LIKENESS, measure_likeness
from tests.api.test_quote_checking import post
from tests.conftest import Client

WORDS = [f"word{number}" for number in random.Random(19).sample(range(10_000), 400)]
DATES = {
    "m1": "2018-06-02",
    "m2": "2019-06-01",
    "tie-a": "2020-05-05",
    "tie-b": "2020-05-05",
    "tie-c": "2020-05-05",
    "year": "2020",
    "m3": "2021-01-01",
    "later": "2021-03-01/2021-03-09",
}
BY_DATE = ["m1", "m2", "year", "tie-a", "tie-b", "tie-c", "m3", "later"]
"""The series by the first day of each date, ties by id."""
CITING = """# {title}

Singapore, 2 June 2018

The ministers reaffirmed the Panmunjom Declaration and UN Security Council resolution 1718 (2006). They met & talked.
"""


def _line(identity: str, words: list[str], **more: object) -> dict[str, object]:
    return {"id": identity, "title": f"Title of {identity}", "paragraphs": [" ".join(words)], **more}


def _nearly(words: list[str], changed: int) -> list[str]:
    return [f"other{at}" if at < changed else word for at, word in enumerate(words)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("related")
    lines = [_line(identity, [identity, "met"], date=date, series="Meetings") for identity, date in DATES.items()]
    lines += [_line("undated", ["nothing"], series="Meetings"), _line("alone", ["alone"], date="2020")]
    lines += [
        _line("readout", WORDS),
        _line("transcript", _nearly(WORDS, 20)),
        _line("tenth", _nearly(WORDS, 40)),
        _line("fifth", _nearly(WORDS, 80)),
        {**_line("split", []), "paragraphs": [" ".join(WORDS[:200]), " ".join(WORDS[200:])]},
        _line("formula-1", WORDS[:10]),
        _line("formula-2", WORDS[:10]),
    ]
    lines.append({"id": "pan", "title": "Panmunjom Declaration for Peace", "paragraphs": ["There will be no war."]})
    (folder / "lines.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    (folder / "meeting.md").write_text(CITING.format(title="A meeting"))
    home = folder / "var"
    assert main(["ingest", str(folder / "lines.jsonl"), str(folder / "meeting.md"), "--home", str(home)]) == 0
    return home


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[Client]:
    app = create_app(Settings(home=home))
    yield Client(app)
    app.state.holder.close()


def whole_of(client: Client, identity: str) -> dict[str, Any]:
    """Ask until time allows everything: the machine may be busy."""
    for _ in range(20):
        found: dict[str, Any] = client.json(f"/v1/statements/{identity}")
        if not found["incomplete"]:
            break
    return found


def page_of(client: Client, path: str) -> str:
    pages = (client.get(path).text for _ in range(20))
    return next(text for text in pages if "ran out of time" not in text)


def beside(client: Client, identity: str) -> tuple[str | None, str | None]:
    found = whole_of(client, identity)["in_series"]
    return tuple(one and one["id"] for one in (found["previous"], found["next"]))


def around(ids: list[str], identity: str) -> tuple[str | None, str | None]:
    at = ids.index(identity)
    return (ids[at - 1] if at else None), (ids[at + 1] if at + 1 < len(ids) else None)


def test_a_series_goes_by_date_and_both_ways_alike(client: Client) -> None:
    for identity in BY_DATE:
        assert beside(client, identity) == around(BY_DATE, identity), identity


def test_without_a_date_or_a_series_there_is_no_neighbour(client: Client) -> None:
    assert beside(client, "undated") == beside(client, "alone") == (None, None)


def test_a_series_file_wins_over_dates(client: Client, home: Path) -> None:
    path = home / "series.yaml"
    path.write_text("Anything:\n- m3\n- gone\n- m1\n- undated\n- meeting.md\n")
    try:
        listed = ["m3", "m1", "undated", "meeting"]
        for identity in listed:
            assert beside(client, identity) == around(listed, identity), identity
        assert beside(client, "m2") == ("m1", "year")
        page = page_of(client, "/statements/undated")
        assert page.index("/statements/m1") < page.index("/statements/meeting")
        path.write_text("Anything: m3\n")
        assert beside(client, "m3") == around(BY_DATE, "m3")
    finally:
        path.unlink()
    assert beside(client, "m3") == around(BY_DATE, "m3")


def test_a_predecessor_is_one_function(home: Path) -> None:
    app = create_app(Settings(home=home))
    archive = app.state.holder.get()
    for identity in BY_DATE:
        found = find_predecessor(archive.statement(identity).heading, archive.search, archive.order.read())
        assert (found and found.id) == around(BY_DATE, identity)[0]
    app.state.holder.close()


def test_nearly_the_same_words_were_issued_also(client: Client) -> None:
    found = whole_of(client, "readout")["issued_also"]
    assert [(one["statement"]["id"], one["likeness"]) for one in found] == [
        ("split", 1.0),
        ("transcript", 0.95),
        ("tenth", 0.9),
    ]
    page = page_of(client, "/statements/readout")
    assert "Issued also as" in page
    assert "95 % of the words" in page
    for identity in ("formula-1", "m1", "meeting"):
        assert whole_of(client, identity)["issued_also"] == []
        assert "Issued also as" not in page_of(client, f"/statements/{identity}")


ONCE = "reissues=once"
REISSUES = {"split", "transcript", "tenth"}


def whole_search(client: Client, path: str) -> dict[str, Any]:
    """Ask until all is counted: the first search of a commit may run out of time."""
    for _ in range(40):
        found: dict[str, Any] = client.json(path)
        if not found.get("partial") and not found.get("incomplete"):
            break
    return found


def test_the_same_words_are_counted_once(client: Client) -> None:
    every = {one["id"] for one in whole_search(client, "/v1/statements?limit=100")["statements"]}
    first = {one["id"] for one in whole_search(client, f"/v1/statements?limit=100&{ONCE}")["statements"]}
    assert every - first == REISSUES
    word = WORDS[100]
    counts = "facet=language&histogram=year&group=statement"
    found = whole_search(client, f"/v1/search?q={word}&{counts}&{ONCE}")
    assert (found["paragraphs"], found["statements"]) == (2, 2)
    assert {hit["statement"]["id"] for hit in found["hits"]} == {"readout", "fifth"}
    assert found["facets"]["language"]["missing"] == {"paragraphs": 2, "statements": 2}
    assert (found["histogram"]["unknown"]["paragraphs"], found["histogram"]["unknown"]["statements"]) == (2, 2)
    assert whole_search(client, f"/v1/search?q={word}&{counts}&reissues=all")["statements"] == 5


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("/v1/export?format=ndjson&q={}", lambda text: text.count("\n")),
        ("/v1/timeline?wording={}", lambda text: json.loads(text)["series"][0]["statements"]),
        ("/v1/variants?text={}", lambda text: json.loads(text)["statements"]),
    ],
)
def test_every_resource_with_filters_takes_it(client: Client, path: str, counts: Any) -> None:
    whole_search(client, f"/v1/search?{ONCE}")
    asked = path.format("%20".join(WORDS[100:103]))
    assert [counts(client.get(f"{asked}&reissues={value}").text) for value in ("all", "once")] == [5, 2]


def test_checks_of_quotations_and_tools_take_it(client: Client) -> None:
    whole_search(client, f"/v1/search?{ONCE}")
    quote = " ".join(WORDS[100:110])
    for value, statements in (("all", 5), ("once", 2)):
        (checked,) = post(client._app, {"quotes": [quote], "reissues": [value]}).json()["quotes"]
        assert checked["statements"] == statements
        assert checked["elsewhere"] == 5 - statements
        found = post(client._app, {"text": quote, "reissues": value}, "/v1/variants").json()
        assert found["statements"] == statements
    arguments = ToolArguments({"filters": {"reissues": "once"}}, "filters")
    assert arguments.filters() == [("reissues", "once")]
    arguments.finish()


def test_a_walk_with_it_has_each_text_once(client: Client) -> None:
    whole_search(client, f"/v1/search?{ONCE}")
    address, found = f"/v1/search?cursor=*&limit=2&group=statement&sort=oldest&{ONCE}", list[str]()
    while address:
        page = client.json(address)
        found += [hit["statement"]["id"] for hit in page["hits"]]
        address = page["next"] and page["next"].partition("8000")[2]
    assert len(found) == len(set(found)) == whole_search(client, f"/v1/search?{ONCE}&group=statement")["statements"]
    assert not REISSUES & set(found)


def test_other_values_are_refused(client: Client) -> None:
    answer = client.get("/v1/search?reissues=one")
    (problem,) = answer.json()["errors"]
    assert answer.status_code == 422
    assert (problem["code"], problem["mend"]) == ("unknown_value", "once")


def test_pages_say_what_is_counted(client: Client) -> None:
    whole_search(client, f"/v1/search?{ONCE}")
    page = page_of(client, f"/?q={WORDS[100]}&{ONCE}")
    assert "same words counted once" in page
    assert '<option value="once" selected>Count the first issue</option>' in page
    assert "/statements/fifth" in page
    assert "/statements/tenth" not in page
    beside = html.unescape(page_of(client, f"/statements/readout?q={WORDS[100]}&reissues=all"))
    (link,) = re.findall(r'href="([^"]+)">Search with the same words counted once', beside)
    assert link == f"/?q={WORDS[100]}&{ONCE}"
    nothing = page_of(client, f"/?q={WORDS[100]}&statement=tenth&{ONCE}")
    assert "same words counted once" in nothing


def test_the_command_line_counts_once(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", WORDS[100], "--reissues", "once", "--json", "--home", str(home)]) == 0
    assert json.loads(capsys.readouterr().out)["statements"] == 2


def test_what_is_withdrawn_hides_no_other_issue(tmp_path: Path) -> None:
    (tmp_path / "lines.jsonl").write_text("".join(json.dumps(_line(name, WORDS)) + "\n" for name in "abc"))
    home = tmp_path / "var"
    assert main(["ingest", str(tmp_path / "lines.jsonl"), "--home", str(home)]) == 0
    app = create_app(Settings(home=home))
    engine = app.state.holder.get().engine
    for gone, left in (("", "a"), ("a", "b"), ("b", "c")):
        if gone:
            assert main(["withdraw", gone, "--reason", "an error", "--home", str(home)]) == 0
            engine.look()
        for _ in range(100):
            found = whole_search(Client(app), f"/v1/search?{ONCE}")
            if [hit["statement"]["id"] for hit in found["hits"]] == [left]:
                break
            time.sleep(0.1)
        assert [hit["statement"]["id"] for hit in found["hits"]] == [left]
    assert main(["verify", "--home", str(home)]) == 0
    app.state.holder.close()


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12))
@settings(max_examples=100)
def test_likeness_is_that_of_the_longest_common_words(left: list[str], right: list[str]) -> None:
    lengths = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            longest = max(lengths[i][j + 1], lengths[i + 1][j])
            lengths[i + 1][j + 1] = lengths[i][j] + 1 if one == other else longest
    exact = 2 * lengths[-1][-1] / (len(left) + len(right)) if left or right else 0.0
    assert measure_likeness(left, right) == pytest.approx(exact if exact >= LIKENESS else 0.0)


def test_instruments_are_cited_both_ways(client: Client) -> None:
    whole = whole_of(client, "meeting")
    cites = {one["name"]: one for one in whole["cites"]}
    assert set(cites) == {"Panmunjom Declaration", "UN Security Council resolution 1718"}
    (text,) = {one["text"] for one in whole["paragraphs"] if "ministers" in one["text"]}
    for one in cites.values():
        start, end = one["range"]
        assert text[start:end].startswith(one["name"])
    assert cites["UN Security Council resolution 1718"]["address"].startswith("https://")
    cited = whole_of(client, "pan")["cited_by"]
    assert (cited["name"], cited["count"]) == ("Panmunjom Declaration", 1)
    assert [one["id"] for one in cited["statements"]] == ["meeting"]
    assert whole_of(client, "m1")["cited_by"] is None
    assert "Cited by" in page_of(client, "/statements/pan")


def test_instruments_in_the_text_are_links(client: Client) -> None:
    page = page_of(client, "/statements/meeting?q=declaration+resolution")
    found = re.findall(r'<a class="ref" href="([^"]+)"[^>]*>(.*?)</a>', page)
    cites = {one["name"]: one for one in whole_of(client, "meeting")["cites"]}
    assert len(found) == 2
    for address, words in found:
        name = html.unescape(re.sub("<[^>]+>", "", words)).removesuffix(" (2006)")
        assert html.unescape(address) == (cites[name]["address"] or "/?instrument=Panmunjom%20Declaration")
    assert "Panmunjom <mark>Declaration</mark></a>" in page
    assert "They met &amp; talked." in page


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Panmunjom Declaration", "Panmunjom Declaration"),
        ("The Panmunjom Declaration for Peace", "Panmunjom Declaration"),
        ("Statement on the Panmunjom Declaration", None),
        ("Panmunjom Declaration Anniversary Remarks", None),
        ("A treaty", None),
    ],
)
def test_a_title_is_an_instrument_or_speaks_of_one(title: str, name: str | None) -> None:
    assert name_as_instrument(title) == name
