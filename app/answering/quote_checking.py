"""Check all quotations of a request within its time: each gets a share, and what it leaves goes to the others."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pincite.app.answering.coverage import Coverage, find_dates
from pincite.index.engine import SearchEngine
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import FacetRequest, Query
from pincite.index.quoting import CheckedQuotation, Quotation, check_quotation
from pincite.index.results import SearchPage

_SHARES = 4
"""One quotation may take so many times its share of the time that is left, but at least ``_LEAST`` seconds."""
_LEAST = 0.25
_MOST_SOURCES = 100


@dataclass(frozen=True, slots=True)
class CheckAnswer:
    """The verdicts on all quotations, in order, and what they were looked for in."""

    quotations: tuple[CheckedQuotation, ...]
    coverage: Coverage
    commit: int
    took_ms: float

    @property
    def summary(self) -> dict[str, int]:
        """How many quotations have each verdict; those without one are left out."""
        return dict(Counter(one.verdict.value for one in self.quotations if one.verdict is not None))


def check_all(quotations: Sequence[Quotation], engine: SearchEngine, query: Query, deadline: Deadline) -> CheckAnswer:
    """Return the verdict on each quotation, partial where time ran out. Raises what the engine raises, and Abandoned.

    Equal quotations are checked once.
    """
    checkpoint = engine.checkpoint()
    has_replaced = checkpoint is not None and not checkpoint.lacks_replaced
    page, coverage = _cover(engine, query, has_replaced=has_replaced)
    known: dict[str, CheckedQuotation] = {}
    checked: list[CheckedQuotation] = []
    for number, one in enumerate(quotations):
        found = known.get(one.text)
        if found is None:
            own = _share(deadline, len(quotations) - number)
            found = check_quotation(one, engine, query, own, has_replaced=has_replaced)
            known[one.text] = found
        checked.append(replace(found, range=one.range))
    return CheckAnswer(tuple(checked), coverage, page.commit, deadline.spent_ms)


def _share(deadline: Deadline, waiting: int) -> Deadline:
    seconds = min(deadline.left, max(_LEAST, _SHARES * deadline.left / waiting))

    def is_wanted() -> bool:
        # Raises Abandoned itself.
        deadline.check_wanted()
        return True

    return Deadline(seconds, is_wanted)


def _cover(engine: SearchEngine, query: Query, *, has_replaced: bool) -> tuple[SearchPage, Coverage]:
    page = engine.search(replace(query, facets=(FacetRequest("source", _MOST_SOURCES),), limit=0))
    first, last = find_dates(engine.search, query)
    buckets = page.facets["source"].buckets
    sources = tuple(bucket.value for bucket in buckets if bucket.paragraphs)
    return page, Coverage(page.statements, page.paragraphs, first, last, sources, has_replaced)
