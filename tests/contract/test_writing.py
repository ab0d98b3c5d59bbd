"""Writing: batches, visibility, replacing, deleting, generations."""

from collections.abc import Callable
from threading import Thread

import pytest

from pincite.index.engine import SearchEngine
from pincite.index.results import SearchPage
from pincite.index.values.entry import Entry, Indexed
from pincite.index.values.fields import SCHEMA_VERSION
from tests.builders import build_statement
from tests.contract.archive import Archive, asked, texts, write


def entry(name: str, *found: str) -> Entry:
    statement = build_statement(name, *found)
    return Entry(statement.heading, statement.digest, statement.paragraphs)


def test_nothing_is_visible_before_the_commit(archive: Archive) -> None:
    with archive.engine.writer() as writer:
        writer.put([entry("a", "apple")])
        assert archive.finds("apple") == []
        writer.commit(1)
        assert archive.finds("apple") == ["a"]
        writer.put([entry("b", "apple")])
        assert archive.finds("apple") == ["a"]
    assert archive.finds("apple") == ["a"]


def test_an_error_drops_the_batch(archive: Archive) -> None:
    archive.put(*texts("apple"))
    with pytest.raises(ValueError, match="twice"), archive.engine.writer() as writer:
        writer.put([entry("b", "apple"), entry("b", "apple")])
    assert archive.finds("apple") == ["a"]
    archive.put(build_statement("b", "apple"), batch=2)
    assert archive.finds("apple") == ["a", "b"]


def test_the_checkpoint_tells_batch_schema_and_counts(archive: Archive) -> None:
    first = archive.put(build_statement("a", "x", "y"), build_statement("b", "z"), batch=7)
    assert (first.batch, first.schema, first.statements, first.paragraphs) == (7, SCHEMA_VERSION, 2, 3)
    second = archive.put(build_statement("a", "x"), batch=8)
    assert (second.batch, second.statements, second.paragraphs) == (8, 2, 2)
    assert second.commit > first.commit
    assert archive.engine.checkpoint() == second
    assert archive.page().commit == second.commit


def test_a_statement_is_replaced_whole(archive: Archive) -> None:
    archive.put(build_statement("a", "apple", "banana", title="Old", place="P"))
    newer = build_statement("a", "cherry", title="New", place="Q")
    archive.put(newer, batch=2)
    assert archive.finds("apple") == archive.finds("banana") == archive.finds("place:p") == []
    (hit,) = archive.page("cherry").hits
    assert (hit.heading, hit.passage.version, hit.passage.number) == (newer.heading, newer.digest, 1)
    assert archive.page("old").titles.count == 0


@pytest.mark.parametrize("order", ["put first", "delete first"])
def test_what_one_commit_deletes_and_puts_stands(archive: Archive, order: str) -> None:
    archive.put(build_statement("a", "apple", "apple too"), build_statement("b", "apple"))
    with archive.engine.writer() as writer:
        steps = [
            lambda: writer.put([entry("a", "cherry"), entry("c", "cherry")]),
            lambda: writer.delete(["c", "a", "b"]),
        ]
        for step in steps if order == "put first" else reversed(steps):
            step()
        checkpoint = writer.commit(2)
    assert (archive.finds("apple"), archive.finds("cherry")) == ([], ["a", "c"])
    assert (checkpoint.statements, checkpoint.paragraphs) == (2, 2)


def test_deleting_takes_statements_out(archive: Archive) -> None:
    archive.put(*texts("apple", "apple", "apple"))
    archive.put(batch=2, delete=["b", "never was"])
    assert archive.finds("apple") == ["a", "c"]
    archive.put(batch=3, delete=["a", "c"])
    page = archive.page()
    assert (page.paragraphs, page.statements) == (0, 0)


def test_many_commits_answer_as_one(archive: Archive) -> None:
    for batch in range(1, 12):
        archive.put(build_statement(f"s{batch:02d}", "apple", f"number {batch}"), batch=batch)
    assert archive.page("apple").paragraphs == 11
    assert archive.page("number").statements == 11
    assert [one.heading.id for one in archive.engine.indexed()] == [f"s{batch:02d}" for batch in range(1, 12)]


def test_indexed_are_the_live_versions(archive: Archive) -> None:
    newer = build_statement("b", "new", "text\u00a0verbatim", labels=(None, "2."))
    archive.put(build_statement("c", "x"), build_statement("b", "old"), build_statement("a", "gone"))
    archive.put(newer, batch=2, delete=["a"])
    one = build_statement("c", "x")
    assert list(archive.engine.indexed()) == [
        Indexed(newer.heading, newer.digest, (None, "2."), ("new", "text\u00a0verbatim")),
        Indexed(one.heading, one.digest, (None,), ("x",)),
    ]


def test_headings_come_back_whole(archive: Archive) -> None:
    statement = build_statement(
        "id %e2%81%a0",
        "x",
        title="Title\u2060 “with” <b>",
        date="2018-06-02",
        people=("One", "Two"),
        labels=("12.",),
        issuers=("Y", "X"),
        topics=("t",),
        instruments=("i",),
        place="P",
        series="S",
        kind="K",
        language="en",
        source="So",
        source_url="https://example.org/?a=1&b",
        event="E",
    )
    archive.put(statement)
    (hit,) = archive.page().hits
    assert (hit.heading, hit.passage.label) == (statement.heading, "12.")


def test_a_fresh_generation_swaps_at_the_end(archive: Archive) -> None:
    archive.put(*texts("apple", "apple"))
    generation = archive.page().generation
    with archive.engine.writer(fresh=True) as writer:
        writer.put([entry("z", "apple")])
        writer.commit(1)
        assert archive.finds("apple") == ["a", "b"]
    assert archive.finds("apple") == ["z"]
    assert archive.page().generation != generation


def test_a_fresh_generation_that_fails_is_forgotten(archive: Archive) -> None:
    archive.put(*texts("apple"))
    with pytest.raises(ValueError, match="twice"), archive.engine.writer(fresh=True) as writer:
        writer.put([entry("z", "apple"), entry("z", "apple")])
    assert archive.finds("apple") == ["a"]


def test_other_workers_see_the_commit(opened: Callable[[], SearchEngine]) -> None:
    one, other = opened(), opened()
    write(one, texts("apple"))
    checkpoint = other.checkpoint()
    assert checkpoint is not None
    assert other.search(asked("apple")).paragraphs == 1
    write(one, texts("apple", "apple"), batch=2)
    assert other.checkpoint() == one.checkpoint()
    assert other.search(asked("apple")).paragraphs == 2


def test_closing_twice_does_nothing(engine: SearchEngine) -> None:
    write(engine, texts("apple"))
    engine.search(asked("apple"))
    engine.close()
    engine.close()


def test_many_threads_get_the_same_answers(archive: Archive) -> None:
    archive.put(*(build_statement(f"s{n}", *["apple pie", f"number {n} of the apples"] * 3) for n in range(20)))
    queries = [asked(text) for text in ("apple", '"apple pie"', "app*", "aple~", "apple -pie", "number", "")]
    expected = [archive.engine.search(query).hits for query in queries]
    wrong: list[SearchPage] = []

    def ask() -> None:
        for _ in range(3):
            for query, hits in zip(queries, expected, strict=True):
                page = archive.engine.search(query)
                if page.hits != hits:
                    wrong.append(page)

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
