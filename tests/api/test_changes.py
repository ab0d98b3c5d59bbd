"""Changed after publication: the list of changes, its feed, the page of differences, and what old versions say."""

import html
import json
import os
import random
import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Tree

import pytest

from pincite.app.cli import main
from pincite.app.dependencies import open_archive
from pincite.app.main import create_app
from pincite.app.settings import Settings
from pincite.index.query.cost import LIGHT
from pincite.index.query.deadline import Deadline
from tests.aligning.pairs import build_pair
from tests.conftest import Client

EDITS = 200 if os.environ.get("PINCITE_TORTURE") == "1" else 20
BASE = "https://archive.example.org"
Texts = tuple[str, ...]


@dataclass(frozen=True)
class Edited:
    """An archive of statements that were ingested twice: their texts before and after, by id."""

    client: Client
    home: Path
    before: dict[str, Texts]
    after: dict[str, Texts]


def write(path: Path, texts: dict[str, Texts], **more: str) -> None:
    lines = (
        {"id": name, "title": f"Title of {name}", "paragraphs": list(some), **more} for name, some in texts.items()
    )
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def ingest(folder: Path, texts: dict[str, Texts]) -> None:
    write(folder / "lines.jsonl", texts)
    assert main(["ingest", str(folder / "lines.jsonl"), "--home", str(folder / "var")]) == 0


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edited]:
    folder = tmp_path_factory.mktemp("edited")
    pairs = {f"s{seed:03}": build_pair(random.Random(seed)) for seed in range(EDITS)}
    before = {name: tuple(filter(None, pair.left)) for name, pair in pairs.items()}
    after = {name: tuple(filter(None, pair.right)) for name, pair in pairs.items()}
    ingest(folder, before | {"same": ("It stays.",)})
    ingest(folder, after | {"same": ("It stays.",)})
    app = create_app(
        Settings(home=folder / "var", url="https://archive.example.org"), partial(open_archive, watch=True)
    )
    yield Edited(Client(app), folder / "var", before, after)
    app.state.holder.close()


def walk(client: Client, url: str) -> Iterator[dict[str, Any]]:
    following: str | None = url
    while following:
        page = client.json(following)
        yield from page["changes"]
        following = page["next"]


def without_blanks(text: str) -> str:
    return "".join(text.split())


def sides(change: dict[str, Any]) -> tuple[dict[int, str], dict[int, str]]:
    """Put both texts together again from the rows."""
    found: tuple[dict[int, str], dict[int, str]] = ({}, {})
    for row in change["rows"]:
        for side, other, texts in (("left", "insert", found[0]), ("right", "delete", found[1])):
            text = "".join(run["text"] for run in row["words"] if run["op"] != other)
            for number in row[side]:
                assert number not in texts
            if row[side]:
                texts[row[side][0]] = text
    return found


def test_changes_give_both_texts_back(edited: Edited) -> None:
    changes = list(walk(edited.client, "/v1/changes?limit=7"))
    assert sorted(change["statement"]["id"] for change in changes) == sorted(
        name for name in edited.before if edited.before[name] != edited.after[name]
    )
    for change in changes:
        name = change["statement"]["id"]
        left, right = sides(change)
        assert "\n".join(right[number] for number in sorted(right)) == "\n".join(edited.after[name])
        joined = "".join(left[number] for number in sorted(left))
        assert without_blanks(joined) == without_blanks("".join(edited.before[name]))
        kept = {side: sorted(n for row in change["rows"] for n in row[side]) for side in ("left", "right")}
        assert kept["left"] == list(range(1, len(edited.before[name]) + 1))
        assert kept["right"] == list(range(1, len(edited.after[name]) + 1))


SAYS = re.compile(
    r'id="p(\d+)">.*?<p class="quiet small since">(?:<a href="[^"#]*(?:#p(\d+))?">)?([^<]*?)(?:</a>)?(?: · |</p>)',
    re.DOTALL,
)


