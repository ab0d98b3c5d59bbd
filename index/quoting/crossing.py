"""Quotations that run over paragraphs: compared with the neighbours of paragraphs that share words with them."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import islice

from pincite.index.engine import SearchEngine
from pincite.index.query.clauses import Clause, Or, join
from pincite.index.query.deadline import Deadline, OutOfTime
from pincite.index.query.query import Query, Sort
from pincite.index.quoting.fitting import Laid
from pincite.index.quoting.grammar import FEWEST_WORDS, Parsed, words_of
from pincite.index.quoting.holding import age_of
from pincite.index.quoting.nearest import (
    MOST_JOINED,
    NEIGHBOURS,
    Around,
    Found,
    NearPassage,
    find_near,
    read_around,
    share_grams,
    share_runs,
)
from pincite.index.quoting.phrases import begin_forms, build_phrase, forms_of
from pincite.index.quoting.standing import Standing, find_in_laid
from pincite.index.quoting.wording import Edges, QuotedWords, read_wording
from pincite.index.text.characters import is_unspaced
from pincite.index.values.entry import Passage
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Span

_WHOLE = 1_000_000
"""Reaches from any paragraph to both ends of its statement."""
_LONG = 14
"""Of so many words that run over two paragraphs, one has seven, and shares a fingerprint."""
_ENOUGH = 0.8
"""A passage that shares so much is the one that was altered: others are not looked for."""
_BEYOND = 2
"""What runs over paragraphs with a word each, and over so many without any, is still found."""

_MOST_AT_EDGES = 12
"""For how many paragraphs that have a part of the quotation at an edge the neighbours are read too."""
_SHORT = 8
"""Of fewer words that run over two paragraphs, none has four."""
_MOST_HELD = 500
"""So many paragraphs that have the rarest word are looked at before a quotation is known to stand anywhere."""
_MOST_COVERED = 100
"""For how many of them, of those that hold most of it at an edge, the neighbours are read."""
_MOST_COUNTED = 4
"""Of so many words, the longest, the rarest is taken."""


class Shortlist:
    """Paragraphs that may hold a quotation or what it was altered from, among some versions; read when asked for."""

    def __init__(self, parsed: Parsed, engine: SearchEngine, query: Query, deadline: Deadline) -> None:
        self.engine, self.query, self.deadline = engine, query, deadline
        deadline.check()
        self._parsed = parsed
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

    @cached_property
    def at_edges(self) -> list[Around]:
        """Those of the others that end or begin with a part of the quotation, in the same way."""
        found = [*self._by_grams, *([] if self._likeness.size >= _LONG else self._by_runs)]
        return self._read([one for one in found[MOST_JOINED:] if self._edges.meet(one[1].text)][:_MOST_AT_EDGES])

    @cached_property
    def _edges(self) -> Edges:
        return Edges(self._parsed)

    @property
    def is_short(self) -> bool:
        """Whether no paragraph may have enough words in a row to be a candidate."""
        return self._likeness.size < _SHORT

    @property
    def may_run_on(self) -> bool:
        """Whether it may run over paragraphs of which none shares enough with it to be among the first."""
        most = [self._edges.most(passage.text) for _, passage in self._by_grams]
        return "\n" in self._text or max(most, default=FEWEST_WORDS) >= FEWEST_WORDS

    @cached_property
    def _rarest(self) -> Span | None:
        """The range of its rarest whole word; None where there is none, as in a script without blanks."""
        first = self._parsed.fragments[0]
        spans = words_of(first.text)
        broken = {beside for at in first.ends_lines for beside in _beside(spans, at)}
        whole = [span for span in spans if span not in broken and not is_unspaced(first.text[span[0]])]
        longest = sorted(whole, key=lambda span: span[0] - span[1])[:_MOST_COUNTED]
        return min(longest, key=lambda span: self._count(first.text[slice(*span)]), default=None)

    def _count(self, word: str) -> int:
        clause = build_phrase(forms_of(word))
        if clause is None:
            return _WHOLE
        asked = replace(self.query, match=clause, variants=False, limit=0)
        return self.engine.search(asked, self.deadline).paragraphs

    def read_halves(self, most: int | None = None) -> Iterator[Around]:
        """Yield all that may hold one part, without marks, over two paragraphs: up to its rarest word, or from there.

        ``most`` is how many of these paragraphs are looked at; None: all.
        """
        text = self._parsed.fragments[0].text
        spans = words_of(text)
        middle = spans[len(spans) // 2][0]
        start, end = (middle, middle) if self._rarest is None else self._rarest
        yield from self._read_held([build_phrase(begin_forms(half)) for half in (text[:end], text[start:])], most)

    def read_holders(self, most: int | None = None) -> Iterator[Around]:
        """Yield all that may hold one part, without marks, over any number of paragraphs: one has its rarest word."""
        if self._rarest is not None:
            word = self._parsed.fragments[0].text[slice(*self._rarest)]
            yield from self._read_held([build_phrase(forms_of(word))], most)

    def _read_held(self, clauses: list[Clause | None], most: int | None) -> Iterator[Around]:
        """Yield those of the paragraphs that clauses find which have a run with the rarest word at an edge."""
        match = join(Or, clauses)
        if match is None:
            return
        text = self._parsed.fragments[0].text
        wanted = frozenset() if self._rarest is None else frozenset(read_wording(text[slice(*self._rarest)]).words)
        asked = replace(self.query, match=match, variants=False, sort=Sort.OLDEST)
        hits = islice(self.engine.scan(asked, self.deadline), most)
        met = ((hit, self._edges.meet(hit.passage.text)) for hit in hits)
        found = [(hit.heading, hit.passage) for hit, runs in met if any(wanted.issubset(run) for run in runs)]
        if most is not None:
            found = sorted(found, key=lambda one: -self._edges.most(one[1].text))[:_MOST_COVERED]
        yield from self._read(found)

    def _read_around(self, more: list[Found]) -> list[Around]:
        return self._read([*self._by_grams, *more][:MOST_JOINED])

    def _read(self, found: list[Found]) -> list[Around]:
        return list(read_around(found, self.engine, self.query, self.deadline, self._reach))


def _beside(spans: Sequence[Span], at: int) -> Sequence[Span]:
    """Return the words before and behind a place."""
    number = bisect_right(spans, (at, at))
    return spans[max(0, number - 1) : number + 1]


def _place(found: Found) -> tuple[str, str, int]:
    heading, passage = found
    return heading.id, passage.version, passage.number


def _nearer(one: NearPassage | None, other: NearPassage | None) -> NearPassage | None:
    """Return the one that shares more; of two that share as much the first."""
    return max((near for near in (one, other) if near is not None), key=lambda near: near.shared, default=None)


def find_crossing(parsed: Parsed, candidates: Shortlist) -> Standing:
    """Return where a quotation stands that no paragraph holds alone: found in the statements that share most with it.

    Where one does, all that hold a quotation without omissions are looked for, so that the counts are exact. If none
    does, it may stand where little is shared: it is looked for in the same way, among the first.
    """
    near = [*candidates.around, *candidates.at_edges]
    standing = _stand_in(parsed, near, candidates.deadline)
    if len(parsed.fragments) > 1:
        return standing
    if not standing.best and candidates.is_short:
        near += candidates.read_halves(_MOST_HELD)
        standing = _stand_in(parsed, near, candidates.deadline)
    if not standing.best and candidates.may_run_on:
        near += candidates.read_holders(_MOST_HELD)
        standing = _stand_in(parsed, near, candidates.deadline)
    return _counted(parsed, near, standing, candidates) if standing.best else standing


def _counted(parsed: Parsed, near: list[Around], known: Standing, candidates: Shortlist) -> Standing:
    """Return all places of a quotation, of which some are known: only these, and ``partial``, if time runs out."""
    are_two = all(len(one.places()) == 2 for one in known.best)
    is_whole = not parsed.fragments[0].ends_lines
    read = candidates.read_halves if are_two and is_whole else candidates.read_holders
    try:
        return _stand_in(parsed, [*near, *read()], candidates.deadline)
    except OutOfTime:
        known.partial = True
        return known


def _stand_in(parsed: Parsed, around: Iterable[Around], deadline: Deadline) -> Standing:
    """Return where a quotation stands in the paragraphs that were read, by date."""
    headings: dict[tuple[str, str], Heading] = {}
    met: dict[tuple[str, str], dict[int, Passage]] = {}
    for one in around:
        key = (one.heading.id, one.passage.version)
        headings[key] = one.heading
        met.setdefault(key, {}).update((passage.number, passage) for passage in one.passages)
    standing = Standing()
    for key in sorted(met, key=lambda key: (*age_of(headings[key]), *key)):
        laid = Laid(tuple(met[key][number] for number in sorted(met[key])))
        standing.add(find_in_laid(parsed, headings[key], laid, deadline))
    return standing
