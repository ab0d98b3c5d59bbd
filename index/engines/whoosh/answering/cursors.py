"""Where a walk stands: in the result of one commit, about to give one hit."""

from dataclasses import dataclass

from pincite.index.query import signing
from pincite.index.query.query import Query
from pincite.index.query.signing import START

__all__ = ["START", "Position", "read", "sign"]


@dataclass(frozen=True, slots=True)
class Position:
    """A walk over the result of one commit, about to give the hit of rank ``rank`` (from 0)."""

    generation: str
    commit: int
    rank: int


def sign(key: bytes, query: Query, position: Position) -> str:
    """The cursor that goes on from ``position``."""
    return signing.sign(key, query, [position.generation, position.commit, position.rank])


def read(key: bytes, query: Query, cursor: str) -> Position:
    """The position that ``cursor`` stands for; QueryError when it was not made by ``sign`` for this query."""
    generation, commit, rank = signing.read(key, query, cursor)
    return Position(generation, commit, rank)
