"""What people ask of real statements, long and short: how early an answer stands, with and without relaxed.

Words are taken as they are typed: all of them in one paragraph. With ``relaxed`` the list goes on with paragraphs that
lack some. A whole page begins with the statements whose titles hold all the words.
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

LISTED = ("and", "relaxed", "page")
"""What is listed: the hits; with them what lacks some of the words; and both behind the statements found by their
titles, as the page and the command line show an answer."""


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
    """Return what is found, by form of the question (long, short) and by what is listed (``LISTED``)."""
    return {
        (form, listed): Found({one.number: _rank(engine, getattr(one, form), one.answers, listed) for one in asked})
        for form in ("long", "short")
        for listed in LISTED
    }


def _rank(engine: SearchEngine, text: str, answers: frozenset[str], listed: str) -> int:
    for rank, identity in enumerate(_list(engine, text, listed), 1):
        if identity in answers:
            return rank
    return 0


def _list(engine: SearchEngine, text: str, listed: str) -> Iterator[str]:
    """Yield the ids of the statements that are listed, each once."""
    understood = understand(parse(text))
    relaxed = listed != "and"
    query = Query(understood.match, text=text, group=Group.STATEMENT, limit=100, relaxed=relaxed, deadline=60.0)
    page = engine.search(query)
    titled = page.titles.headings if listed == "page" else ()
    hits = [*page.hits, *(page.relaxed.hits if page.relaxed else ())]
    yield from dict.fromkeys(heading.id for heading in (*titled, *(hit.heading for hit in hits)))
