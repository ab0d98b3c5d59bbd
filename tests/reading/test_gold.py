"""The gold set: text, Markdown, HTML, EPUB and TEI read as somebody read them by hand."""

import importlib.util
import json
from types import ModuleType
from typing import Any

import pytest

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats import epub, html, markdown, plaintext, tei
from pincite.index.reading.formats.port import Format, Options
from tests.conftest import DATA
from tests.reading.fidelity import assert_faithful, read_paragraphs

FOLDER = DATA / "formats"
FORMATS: dict[str, Format] = {
    "txt": plaintext,
    "md": markdown,
    "html": html,
    "wrong-ext": html,
    "epub": epub,
    "tei": tei,
}
DEPARTURES = {
    ("html/energy-gov.html", 0): "the heading 'Nuclear Energy' is a paragraph as its sisters are",
    ("html/epa-gov.html", 0): "a list item that holds a list has words of its own",
    ("tei/frus1927v01-excerpt.xml", 3): "a paragraph or item that holds a list has words of its own",
    ("tei/frus1927v01-excerpt.xml", 4): "a row of a table is a paragraph; so are the words before a table or a list",
    ("txt/DEU_70_2015.txt", 0): "page and document numbers are no paragraphs; the sentence goes on over them",
}
"""Where we read a file otherwise than the gold, and why. Each of its paragraphs is found but what the reason names."""
ENCODINGS = {
    "txt/enc-cp949.txt": "cp949",
    "txt/enc-windows-1252.txt": "windows-1252",
    "txt/enc-utf16le-bom.txt": "utf-16",
}

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the gold set is not beside the project")


def _load_gold() -> list[tuple[str, dict[str, Any]]]:
    if not FOLDER.exists():
        return []
    gold = json.loads((FOLDER / "gold.json").read_text(encoding="utf-8"))
    return [(name, entry) for name, entry in sorted(gold.items()) if name.split("/")[0] in FORMATS]


def _load_score() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", FOLDER / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def read(name: str) -> list[Extract]:
    """Return what the reader of its folder makes of a gold file."""
    reader = FORMATS[name.split("/")[0]]
    raw = (FOLDER / name).read_bytes()
    content = raw if reader.DECODES else raw.decode(ENCODINGS.get(name, "utf-8-sig"))
    return list(reader.extract(content, name, Options()))


@pytest.mark.parametrize(("name", "entry"), _load_gold(), ids=lambda value: value if isinstance(value, str) else "")
def test_gold_file_reads_whole(name: str, entry: dict[str, Any]) -> None:
    score = _load_score()
    extracts = read(name)
    assert len(extracts) == len(entry["documents"])
    for number, (gold, extract) in enumerate(zip(entry["documents"], extracts, strict=True)):
        assert_faithful(extract)
        given = {key: extract.values.get(key) for key in ("title", "date")}
        result = score.score_document(gold, {**given, "paragraphs": read_paragraphs(extract), "notes": extract.notes})
        assert result["title"], extract.values.get("title")
        assert result["date"], extract.values.get("date")
        assert not result["foreign"]
        assert not result["not_joined"]
        if "notes" in gold:
            assert len(extract.notes) == gold["notes"]
        if "labels" in gold:
            assert [passage.label for passage in extract.passages] == gold["labels"]
        if (name, number) not in DEPARTURES:
            assert score.whole(result), result
        elif name != "txt/DEU_70_2015.txt":
            assert result["starts"][0] == result["starts"][1], DEPARTURES[name, number]


def test_departures_are_still_departures() -> None:
    score = _load_score()
    gold = dict(_load_gold())
    for name, number in DEPARTURES:
        extract = read(name)[number]
        result = score.score_document(gold[name]["documents"][number], {"paragraphs": read_paragraphs(extract)})
        assert not score.whole(result), f"{name} is whole now: take it off the list"


def _find_beyond(name: str, number: int) -> tuple[list[tuple[str, str]], list[str]]:
    """Return the paragraphs that the gold does not know, with their roles, and the starts of it that we have not."""
    score, extract = _load_score(), read(name)[number]
    wanted = [score.key(start)[:30] for start in dict(_load_gold())[name]["documents"][number]["starts"]]
    texts = read_paragraphs(extract)
    keys = [score.key(text) for text in texts]
    roles = [str(passage.role) for passage in extract.passages]
    beyond = [
        (role, text) for role, text, key in zip(roles, texts, keys, strict=True) if not any(map(key.startswith, wanted))
    ]
    return beyond, [start for start in wanted if not any(key.startswith(start) for key in keys)]


def test_departures_are_what_the_conventions_of_the_set_say() -> None:
    """Headings, items and rows are paragraphs, page numbers are none: the gold of these files leaves some of it out."""
    assert _find_beyond("html/energy-gov.html", 0) == ([("heading", "Nuclear Energy")], [])
    beyond, missing = _find_beyond("html/epa-gov.html", 0)
    assert ([role for role, _ in beyond], missing) == (["item"], [])
    beyond, missing = _find_beyond("tei/frus1927v01-excerpt.xml", 3)
    assert ([text[-1] for _, text in beyond], missing) == ([":"] * 3, [])
    beyond, missing = _find_beyond("tei/frus1927v01-excerpt.xml", 4)
    rows = [text for role, text in beyond if role == "row"]
    leads = [text for role, text in beyond if role != "row"]
    # The table has 31 rows. The gold counts it as one paragraph, which begins as the first of them does.
    assert (len(rows), missing) == (30, [])
    assert all(text.endswith((":", ",")) for text in leads), leads
    beyond, missing = _find_beyond("txt/DEU_70_2015.txt", 0)
    assert beyond == []
    assert missing == [
        "15-2965837/55", "a/70/pv.2201/10/2015", "ismorecloselyinterconnectedtha", "38/5515-29658",
        "01/10/2015a/70/pv.22",
    ]  # fmt: skip
