"""What people ask of real statements, long and short: how early an answer stands, with and without relaxed.

Words are taken as they are typed: all of them in one paragraph. With ``relaxed`` the list goes on with paragraphs that
lack some.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import statements
from bench.data import QUESTIONS
from pincite.index.engine import SearchEngine
from pincite.index.query.parser import parse
from pincite.index.query.query import Group, Query
from pincite.index.query.understand import understand

FIRST = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, typed at length and in few words, and the ids of the statements that answer it."""

    number: str
    long: str
    short: str
    answers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """How early the answers stand: ranks by question, 0 where none is in the list."""

    ranks: Mapping[str, int]

    @property
    def mrr(self) -> float:
        """The mean reciprocal rank of the first answering statement."""
        return sum(1 / rank for rank in self.ranks.values() if rank) / len(self.ranks)

    @property
    def first_ten(self) -> int:
        """How many questions have an answer among the first ten statements."""
        return sum(0 < rank <= FIRST for rank in self.ranks.values())


def questions(path: Path = QUESTIONS) -> list[Asked]:
    """Return the questions of the file, which has a heading."""
    with path.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    return [Asked(number, long, short, frozenset(answers.split())) for number, long, short, answers, *_ in rows]


def fill(engine: SearchEngine) -> None:
    """Index the real statements, each once."""
    with engine.writer() as writer:
        writer.put(list(statements()))
        writer.commit(1)


def measure(engine: SearchEngine, asked: Sequence[Asked]) -> dict[tuple[str, str], Found]:
    """Return what is found, by form of the question (long, short) and by what is listed (and, relaxed)."""
    return {
        (form, "relaxed" if relaxed else "and"): Found(
            {one.number: _rank(engine, getattr(one, form), one.answers, relaxed=relaxed) for one in asked}
        )
        for form in ("long", "short")
        for relaxed in (False, True)
    }


def _rank(engine: SearchEngine, text: str, answers: frozenset[str], *, relaxed: bool) -> int:
    for rank, identity in enumerate(_listed(engine, text, relaxed=relaxed), 1):
        if identity in answers:
            return rank
    return 0


def _listed(engine: SearchEngine, text: str, *, relaxed: bool) -> Iterator[str]:
    """Yield the ids of the statements of the page, each once: the hits, then what lacks some of the words."""
    understood = understand(parse(text))
    query = Query(understood.match, text=text, group=Group.STATEMENT, limit=100, relaxed=relaxed, deadline=60.0)
    page = engine.search(query)
    hits = [*page.hits, *(page.relaxed.hits if page.relaxed else ())]
    yield from dict.fromkeys(hit.heading.id for hit in hits)
