"""The process beside the writer's: it makes what the writer would have made, and may die at any time."""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from pincite.index.engines.whoosh import open_engine
from pincite.index.engines.whoosh.generations import open_snapshot, open_writer
from pincite.index.engines.whoosh.writing import text_process
from pincite.index.engines.whoosh.writing.text_process import BesideBuilder
from pincite.index.engines.whoosh.writing.texts import TextBuilder
from pincite.index.ingest import ingest, rebuild, verify
from pincite.index.ingest.events import Committed, Event
from pincite.index.reading.sources import discover
from pincite.index.record.record import create_record
from pincite.index.record.sqlite import file_url
from tests.contract.record.houses import line
from tests.engines.sessions import State, damage, entry, state
from tests.picky import PickyEngine

WORDS = ["verify", "verified", "the", "U.S.", "Été", "東京都", "שלום", "a" * 20, "1540"]


@pytest.fixture(autouse=True)
def _always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_process, "LEAST", 0)
    monkeypatch.setattr(text_process, "can_work_beside", lambda: True)


@pytest.fixture
def builder() -> Iterator[BesideBuilder]:
    made = BesideBuilder()
    yield made
    made.close()


def drawn(seed: int, count: int = 50) -> list[bytes]:
    dice = random.Random(seed)
    return [" ".join(dice.choices(WORDS, k=dice.randint(0, 9))).encode() for _ in range(count)]


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one.keys() == other.keys() and all(
        np.array_equal(one[name], other[name]) and one[name].dtype == other[name].dtype for name in one
    )


def process_of(builder: BesideBuilder) -> Any:
    assert builder._far is not None
    return builder._far._process


def test_arrays_are_those_that_are_made_here(builder: BesideBuilder) -> None:
    here = TextBuilder()
    languages: list[str | None] = [None, "tr"] * 25
    batches = [[b"large enough for a dictionary %d" % n for n in range(40_000)], drawn(1), [], drawn(2)]
    tags: list[list[str | None]] = [[None] * 40_000, languages, [], languages]
    for texts, own in zip(batches, tags, strict=True):
        assert builder.takes(1)
        assert same(builder.begin(texts, own)(), here.build(texts, own))


@pytest.mark.parametrize("moment", ["it works", "it dies"])
def test_texts_are_packed_here_after_it_was_waited_for(builder: BesideBuilder, moment: str) -> None:
    here, languages = TextBuilder(), [None] * 40_000
    texts = [b"large enough for a dictionary %d" % number for number in range(40_000)]
    assert builder.takes(1)
    assert same(builder.begin(texts, languages)(), here.build(texts, languages))
    builder._waited = True
    begun = builder.begin(drawn(5), languages[:50])
    if moment == "it dies":
        process_of(builder).kill()
    assert same(begun(), here.build(drawn(5), languages[:50]))


@pytest.mark.parametrize("moment", ["before it is asked", "while it works"])
def test_what_a_dead_process_was_to_make_is_made_here(builder: BesideBuilder, moment: str) -> None:
    assert builder.takes(1)
    process = process_of(builder)
    texts, languages = drawn(3), [None] * 50
    begun = builder.begin(texts, languages) if moment == "while it works" else None
    process.kill()
    process.join()
    made = (begun or builder.begin(texts, languages))()
    assert same(made, TextBuilder().build(texts, languages))
    assert not builder.takes(1), "what ended one may end another"


def test_what_it_has_not_read_yet_keeps_no_one(builder: BesideBuilder) -> None:
    texts = [b"more than a pipe holds %d" % number for number in range(40_000)]
    assert builder.takes(1)
    process_of(builder).terminate()
    begun = builder.begin(texts, [None] * len(texts))
    builder.close()
    assert same(begun(), TextBuilder().build(texts, [None] * len(texts)))


