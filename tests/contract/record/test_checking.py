"""The check finds what is not as it was written, what refers to nothing, and texts that are not under their names."""

import pytest
from sqlalchemy import URL, Table, update

from pincite.index.record.checksums import sealed
from pincite.index.record.record import Record
from pincite.index.record.tables import versions
from pincite.index.values.apparatus import Apparatus, LeftOut, Note
from pincite.index.values.findings import Depth
from tests.builders import build_statement
from tests.contract.record.records import change, put, redivided, rows_of

BESIDE = Apparatus((Note("1", "A note.", 1),), (LeftOut("navigation", "Home"),))


@pytest.fixture
def filled(record: Record) -> Record:
    """A record with two statements, three versions and a withdrawal."""
    put(record, build_statement("one", "A", "B", apparatus=BESIDE), build_statement("two", "C"))
    put(record, redivided(build_statement("one", "A", "B")))
    record.withdraw("two", "Reason")
    return record


def found(record: Record, depth: Depth = "bytes") -> list[str]:
    return [finding.what for finding in record.check(depth)]


@pytest.mark.parametrize("depth", ["quick", "bytes", "deep"])
def test_nothing_is_wrong_with_what_was_written(filled: Record, depth: Depth) -> None:
    assert found(filled, depth) == []


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("UPDATE statements SET heading = '{}' WHERE id = 'one'", "statements: 'one' is not as it was written"),
        ("UPDATE runs SET outcome = 'undone' WHERE id = 1", "runs: '1' is not as it was written"),
        ("UPDATE versions SET checksum = '' WHERE statement = 'two'", "versions: 'two "),
        ("UPDATE withdrawals SET reason = 'Other'", "withdrawals: 'two 3' is not as it was written"),
        ("UPDATE archive SET value = '00' WHERE key = 'cursor_key'", "archive: 'cursor_key' is not as it was written"),
        ("UPDATE apparatus SET value = '[]'", "apparatus: 'one "),
        ("DELETE FROM withdrawals", "statements: 'two' refers to a row of withdrawals that does not exist"),
        ("DELETE FROM versions WHERE statement = 'two'", "statements: 'two' refers to a row of versions"),
    ],
)
def test_what_changed_beside_us_is_found_and_can_be_restored(filled: Record, place: URL, sql: str, what: str) -> None:
    before = rows_of(filled)["archive"]
    assert change(place, sql)
    try:
        (finding,) = filled.check("bytes")
        assert finding.what.startswith(what)
        assert finding.mend == "restore it from a backup with `pincite restore`"
    finally:
        for row in before:
            change(place, f"UPDATE archive SET value = '{row['value']}' WHERE key = '{row['key']}'")


def test_a_quick_check_reads_the_small_tables(filled: Record, place: URL) -> None:
    assert change(place, "UPDATE batches SET new = 7 WHERE id = 2")
    assert change(place, "UPDATE versions SET text = 'Z'")
    assert found(filled, "quick") == ["batches: '2' is not as it was written"]


def test_a_batch_that_is_gone_is_a_gap(filled: Record, place: URL) -> None:
    put(filled, build_statement("three"))
    put(filled, build_statement("three", "D"))
    assert change(place, "UPDATE statements SET batch = 5 WHERE batch = 4") == 0
    assert change(place, "UPDATE versions SET batch = 5 WHERE batch = 4")
    assert change(place, "DELETE FROM batches WHERE id = 4")
    assert "batches: the last one is 5, and there are 4" in found(filled)


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"text": "A\n\nC"}, "has a text that does not match its digest"),
        ({"layout": "[[null,[[0,1]"}, "has a text that does not match its digest"),
        ({"paragraphs": 3}, "has 1 paragraphs, but its row says 3"),
    ],
)
def test_a_row_that_was_sealed_wrong_is_found_in_depth(filled: Record, values: dict[str, object], what: str) -> None:
    _seal(filled, versions, "one", values)
    assert found(filled, "bytes") == []
    (only,) = found(filled, "deep")
    assert only.startswith("versions: 'one ")
    assert only.endswith(what)


@pytest.mark.parametrize(
    ("layout", "what"),
    [
        ("[[null,[[0,1]]],[null", "has a layout that cannot be read"),
        ('{"a": 1}', "has a layout that cannot be read"),
        ("[[null,[[3,4]]],[null,[[0,1]]]]", "has paragraphs that are not parts of its text in text order"),
        ("[[null,[[0,1]]],[null,[[3,5]]]]", "has paragraphs that are not parts of its text in text order"),
    ],
)
def test_a_layout_must_give_back_the_text(record: Record, layout: str, what: str) -> None:
    put(record, build_statement("one", "A", "B"))
    _seal(record, versions, "one", {"layout": layout})
    (only,) = found(record, "deep")
    assert only.endswith(what)


def _seal(record: Record, table: Table, identity: str, values: dict[str, object]) -> None:
    """Change the last version of a statement as if we had written it so."""
    row = next(row for row in reversed(rows_of(record)[table.name]) if row["statement"] == identity)
    where = (table.c.statement == identity) & (table.c.digest == row["digest"])
    with record._database.write() as connection:
        connection.execute(update(table).where(where).values(sealed(table, {**row, **values})))
