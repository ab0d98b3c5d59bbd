"""Mark what a query matched in a paragraph. The same for every engine: only the clause tree and the text are needed.

Text leaves that are not under a NOT are marked. A leaf is a list of tests on tokens: one test for a word, one per token
for a phrase, a set of tests for a proximity. Each test is a bit, so each form is tested once for the whole query.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, reduce
from operator import or_
from typing import NamedTuple

from rapidfuzz.distance import OSA

from pincite.index.query.asking import in_turkic, positive_words
from pincite.index.query.clauses import Clause, Fuzzy, Near, Or, Phrase, Prefix, Term, Words
from pincite.index.query.deadline import Check, checked, never
from pincite.index.query.query import Query
from pincite.index.query.unspaced import is_single
from pincite.index.text.tokens import Tokens
from pincite.index.text.turkic import is_turkic
from pincite.index.text.variants import fold, keeps_initials, stemmer_name, variant_key, variant_keys
from pincite.index.values.marks import Mark

_REMEMBERED = 50_000
"""The most forms cached per stemmer. Bounds the memory of a long-running process."""


class MarkedRange(NamedTuple):
    """One mark, a half-open range, with its leaves (one bit each) and the number of matches merged into it."""

    start: int
    end: int
    leaves: int
    matches: int


class Marker:
    """Marks texts for one query. Safe to share between threads."""

    def __init__(self, clause: Clause, variants: bool) -> None:
        words_of_leaves = positive_words(clause)
        others = [in_turkic(words) for words in words_of_leaves]
        self._in_turkic = None if others == words_of_leaves else Marker(Or(tuple(others)), variants)
        self._tests = tests = _Tests(variants)
        leaves = [tests.slots(words) for words in words_of_leaves]
        self._words = reduce(or_, (slots[0] for slots, near in leaves if len(slots) == 1), 0)
        longer = [_near(slots, near) if near is not None else _row(slots) for slots, near in leaves if len(slots) > 1]
        last = [slots[-1] for slots, _ in leaves if len(slots) > 1]
        self._runs = tuple(
            (tests.bit(f"leaf {number}"), runs, bool(end & tests.heads))
            for number, (runs, end) in enumerate(zip(longer, last, strict=True))
        )

    def find(self, text: str, language: str | None, check: Check = never) -> tuple[MarkedRange, ...]:
        """Return the marks of ``text`` in order, without overlaps. Overlapping matches become one mark.

        ``check`` is called between steps, even within a long text. It raises an exception to end the work.
        """
        if not self._words and not self._runs:
            return ()
        if self._in_turkic is not None and is_turkic(language):
            return self._in_turkic.find(text, language, check)
        tokens = Tokens(text, language, check)
        initials = self._tests.initials(language)
        places = None if initials is None else tokens.beginning(initials)
        forms = set(tokens.forms) if places is None else {form for form, _ in places}
        passing = self._tests.passing(forms, language, check)
        if not passing:
            return ()
        if places is None or self._runs:
            return self._find_by_form(tokens, passing, check)
        # All tests are of words, and none of them matches only the first character of a form in ASCII.
        return _merged([MarkedRange(*mark, passing[form], 1) for form, mark in places if form in passing])

    def _find_by_form(self, tokens: Tokens, passing: Mapping[str, int], check: Check) -> tuple[MarkedRange, ...]:
        places = tokens.places_of(passing)
        found = _of_words(places, passing, self._words & ~self._tests.heads, check)
        heads: dict[str, list[Mark]] = {}
        if self._tests.heads:
            heads = tokens.heads_of([form for form, mask in passing.items() if mask & self._tests.heads])
            found += _of_words(heads, passing, self._words & self._tests.heads, check)
        if self._runs:
            found += self._find_runs(tokens.forms, passing, places, heads, check)
        check()
        return _merged(found)

    def _find_runs(
        self,
        forms: Sequence[str],
        passing: Mapping[str, int],
        places: Mapping[str, list[Mark]],
        heads: Mapping[str, list[Mark]],
        check: Check,
    ) -> Iterator[MarkedRange]:
        masks = [passing.get(form, 0) for form in forms]
        hits = [position for position, mask in enumerate(masks) if mask]
        check()
        whole, first = ({form: iter(marks) for form, marks in table.items()} for table in (places, heads))
        spans = {at: next(whole[forms[at]]) for at in hits}
        ends = {at: next(first[forms[at]])[1] for at in hits if forms[at] in first}
        for bit, runs, begins in self._runs:
            found = runs(masks, checked(hits, check))
            yield from (MarkedRange(spans[a][0], ends[b] if begins else spans[b][1], bit, 1) for a, b in found)

    def marks(self, text: str, language: str | None, check: Check = never) -> tuple[Mark, ...]:
        """Return the code-point ranges of ``text`` to mark, in order, without overlaps."""
        return tuple((found.start, found.end) for found in self.find(text, language, check))


def _of_words(
    places: Mapping[str, list[Mark]], passing: Mapping[str, int], words: int, check: Check
) -> list[MarkedRange]:
    """Return the ranges of the forms in ``places`` that pass any of the tests ``words``."""
    found: list[MarkedRange] = []
    for form, marks in places.items():
        check()
        if bits := passing[form] & words:
            found += [MarkedRange(start, end, bits, 1) for start, end in marks]
    return found


def build_marker(query: Query) -> Marker:
    """Return the marker for ``query``. It depends only on the tree and on ``variants``."""
    return _marker(query.match, query.variants)


@lru_cache(maxsize=128)
def _marker(clause: Clause, variants: bool) -> Marker:
    return Marker(clause, variants)


_Runs = Callable[[Sequence[int], Iterable[int]], Iterator[tuple[int, int]]]
"""A function from the masks of all tokens, and the positions with a mask, to the ends of each match."""


class _Tests:
    """The tests of one query, as bits. They run on the distinct forms of a text, not on each token."""

    def __init__(self, variants: bool) -> None:
        self._bits: dict[tuple[str, str, int], int] = {}
        self._exact: dict[str, int] = {}
        self._classes: dict[str, int] = {}
        self._loose: dict[int, _Loose] = {}
        self._variants = variants
        self.heads = 0
        """The tests that match only the first character of a pair, because the query has a single character."""
        self._by_language: dict[str | None, dict[str, int]] = {}
        self._initials: set[str] | None = set()
        """The first characters of what the tests other than those of classes can pass; None: of anything."""
        self._initials_by_language: dict[str | None, frozenset[str] | None] = {}

    def slots(self, words: Words) -> tuple[tuple[int, ...], int | None]:
        """Return the test of each token of a leaf, in order, and the distance if it is a proximity."""
        match words:
            case Term(token, exact):
                return (self._word(token, exact),), None
            case Prefix(stem, exact):
                return (self._begins(stem, exact),), None
            case Fuzzy(token, edits):
                return (self._resembles(token, edits),), None
            case Near(tokens, distance):
                return tuple(self._word(token, True) for token in tokens), distance
            case Phrase(tokens, exact, prefix):
                whole = tokens[:-1] if prefix else tokens
                last = (self._begins(tokens[-1], exact),) if prefix else ()
                return (*(self._word(token, exact) for token in whole), *last), None

    def passing(self, forms: set[str], language: str | None, check: Check) -> dict[str, int]:
        """Return the forms that pass at least one test, each with the bits of the tests that it passes."""
        passing = {token: bit for token, bit in self._exact.items() if token in forms}
        if self._classes:
            classes = _classes_of(forms, language)
            for key, bits in self._classes_in(language).items():
                _add(passing, forms.intersection(classes.get(key, ())), bits)
        for bit, loose in self._loose.items():
            check()
            _add(passing, loose(forms), bit)
        return passing

    def initials(self, language: str | None) -> frozenset[str] | None:
        """Return the first characters of all forms in ASCII that can pass a test; None: of any form."""
        if language not in self._initials_by_language:
            self._initials_by_language[language] = self._initials_in(language)
        return self._initials_by_language[language]

    def _initials_in(self, language: str | None) -> frozenset[str] | None:
        if self._initials is None or not (keeps_initials(language) or not self._classes):
            return None
        firsts = {*self._initials, *(key[:1] for key in self._classes_in(language))}
        return frozenset(first for first in firsts if first.isascii()) if all(firsts) else None

    def _word(self, token: str, exact: bool) -> int:
        literal = exact or not self._variants
        table, kind = (self._exact, "form") if literal else (self._classes, "class")
        bit = self.bit(kind, token)
        table[token] = bit
        if literal:
            self._begin_with(token)
        return bit

    def _begins(self, stem: str, exact: bool) -> int:
        if exact or not self._variants:
            bit = self.bit("prefix", stem)
            self._begin_with(stem)
            self._loose[bit] = lambda forms: [form for form in forms if form.startswith(stem)]
        else:
            bare = fold(stem)
            bit = self.bit("folded prefix", bare)
            self._begin_with(bare)
            self._loose[bit] = lambda forms: [form for form in forms if fold(form).startswith(bare)]
        if is_single(stem):
            self.heads |= bit
        return bit

    def _resembles(self, token: str, edits: int) -> int:
        wanted = fold(token) if self._variants else token
        bit = self.bit("fuzzy", wanted, edits)
        self._initials = None
        size = len(wanted)

        def passing(forms: set[str]) -> list[str]:
            bare = ((form, fold(form) if self._variants else form) for form in forms)
            near = ((form, other) for form, other in bare if -edits <= len(other) - size <= edits)
            return [form for form, other in near if OSA.distance(other, wanted, score_cutoff=edits) <= edits]

        self._loose[bit] = passing
        return bit

    def _begin_with(self, text: str) -> None:
        if self._initials is not None:
            self._initials.add(text[:1])

    def bit(self, kind: str, token: str = "", edits: int = 0) -> int:
        """Return the bit of a test, or of a leaf with several tokens. Equal words get the same bit."""
        return self._bits.setdefault((kind, token, edits), 1 << len(self._bits))

    def _classes_in(self, language: str | None) -> dict[str, int]:
        table = self._by_language.get(language)
        if table is None:
            table = {}
            for token, bit in self._classes.items():
                key = variant_key(token, language)
                table[key] = table.get(key, 0) | bit
            self._by_language[language] = table
        return table


_Loose = Callable[[set[str]], Iterable[str]]
"""A function from the forms of a text to those that pass a prefix or fuzzy test."""


def _add(passing: dict[str, int], forms: Iterable[str], bits: int) -> None:
    for form in forms:
        passing[form] = passing.get(form, 0) | bits


class _Classes:
    """The forms seen in texts, by variant key. All queries with the same stemmer share them."""

    def __init__(self) -> None:
        self.forms: dict[str, tuple[str, ...]] = {}
        self.known: set[str] = set()
        self._lock = threading.Lock()

    def learn(self, forms: set[str], language: str | None) -> None:
        """Add those of ``forms`` that are new. A form counts as known only after its class contains it."""
        if forms <= self.known:
            return
        with self._lock:
            new = list(forms - self.known)
            for form, key in zip(new, variant_keys(new, language), strict=True):
                self.forms[key] = (*self.forms.get(key, ()), form)
            self.known.update(new)


_CLASSES: dict[str | None, _Classes] = {}
"""The classes by name of stemmer; None means no stemmer."""


def _classes_of(forms: set[str], language: str | None) -> Mapping[str, tuple[str, ...]]:
    """Return a table from variant keys to forms that contains all of ``forms``."""
    name = stemmer_name(language)
    classes = _CLASSES.get(name)
    if classes is None or len(classes.known) >= _REMEMBERED:
        # Replaced, not emptied: other threads may still use the old one.
        classes = _CLASSES[name] = _Classes()
    classes.learn(forms, language)
    return classes.forms


def _row(slots: tuple[int, ...]) -> _Runs:
    first, rest = slots[0], tuple(enumerate(slots[1:], 1))

    def runs(masks: Sequence[int], hits: Iterable[int]) -> Iterator[tuple[int, int]]:
        last = len(masks) - len(slots)
        for at in hits:
            if masks[at] & first and at <= last and all(masks[at + step] & bit for step, bit in rest):
                yield at, at + len(rest)

    return runs


def _near(slots: tuple[int, ...], distance: int) -> _Runs:
    """Yield each token of each shortest window: for every end, the nearest tokens before it, if near enough."""
    needed, width = Counter(slots), len(slots) + distance

    def runs(masks: Sequence[int], hits: Iterable[int]) -> Iterator[tuple[int, int]]:
        seen: dict[int, list[int]] = {bit: [] for bit in needed}
        marked: set[int] = set()
        for at in hits:
            bit = next((bit for bit in needed if masks[at] & bit), 0)
            if not bit:
                continue
            seen[bit].append(at)
            window = [p for other, count in needed.items() for p in seen[other][-count:]]
            if len(window) == needed.total() and at - min(window) < width:
                marked.update(window)
        for at in sorted(marked):
            yield at, at

    return runs


def _merged(found: list[MarkedRange]) -> tuple[MarkedRange, ...]:
    found.sort()
    merged: list[MarkedRange] = []
    end = 0
    for one in found:
        if one.start < end:
            last = merged[-1]
            end = max(end, one.end)
            merged[-1] = MarkedRange(last.start, end, last.leaves | one.leaves, last.matches + 1)
        else:
            end = one.end
            merged.append(one)
    return tuple(merged)