def test_what_no_thread_can_send_is_made_here(builder: BesideBuilder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", refuse)
    texts = drawn(4)
    assert builder.takes(1)
    assert same(builder.begin(texts, [None] * 50)(), TextBuilder().build(texts, [None] * 50))
    assert not builder.takes(1)


@pytest.mark.parametrize("dies", [False, True])
def test_one_more_is_begun_before_the_last_is_finished(builder: BesideBuilder, dies: bool) -> None:
    # More than a pipe holds, in both directions: neither process may wait for the other one to read.
    batches = [[b"number %d of batch %d" % (number, batch) for number in range(40_000)] for batch in range(5)]
    languages, here = [None] * 40_000, TextBuilder()
    assert builder.takes(1)
    begun = [builder.begin(batches[0], languages)]
    for texts in batches[1:]:
        begun.append(builder.begin(texts, languages))
        if dies and len(begun) == 4:
            process_of(builder).kill()
        assert same(begun[-2](), here.build(batches[len(begun) - 2], languages))
        if not builder.takes(1):
            break
    assert same(begun[-1](), here.build(batches[len(begun) - 1], languages))
    assert len(begun) == (4 if dies else 5)


def test_a_small_batch_and_a_lone_processor_need_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_process, "LEAST", 100)
    small = BesideBuilder()
    assert not small.takes(99)
    assert small._far is None
    monkeypatch.setattr(text_process, "can_work_beside", lambda: False)
    alone = BesideBuilder()
    assert not alone.takes(100)
    assert alone._far is None


def test_a_writer_commits_what_is_made_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "i"
    expected: State = {}
    with open_writer(path) as writer:
        for batch in range(1, 6):
            # One of the statements of before is replaced each time, and one is deleted.
            entries = [entry(f"s{number}", f"text of batch {batch}", "end") for number in range(batch, batch + 4)]
            writer.put(entries)
            writer.delete([f"s{batch - 1}"])
            assert writer.prepare()
            assert writer.prepare(), "asked twice, it is the same"
            assert state(open_snapshot(path)) == expected, "nothing is seen before the commit"
            writer.commit(batch)
            expected = {name: texts for name, texts in expected.items() if name != f"s{batch - 1}"}
            expected |= {one.heading.id: tuple(p.text for p in one.paragraphs) for one in entries}
            assert state(open_snapshot(path)) == expected
        writer.put([entry("never", "committed")])
        assert writer.prepare()
    assert state(open_snapshot(path, check="full")) == expected
    assert damage(path) == []


def test_more_may_be_put_after_it_was_prepared(tmp_path: Path) -> None:
    with open_writer(tmp_path / "i") as writer:
        writer.put([entry("a", "one")])
        writer.commit(1)
        writer.put([entry("b", "two")])
        assert writer.prepare()
        writer.put([entry("c", "three")])
        with pytest.raises(ValueError, match="twice"):
            writer.put([entry("b", "again")])
        writer.commit(2)
    assert state(open_snapshot(tmp_path / "i")) == {"a": ("one",), "b": ("two",), "c": ("three",)}


def write_lines(folder: Path, count: int, text: str) -> Path:
    path = folder / "a.jsonl"
    path.write_text("\n".join(json.dumps(line(f"s{number:02d}", f"{text} {number}", "end")) for number in range(count)))
    return path


@pytest.mark.parametrize("moment", ["put", "commit"])
def test_an_ingest_tells_each_batch_when_it_is_in_the_index(tmp_path: Path, moment: Any) -> None:
    """Texts are replaced the second time; a statement that the engine refuses is found in its own batch."""
    engine = PickyEngine(open_engine(tmp_path / "i", bytes(32)), ValueError("not this one"), moment)
    seen: list[tuple[int, int]] = []

    def listen(event: Event) -> None:
        if isinstance(event, Committed):
            checkpoint = engine.checkpoint()
            assert checkpoint is not None
            seen.append((event.batch, checkpoint.batch))

    with create_record(file_url(tmp_path / "record.sqlite")) as record:
        for text, first in (("text", 1), ("replaced", 7)):
            found = discover([write_lines(tmp_path, 12, text)])
            report = ingest(record, engine, found, batch_size=2, on_event=listen)
            assert report.not_indexed == ()
            assert seen == [(batch, batch) for batch in range(first, first + 6)]
            assert verify(record, engine, "deep").findings == ()
            seen.clear()
        assert rebuild(record, engine) is not None
        assert verify(record, engine, "deep").findings == ()
        engine.bad = {"s05", "s11"}
        report = ingest(record, engine, discover([write_lines(tmp_path, 12, "third")]), batch_size=2, on_event=listen)
        assert [one.statement for one in report.not_indexed] == ["s05", "s11"]
        assert len(seen) == 6
        texts = {one.heading.id: one.texts[0] for one in engine.indexed()}
        assert texts == {f"s{number:02d}": f"third {number}" for number in range(12) if number not in (5, 11)}
    engine.engine.close()
