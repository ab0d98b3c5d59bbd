"""Progress and result of an ingest, as plain values. The command line shows or prints them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pincite.index.values.errors import SourceError


@dataclass(frozen=True, slots=True)
class Started:
    """The work to do: sources, their bytes, and the skipped files by reason."""

    sources: int
    bytes: int
    passed_over: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source is unchanged since it was last ingested: it is not read. ``statements`` are its own in the record."""

    source: str
    statements: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of reading: statements so far, how many of them were parsed, bytes of the sources."""

    statements: int
    parsed: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A source, or a line of it, is refused."""

    path: str
    line: int | None
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class Split:
    """A paragraph of plain text was over the bound: ``first`` to ``last`` of the statement came of it.

    ``line`` is where it begins in the source, 1-based; ``limit`` is the bound, in characters.
    """

    path: str
    line: int
    first: int
    last: int
    limit: int


@dataclass(frozen=True, slots=True)
class Repeated:
    """A second source has a statement with the same text: it is skipped. ``other`` is the first source."""

    path: str
    line: int | None
    statement: str
    other: str


@dataclass(frozen=True, slots=True)
class Committed:
    """A batch is in the record and in the index, both synced; the numbers count what is new, changed or renamed."""

    batch: int
    statements: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """The index was behind, and now has everything up to this batch."""

    batch: int
    statements: int
    paragraphs: int


@dataclass(frozen=True, slots=True)
class NotIndexed:
    """A statement that the record holds and the engine cannot index: no search finds it. ``reason`` is the engine's."""

    statement: str
    reason: str
    paragraphs: int


@dataclass(frozen=True, slots=True)
class MovedSource:
    """A statement stands at another path now, with the same text; ``before`` is the old location, which is gone."""

    path: str
    statement: str
    before: str


@dataclass(frozen=True, slots=True)
class Vanished:
    """A source is gone. ``statements`` are its own that searches still find, or found until it was pruned."""

    location: str
    statements: tuple[str, ...]


Event = Started | Skipped | Progress | Refused | Split | Repeated | Committed | CaughtUp | NotIndexed
Listener = Callable[[Event], None]


def ignore(_event: Event) -> None:
    """Listen to nothing."""


@dataclass(frozen=True, slots=True)
class Report:
    """What an ingest did. ``new``, ``changed`` (text), ``metadata`` (only that) and ``unchanged`` count statements.

    ``withdrawn`` are those of them that differ and stay out of the index, because they were withdrawn.
    ``paragraphs`` are those of new and changed statements; ``parsed`` is how many statements had to be parsed;
    ``skipped`` how many sources had not to be read; ``batches`` those written; ``caught_up`` the statements that
    the index lacked before; ``splits`` are the paragraphs that were split; ``repeated`` are statements that were met
    in a second source with the same text; ``not_indexed`` those that the index lacks still, because the engine cannot
    take them. ``moved`` are statements whose source has another path now, ``vanished`` sources that are gone, and
    ``pruned`` is how many statements were removed from search because of that. With ``strict`` and a refusal nothing
    was written.
    """

    sources: int = 0
    skipped: int = 0
    new: int = 0
    changed: int = 0
    metadata: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    paragraphs: int = 0
    parsed: int = 0
    batches: int = 0
    caught_up: int = 0
    refused: tuple[SourceError, ...] = ()
    splits: tuple[Split, ...] = ()
    repeated: tuple[Repeated, ...] = ()
    not_indexed: tuple[NotIndexed, ...] = ()
    moved: tuple[MovedSource, ...] = ()
    vanished: tuple[Vanished, ...] = ()
    pruned: int = 0
    passed_over: Mapping[str, int] = field(default_factory=dict)
