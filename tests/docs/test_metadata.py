"""docs/metadata.md: its examples are what the program prints, its tables are those of the code."""

import json
import re
from pathlib import Path

import pytest

from pincite.app.cli import main
from pincite.index.reading.aliases import find_key
from pincite.index.reading.instruments.all_patterns import pattern_names
from pincite.index.reading.instruments.finding import find_citations
from pincite.index.reading.issuers.issuer_names import list_issuers
from pincite.index.reading.readers import read as read_source
from pincite.index.reading.rules.all_rules import by_rule
from pincite.index.reading.sources import discover
from tests.conftest import JOINT, ROOT
from tests.docs.pages import read, table_of, without_code

PAGE = read("docs/metadata.md")
BLOCKS = dict(re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


def test_the_seed_reads_as_the_page_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / f"{JOINT}.txt").write_bytes((ROOT / "seeds" / f"{JOINT}.txt").read_bytes())
    assert main(["inspect", str(tmp_path)]) == 0
    assert BLOCKS["text"] in capsys.readouterr().out


def test_the_evidence_is_that_of_the_seed(tmp_path: Path) -> None:
    (tmp_path / f"{JOINT}.txt").write_bytes((ROOT / "seeds" / f"{JOINT}.txt").read_bytes())
    [draft] = read_source(discover([tmp_path]).sources[0])
    statement, said = draft.parse(), json.loads(BLOCKS["json"])
    [one] = [one for one in statement.apparatus.evidence if one.key == "date"]
    assert (one.value, one.rule, one.start, one.end) == (said["value"], said["rule"], said["start"], said["end"])
    assert statement.text[one.start : one.end] == said["words"]


def test_the_table_of_files_is_read(tmp_path: Path) -> None:
    (tmp_path / "2018").mkdir()
    (tmp_path / "2018" / "joint.txt").write_text("Some words of a text.\n")
    (tmp_path / "manifest.csv").write_text(BLOCKS["csv"])
    found = discover([tmp_path])
    [draft] = read_source(found.sources[0])
    heading = draft.parse().heading
    assert (heading.title, heading.issuers) == ("Joint Statement", ("United States", "Republic of Korea"))
    assert heading.people[0].office == "Minister of National Defense"
    assert "readout.pdf', which is not there" in str(found.refused[0])


def test_every_rule_is_in_the_table_and_no_other() -> None:
    named = {name for row in table_of(PAGE, "rule", "reads") for name in re.findall(r"`([a-z…-]+)`", row[0])}
    ours = {name for name in by_rule() if not name.startswith("instrument-")}
    assert named == ours | {"instrument-…"}


def test_every_pattern_is_in_the_table_with_what_it_finds() -> None:
    rows = table_of(PAGE, "pattern", "an example")
    assert tuple(row[0].strip("`") for row in rows) == pattern_names()


@pytest.mark.parametrize("row", table_of(PAGE, "term", "key"), ids=lambda row: str(row[1]))
def test_each_term_of_dublin_core_is_its_key(row: list[str]) -> None:
    for term in re.findall(r"`([\w.]+)`", row[0]):
        assert find_key(f"dc.{term}") == find_key(f"dcterms:{term}") == row[1].strip("`")


def test_each_term_that_needs_no_prefix_is_told() -> None:
    told = re.search(r"^(`identifier`.*?) need no prefix", PAGE, re.MULTILINE | re.DOTALL)
    assert told is not None
    assert all(find_key(term) for term in re.findall(r"`(\w+)`", told[1]))
    assert find_key("description") is find_key("dc.modified") is None


def test_the_numbers_are_those_of_the_tables() -> None:
    issuers = list_issuers()
    assert f"{len(issuers)} countries and organisations with {sum(len(one.aliases) for one in issuers)} other" in PAGE
    names = {
        found.instrument.name for text in re.findall(r"`([^`]+)`", without_code(PAGE)) for found in find_citations(text)
    }
    assert "UN Security Council resolution 1718" in names
