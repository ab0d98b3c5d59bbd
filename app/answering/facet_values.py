"""All values of one field under a search: by count or by the alphabet, in parts, with a search in them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pincite.app.answering.parameters import FACET_VALUES, Pairs
from pincite.app.answering.request import parse_facet_values
from pincite.index.query.query import FacetRequest, Query
from pincite.index.results import Bucket, FacetCounts, SearchPage
from pincite.index.values.errors import NotFound
from pincite.index.values.fields import FACET_NAMES

MOST_COUNTED = 1_000
"""How far a list by count goes."""
MOST_SORTED = 30_000
"""How many values are put in order. The least frequent ones beyond are left out, and the answer says so."""
NAMES = tuple(parameter.name for parameter in FACET_VALUES)

Answers = Callable[[Query], SearchPage]


@dataclass(frozen=True, slots=True)
class ValueList:
    """A part of the values of ``name``. ``total`` is how many there are, None above what is told.

    ``next_cursor`` continues the list. ``is_whole`` is False where the least frequent values are left out.
    """

    name: str
    page: SearchPage
    counts: FacetCounts
    values: Sequence[Bucket]
    total: int | None
    next_cursor: str | None
    is_whole: bool


def list_values(name: str, pairs: Pairs, search: Answers) -> ValueList:
    """Return the values of the field ``name``. Raises NotFound for an unknown one, and QueryError."""
    if name not in FACET_NAMES:
        raise NotFound(f"There is no field {name[:100]!r}. The fields are {', '.join(FACET_NAMES)}.")
    asked = parse_facet_values(pairs)
    size = MOST_COUNTED if asked.by_count else MOST_SORTED
    request = FacetRequest(name, size, asked.match)
    page = search(replace(asked.query, facets=(request,), limit=0))
    counts = page.facets[name]
    buckets = [bucket for bucket in counts.buckets if bucket.paragraphs or bucket.selected]
    if not asked.by_count:
        buckets.sort(key=lambda bucket: (bucket.value.casefold(), bucket.value))
    begin = _begin(asked.cursor, asked.by_count, buckets)
    shown = buckets[begin : begin + asked.limit]
    rest = len(buckets) > begin + asked.limit
    is_whole = bool(asked.match) or counts.other_values == 0
    return ValueList(
        name,
        page,
        counts,
        shown,
        len(buckets) if asked.match else None if counts.other_values is None else len(buckets) + counts.other_values,
        _cursor(asked.by_count, begin + asked.limit, shown) if rest else None,
        is_whole and page.is_whole,
    )


def _cursor(by_count: bool, after: int, shown: Sequence[Bucket]) -> str:
    return str(after) if by_count else f"={shown[-1].value}"


def _begin(cursor: str | None, by_count: bool, buckets: Sequence[Bucket]) -> int:
    """Return the place at which a part begins: after a number of values, or after a value that may be gone by now."""
    if cursor is None or cursor == "*":
        return 0
    if by_count:
        return int(cursor)
    last = cursor.removeprefix("=")
    key = (last.casefold(), last)
    return sum(1 for bucket in buckets if (bucket.value.casefold(), bucket.value) <= key)