def test_an_old_version_says_of_each_paragraph_what_is_true(edited: Edited) -> None:
    asked = 0
    for name, texts in edited.before.items():
        if texts == edited.after[name]:
            continue
        versions = edited.client.json(f"/v1/statements/{name}")["versions"]
        page = edited.client.get(f"/statements/{name}?version={versions[0]['version']}").text
        assert "Compared with the current version" in page.split("<h1")[0]
        found = {int(number): (now, says) for number, now, says in SAYS.findall(page)}
        assert sorted(found) == list(range(1, len(texts) + 1))
        for number, text in enumerate(texts, 1):
            check_truth(found[number], text, edited.after[name])
            asked += 1
    assert asked > 10 * EDITS


def check_truth(found: tuple[str, str], text: str, current: Texts) -> None:
    """Hold what is said of a paragraph to the current text itself."""
    now, says = found[0], html.unescape(found[1])
    if says.startswith("Unchanged"):
        assert current[int(now) - 1] == text
    elif says.startswith("Reworded"):
        assert current[int(now) - 1] != text
    elif says.startswith("Divided"):
        parts = [current[int(number) - 1] for number in re.findall(r"\d+", says)]
        assert len(parts) > 1
        assert set(text.split()) & set(parts[-1].split())
    elif says.startswith("Joined"):
        assert set(text.split()) & set(current[int(now) - 1].split())
        assert current[int(now) - 1] != text
    else:
        assert says == "Dropped since: not in the current version"
        # What repeats may stand elsewhere, once less.
        assert text not in current or current.count(text) < 2 or len(text.split()) < 10


def test_the_current_version_says_that_it_changed(edited: Edited) -> None:
    name = next(name for name, texts in edited.before.items() if texts != edited.after[name])
    page = edited.client.get(f"/statements/{name}").text
    assert re.search(r"Changed after publication: 2 versions, the latest added on \d{1,2} [A-Z][a-z]+ \d{4}\.", page)
    link = re.search(r'href="([^"]+)">See what changed', page)
    assert link is not None
    difference = edited.client.get(html.unescape(link[1]))
    assert difference.status_code == 200
    assert "<del>" in difference.text or "<ins>" in difference.text or "moved" in difference.text
    same = edited.client.get("/statements/same").text
    assert "Changed after publication" not in same
    assert "only version" in edited.client.get("/statements/same/changes").text


def test_both_versions_of_a_difference_are_named_by_digest_and_day(edited: Edited) -> None:
    name = next(name for name, texts in edited.before.items() if texts != edited.after[name])
    versions = edited.client.json(f"/v1/statements/{name}")["versions"]
    page = edited.client.get(f"/statements/{name}/changes").text
    named = dict(re.findall(r"([0-9a-f]{7,}), ([^<]+)<", page))
    assert {one["version"][: len(next(iter(named)))] for one in versions} == named.keys()
    assert all(re.fullmatch(r"\d{1,2} [A-Z][a-z]+ \d{4}", day) for day in named.values()), named


def test_the_links_beside_a_paragraph_lead_to_its_row(edited: Edited) -> None:
    for name in list(edited.before)[:5]:
        version = edited.client.json(f"/v1/statements/{name}")["versions"][0]["version"]
        page = edited.client.get(f"/statements/{name}?version={version}").text
        for link in re.findall(r'href="([^"]+)">See the difference', page):
            path, anchor = html.unescape(link).split("#")
            assert f'id="{anchor}"' in edited.client.get(path).text


