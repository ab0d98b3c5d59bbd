"""Quotations that run over paragraphs: compared with the neighbours of paragraphs that share words with them."""

from collections.abc import Iterable
from functools import cached_property

from pincite.index.engine import SearchEngine
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from pincite.index.quoting.fitting import Laid
from pincite.index.quoting.grammar import Parsed
from pincite.index.quoting.nearest import (
    NEIGHBOURS,
    Around,
    Found,
    NearPassage,
    find_near,
    read_around,
    share_grams,
    share_runs,
)
from pincite.index.quoting.standing import Standing, find_in_laid
from pincite.index.quoting.wording import QuotedWords, read_wording
from pincite.index.values.entry import Passage
from pincite.index.values.heading import Heading

_WHOLE = 1_000_000
"""Reaches from any paragraph to both ends of its statement."""
_LONG = 14
"""Of so many words that run over two paragraphs, one has seven, and shares a fingerprint."""
_ENOUGH = 0.8
"""A passage that shares so much is the one that was altered: others are not looked for."""
_BEYOND = 2
"""What runs over paragraphs with a word each, and over so many without any, is still found."""


class Shortlist:
    """Paragraphs that may hold a quotation or what it was altered from, among some versions; read when asked for."""

    def __init__(self, parsed: Parsed, engine: SearchEngine, query: Query, deadline: Deadline) -> None:
        self.engine, self.query, self.deadline = engine, query, deadline
        deadline.check()
        self._text = " ".join(fragment.text for fragment in parsed.fragments)
        self._likeness = QuotedWords(read_wording(self._text).words)
        # What a mark leaves out may be of any length.
        self._reach = _WHOLE if len(parsed.fragments) > 1 else parsed.words + _BEYOND

    @cached_property
    def _by_grams(self) -> list[Found]:
        self.deadline.check()
        return share_grams(self._text, self.engine, self.query)

    @cached_property
    def _by_runs(self) -> list[Found]:
        """Paragraphs that share less, unless enough is known without them."""
        near, size = self.near_by_grams, self._likeness.size
        if near is not None and size >= _LONG and near.shared >= _ENOUGH * size:
            return []
        known = {_place(one) for one in self._by_grams}
        found = share_runs(self._text, self._likeness, self.engine, self.query, self.deadline)
        return [one for one in found if _place(one) not in known]

    @cached_property
    def near_by_grams(self) -> NearPassage | None:
        """The nearest passage of the paragraphs that share four words in a row, as nearly all near ones do."""
        return self._near_in((heading, Laid((passage,))) for heading, passage in self._by_grams)

    def _near_in(self, laid: Iterable[tuple[Heading, Laid]]) -> NearPassage | None:
        return find_near(self._text, self._likeness, laid, self.deadline)

    @property
    def near_early(self) -> NearPassage | None:
        """A near passage, of a long quotation perhaps not the nearest: it is found in a tenth of the time."""
        is_long = self._likeness.size >= _LONG
        return self.near_by_grams if is_long and self.near_by_grams is not None else self.near

    @cached_property
    def near(self) -> NearPassage | None:
        """The nearest passage of a paragraph, or of neighbours where that shares more."""
        alone = ((heading, Laid((passage,))) for heading, passage in self._by_runs)
        near = _nearer(self.near_by_grams, self._near_in(alone))
        if near is not None and near.shared == self._likeness.size:
            return near
        around = self._read_around(self._by_runs) if self._by_runs else self.around
        return _nearer(near, self._near_in((one.heading, one.within(NEIGHBOURS)) for one in around))

    @cached_property
    def around(self) -> list[Around]:
        """The first paragraphs, with as many around them as the quotation may run over."""
        return self._read_around([] if self._likeness.size >= _LONG else self._by_runs)

    def _read_around(self, more: list[Found]) -> list[Around]:
        passages = [*self._by_grams, *more]
        return list(read_around(passages, self.engine, self.query, self.deadline, self._reach))


def _place(found: Found) -> tuple[str, str, int]:
    heading, passage = found
    return heading.id, passage.version, passage.number


def _nearer(one: NearPassage | None, other: NearPassage | None) -> NearPassage | None:
    """Return the one that shares more; of two that share as much the first."""
    return max((near for near in (one, other) if near is not None), key=lambda near: near.shared, default=None)


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
