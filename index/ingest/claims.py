"""Which source an id belongs to: an id occurs once per run, and an id from a file name stays with its file.

The same text under the same id in a second file is no second statement: that is for the collector to see.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pincite.index.reading.draft import Source
from pincite.index.record.values import Owner
from pincite.index.values.errors import SourceError

_TWICE = "another statement already has the id"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement is read: its source, the source's absolute path, and the line in it or None."""

    source: Source
    location: str
    line: int | None

    def __str__(self) -> str:
        return self.source.name if self.line is None else f"{self.source.name}:{self.line}"


class Claims:
    """The ids that this run has met, and the rules about those that the record holds already."""

    def __init__(self, still_holds: Callable[[str], bool]) -> None:
        """``still_holds`` says of a location whether its source is in this run and as the record knows it."""
        self._still_holds = still_holds
        self._places: dict[str, Place] = {}
        self._versions: dict[str, str] = {}

    def find(self, identity: str) -> Place | None:
        """Return where this run has met the id."""
        return self._places.get(identity)

    def version(self, identity: str) -> str | None:
        """Return the digest of the text that this run has met under the id; None when it is as the record has it."""
        return self._versions.get(identity)

    def add(self, identity: str, place: Place, version: str | None) -> None:
        """Note where the id stands, and with which text: None for the one that the record has."""
        self._places[identity] = place
        if version is not None:
            self._versions[identity] = version

    def check(self, identity: str, origin: str, place: Place, owners: Mapping[str, Owner]) -> SourceError | None:
        """Return why a statement may not have its id, given whose it is in the record; then the id is free again."""
        owner = owners.get(identity)
        if owner is None or owner.source == place.location:
            return None
        refusal = self._refuse(identity, origin, place, owner)
        if refusal is not None:
            del self._places[identity]
            self._versions.pop(identity, None)
        return refusal

    def _refuse(self, identity: str, origin: str, place: Place, owner: Owner) -> SourceError | None:
        if "path" in (origin, owner.origin):
            return refuse_twice(identity, place, owner.source)
        # A given id may move from file to file, but not stand in both.
        return refuse_twice(identity, place, owner.source) if self._still_holds(owner.source) else None


def refuse_twice(identity: str, place: Place, other: object) -> SourceError:
    """Return the refusal of a second statement with the same id, naming both."""
    mend = "remove one of the two, or give one of them another id"
    return SourceError(place.source.name, place.line, f"the id {identity!r} already belongs to {other}", mend, _TWICE)
