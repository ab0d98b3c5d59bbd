"""Every row has its checksum, whatever wrote it; a row that is not as it was written is never answered from."""

from collections.abc import Callable

import pytest
from sqlalchemy import URL

from pincite.index.record.checksums import is_sealed
from pincite.index.record.record import Record
from pincite.index.record.tables import metadata
from pincite.index.record.values import Incoming
from pincite.index.values.apparatus import Apparatus, Note
from pincite.index.values.errors import ArchiveDamaged
from pincite.index.values.source_file import SourceFile
from tests.builders import build_statement
from tests.contract.record.records import change, rows_of

BESIDE = Apparatus((Note("1", "A note.", 1),))
FILE = SourceFile("f" * 64, 7, "text/plain", "a.txt")


def put(record: Record, *texts: str) -> None:
    run = record.begin_run()
    for text in texts:
        statement = build_statement("one", text, apparatus=BESIDE)
        record.put_batch(run, [Incoming(statement, text, "/a.txt", FILE)], [("/a.txt", text)])
    record.finish_run(run, "done")


def test_everything_that_is_written_is_sealed(record: Record) -> None:
    put(record, "Old", "New")
    record.withdraw("one", "Reason")
    record.withdraw("one", None)
    put(record, "Newer")

    rows = {metadata.tables[name]: found for name, found in rows_of(record).items()}
    assert all(rows.values())
    assert [row for table, found in rows.items() for row in found if not is_sealed(table, row)] == []


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("sql", "read"),
    [
        ("UPDATE statements SET heading = replace(heading, 'joint', 'joinT')", lambda r: r.statement("one")),
        ("UPDATE statements SET heading = replace(heading, 'joint', 'joinT')", lambda r: list(r.changes_since(0))),
        ("UPDATE versions SET text = 'Nev'", lambda r: r.statement("one")),
        ("UPDATE versions SET text = 'Nev'", lambda r: list(r.entries_by_id())),
        ("UPDATE apparatus SET value = ''", lambda r: r.statement("one")),
        ("UPDATE source_files SET length = 8", lambda r: r.statement("one")),
        ("UPDATE source_files SET length = 8", lambda r: list(r.files())),
        ("UPDATE versions SET ordinal = 2", lambda r: r.statement("one")),
        ("UPDATE statements SET withdrawn = 1", lambda r: r.statement("one")),
        ("UPDATE statements SET draft_digest = 'x'", lambda r: put(r, "Newer")),
        ("UPDATE statements SET source = '/b.jsonl'", lambda r: r.withdraw("one", "Reason")),
    ],
)
def test_what_is_damaged_is_not_answered_from_or_written_on(
    record: Record, place: URL, sql: str, read: Callable[[Record], object]
) -> None:
    put(record, "New")
    assert change(place, sql)

    with pytest.raises(
        ArchiveDamaged, match=r"one.* is not as it was written\): restore it from a backup with `pincite restore`$"
    ):
        read(record)