def test_the_feed_lists_the_changes(edited: Edited) -> None:
    answer = edited.client.get("/changes.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = Tree.fromstring(answer.content)
    space = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{space}entry")
    listed = list(walk(edited.client, "/v1/changes"))[:50]
    assert [entry.findtext(f"{space}title") for entry in entries] == [one["statement"]["title"] for one in listed]
    assert [entry.findtext(f"{space}summary") for entry in entries] == [one["summary"] for one in listed]
    assert len({entry.findtext(f"{space}id") for entry in entries}) == len(entries)
    links = [link.attrib["href"] for entry in entries for link in entry.findall(f"{space}link")]
    assert links == [f"{BASE}{one['url']}" for one in listed]


def test_changes_can_be_asked_for_since_a_batch_or_a_time(edited: Edited) -> None:
    every = len(list(walk(edited.client, "/v1/changes")))
    batch = edited.client.json("/v1/changes?limit=1")["changes"][0]["right"]["batch"]
    assert len(list(walk(edited.client, f"/v1/changes?changed_since={batch}&limit=50"))) == every
    assert edited.client.json(f"/v1/changes?changed_since={batch + 1}")["changes"] == []
    assert edited.client.json("/v1/changes?changed_since=2999-01-01")["changes"] == []
    assert len(list(walk(edited.client, "/v1/changes?changed_since=2020-01-01&limit=50"))) == every
    assert edited.client.json("/v1/changes?changed_since=9999-12-31T23:59:59-23:59")["changes"] == []
    assert edited.client.json("/v1/changes?changed_since=0001-01-01T00:00:00%2B23:59&limit=1")["changes"] != []


@pytest.mark.parametrize("query", ["cursor=x", "changed_since=soon", "limit=0", "limit=51", "q=x"])
def test_what_is_no_request_is_refused(edited: Edited, query: str) -> None:
    assert edited.client.get(f"/v1/changes?{query}").status_code == 422


def test_a_cursor_of_other_changes_is_refused(edited: Edited) -> None:
    following = edited.client.json("/v1/changes?limit=1")["next"]
    assert edited.client.get(f"{following}&changed_since=1").status_code == 422
    cursor = following.split("cursor=")[1]
    assert edited.client.get(f"/v1/search?cursor={cursor}").status_code == 422


def test_the_command_lists_the_same(edited: Edited, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["changes", "--json", "--home", str(edited.home), "--limit", "3"]) == 0
    found = json.loads(capsys.readouterr().out)["changes"]
    listed = edited.client.json("/v1/changes?limit=3")["changes"]
    assert [(one["statement"]["id"], one["rows"]) for one in found] == [
        (one["statement"]["id"], one["rows"]) for one in listed
    ]
    assert main(["changes", "--home", str(edited.home), "--limit", "3"]) == 0
    told = capsys.readouterr().out
    assert found[0]["summary"] in told
    assert "Next page: `--cursor " in told


def test_a_withdrawn_statement_is_in_no_list(edited: Edited, tmp_path: Path) -> None:
    ingest(tmp_path, {"a": ("One.", "Two."), "b": ("One.",)})
    ingest(tmp_path, {"a": ("One.", "Three."), "b": ("Four.",)})
    home = str(tmp_path / "var")
    assert main(["withdraw", "a", "--reason", "By order.", "--home", home]) == 0
    app = create_app(Settings(home=tmp_path / "var"))
    assert [one["statement"]["id"] for one in Client(app).json("/v1/changes")["changes"]] == ["b"]
    assert Client(app).get("/statements/a/changes").status_code == 410
    app.state.holder.close()


def test_hostile_words_are_escaped(tmp_path: Path) -> None:
    ingest(tmp_path, {"a": ("<b>One</b> & more of the same words.",)})
    ingest(tmp_path, {"a": ("<script>alert(1)</script> & more of the same words.\u000b",)})
    app = create_app(Settings(home=tmp_path / "var"))
    client = Client(app)
    assert "<script>alert" not in client.get("/statements/a/changes").text
    content = Tree.fromstring(client.get("/changes.atom").content).find(".//{http://www.w3.org/2005/Atom}content")
    assert content is not None
    assert "<script" not in (content.text or "")
    app.state.holder.close()


def test_an_old_version_that_is_long_is_compared_when_it_is_its_turn(tmp_path: Path) -> None:
    words = [f"Paragraph {number} of this long statement." for number in range(400)]
    ingest(tmp_path, {"long": tuple(words)})
    ingest(tmp_path, {"long": ("Another beginning.", *words)})
    app = create_app(Settings(home=tmp_path / "var"))
    client = Client(app)
    old = client.json("/v1/statements/long")["versions"][0]["version"]
    with ExitStack() as held:
        for _ in range(2 * (os.cpu_count() or 1)):
            held.enter_context(app.state.lanes.admitted(LIGHT, Deadline()))
        assert client.get(f"/statements/long?version={old}").status_code == 503
        assert client.get("/statements/long").status_code == 200
    assert "Compared with the current version" in client.get(f"/statements/long?version={old}").text
    app.state.holder.close()
