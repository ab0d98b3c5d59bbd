"""Ninety-four real files: what was counted in them by other means comes out again."""

from collections import Counter
from pathlib import Path

import pytest

from pincite.index.reading.extract import Extract
from pincite.index.reading.formats import markdown, plaintext, tei
from pincite.index.reading.formats.port import Options
from tests.conftest import DATA
from tests.reading.fidelity import assert_faithful, read_paragraphs

FOLDER = DATA / "raw-samples"

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason="the raw samples are not beside the project")


def _read_text(path: Path) -> Extract:
    return plaintext.extract_text(path.read_text(encoding="utf-8-sig"), path.name)


def test_markdown_pages_give_title_and_date_of_their_front_matter() -> None:
    paths = sorted((FOLDER / "wh-md").glob("*.md"))
    assert len(paths) == 79
    ended = 0
    for path in paths:
        (extract,) = markdown.extract(path.read_bytes(), path.name, Options())
        assert_faithful(extract)
        assert extract.values["date"] == path.name[:10]
        assert extract.provenance["date"] == extract.provenance["title"] == "front matter"
        assert not set("\u00a0\u2060\ufffc") & set(extract.values["title"] + extract.text)
        assert not any(paragraph.strip("\\# ") == "" for paragraph in read_paragraphs(extract))
        ended += any(part.reason == "end mark" and "#" in part.text for part in extract.left_out)
    assert ended == 35


def test_texts_lose_no_first_line_and_come_out_in_paragraphs() -> None:
    paths = sorted([*(FOLDER / "ungdc-txt").glob("*.txt"), *(FOLDER / "fomc-txt").glob("*.txt")])
    assert len(paths) == 13
    for path in paths:
        extract = _read_text(path)
        assert_faithful(extract)
        assert "title" not in extract.values
        first = path.read_text(encoding="utf-8-sig").split(maxsplit=6)[:6]
        opening = " ".join(read_paragraphs(extract)[0].split())
        assert opening.startswith(" ".join(first[1:] if first[0].strip(".").isdigit() else first)[:30])
        assert max(len(paragraph) for paragraph in read_paragraphs(extract)) < 4000


def test_speeches_keep_their_printed_numbers_and_lose_page_numbers() -> None:
    speech = _read_text(FOLDER / "ungdc-txt" / "FRA_25_1970.txt")
    assert [passage.label for passage in speech.passages] == [str(number) for number in range(84, 113)]
    speech = _read_text(FOLDER / "ungdc-txt" / "VEN_60_2005.txt")
    assert "growing and alarming problem of contemporary society" in " ".join(" ".join(read_paragraphs(speech)).split())


def test_two_volumes_hold_553_statements() -> None:
    counts: Counter[str] = Counter()
    for path, number in (("frus1894Nicaragua.xml", 138), ("frus1927v01.xml", 415)):
        extracts = list(tei.extract((FOLDER / "frus-tei" / path).read_bytes(), path, Options()))
        assert len(extracts) == len({extract.key for extract in extracts}) == number
        for extract in extracts:
            assert_faithful(extract)
            assert "[Received" not in extract.values.get("place", "")
            assert all(passage.pages for passage in extract.passages)
            counts["notes"] += len(extract.notes)
            counts["dated"] += "date" in extract.values
            counts["by markup"] += extract.provenance.get("date") == "markup"
            counts["placed"] += extract.provenance.get("place") == "markup"
    # Two notes stand inside others, and are part of their words.
    assert counts == {"notes": 1257 - 2, "dated": 549, "by markup": 541, "placed": 542}
