"""Since when a statement is in the archive: with which batches its first version and its current one came.

What its versions are is read here once for all entries, so that older ones are read only where there are any.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, select

from pincite.index.record.replaced import with_replaced
from pincite.index.record.tables import batches, versions
from pincite.index.values.arrival import Arrival, parse_arrival
from pincite.index.values.entry import Entry
from pincite.index.values.heading import Heading, with_arrivals

Versions = Mapping[str, Arrival]
"""The versions of a statement by digest, the oldest first."""

_NONE: Mapping[str, Arrival] = {}
_AT_ONCE = 1_000
_NOTES = (
    select(versions.c.statement, versions.c.digest, versions.c.batch, batches.c.time)
    .join_from(versions, batches, batches.c.id == versions.c.batch)
    .order_by(versions.c.statement, versions.c.ordinal)
)


def arrived(connection: Connection, entries: Iterable[Entry], new: Mapping[str, Arrival] = _NONE) -> tuple[Entry, ...]:
    """Return ``entries``, whose versions are in the record, with when they came and what they lack of older ones.

    ``new`` says by id when those came that have one version for certain: of them nothing is read.
    """
    entries = tuple(entries)
    known = _read_versions(connection, [entry.heading.id for entry in entries if entry.heading.id not in new])
    known |= {entry.heading.id: {entry.version: new[entry.heading.id]} for entry in entries if entry.heading.id in new}
    made = [
        Entry(arrived_heading(entry.heading, entry.version, known[entry.heading.id]), entry.version, entry.paragraphs)
        for entry in entries
    ]
    return with_replaced(connection, made, {identity for identity, several in known.items() if len(several) > 1})


def arrived_heading(heading: Heading, current: str, known: Versions) -> Heading:
    """Return a heading with when its first version came, and its ``current`` one, of those that are ``known``."""
    return with_arrivals(heading, next(iter(known.values()), None), known.get(current))


def _read_versions(connection: Connection, ids: Sequence[str]) -> dict[str, dict[str, Arrival]]:
    found: defaultdict[str, dict[str, Arrival]] = defaultdict(dict)
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        for identity, digest, batch, time in connection.execute(_NOTES.where(versions.c.statement.in_(some))):
            found[identity][digest] = parse_arrival(batch, time)
    return found
