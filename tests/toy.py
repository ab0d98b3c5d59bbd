"""The smallest engine that keeps the contract: a list of statements, and a scan of it for every question.

What a query means, how facets, bars, completions and cursors look is above the port: this is what an engine writes.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from pincite.index import results
from pincite.index.engine import Checkpoint
from pincite.index.query import asking, clauses
from pincite.index.query.asking import Asked, all_words, asked_of, build_forms, check_expansions, positive_words
from pincite.index.query.bars import bar_holding, choose_interval
from pincite.index.query.clauses import And, Clause, Fuzzy, Not, Or, Prefix, TitleMatch, ValueMatch, Words
from pincite.index.query.completing import Candidates, Suggestion, complete, frame, goes_on, holds, stands_in
from pincite.index.query.cost import cost_of
from pincite.index.query.deadline import Deadline, OutOfTime, never
from pincite.index.query.explaining import explain, occurrences
from pincite.index.query.query import (
    DateFilter,
    FacetRequest,
    Group,
    Interval,
    Query,
    Sort,
    Within,
)
from pincite.index.query.relaxing import FEW_STATEMENTS, relaxing_of, required_of
from pincite.index.query.render import render_words
from pincite.index.query.scoring import TITLE_SHARE, Weighing, bm25, idf
from pincite.index.query.signing import START, expired, read, sign
from pincite.index.query.spelling import FEW_HITS, propose
from pincite.index.results import (
    Bucket,
    Candidate,
    Count,
    FacetCounts,
    Histogram,
    Hit,
    Relaxed,
    SearchPage,
    Titles,
    with_lacking,
)
from pincite.index.text.fingerprints import fingerprints_of_forms
from pincite.index.values.entry import Indexed, IndexedReplaced
from pincite.index.values.errors import EngineUnavailable
from pincite.index.values.fields import WORDED, day_number, facet
from pincite.index.values.findings import Depth, Finding
from tests.toy_filters import has_come, in_time, passes
from tests.toy_shelves import NOTHING, SHELVES, Book, Commit, Text, ToyWriter, held_in

_TIER = 1 << 10
"""Above any score of a test."""


class Scan:
    """One question to one commit; it remembers what it counted of a word."""

    def __init__(self, commit: Commit, query: Query, deadline: Deadline) -> None:
        self.commit, self.query, self.deadline = commit, query, deadline
        self.books = commit.of(query.versions)
        self.rows = [row for book in self.books for row in book.rows]
        self.scores_titles = asking.asks_titles_alone(query.match)
        self.scored = [book.title for book in self.books] if self.scores_titles else self.rows
        average = sum(len(text.forms) for text in self.scored) / max(1, len(self.scored)) or 1.0
        self.weighing = Weighing(self.weigh, average)
        self.frequency = lru_cache(maxsize=None)(self._frequency)

    def _frequency(self, asked: Asked) -> int:
        return sum(bool(held_in(asked, text)) for text in self.scored)

    def forms(self, asked: Asked) -> set[str]:
        return {form for row in self.rows for form in held_in(asked, row)}

    def count_forms(self, forms: list[str]) -> list[int]:
        return [self.frequency(Asked(form, "exact")) for form in forms]

    def weigh(self, words: Words) -> float:
        return sum(idf(len(self.scored), self.frequency(asked)) for asked in asked_of(words, self.query.variants))

    def times(self, words: Words, text: Text) -> int:
        words = asking.in_language(words, text.heading.language)
        held = [held_in(asked, text) for asked in asked_of(words, self.query.variants)]
        return occurrences(words, held, text.forms) if all(held) else 0

    def matches(self, clause: Clause, places: Sequence[Text], book: Book) -> bool:
        """Whether a clause holds of a statement, its words being looked for in ``places``."""
        match clause:
            case And(children):
                return all(self.matches(child, places, book) for child in children)
            case Or(children, least):
                return sum(self.matches(child, places, book) for child in children) >= least
            case Not(child):
                return not self.matches(child, places, book)
            case TitleMatch(words):
                return self.times(words, book.title) > 0
            case ValueMatch(name, tokens):
                return any(stands_in(frame(value), tokens) for value in facet(name).values(book.heading))
            case clauses.DateRange(earliest, latest):
                return in_time(DateFilter(earliest, latest), book.heading.dates)
            case clauses.DateUnknown():
                return in_time(clause, book.heading.dates)
            case clauses.Everything():
                return True
            case clauses.Sharing(runs, least):
                phrases = map(clauses.Phrase, runs)
                return sum(any(self.times(run, place) for place in places) for run in phrases) >= least
        return any(self.times(clause, place) for place in places)

    def score(self, clause: Clause, row: Text, book: Book) -> float:
        """What a paragraph scores: the leaves that match in it, or in the title where titles alone are asked."""
        if isinstance(clause, And | Or):
            return sum(self.score(child, row, book) for child in clause.clauses if self.matches(child, [row], book))
        if isinstance(clause, TitleMatch) and self.scores_titles:
            clause, row = clause.words, book.title
        if not isinstance(clause, Words):
            return 0.0
        times = self.times(clause, row)
        if not times or isinstance(clause, Prefix | Fuzzy):
            return float(times > 0)
        return bm25(self.weigh(clause), times, len(row.forms), self.weighing.average)

    def find(self, within: Within) -> dict[Text, float]:
        """The paragraphs that match before filters, with their scores."""
        clause = self.query.match
        for words in all_words(clause):
            check_expansions(words, self.query.variants, lambda asked: len(self.forms(asked)))
        found: dict[Text, float] = {}
        for book in self.books:
            self.deadline.check()
            scores: dict[Text, float] = {}
            if within is Within.PARAGRAPH:
                scores = {row: self.score(clause, row, book) for row in book.rows if self.matches(clause, [row], book)}
            elif self.matches(clause, [book.title, *book.rows], book):
                leaves: Sequence[Clause] = positive_words(clause)
                scores = {row: sum(self.score(leaf, row, book) for leaf in leaves or [clause]) for row in book.rows}
                scores = {row: score for row, score in scores.items() if score or not leaves}
            share = TITLE_SHARE * sum(self.weigh(w) for w in asking.boosted_words(clause) if self.times(w, book.title))
            found |= {row: score + share for row, score in scores.items()}
        return found

    def passing(self, texts: Iterable[Text], without: str = "") -> list[Text]:
        """Those of ``texts`` that pass the filters; the ones of the field ``without`` are left out."""
        filters, ids = [item for item in self.query.filters if item.field != without], self.query.statements
        out = self.commit.reissues if self.query.first_issues else frozenset()
        named = [text for text in texts if (not ids or text.heading.id in ids) and text.heading.id not in out]
        named = [text for text in named if all(has_come(item, text.heading) for item in self.query.since)]
        dated = [t for t in named if all(in_time(item, t.heading.dates) for item in self.query.date_filters)]
        return [text for text in dated if all(passes(item, text.heading) for item in filters)]

    def hits(self, found: dict[Text, float]) -> list[Hit]:
        listed: dict[object, list[Text]] = defaultdict(list)
        for row in sorted(found, key=lambda row: (self._place(row, found[row]), row.heading.id, row.passage.number)):
            listed[row.heading.id if self.query.group is Group.STATEMENT else row].append(row)
        made = []
        for rank, rows in enumerate(listed.values(), 1):
            best, *others = (self._hit(row, rank, found[row]) for row in rows[: results.MOST_OTHERS + 1])
            made.append(best._replace(others=tuple(others), more=max(0, len(rows) - results.MOST_OTHERS - 1)))
        return made

    def _place(self, row: Text, score: float) -> float | str:
        dates, order = row.heading.dates, self.query.order
        if order is Sort.ADDED:
            return 0 if row.heading.added is None else -row.heading.added.batch
        if order in (Sort.RELEVANCE, Sort.TITLE):
            return -score if order is Sort.RELEVANCE else row.heading.title.casefold()[:8_000]
        day = dates.latest if order is Sort.NEWEST else dates.earliest
        return math.inf if day is None else day_number(day) * (-1 if order is Sort.NEWEST else 1)

    def _hit(self, row: Text, rank: int, score: float) -> Hit:
        parts = explain(self.query, row.heading, row.passage.text, self.weighing) if self.query.explain else ()
        return Hit(row.heading, row.passage, rank, score if self.query.order is Sort.RELEVANCE else None, parts=parts)

    def page(self, start: int) -> SearchPage:
        query, key = self.query, (self.commit.checkpoint.commit, self.commit.generation)
        try:
            before = self.find(query.within)
            found = {row: before[row] for row in self.passing(before)}
            wide = self.passing(self.find(Within.STATEMENT)) if query.looks_elsewhere and not found else ()
        except OutOfTime:
            asked = {
                "hits": query.limit,
                "facets": query.facets,
                "histogram": query.histogram,
                "relaxed": relaxing_of(query),
            }
            lacks = [part for part, wanted in asked.items() if wanted]
            return SearchPage(query, 0, 0, (), *key, partial=True).lacking(*lacks)
        total = _count(found)
        return SearchPage(
            query,
            total.paragraphs,
            total.statements,
            tuple(self.hits(found)[start : start + query.limit]),
            *key,
            titles=self._titles(),
            facets={request.field: self._facet(request, before) for request in query.facets},
            histogram=None if query.histogram is None else _histogram(query.histogram, found, query.words),
            forms=build_forms(query, self.forms),
            did_you_mean=propose(query, self) if len(found) < FEW_HITS else None,
            elsewhere=_count(wide).statements if query.looks_elsewhere and not found else None,
            relaxed=self._relaxed(found) if total.statements < FEW_STATEMENTS else None,
        )

    def _relaxed(self, found: dict[Text, float]) -> Relaxed | None:
        """What holds some of the words: the list is made as that of hits, from the best tier down."""
        relaxing = relaxing_of(self.query)
        if relaxing is None:
            return None
        scan = Scan(self.commit, replace(self.query, match=relaxing.scored, sort=Sort.RELEVANCE), self.deadline)
        fixed = clauses.And((*relaxing.fixed, clauses.EVERYTHING))
        books = {book.heading.id: book for book in self.books}
        inside = [row for row in self.passing(self.rows) if self.matches(fixed, [row], books[row.heading.id])]
        scores = scan.find(Within.PARAGRAPH)

        def held(row: Text) -> int:
            places = (row, books[row.heading.id].title)
            return sum(any(self.times(words, place) for place in places) for words in relaxing.words)

        counts = {row: held(row) for row in inside if row in scores}
        sizes = range(1, len(relaxing.words) + 1)
        required = required_of([_count(row for row in counts if counts[row] >= size).statements for size in sizes])
        listed = {row: scores[row] for row in counts if counts[row] >= required and row not in found}
        # A word more outweighs any score; what a hit shows is the score alone.
        hits = scan.hits({row: score + _TIER * counts[row] for row, score in listed.items()})
        shown = [_with_score(with_lacking(hit, relaxing, self.query, never)) for hit in hits[: self.query.limit]]
        passing = [text for row in inside for text in (row, books[row.heading.id].title)]
        absent = (words for words in relaxing.words if not any(self.times(words, text) for text in passing))
        count = _count(listed)
        names = tuple(map(render_words, absent))
        return Relaxed(required, len(relaxing.words), names, count.paragraphs, count.statements, tuple(shown))

    def _titles(self) -> Titles:
        leaves = positive_words(self.query.match)
        titles = self.passing(book.title for book in self.books) if leaves else []
        found = [title.heading for title in titles if all(self.times(leaf, title) for leaf in leaves)]
        return Titles(len(found), tuple(found[: results.MOST_TITLES]))

    def _facet(self, request: FacetRequest, before: Iterable[Text]) -> FacetCounts:
        rows = self.passing(before, without=request.field)
        counts = count_values(request.field, rows)
        fitting = [bucket.value for bucket in counts if holds(frame(bucket.value), request.match)]
        shown = set(fitting[: request.size]).union(*self.query.named(request.field))
        return results.build_facet(
            self.query,
            request.field,
            [(b.value, b.paragraphs, b.statements) for b in counts if b.value in shown],
            values=len(counts),
            paragraphs=sum(bucket.paragraphs for bucket in counts),
            missing=_count(row for row in rows if not facet(request.field).values(row.heading)),
        )


def _with_score(hit: Hit) -> Hit:
    assert hit.score is not None
    others = tuple(_with_score(other) for other in hit.others)
    return hit._replace(score=hit.score % _TIER, others=others)


def _count(rows: Iterable[Text]) -> Count:
    ids = [row.heading.id for row in rows]
    return Count(len(ids), len(set(ids)))


def count_values(name: str, rows: Iterable[Text]) -> tuple[Bucket, ...]:
    """The values of a facet in ``rows``, most paragraphs first."""
    holders: dict[str, list[Text]] = defaultdict(list)
    for row in rows:
        for value in facet(name).values(row.heading):
            holders[value].append(row)
    return results.in_order(Bucket(value, value, *_count(some)) for value, some in holders.items())


def _histogram(asked: Interval, found: Iterable[Text], words: bool) -> Histogram:
    ends = [(row.heading.dates.earliest, row.heading.dates.latest) for row in found]
    days = [day_number(day) for pair in ends if all(pair) for day in pair]
    width = choose_interval(asked, min(days, default=None), max(days, default=None))
    held: dict[int | None, list[Text]] = defaultdict(list)
    for row in found:
        held[bar_holding(row.heading.dates, width)].append(row)
    others = held.pop(None, [])
    counts = {bar: _count(rows) for bar, rows in held.items() if bar is not None}
    bars = ({bar: count.paragraphs for bar, count in counts.items()}, {b: c.statements for b, c in counts.items()})
    unknown = [row for row in others if row.heading.dates.is_unknown]
    wider = set(others).difference(unknown)
    said = ({bar: _words(rows) for bar, rows in held.items() if bar is not None}, _words(wider), _words(unknown))
    told = results.build_words(bars[0], *said) if words else None
    return Histogram(width, results.build_bars(width, *bars), _count(wider), _count(unknown), told)


def _words(rows: Iterable[Text]) -> int:
    return sum(len(row.forms) for row in rows)


class ToyEngine:
    """Implements ``pincite.index.engine.SearchEngine``."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key, self._closed = path, key, False

    @property
    def _commits(self) -> list[Commit]:
        if self._closed:
            raise EngineUnavailable("the engine was closed")
        return SHELVES[self._path]

    @property
    def _newest(self) -> Commit:
        return (self._commits or [NOTHING])[-1]

    def search(self, query: Query, deadline: Deadline | None = None) -> SearchPage:
        deadline = deadline or Deadline(query.deadline)
        if query.cursor is None:
            return Scan(self._newest, query, deadline).page(query.offset)
        if query.cursor == START:
            return self._walk(self._newest, query, deadline, 0)
        generation, number, rank = read(self._key, query, query.cursor)
        for commit in self._commits:
            if (commit.generation, commit.checkpoint.commit) == (generation, number):
                return self._walk(commit, query, deadline, rank)
        raise expired()

    def _walk(self, commit: Commit, query: Query, deadline: Deadline, start: int) -> SearchPage:
        page = Scan(commit, query, deadline).page(start)
        place = [commit.generation, commit.checkpoint.commit, start + len(page.hits)]
        return page if page.ends(start) else replace(page, next_cursor=sign(self._key, query, place))

    @contextmanager
    def writer(self, *, fresh: bool = False) -> Iterator[ToyWriter]:
        newest = self._newest
        if not fresh:
            yield ToyWriter(newest, newest.generation or "1", self._commits)
            return
        built: list[Commit] = []
        yield ToyWriter(replace(newest, books=(), older=()), str(int(newest.generation or 0) + 1), built)
        self._commits.extend(built[-1:])

    def checkpoint(self) -> Checkpoint | None:
        return self._newest.checkpoint if self._commits else None

    def look(self) -> None:
        self.checkpoint()

    def estimate(self, query: Query) -> int:
        return cost_of(query, lambda asked: 1, self._newest.checkpoint.paragraphs, len(self._newest.books))

    def values(self, field: str, match: tuple[str, ...], limit: int) -> tuple[Bucket, ...]:
        counts = count_values(field, (row for book in self._newest.books for row in book.rows))
        return tuple(bucket for bucket in counts if goes_on(frame(bucket.value), match))[:limit]

    def suggest(self, prefix: str, limit: int) -> tuple[Suggestion, ...]:
        books = self._newest.books

        def find(forms: tuple[str, ...]) -> Candidates:
            words = Counter(form for book in books for form in {form for row in book.rows for form in row.forms})
            counted = ((item.name, bucket) for item in WORDED for bucket in self.values(item.name, forms, 1 << 30))
            titles = [book.heading.title for book in books if goes_on(frame(book.heading.title), forms)]
            alike = Counter(title.casefold()[:8_000] for title in titles)
            first = {title.casefold()[:8_000]: title for title in reversed(titles)}
            ordered = sorted(alike.items(), key=lambda item: (-item[1], item[0]))
            return Candidates(
                ((form, count) for form, count in words.items() if form.startswith(forms[-1])),
                (Suggestion(name, bucket.value, bucket.statements) for name, bucket in counted),
                [Suggestion("title", first[title], count) for title, count in ordered[:limit]],
            )

        return complete(prefix, limit, find)

    def scan(self, query: Query, deadline: Deadline | None = None) -> Iterator[Hit]:
        scan = Scan(self._newest, query, deadline or Deadline())
        before = scan.find(query.within)
        yield from scan.hits({row: before[row] for row in scan.passing(before)})

    def candidates(self, prints: Sequence[int], query: Query, limit: int) -> tuple[Candidate, ...]:
        scan = Scan(self._newest, query, Deadline())
        shared = {row: len({*prints}.intersection(fingerprints_of_forms(row.forms).tolist())) for row in scan.rows}
        ordered = sorted(scan.passing(scan.rows), key=lambda row: (-shared[row], row.heading.id, row.passage.number))
        return tuple(Candidate(row.heading, row.passage, shared[row]) for row in ordered[:limit] if shared[row])

    def indexed(self) -> Iterator[Indexed]:
        return self._newest.indexed()

    def replaced(self) -> Iterator[IndexedReplaced]:
        return self._newest.replaced()

    def check(self, depth: Depth) -> Iterator[Finding]:
        return iter(())

    def tidy(self, *, fix: bool) -> Iterator[Finding]:
        return iter(())

    def close(self) -> None:
        self._closed = True
