"""The engines that are measured, behind one small port: each does the same job as well as its makers allow.

The job is the whole answer to a question: exact counts of paragraphs and of statements, the 10 best with snippets, and
five facets of 10 values. Words are stemmed; stop words are indexed, because phrases need them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from bench.workload import Question
from pincite.index.values.entry import Entry
from pincite.index.values.fields import facet
from pincite.index.values.heading import Heading

FACETS = ("place", "series", "source", "year", "person")
NAMES = ("whoosh", "fts5", "tantivy", "pincite")


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bench looks at of an answer: two counts, how many hits with snippets, how many facet values."""

    paragraphs: int
    statements: int
    hits: int
    values: int


class Peer(Protocol):
    """One engine over one folder. A peer that writes does not read: the bench opens another one for that."""

    def put(self, entries: Sequence[Entry]) -> None:
        """Take whole statements into the index that is being made."""

    def commit(self) -> None:
        """Finish writing, merges included, so that it survives the machine."""

    def open(self) -> None:
        """Make ready to answer."""

    def answer(self, question: Question) -> Answer:
        """Do the whole job."""

    def version(self) -> str:
        """Name the engine and its release."""


def peer(name: str, folder: Path) -> Peer:
    """Return the engine called ``name`` over ``folder``: imported only now, so that none weighs on another."""
    made: Peer = import_module(f"bench.peers.{name}_peer").peer(folder)
    return made


def values(heading: Heading) -> dict[str, tuple[str, ...]]:
    """Return the values of ``heading`` in each of FACETS."""
    return {name: facet(name).values(heading) for name in FACETS}
