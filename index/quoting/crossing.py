"""Quotations that run over paragraphs: compared with the neighbours of paragraphs that share words with them."""

from collections.abc import Iterator
from functools import cached_property

from pincite.index.engine import SearchEngine
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.quoting.fitting import Laid
from pincite.index.quoting.grammar import Parsed
from pincite.index.quoting.nearest import NEIGHBOURS, Around, find_candidates, read_around
from pincite.index.quoting.standing import Standing, find_in_laid
from pincite.index.values.entry import Passage
from pincite.index.values.heading import Heading

_WHOLE = 1_000_000
"""Reaches from any paragraph to both ends of its statement."""
_BEYOND = 2
"""What runs over paragraphs with a word each, and over so many without any, is still found."""


class Shortlist:
    """Paragraphs that may hold a quotation or what it was altered from, among some versions; read when asked for."""

    def __init__(self, parsed: Parsed, engine: SearchEngine, query: Query, deadline: Deadline) -> None:
        self.engine, self.query, self.deadline = engine, query, deadline
        self._text = " ".join(fragment.text for fragment in parsed.fragments)
        # What a mark leaves out may be of any length.
        self._reach = _WHOLE if len(parsed.fragments) > 1 else parsed.words + _BEYOND

    @cached_property
    def passages(self) -> list[tuple[Heading, Passage]]:
        """The paragraphs, those that share most first."""
        return list(find_candidates(self._text, self.engine, self.query, self.deadline))

    @cached_property
    def around(self) -> list[Around]:
        """The first paragraphs, with as many around them as the quotation may run over."""
        return list(read_around(self.passages, self.engine, self.query, self.deadline, self._reach))

    def with_neighbours(self) -> Iterator[tuple[Heading, Laid]]:
        """Yield the first paragraphs with their neighbours."""
        return ((one.heading, one.within(NEIGHBOURS)) for one in self.around)


def find_crossing(parsed: Parsed, candidates: Shortlist) -> Standing:
    """Return where a quotation stands that no paragraph holds alone: in the statements that share most with it."""
    standing = Standing()
    headings: dict[tuple[str, str], Heading] = {}
    met: dict[tuple[str, str], dict[int, Passage]] = {}
    for one in candidates.around:
        key = (one.heading.id, one.passage.version)
        headings[key] = one.heading
        met.setdefault(key, {}).update((passage.number, passage) for passage in one.passages)
    for key, passages in met.items():
        laid = Laid(tuple(passages[number] for number in sorted(passages)))
        standing.add(find_in_laid(parsed, headings[key], laid, candidates.deadline))
    return standing
