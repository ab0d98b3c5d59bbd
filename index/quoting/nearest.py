"""The passage that is nearest to a quotation that stands nowhere: candidates from the index, compared word by word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from rapidfuzz.distance import Indel

from pincite.index.engine import SearchEngine
from pincite.index.query.clauses import EVERYTHING
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query, Sort, Versions
from pincite.index.quoting.difference_kinds import end_of_negation
from pincite.index.quoting.fitting import Laid
from pincite.index.quoting.folding import fold_text
from pincite.index.quoting.phrases import find_runs, forms_of, hold_words
from pincite.index.quoting.wording import QuotedWords, Shared, Wording, read_wording
from pincite.index.text.fingerprints import grams_of_forms
from pincite.index.values.entry import Passage
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Span

MOST_CANDIDATES = 40
"""How many paragraphs are compared that share most fingerprints, and how many that share the rarest runs."""
NEIGHBOURS = 1
"""A passage lies in at most three adjacent paragraphs: one, and those before and behind it."""
MOST_JOINED = 4
"""For how many of the best paragraphs the neighbours are read."""
_MOST_PRINTS = 400
_MOST_EQUAL = 8
"""So many passages that share as many words are compared sign by sign."""
_FARTHEST = 10_000
"""No search goes beyond so many hits."""
Found = tuple[Heading, Passage]
_SENTENCE_END = re.compile(r"[.!?;:]\W*\s")


@dataclass(frozen=True, slots=True)
class NearPassage:
    """A passage: its range in ``laid``, and how many words it shares in order with the quotation."""

    heading: Heading
    laid: Laid
    span: Span
    shared: int


@dataclass(frozen=True, slots=True)
class Around:
    """A candidate, and the paragraphs of its statement around it, in order, with itself."""

    heading: Heading
    passage: Passage
    passages: tuple[Passage, ...]

    def within(self, reach: int) -> Laid:
        """Return those at most ``reach`` before or behind it."""
        return Laid(tuple(_around(self.passages, self.passage, reach)))


def share_grams(text: str, engine: SearchEngine, query: Query) -> list[Found]:
    """Return the paragraphs with most of the runs of four words of ``text`` that are fingerprints of theirs."""
    grams = grams_of_forms(forms_of(text)).tolist()[:_MOST_PRINTS]
    sharing = engine.candidates(grams, query, MOST_CANDIDATES) if grams else ()
    return [(one.heading, one.passage) for one in sharing]


def share_runs(text: str, likeness: QuotedWords, engine: SearchEngine, query: Query, deadline: Deadline) -> list[Found]:
    """Return paragraphs with runs of three words of ``text``, whose words ``likeness`` has, and enough of the others.

    Of a near passage that runs over two paragraphs, one has half of the words that it must have.
    """
    telling, least = likeness.wanted()
    runs = find_runs(forms_of(text), hold_words(telling, (least + 1) // 2))
    if runs is None:
        return []
    asked = replace(query, match=runs, variants=False, sort=Sort.RELEVANCE)
    # A scan does without the hints of a search, which take longer than the hits.
    return [(hit.heading, hit.passage) for hit in islice(engine.scan(asked, deadline), MOST_CANDIDATES)]


def find_near(
    text: str, likeness: QuotedWords, laid: Iterable[tuple[Heading, Laid]], deadline: Deadline
) -> NearPassage | None:
    """Return the passage that shares most words with ``text``, whose words ``likeness`` has; None when none is near.

    Of those that share as many, it is the one with the fewest other signs.
    """
    found = []
    # Many statements have the same paragraph: it is read once.
    known: dict[str, tuple[Span, int] | None] = {}
    for heading, one in laid:
        deadline.check()
        if one.text not in known:
            known[one.text] = _nearest(likeness, one) if likeness.may_share(one.flat) else None
        if (near := known[one.text]) is not None:
            found.append(NearPassage(heading, one, *near))
    most = max((one.shared for one in found), default=0)
    best = sorted((one for one in found if one.shared == most), key=lambda one: one.span[1] - one.span[0])
    return min(best[:_MOST_EQUAL], key=lambda one: _unlikeness(text, one), default=None)


def _unlikeness(text: str, near: NearPassage) -> tuple[int, int]:
    source = near.laid.text[near.span[0] : near.span[1]]
    return int(Indel.distance(fold_text(text), fold_text(source))), int(Indel.distance(text, source))


def read_around(
    candidates: Sequence[Found], engine: SearchEngine, query: Query, deadline: Deadline, reach: int
) -> Iterator[Around]:
    """Yield the candidates with the paragraphs around them, ``reach`` before and behind each."""
    met: dict[str, list[Passage]] = {}
    for heading, passage in candidates:
        deadline.check()
        asked = replace(query, match=EVERYTHING, statements=(heading.id,), sort=Sort.OLDEST)
        first = max(0, passage.number - 1 - reach)
        if query.versions is Versions.CURRENT and first + 2 * reach < _FARTHEST:
            page = engine.search(replace(asked, offset=first, limit=2 * reach + 1), deadline)
            own = [hit.passage for hit in page.hits]
        else:
            if heading.id not in met:
                met[heading.id] = [hit.passage for hit in engine.scan(asked, deadline)]
            own = met[heading.id]
        yield Around(heading, passage, tuple(sorted(_around(own, passage, reach), key=lambda one: one.number)))


def _around(found: Iterable[Passage], passage: Passage, reach: int) -> Iterator[Passage]:
    return (one for one in found if one.version == passage.version and abs(one.number - passage.number) <= reach)


def _nearest(likeness: QuotedWords, laid: Laid) -> tuple[Span, int] | None:
    wording = read_wording(laid.text)
    shared = likeness.best(wording.words)
    if shared is None:
        return None
    first, last = _with_edges(laid, wording, shared)
    end = wording.spans[last][1]
    # Words at the end may stand for fewer characters than the negation that they replace.
    return (wording.spans[first][0], end_of_negation(laid.text, end) if shared.tail else end), shared.count


def _with_edges(laid: Laid, wording: Wording, shared: Shared) -> tuple[int, int]:
    """Return the first and the last word, with those that words at the ends of the quotation may stand for.

    They are of the same paragraph, and of the same sentence.
    """
    first, last = shared.first, shared.end - 1
    for _ in range(shared.lead):
        if first == 0 or _is_end(laid, wording.spans[first - 1], wording.spans[first]):
            break
        first -= 1
    for _ in range(shared.tail):
        if last + 1 == len(wording.spans) or _is_end(laid, wording.spans[last], wording.spans[last + 1]):
            break
        last += 1
    return first, last


def _is_end(laid: Laid, before: Span, after: Span) -> bool:
    between = laid.text[before[1] : after[0]]
    return "\n" in between or bool(_SENTENCE_END.search(between))
