"""The forms of a wording: equal passages together, in the order of their first use, and who used them when."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pincite.index.aligning import WordRun, find_word_runs
from pincite.index.values.entry import Passage
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Span
from pincite.index.wording.shared_runs import BestPassage

MOST_NAMES = 20
"""The most issuers, and the most people, that are named for a form."""
_SENTENCE_END = re.compile(r"[.!?;:]\W*\s")


@dataclass(frozen=True, slots=True)
class FormPlace:
    """A passage in a paragraph: the code points of its words."""

    heading: Heading
    passage: Passage
    span: Span

    @property
    def text(self) -> str:
        """The passage, verbatim."""
        return self.passage.text[slice(*self.span)]


@dataclass(frozen=True, slots=True)
class Form:
    """One wording, word for word: its text at its first use, and all its places, the earliest first.

    ``similarity`` is the share of the reference's runs that it holds. ``differences`` are against the form before it
    in the list, and empty for the first one. ``issuers`` and ``people`` are (name, statements), most statements first.
    ``silent`` are ranges of years between the first use and the last one without any.
    """

    text: str
    similarity: float
    places: tuple[FormPlace, ...]
    differences: tuple[WordRun, ...]
    issuers: tuple[tuple[str, int], ...]
    people: tuple[tuple[str, int], ...]
    silent: tuple[tuple[int, int], ...]

    @property
    def statements(self) -> int:
        """How many statements use it."""
        return len({place.heading.id for place in self.places})

    @property
    def first(self) -> FormPlace | None:
        """Where it was used first; None if no date is known."""
        return _first(self.places)

    @property
    def last(self) -> FormPlace | None:
        """Where it was used last; None if no date is known."""
        return _last(self.places)


def build_forms(found: Iterable[tuple[tuple[str, ...], float, FormPlace]]) -> tuple[Form, ...]:
    """Return the forms of places (words, similarity, place), which are in the order of their dates."""
    places: dict[tuple[str, ...], list[FormPlace]] = {}
    similarities: dict[tuple[str, ...], float] = {}
    for words, similarity, place in found:
        places.setdefault(words, []).append(place)
        similarities[words] = similarity
    forms: list[Form] = []
    for words, held in places.items():
        before = forms[-1].text if forms else None
        forms.append(_build(tuple(held), similarities[words], before))
    return tuple(forms)


def _build(places: tuple[FormPlace, ...], similarity: float, before: str | None) -> Form:
    text = places[0].text
    return Form(
        text,
        similarity,
        places,
        () if before is None else find_word_runs(before, text),
        _named(places, lambda heading: heading.issuers),
        _named(places, lambda heading: [person.name for person in heading.people]),
        find_silent(places),
    )


def _named(places: Sequence[FormPlace], names_of: Callable[[Heading], Iterable[str]]) -> tuple[tuple[str, int], ...]:
    headings = {place.heading.id: place.heading for place in places}.values()
    counts = Counter(name for heading in headings for name in dict.fromkeys(names_of(heading)))
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:MOST_NAMES])


def find_silent(places: Sequence[FormPlace]) -> tuple[tuple[int, int], ...]:
    """Return the ranges of years, both ends inclusive, between the first use and the last one that no date touches.

    A date with an open end touches the year of its other end.
    """
    touched: set[int] = set()
    for place in places:
        dates = place.heading.dates
        ends = [day.year for day in (dates.earliest, dates.latest) if day is not None]
        touched.update(range(min(ends), max(ends) + 1) if ends else ())
    years = sorted(touched)
    return tuple((one + 1, other - 1) for one, other in pairwise(years) if other - one > 1)


def _first(places: Sequence[FormPlace]) -> FormPlace | None:
    dated = [place for place in places if not place.heading.dates.is_unknown]
    return dated[0] if dated else None


def _last(places: Sequence[FormPlace]) -> FormPlace | None:
    """Return the place with the latest bound. A date with an open end is the last one; of equal ones the first."""
    dated = [place for place in places if not place.heading.dates.is_unknown]
    open_ended = [place for place in dated if place.heading.dates.latest is None]
    return next(iter(open_ended), None) or max(dated, key=_latest, default=None)


def _latest(place: FormPlace) -> int:
    latest = place.heading.dates.latest
    return 0 if latest is None else latest.toordinal()


def with_edges(best: BestPassage, text: str, spans: Sequence[Span], most: int) -> tuple[int, int]:
    """Return the words of a passage, with those that stand where the reference has its first and its last words.

    They are of the same sentence. The passage still has at most ``most`` words.
    """
    first, end = best.first, best.end
    for _ in range(best.lead):
        if first == 0 or end - first >= most or _SENTENCE_END.search(text, spans[first - 1][1], spans[first][0]):
            break
        first -= 1
    for _ in range(best.tail):
        if end == len(spans) or end - first >= most or _SENTENCE_END.search(text, spans[end - 1][1], spans[end][0]):
            break
        end += 1
    return first, end
