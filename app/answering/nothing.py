"""Why a search found nothing: the words that occur nowhere, or each filter with the count without it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from pincite.app.answering.answered import Answered
from pincite.app.answering.parameters import FILTERS
from pincite.app.answering.request import parse_search
from pincite.index.query.asking import positive_words
from pincite.index.query.query import Query
from pincite.index.query.render import render_words
from pincite.index.results import Count, SearchPage

_RANGE = ("date_from", "date_to", "date_match")
FILTERING = frozenset(parameter.name for parameter in FILTERS)
MOST_WORDS = 8
MOST_FILTERS = 8
"""How many words and filters are counted, each by a search of its own."""

Pair = tuple[str, str]
Answers = Callable[[Query], SearchPage]


@dataclass(frozen=True, slots=True)
class Nothing:
    """``absent`` words occur nowhere, whatever the filters. ``without`` counts the search without one field's filters.

    ``unfiltered`` counts it without any filter.
    """

    absent: Sequence[str]
    without: Sequence[tuple[tuple[Pair, ...], Count]]
    unfiltered: Count


def explain_nothing(answered: Answered, search: Answers) -> Nothing | None:
    """Return why the search found nothing. None where it found something, or time was too short to know."""
    page, asked = answered.page, answered.asked
    if page.paragraphs or not page.is_whole:
        return None
    bare = _counted(asked.without_filters(), search)
    if bare.paragraphs:
        return Nothing((), _without_each(answered, search), bare)
    return Nothing(_absent(asked.without_filters(), search), (), bare)


def _absent(query: Query, search: Answers) -> list[str]:
    words = dict.fromkeys(positive_words(query.match))
    found = ((one, _counted(replace(query, match=one), search)) for one in [*words][:MOST_WORDS])
    return [render_words(one) for one, count in found if not count.paragraphs]


def _without_each(answered: Answered, search: Answers) -> list[tuple[tuple[Pair, ...], Count]]:
    pairs = [pair for pair in answered.asked.pairs if pair[0] not in ("offset", "cursor")]
    fields = dict.fromkeys(_RANGE if name in _RANGE else (name,) for name, _ in pairs if name in FILTERING)
    found = []
    for names in [*fields][:MOST_FILTERS]:
        count = _counted(parse_search([pair for pair in pairs if pair[0] not in names]).query, search)
        found.append((tuple(pair for pair in pairs if pair[0] in names), count))
    return found


def _counted(query: Query, search: Answers) -> Count:
    bare = replace(query, facets=(), histogram=None, limit=0, offset=0, cursor=None, relaxed=False, explain=False)
    page = search(bare)
    return Count(page.paragraphs, page.statements)
