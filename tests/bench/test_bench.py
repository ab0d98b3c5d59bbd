"""The bench measures what it says, and its quick form holds what was recorded."""

import json
from pathlib import Path

import pytest

from bench import check, workload
from bench.check import _ROUNDS, fallen, recorded
from bench.corpus import entries
from bench.data import STATEMENTS, absence
from bench.figures import p95, ratios, table
from bench.peers import NAMES
from bench.run import QUICK, RESULTS, measure
from pincite.index.text.tokens import Tokens

MISSING = absence(STATEMENTS)
needs_data = pytest.mark.skipif(MISSING is not None, reason=str(MISSING))


def test_p95_is_a_measured_value() -> None:
    assert p95([float(n) for n in range(1, 101)]) == 95
    assert p95([3.0, 1.0, 2.0]) == 3


def test_a_ratio_that_fell_to_half_is_told() -> None:
    was = {"tantivy": {"ingest": 2.0, "size": 1.0}}
    assert fallen(was, {"tantivy": {"ingest": 1.01, "size": 0.51}}) == []
    assert fallen(was, {"tantivy": {"ingest": 1.0, "size": 0.9}}) == ["ingest against tantivy: 1.00 x, recorded 2.00 x"]


@pytest.mark.parametrize(("slower", "code"), [(1.0, 0), (1.9, 0), (2.0, 1)])
def test_the_check_fails_when_pincite_takes_twice_as_long(
    slower: float, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    engines = json.loads((RESULTS / f"{QUICK}.json").read_text(encoding="utf-8"))["engines"]
    engines["pincite"]["answer_median_ms"] *= slower
    monkeypatch.setattr(check, "absence", lambda _: None)
    monkeypatch.setattr(check, "measure", lambda *_: engines)
    assert check.main() == code
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("answer_median against ")]
    assert len(told) == code * len(NAMES[:-1])


def test_ratios_above_one_favour_pincite() -> None:
    ours = {"answer_median_ms": 1.0, "answer_p95_ms": 2.0, "per_cpu_s": 30.0, "program_per_cpu_s": 5.0, "bytes": 10}
    theirs = {"answer_median_ms": 2.0, "answer_p95_ms": 8.0, "per_cpu_s": 10.0, "bytes": 15}
    expected = {"answer_median": 2.0, "answer_p95": 4.0, "ingest": 3.0, "program": 0.5, "size": 1.5}
    assert ratios({"pincite": ours, "peer": theirs}) == {"peer": expected}


def test_the_questions_are_of_every_kind_and_none_is_a_rehearsal() -> None:
    mixed, warm = workload.load("mixed"), workload.load("warm")
    assert [question.kind for question in mixed] == list(workload.KINDS) * 20
    assert len(set(mixed)) == len(mixed)
    assert {question.kind for question in warm} == set(workload.KINDS)


@needs_data
def test_the_corpus_is_the_same_each_time_and_grows_like_text() -> None:
    first, again = list(entries(45_000)), list(entries(45_000))
    assert first == again
    real = [entry for entry in first if not entry.heading.id.startswith("0001-")]
    copies = [entry for entry in first if entry.heading.id.startswith("0001-")]
    assert sum(len(entry.paragraphs) for entry in real) == 38_911
    assert copies
    assert len({entry.heading.id for entry in first}) == len(first)
    known = {form for entry in real for p in entry.paragraphs for form in Tokens(p.text, None).forms}
    fresh = {form for entry in copies for p in entry.paragraphs for form in Tokens(p.text, None).forms} - known
    assert 0.01 < len(fresh) / len(known) < 0.1


@needs_data
@pytest.mark.torture
def test_no_ratio_fell_to_half_of_what_is_recorded(tmp_path: Path) -> None:
    engines = measure(QUICK, NAMES, _ROUNDS, tmp_path)
    print(*table(engines), sep="\n")
    assert fallen(recorded(), ratios(engines)) == []
