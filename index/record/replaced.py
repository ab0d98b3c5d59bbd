"""What replaced versions have that the current one lacks: paragraphs, each text once."""

from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import groupby

from sqlalchemy import Connection, select

from pincite.index.record.checksums import Row, check_row
from pincite.index.record.json_columns import parse_paragraphs
from pincite.index.record.tables import statements, versions
from pincite.index.values.entry import Entry, Passage
from pincite.index.values.statement import Paragraph

Version = tuple[str, Sequence[Paragraph]]
"""The digest of a version, and its paragraphs."""

_AT_ONCE = 1_000
_TEXTS_AT_ONCE = 20
"""The most texts in memory at a time: one may have 50 MiB."""
_OLDER = (
    select(versions)
    .join(statements, (statements.c.id == versions.c.statement) & (statements.c.version != versions.c.digest))
    .order_by(versions.c.statement, versions.c.ordinal.desc())
    .execution_options(yield_per=_TEXTS_AT_ONCE)
)


def with_replaced(connection: Connection, entries: Iterable[Entry], several: Collection[str]) -> tuple[Entry, ...]:
    """Return ``entries`` with what they lack of their older versions. ``several`` are the ids that have such.

    Raises ArchiveDamaged when a version is not as it was written.
    """
    entries = tuple(entries)
    lacking = [entry for entry in entries if entry.heading.id in several]
    if not lacking:
        return entries
    current = {entry.heading.id: entry for entry in lacking}
    # Closed here, and not when somebody finds it: after an interrupt its connection would be closed before it.
    with closing(_read(connection, current)) as read:
        found = {identity: find_replaced(current[identity].paragraphs, older) for identity, older in read}
    return tuple(replace(entry, replaced=found.get(entry.heading.id, ())) for entry in entries)


def find_replaced(current: Iterable[Paragraph], older: Iterable[Version]) -> tuple[Passage, ...]:
    """Return the paragraphs of ``older`` versions (the newest first) whose texts are not among ``current``.

    Each text comes once, of the newest version that has it, at its first place there. They are in the order of their
    numbers; of equal ones the newest version comes first.
    """
    met = {paragraph.text for paragraph in current}
    found: list[tuple[int, int, Passage]] = []
    for age, (digest, paragraphs) in enumerate(older):
        for one in paragraphs:
            if one.text not in met:
                met.add(one.text)
                found.append((one.number, age, Passage(one.number, one.label, one.text, digest)))
    return tuple(passage for _, _, passage in sorted(found, key=lambda item: item[:2]))


def _read(connection: Connection, ids: Collection[str]) -> Generator[tuple[str, Iterator[Version]]]:
    """Yield the older versions of each of ``ids`` that has any, the newest first."""
    listed = [*ids]
    for start in range(0, len(listed), _AT_ONCE):
        wanted = _OLDER.where(versions.c.statement.in_(listed[start : start + _AT_ONCE]))
        with connection.execute(wanted) as rows:
            for identity, group in groupby(rows.mappings(), key=lambda row: str(row["statement"])):
                yield identity, map(_build, group)


def _build(row: Row) -> Version:
    check_row(versions, row)
    return row["digest"], parse_paragraphs(row["layout"], row["text"])
