"""Quotations that run over paragraphs: compared with the neighbours of paragraphs that share words with them."""

from collections.abc import Iterator
from functools import cached_property

from pincite.index.engine import SearchEngine
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.quoting.fitting import Laid
from pincite.index.quoting.grammar import Parsed
from pincite.index.quoting.nearest import find_candidates, read_neighbours
from pincite.index.quoting.standing import Standing, find_in_laid
from pincite.index.values.entry import Passage
from pincite.index.values.heading import Heading

_WHOLE = 1_000_000
"""Reaches from any paragraph to both ends of its statement."""


class Shortlist:
    """Paragraphs that may hold a quotation or what it was altered from, among some versions; read when asked for."""

    def __init__(self, parsed: Parsed, engine: SearchEngine, query: Query, deadline: Deadline) -> None:
        self.engine, self.query, self.deadline = engine, query, deadline
        self._text = " ".join(fragment.text for fragment in parsed.fragments)

    @cached_property
    def passages(self) -> list[tuple[Heading, Passage]]:
        """The paragraphs, those that share most first."""
        return list(find_candidates(self._text, self.engine, self.query, self.deadline))

    def with_neighbours(self, reach: int) -> Iterator[tuple[Heading, Laid]]:
        """Yield the first paragraphs with up to ``reach`` on each side."""
        return read_neighbours(self.passages, self.engine, self.query, self.deadline, reach)


def find_crossing(parsed: Parsed, candidates: Shortlist) -> Standing:
    """Return where a quotation stands that no paragraph holds alone: in the statements that share most with it."""
    standing = Standing()
    met: set[tuple[str, str]] = set()
    for heading, laid in candidates.with_neighbours(_WHOLE):
        key = (heading.id, laid.passages[0].version)
        if key not in met:
            met.add(key)
            standing.add(find_in_laid(parsed, heading, laid))
    return standing
