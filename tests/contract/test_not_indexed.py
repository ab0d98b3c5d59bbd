"""A statement that an engine cannot index is named, keeps no other from the index, and is tried again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from pincite.index.engine import SearchEngine
from pincite.index.ingest import catch_up, examine, ingest, rebuild, verify, withdraw
from pincite.index.ingest.events import Event, NotIndexed, Report
from pincite.index.query.parser import parse
from pincite.index.query.query import Query
from pincite.index.reading.sources import discover
from pincite.index.record.record import Record, create_record
from pincite.index.record.sqlite import file_url
from pincite.index.values.errors import ArchiveError, EngineFailed
from tests.contract.record.houses import line
from tests.picky import PickyEngine

ERRORS = [ValueError("cannot\ntrain  dict"), MemoryError(), ArchiveError("OpenSearch refuses the statement")]


class Keeper:
    """A record, an engine that can be picky, and a folder of sources."""

    def __init__(self, folder: Path, record: Record, engine: SearchEngine) -> None:
        self.folder, self.record, self.engine = folder, record, PickyEngine(engine, ERRORS[0])

    def ingest(self, *ids: str, text: str = "words", batch_size: int = 1000, strict: bool = False) -> Report:
        source = self.folder / f"{'-'.join(ids)[:40]}.jsonl"
        source.write_text("\n".join(json.dumps(line(one, text, "and more")) for one in ids))
        found = discover([source])
        return ingest(self.record, self.engine, found, batch_size=batch_size, strict=strict)

    def indexed(self) -> set[str]:
        return {one.heading.id for one in self.engine.indexed()}

    def findings(self) -> dict[str, str]:
        return {one.place: one.what for one in verify(self.record, self.engine).findings}

    def doctor(self, *, fix: bool = False) -> list[str]:
        return [str(finding) for finding in examine(self.record, self.engine, fix=fix)]


@pytest.fixture
def keeper(tmp_path: Path, engine: SearchEngine) -> Iterator[Keeper]:
    with create_record(file_url(tmp_path / "record.sqlite")) as record:
        yield Keeper(tmp_path, record, engine)


def names(report: Report) -> list[str]:
    return [one.statement for one in report.not_indexed]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("moment", ["put", "commit"])
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_it_is_named_and_all_others_are_found(
    keeper: Keeper, error: Exception, moment: Literal["put", "commit"]
) -> None:
    keeper.engine.error, keeper.engine.moment = error, moment
    keeper.engine.bad = {"s03", "s11"}
    every = [f"s{number:02}" for number in range(13)]

    report = keeper.ingest(*every)

    assert names(report) == ["s03", "s11"]
    assert all(one.reason.startswith(type(error).__name__) and "\n" not in one.reason for one in report.not_indexed)
    assert keeper.indexed() == set(every) - {"s03", "s11"}
    assert keeper.findings() == {"s03": "is not in the index", "s11": "is not in the index"}
    assert keeper.engine.search(Query(parse("words"))).statements == 11


def test_it_does_not_block_the_next_and_is_tried_again(keeper: Keeper) -> None:
    keeper.engine.bad = {"b"}
    keeper.ingest("a", "b", "c")

    report = keeper.ingest("d")

    assert (report.new, report.caught_up, names(report)) == (1, 0, ["b"])
    assert keeper.indexed() == {"a", "c", "d"}
    keeper.engine.bad = set()
    report = keeper.ingest("d")
    assert (report.caught_up, names(report)) == (1, [])
    assert keeper.findings() == {}


def test_a_version_that_cannot_be_indexed_takes_the_one_before_out(keeper: Keeper) -> None:
    keeper.ingest("a", "b")
    keeper.engine.bad = {"b"}

    report = keeper.ingest("a", "b", text="changed")

    assert names(report) == ["b"]
    assert keeper.indexed() == {"a"}
    keeper.engine.bad = set()
    assert keeper.ingest("a", "b", text="changed again").not_indexed == ()
    assert keeper.findings() == {}


def test_a_newer_version_that_can_be_indexed_is_not_named(keeper: Keeper) -> None:
    keeper.engine.bad = {"b"}
    keeper.ingest("a", "b")
    keeper.engine.bad = set()

    assert keeper.ingest("a", "b", text="mended").not_indexed == ()
    assert keeper.findings() == {}


@pytest.mark.parametrize("strict", [True, False])
def test_many_batches_of_them_end(keeper: Keeper, strict: bool) -> None:
    every = [f"s{number:02}" for number in range(20)]
    keeper.engine.bad = set(every[5:15])

    report = keeper.ingest(*every, batch_size=4, strict=strict)

    assert names(report) == every[5:15]
    assert report.batches == 5
    assert keeper.indexed() == set(every) - keeper.engine.bad


@pytest.mark.sampled(2)
@pytest.mark.parametrize("moment", ["put", "commit"])
def test_a_rebuild_leaves_it_out_and_names_it(keeper: Keeper, moment: Literal["put", "commit"]) -> None:
    keeper.ingest("a", "b", "c", "d", batch_size=2)
    keeper.engine.bad, keeper.engine.moment = {"c"}, moment
    told: list[Event] = []

    checkpoint = rebuild(keeper.record, keeper.engine, told.append)

    assert [event.statement for event in told if isinstance(event, NotIndexed)] == ["c"]
    assert checkpoint is not None
    assert (checkpoint.statements, checkpoint.batch) == (3, 2)
    assert keeper.findings() == {"c": "is not in the index"}
    keeper.engine.bad = set()
    rebuild(keeper.record, keeper.engine)
    assert keeper.findings() == {}


def test_doctor_names_it_and_says_what_to_do(keeper: Keeper) -> None:
    keeper.engine.bad = {"b"}
    keeper.ingest("a", "b", "c")

    assert keeper.doctor() == ["b: is in the record but not in the index; run `pincite doctor --fix`"]
    (still,) = keeper.doctor(fix=True)
    assert still.startswith("b: cannot be indexed (ValueError: cannot train dict); run `pincite rebuild` with a newer")
    assert "`pincite withdraw`" in still
    keeper.engine.bad = set()
    assert keeper.doctor(fix=True) == ["b: is in the record but not in the index; mended"]
    assert keeper.doctor() == []


def test_withdrawing_it_ends_it(keeper: Keeper) -> None:
    keeper.engine.bad = {"b"}
    keeper.ingest("a", "b")

    assert withdraw(keeper.record, keeper.engine, "b", "cannot be indexed")

    assert keeper.findings() == {}
    assert keeper.ingest("c").not_indexed == ()


def test_an_engine_that_takes_nothing_is_no_statements_fault(keeper: Keeper) -> None:
    keeper.ingest("a")
    keeper.engine.broken = True

    with pytest.raises(EngineFailed, match=r"ValueError: cannot train dict.*run `pincite rebuild`"):
        keeper.ingest("b", "c")
    with pytest.raises(EngineFailed, match="ValueError"):
        rebuild(keeper.record, keeper.engine)

    assert keeper.engine.search(Query(parse("words"))).statements == 1
    keeper.engine.broken = False
    assert keeper.ingest("b", "c").caught_up == 2
    assert keeper.findings() == {}


def test_what_speaks_of_the_disk_is_no_statements_fault(keeper: Keeper) -> None:
    keeper.engine.bad, keeper.engine.error = {"b"}, OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        keeper.ingest("a", "b")

    assert keeper.engine.writers == 1


def test_a_stop_between_the_trials_leaves_the_index_behind_and_no_more(keeper: Keeper) -> None:
    class Stopped(BaseException):
        pass

    keeper.engine.bad = {"f"}
    keeper.ingest("0")
    commit = keeper.record.check_writer
    left = iter(range(4))

    def check() -> None:
        if next(left, None) is None:
            raise Stopped
        commit()

    keeper.record.check_writer = check  # type: ignore[method-assign]
    with pytest.raises(Stopped):
        keeper.ingest(*"abcdefgh")
    del keeper.record.check_writer

    checkpoint = keeper.engine.checkpoint()
    assert checkpoint is not None
    assert checkpoint.batch == 1
    catch_up(keeper.record, keeper.engine)
    assert keeper.indexed() == set("0abcdegh")
