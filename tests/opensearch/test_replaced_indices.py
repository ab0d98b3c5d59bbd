"""The second index of a generation, of replaced versions: made when it is needed, moved with the first, and mended."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pincite.index.engine import SearchEngine
from pincite.index.engines.opensearch.engine import OpenSearchEngine
from pincite.index.engines.opensearch.writing.pairs import PairWriter
from pincite.index.ingest import rebuild, verify
from pincite.index.ingest.catching_up import catch_up
from pincite.index.query.query import Versions
from pincite.index.record.record import Record, create_record
from pincite.index.record.sqlite import file_url
from pincite.index.values.errors import SchemaMismatch
from pincite.index.values.findings import Finding
from tests.builders import build_statement
from tests.contract.archive import asked
from tests.contract.record.records import put
from tests.services.opensearch import RELEASE, Server, forget, name_of

OLD = asked(versions=Versions.REPLACED)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with create_record(file_url(tmp_path / "record.sqlite")) as record:
        yield record


@pytest.fixture
def engine(server: Server, tmp_path: Path) -> Iterator[SearchEngine]:
    engine = server.open(tmp_path, b"k" * 32)
    yield engine
    engine.close()
    forget(RELEASE, tmp_path)


def indices(server: Server, path: Path) -> dict[str, list[str]]:
    """The indices of an archive without the name that they share, and the aliases of each."""
    name = name_of(path)
    found = server.ask("GET", f"/{name}-*/_alias")
    return {key.removeprefix(name): [one.removeprefix(name) for one in found[key]["aliases"]] for key in sorted(found)}


def fill(record: Record, engine: SearchEngine, *texts: str) -> None:
    for text in texts:
        put(record, build_statement("a", text, "stays"), build_statement("b", "same"))
        catch_up(record, engine)


def texts(engine: SearchEngine) -> list[str]:
    return [hit.passage.text for hit in engine.search(OLD).hits]


def findings(record: Record, engine: SearchEngine) -> list[str]:
    return [str(finding) for finding in verify(record, engine, "deep").findings]


def test_it_is_made_when_something_is_replaced_and_moves_with_the_first(
    record: Record, engine: SearchEngine, server: Server, tmp_path: Path
) -> None:
    fill(record, engine, "one")
    assert indices(server, tmp_path) == {"-000001": [""]}
    fill(record, engine, "two", "three")
    assert indices(server, tmp_path) == {"-000001": [""], "-000001.replaced": [".replaced"]}
    assert (sorted(texts(engine)), findings(record, engine)) == (["one", "two"], [])

    rebuild(record, engine)
    made = indices(server, tmp_path)
    assert made["-000002"] == [""]
    assert made["-000002.replaced"] == [".replaced"]
    assert made["-000001.replaced"] == made["-000001"] == []
    assert (sorted(texts(engine)), findings(record, engine)) == (["one", "two"], [])

    record.withdraw("a", "By order of a court.")
    rebuild(record, engine)
    assert {key: names for key, names in indices(server, tmp_path).items() if names} == {"-000003": [""]}
    assert (texts(engine), list(engine.replaced()), findings(record, engine)) == ([], [], [])


def test_a_rebuild_that_is_stopped_leaves_neither(
    record: Record, engine: SearchEngine, server: Server, tmp_path: Path
) -> None:
    fill(record, engine, "one", "two")

    def stop() -> None:
        with engine.writer(fresh=True) as writer:
            writer.put(record.entries(["a"]))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stop()
    assert [*indices(server, tmp_path)] == ["-000001", "-000001.replaced"]
    assert texts(engine) == ["one"]


@pytest.mark.parametrize("last", ["changed", "withdrawn"])
def test_a_stop_between_the_two_is_made_good(record: Record, engine: SearchEngine, last: str) -> None:
    fill(record, engine, "one", "two")
    if last == "changed":
        put(record, build_statement("a", "three", "stays"))
    else:
        record.withdraw("a", "By order of a court.")
    (changes,) = record.changes_since(2)
    with engine.writer() as writer:
        assert isinstance(writer, PairWriter)
        writer.put(changes.entries)
        writer.delete(changes.withdrawn)
        of_replaced = writer._replaced
        assert of_replaced is not None
        of_replaced.commit(changes.batch)
    checkpoint = engine.checkpoint()
    assert checkpoint is not None
    assert checkpoint.batch == 2
    assert findings(record, engine) != []
    catch_up(record, engine)
    expected = ["one", "two"] if last == "changed" else []
    assert (sorted(texts(engine)), findings(record, engine)) == (expected, [])


def test_a_stop_before_its_first_commit_is_made_good(record: Record, engine: SearchEngine) -> None:
    fill(record, engine, "one")
    put(record, build_statement("a", "two", "stays"))
    with engine.writer() as writer:
        writer.put(record.entries(["a"]))
    assert texts(engine) == []
    put(record, build_statement("c", "new"))
    catch_up(record, engine)
    assert (texts(engine), findings(record, engine)) == (["one"], [])


def test_what_is_lost_of_it_is_named(record: Record, engine: SearchEngine, server: Server, tmp_path: Path) -> None:
    fill(record, engine, "one", "two", "three")
    name = f"{name_of(tmp_path)}-000001.replaced"
    body = {"query": {"bool": {"filter": [{"term": {"kind": "paragraph"}}, {"term": {"number": 2}}]}}}
    server.ask("POST", f"/{name}/_delete_by_query?refresh=true", body)
    places = [one.place for one in verify(record, engine, "quick").findings]
    assert places == [name]
    says = findings(record, engine)
    assert says[0] == f"{name}: holds 1 paragraphs of replaced versions, and should hold 2; run `pincite rebuild`"
    assert says[1].startswith("a: should have 2 paragraphs in the index, and has 1")
    assert says[2].startswith("a: lacks paragraph 1 of the replaced version")
    server.ask("DELETE", f"/{name}")
    assert findings(record, engine)[0].startswith(f"{name}: is not there, and 2 paragraphs should be in it")
    assert texts(engine) == []
    rebuild(record, engine)
    assert (sorted(texts(engine)), findings(record, engine)) == (["one", "two"], [])


def test_an_index_from_before_answers_and_says_what_it_lacks_until_it_is_rebuilt(
    record: Record, engine: SearchEngine, server: Server, tmp_path: Path
) -> None:
    fill(record, engine, "one")
    name = f"{name_of(tmp_path)}-000001"
    script = {"script": {"source": "ctx._source.remove('older')"}}
    server.ask("POST", f"/{name}/_update/checkpoint?refresh=true", script)
    fill(record, engine, "two")
    checkpoint = engine.checkpoint()
    assert checkpoint is not None
    assert (checkpoint.batch, checkpoint.replaced, [*indices(server, tmp_path)]) == (2, None, ["-000001"])
    assert engine.search(asked("two")).paragraphs == 1
    for ask in (
        lambda: engine.search(OLD),
        lambda: list(engine.scan(OLD)),
        lambda: list(engine.replaced()),
        lambda: engine.search(replace(OLD, cursor="*")),
        lambda: engine.candidates([1], OLD, 1),
    ):
        with pytest.raises(SchemaMismatch, match=r"^the index was built without replaced .*run `pincite rebuild`$"):
            ask()
    (finding,) = verify(record, engine, "deep").findings
    assert finding == Finding("index", "was built without replaced versions", "run `pincite rebuild`")
    rebuild(record, engine)
    assert isinstance(engine, OpenSearchEngine)
    assert (texts(engine), findings(record, engine)) == (["one"], [])
