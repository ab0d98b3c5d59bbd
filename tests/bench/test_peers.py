"""Every engine of the bench does the same job: what one of them leaves out would be measured as speed."""

from pathlib import Path

import pytest

from bench.peers import NAMES, peer
from bench.workload import Question
from pincite.index.values.entry import Entry
from tests.builders import build_statement

HEADINGS = [
    {"date": "2001/2003", "people": ("Ann Lee", "Bo Berg"), "place": "New York", "series": "Joint", "source": "press"},
    {"date": "2003/2004", "people": ("Bo Berg",), "place": "Ulm", "series": "State visits", "source": "press"},
]
"""Two places, two series, one source, the years from 2001 to 2004, two people."""
VALUES = 2 + 2 + 1 + 4 + 2
STATEMENTS = [build_statement(f"s{at}", "peace in our time", "war", **heading) for at, heading in enumerate(HEADINGS)]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMES)
def test_every_value_of_a_facet_is_counted(name: str, tmp_path: Path) -> None:
    writing = peer(name, tmp_path)
    writing.put([Entry(one.heading, one.digest, one.paragraphs) for one in STATEMENTS])
    writing.commit()
    reading = peer(name, tmp_path)
    reading.open()
    answer = reading.answer(Question("common", ("peace",)))
    assert (answer.paragraphs, answer.statements, answer.hits) == (2, 2, 2)
    assert answer.values == VALUES
