"""``to_pandas``: answers as tables, and a sentence where pandas is not installed."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import pincite
from tests.conftest import JOINT, LINES


@pytest.fixture(scope="module")
def archive(home: Path) -> Iterator[pincite.LocalArchive]:
    with pincite.open(home) as opened:
        yield opened


def test_hits_are_rows_with_their_statement_and_paragraph(archive: pincite.LocalArchive) -> None:
    found = archive.search("treaty", limit=7, include=["cite"])
    table = pincite.to_pandas(found)
    assert len(table) == 7
    assert list(table["paragraph"]) == [hit["paragraph"]["number"] for hit in found["hits"]]
    assert set(table["id"]) == {"telegram-1927"}
    assert table["issuers"][0] == ["Nicaragua"]
    assert "treaty" in table["snippet"][0]
    assert table["cite"][0] == found["hits"][0]["paragraph"]["cite"]
    walked = pincite.to_pandas(archive.walk("treaty", limit=7))
    assert list(walked["rank"]) == list(range(1, 31))
    nothing = pincite.to_pandas(archive.search("zebra"))
    assert len(nothing) == 0
    assert "snippet" in nothing.columns


def test_other_answers_are_tables_too(archive: pincite.LocalArchive) -> None:
    assert set(pincite.to_pandas(archive.statements())["id"]) == {JOINT, *(line["id"] for line in LINES)}
    assert "Nicaragua" in set(pincite.to_pandas(archive.facets("issuer"))["value"])
    assert len(pincite.to_pandas(archive.statement("telegram-1927"))) == 30
    checked = archive.check(quotes=["our commitment to the treaty of peace stands", "no such words anywhere at all"])
    assert list(pincite.to_pandas(checked)["verdict"]) == ["verbatim", "not_in_archive"]
    histogram = archive.search(histogram="year")["histogram"]
    assert histogram is not None
    assert list(pincite.to_pandas(histogram)["from"]) == [bar["from"] for bar in histogram["bars"]]
    facet = archive.search(facet="issuer")["facets"]["issuer"]
    assert list(pincite.to_pandas(facet)["value"]) == [one["value"] for one in facet["buckets"]]
    assert len(pincite.to_pandas(archive.suggest("tre"))) > 0


def test_a_timeline_is_a_row_for_each_bar_of_each_series() -> None:
    share = {"value": 0.5, "low": 0.1, "high": 0.9}
    bars = [{"paragraphs": n, "statements": 1, "share": share, "url": f"/?bar={n}"} for n in (1, 2)]
    told = {
        "interval": "year",
        "bars": [
            {"from": f"{year}-01-01", "to": f"{year}-12-31", "base": {"paragraphs": 9, "statements": 2, "words": 99}}
            for year in (1927, 1928)
        ],
        "series": [{"wording": one, "bars": bars} for one in ("peace", "war")],
    }
    table = pincite.to_pandas(told)
    assert list(table["wording"]) == ["peace", "peace", "war", "war"]
    assert list(table["from"]) == ["1927-01-01", "1928-01-01"] * 2
    assert list(table["paragraphs"]) == [1, 2, 1, 2]
    assert (set(table["share"]), set(table["low"]), set(table["of_statements"])) == ({0.5}, {0.1}, {2})


def test_without_pandas_a_sentence_says_how_to_install_it(
    archive: pincite.LocalArchive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(pincite.LibraryMissing, match="`pip install pandas`"):
        pincite.to_pandas(archive.search("treaty"))
    with pytest.raises(ImportError):
        pincite.to_pandas([])
