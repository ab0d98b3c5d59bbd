"""Sources that moved or vanished. A move follows the content: the same text at another path, when the old path is gone.

A path is gone only if the system says that nothing is there. One that cannot be looked at, or that is merely left out,
is not gone.
"""

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from pincite.index.ingest.claims import Place
from pincite.index.ingest.events import MovedSource, Vanished
from pincite.index.reading.draft import printable
from pincite.index.record.record import Record
from pincite.index.record.values import Owner, SourceState
from pincite.index.values.statement import Statement


class Moves:
    """Finds what the sources of a run were called before, and which sources of the record are gone."""

    def __init__(self, record: Record, known: Mapping[str, SourceState], found: Collection[str]) -> None:
        """``known`` are the sources of the record, ``found`` the locations of the run."""
        self._record, self._known, self._found = record, known, found
        self.moved: list[MovedSource] = []

    def with_kept_id(self, statement: Statement, location: str) -> Statement:
        """Return a file's only statement under the id that it has already, if that is from an earlier file name."""
        if statement.provenance.get("id") != "path":
            return statement
        named = self._record.named_by_path(location) if location in self._known else self._adopt(statement)
        return _named(statement, named[0]) if len(named) == 1 else statement

    def is_move(self, statement: Statement, place: Place, owner: Owner | None) -> bool:
        """Whether ``owner`` has the same text, from a source that is gone now. It is noted as moved then."""
        if owner is None or owner.source == place.location or owner.version != statement.digest:
            return False
        if owner.source in self._found or not is_gone(owner.source):
            return False
        self.moved.append(MovedSource(place.source.name, statement.heading.id, owner.source))
        return True

    def vanished(self, roots: Sequence[str]) -> tuple[Vanished, ...]:
        """Return the sources at or below ``roots`` that are gone, with their statements that can be searched still."""
        gone = [one for one in self._known if one not in self._found and _is_below(one, roots) and is_gone(one)]
        # Inside a transaction the record still says where they were.
        moved = {one.statement for one in self.moved}
        held = {
            location: tuple(one for one in ids if one not in moved)
            for location, ids in self._record.searchable(gone).items()
        }
        return tuple(Vanished(location, held[location]) for location in sorted(held) if held[location])

    def _adopt(self, statement: Statement) -> list[str]:
        """Return the id of the statement with the same text whose source is gone; several when that is not clear."""
        return [identity for identity, location in self._texts.get(statement.digest, ()) if location not in self._found]

    @cached_property
    def _texts(self) -> Mapping[str, list[tuple[str, str]]]:
        gone = [location for location in self._known if location not in self._found and is_gone(location)]
        return self._record.texts_of(gone)


def is_gone(location: str) -> bool:
    """Whether nothing is at a location of the record."""
    path = Path(location)
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return "\\" not in location or location not in _written_in(path.parent)
    except (OSError, ValueError):
        return False
    return False


def _written_in(folder: Path) -> Iterator[str]:
    """Yield the paths in a folder as the record writes them: with escapes for what cannot be printed."""
    try:
        yield from (printable(folder / name) for name in os.listdir(folder))  # noqa: PTH208 - names that are not UTF-8
    except OSError:
        return


def _is_below(location: str, roots: Iterable[str]) -> bool:
    return any(location == root or location.startswith(f"{root.rstrip('/')}/") for root in roots)


def _named(statement: Statement, identity: str) -> Statement:
    return replace(statement, heading=replace(statement.heading, id=identity))
