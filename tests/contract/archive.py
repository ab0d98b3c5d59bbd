"""How the contract asks: an archive that is written through the port, and queries as they are typed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pincite.index.engine import Checkpoint, SearchEngine
from pincite.index.query.parser import parse
from pincite.index.query.query import DateFilter, Filter, Query
from pincite.index.query.understand import understand
from pincite.index.results import SearchPage
from pincite.index.values.dates import parse_edtf
from pincite.index.values.entry import Entry
from pincite.index.values.statement import Statement
from tests.builders import build_statement
from tests.former import former_of
from tests.oracle import Former, nothing


def write(
    engine: SearchEngine,
    statements: Iterable[Statement],
    batch: int = 1,
    delete: Sequence[str] = (),
    fresh: bool = False,
    former: Former = nothing,
) -> Checkpoint:
    """Commit ``statements``, with what their ``former`` versions have, and ``delete`` ids, as one batch."""
    with engine.writer(fresh=fresh) as writer:
        writer.put([Entry(s.heading, s.digest, s.paragraphs, former(s)) for s in statements])
        writer.delete(delete)
        return writer.commit(batch)


def grow(engine: SearchEngine, statements: Sequence[Statement], commits: int = 6) -> None:
    """Write ``statements`` in several commits; each brings one too many, and one outdated, that the next takes back."""
    groups = [statements[at :: commits - 1] for at in range(commits - 1)]
    for batch, group in enumerate([*groups, []], 1):
        later = [item for items in groups[batch : batch + 1] for item in items[:1]]
        older = [build_statement(s.heading.id, "an older text of peace", "and treaties", title="Old") for s in later]
        more = [build_statement(f"gone-{batch}", "treaty peace the of committed", "nation")] if batch < commits else []
        write(engine, [*group, *older, *more], batch, delete=[f"gone-{batch - 1}"], former=former_of)


def asked(text: str = "", **parts: Any) -> Query:
    """The query that ``text`` means; stop words are set aside, and no deadline disturbs."""
    understood = understand(parse(text))
    return Query(understood.match, text=text, dropped=understood.dropped, **{"deadline": 60.0, "limit": 100, **parts})


@dataclass(frozen=True)
class Archive:
    """An engine and what it was given."""

    engine: SearchEngine

    def put(
        self, *statements: Statement, batch: int = 1, delete: Sequence[str] = (), former: Former = nothing
    ) -> Checkpoint:
        """Commit ``statements``, with what their ``former`` versions have, as one batch."""
        return write(self.engine, statements, batch, delete, former=former)

    def page(self, text: str = "", **parts: Any) -> SearchPage:
        """The answer to ``text``."""
        return self.engine.search(asked(text, **parts))

    def finds(self, text: str = "", **parts: Any) -> list[str]:
        """What ``text`` finds, as ``id`` or, beyond a statement's first paragraph, ``id/number``, sorted."""
        return sorted(self.order(text, **parts))

    def order(self, text: str = "", **parts: Any) -> list[str]:
        """The same in the order of the answer."""
        hits = self.page(text, **parts).hits
        return [h.heading.id if h.passage.number == 1 else f"{h.heading.id}/{h.passage.number}" for h in hits]


def texts(*found: str, **heading: Any) -> list[Statement]:
    """One statement for each text, of one paragraph, with the ids a, b, c, …"""
    return [build_statement(chr(ord("a") + at), text, **heading) for at, text in enumerate(found)]


def chosen(field: str, *values: str, rejected: Sequence[str] = (), missing: bool = False) -> tuple[Filter, ...]:
    """The filter of one field."""
    return (Filter(field, values, tuple(rejected), missing),)


def between(first: str | None, last: str | None) -> DateFilter:
    """The date filter from the earliest day of ``first`` to the latest of ``last``."""
    return DateFilter(
        None if first is None else parse_edtf(first).earliest, None if last is None else parse_edtf(last).latest
    )
