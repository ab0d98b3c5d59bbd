"""A new field of metadata and a new facet, in a copy of the tree: few files change, and all that speaks knows them."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent

FIELD: Mapping[str, tuple[tuple[str, str], ...]] = {
    "index/values/heading.py": (
        ("    event: str | None = None\n", "    event: str | None = None\n    venue: str | None = None\n"),
        (
            '    HeadingField("event", "text", "Event"),\n',
            '    HeadingField("event", "text", "Event"),\n    HeadingField("venue", "text", "Venue"),\n',
        ),
    ),
    "app/api/schemas.py": (("    event: str | None\n", "    event: str | None\n    venue: str | None\n"),),
    "app/api/answers.py": (("event=heading.event,\n", "event=heading.event,\n        venue=heading.venue,\n"),),
}
FACET: Mapping[str, tuple[tuple[str, str], ...]] = {
    "index/values/heading.py": (('"text", "Venue")', '"text", "Venue", "venue")'),),
    "index/values/fields.py": (
        ('    Facet("year",', '    Facet("venue", "Venue", lambda h: _one(h.venue), "Old Hall"),\n    Facet("year",'),
    ),
}
ASKED = """
import asyncio, contextlib, io, json, sys
import httpx
import pincite
from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings

folder, *queries = sys.argv[1:]
assert main(["ingest", f"{folder}/seeds", "--home", f"{folder}/var"]) == 0

def said(*arguments):
    held = io.StringIO()
    with contextlib.redirect_stdout(held):
        assert main([*arguments, "--home", f"{folder}/var"]) == 0, arguments
    return held.getvalue()

async def answers(app):
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return [(await client.get(url)).text for url in queries]

app = create_app(Settings(home=f"{folder}/var"))
told = asyncio.run(answers(app))
app.state.holder.close()
said("dump", f"{folder}/all.dump")
shown, exported = said("show", "a"), said("export", "treaty")
print(json.dumps({"from": pincite.__path__[0], "urls": told, "show": shown, "csv": exported}))
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for package in ("pincite", "index", "app"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / "tree" / package, symlinks=True, ignore=ignored)
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.txt").write_text("The treaty stands.\n")
    (seeds / "a.yaml").write_text("id: a\ntitle: One\nvenue: Old Hall\n")
    (seeds / "b.jsonl").write_text(json.dumps({"id": "b", "title": "Two", "paragraphs": ["No treaty."]}) + "\n")
    return tmp_path / "tree"


def change(tree: Path, edits: Mapping[str, tuple[tuple[str, str], ...]]) -> None:
    for name, pairs in edits.items():
        text = (tree / name).read_text(encoding="utf-8")
        for old, new in pairs:
            assert text.count(old) == 1, (name, old)
            text = text.replace(old, new)
        (tree / name).write_text(text, encoding="utf-8")


def ask(tree: Path, *urls: str) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-c", ASKED, str(tree.parent), *urls]
    done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert str(found["from"]).startswith(str(tree))
    return found


def test_a_field_needs_four_files_at_most(tree: Path) -> None:
    assert len(FIELD) <= 4
    change(tree, FIELD)
    found = ask(tree, "/v1/search?q=stands", "/statements/a", "/v1/export?q=stands&format=ndjson")
    api, page, lines = found["urls"]
    assert json.loads(api)["hits"][0]["statement"]["venue"] == "Old Hall"
    assert "Venue" in page
    assert "Old Hall" in page
    assert json.loads(lines)["venue"] == "Old Hall"
    assert "venue: Old Hall" in str(found["show"])
    assert "venue" in str(found["csv"]).splitlines()[0].split(",")
    dumped = (tree.parent / "all.dump").read_text(encoding="utf-8")
    assert '"venue":"Old Hall"' in dumped.replace(": ", ":")


def test_a_facet_needs_two_files_at_most(tree: Path) -> None:
    assert len(FACET) <= 2
    change(tree, FIELD)
    change(tree, FACET)
    urls = ("/v1/search?facet=venue", "/v1/search?venue=Old+Hall", "/v1/search?q=venue:hall", "/?q=treaty")
    counted, filtered, worded, page = map(str, ask(tree, *urls)["urls"])
    facet = json.loads(counted)["facets"]["venue"]
    assert [(one["value"], one["paragraphs"]) for one in facet["buckets"]] == [("Old Hall", 1)]
    assert facet["missing"]["paragraphs"] == 1
    assert json.loads(filtered)["paragraphs"] == json.loads(worded)["paragraphs"] == 1
    assert "Old Hall" in page
