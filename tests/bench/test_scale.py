"""What is promised of an archive's size, memory and waiting, at 10,000 paragraphs; and the cost curve."""

from pathlib import Path

import pytest

from bench import program, scale
from bench.corpus import entries
from bench.curve import curve, steeper
from bench.data import STATEMENTS, absence
from bench.workload import KINDS, Question
from tests.services import report

MISSING = absence(STATEMENTS)
needs_data = pytest.mark.skipif(MISSING is not None, reason=str(MISSING))
SLACK = 3
"""A machine that is busy with other tests may take so many times as long."""


def figures(total_ms: float, matches: int) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    kind = {"median_ms": total_ms / 20, "total_ms": total_ms, "matches": matches}
    return {"pincite": {"kinds": dict.fromkeys(KINDS, kind)}}


def test_the_curve_is_as_steep_as_what_matches() -> None:
    assert steeper({10: figures(20.0, 100), 100: figures(190.0, 1_000)}) == []
    lines = steeper({10: figures(20.0, 100), 100: figures(400.0, 1_000)})
    assert len(lines) == len(KINDS)
    assert lines[0] == "common from 10 to 100 paragraphs: time 20.00 x, matches 10.00 x"


def test_the_curve_is_printed_for_two_sizes_and_more() -> None:
    assert curve({10: figures(20.0, 100)}) == []
    assert len(curve({10: figures(20.0, 100), 100: figures(190.0, 1_000)})) == 1 + len(KINDS)


def test_a_broken_promise_is_named() -> None:
    kept = dict(scale.CEILINGS)
    assert scale.broken(kept) == []
    assert scale.broken({**kept, "opening_ms": 101}) == ["opening_ms"]
    assert scale.broken({**kept, "opening_ms": 101}, times=2) == []


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        (Question("and", ("peace", "war")), "peace war"),
        (Question("or", ("peace", "war")), "peace OR war"),
        (Question("phrase", ("peace", "war")), '"peace war"'),
        (Question("prefix", ("peac",)), "peac*"),
    ],
)
def test_questions_are_typed_as_readers_type_them(question: Question, typed: str) -> None:
    assert scale.text_of(question) == typed


@needs_data
def test_the_program_reads_what_the_corpus_holds(tmp_path: Path) -> None:
    corpus = program.write_corpus(tmp_path / "corpus.jsonl", 300)
    found = list(entries(300))
    assert corpus.paragraphs == sum(len(entry.paragraphs) for entry in found)
    held = b"." * (300 * 2**20)
    spent = program.ingest(corpus, tmp_path / "home")
    assert spent["program_cpu_s"] > 0
    assert 0 < spent["program_peak_mb"] < len(held) / 2**20, "what we hold is not what the program held"
    sizes = program.sizes(tmp_path / "home")
    assert min(sizes.values()) > 0
    assert scale.append(tmp_path / "home") > 0


@needs_data
@pytest.mark.torture
def test_no_promise_is_broken(tmp_path: Path) -> None:
    measured = scale.measure(5_000, tmp_path)
    for line in scale.table(measured):
        report.count(line)
    assert scale.broken(measured, times=SLACK) == []
