"""What was looked through: an archive, or what filters let in of it."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pincite.index.query.query import Query, Sort
from pincite.index.results import SearchPage


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was looked through: what the filters let in. ``earliest`` and ``latest`` are dates as EDTF.

    ``has_replaced`` says whether replaced versions were looked through too.
    """

    statements: int
    paragraphs: int
    earliest: str | None
    latest: str | None
    sources: tuple[str, ...]
    has_replaced: bool


def find_dates(search: Callable[[Query], SearchPage], query: Query) -> tuple[str | None, str | None]:
    """Return the earliest and the latest date among what ``query`` finds, as EDTF; None where no statement has one.

    Raises as ``search`` does.
    """
    pages = (search(replace(query, sort=sort, limit=1)) for sort in (Sort.OLDEST, Sort.NEWEST))
    first, last = (page.hits[0].heading.dates.edtf if page.hits else None for page in pages)
    return first, last
