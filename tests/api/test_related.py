"""What stands beside a statement: its series by date and by ``series.yaml``, its other issues, citations both ways."""

import html
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pincite.app.answering.citing import name_as_instrument
from pincite.app.answering.in_series import find_predecessor
from pincite.app.answering.repeated import LIKENESS, measure_likeness
from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
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
