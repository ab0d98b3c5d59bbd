"""Turn a query into its page: one combined request to the cluster, and how to read its answers."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pincite.index.engines.opensearch.answering import facets, histogram
from pincite.index.engines.opensearch.answering.hits import Listing
from pincite.index.engines.opensearch.answering.lexicon import ClusterLexicon, Remembered
from pincite.index.engines.opensearch.answering.matching import Matching
from pincite.index.engines.opensearch.answering.relaxed import ClusterRelaxation
from pincite.index.engines.opensearch.commits.contents import FIRST, next_size
from pincite.index.engines.opensearch.commits.documents import HEADING, heading_of
from pincite.index.engines.opensearch.commits.reading import Reader, State
from pincite.index.engines.opensearch.commits.selection import all_of, of_filters, of_kind, of_others
from pincite.index.engines.opensearch.connection.cluster import Json
from pincite.index.query.asking import (
    all_words,
    asked_of,
    asks_titles_alone,
    build_forms,
    check_expansions,
    title_words,
)
from pincite.index.query.deadline import Deadline, OutOfTime
from pincite.index.query.query import Group, Interval, Query, Sort, Within
from pincite.index.query.relaxing import FEW_STATEMENTS, relaxing_of
from pincite.index.query.render import render_words
from pincite.index.query.scoring import Weighing
from pincite.index.query.spelling import FEW_HITS, propose
from pincite.index.results import (
    MOST_TITLES,
    Count,
    FacetCounts,
    Histogram,
    Hit,
    Relaxed,
    SearchPage,
    Titles,
    build_facet,
    no_histogram,
    with_lacking,
)


class ClusterAnswer:
    """One query on one commit. Its words are looked up first; everything else is one request."""

    def __init__(self, reader: Reader, state: State, query: Query, remembered: Remembered, deadline: Deadline) -> None:
        self._reader, self._state = reader, state
        self.query = query
        self.sort = query.order
        self._plain = Matching(query, state.languages)
        self.lexicon = ClusterLexicon(reader, state, self._plain, remembered)
        self._own = facets.own_filters(query)
        self._deadline = deadline

    def page(self, start: int, after: Sequence[Any] | None = None) -> tuple[SearchPage, Sequence[Any] | None]:
        """Return the page whose first hit has rank ``start``, and the sort values of its last hit.

        ``after`` are the sort values of the previous hit. Without them ``start`` hits are skipped.
        """
        self.learn()
        try:
            self._deadline.check()
        except OutOfTime:
            return nothing_yet(self.query, self._state), None
        listing = self.listing()
        apart = [self._timed(listing.body(start, self.query.limit, after))] if self._lists_apart else []
        try:
            main, *others = self._reader.ask(self._state, self._main(listing, start, after), *apart, *self._titled())
        except OutOfTime:
            return nothing_yet(self.query, self._state), None
        shown = others.pop(0) if self._lists_apart else main
        partial = any(answer.get("timed_out") for answer in (main, shown, *others))
        last = shown["hits"]["hits"][-1]["sort"] if shown["hits"]["hits"] else None
        found = main["aggregations"]["found"]
        page = SearchPage(
            self.query,
            found["doc_count"],
            found["statements"]["doc_count"],
            tuple(listing.hits(shown, start)),
            self._state.checkpoint.commit,
            self._state.generation,
            titles=_titles(others[0]) if others else Titles(),
            forms=build_forms(self.query, self.lexicon.forms),
            partial=partial,
        )
        try:
            page = page.lacking(*counts_of(self.query)) if partial else self._finished(page, main)
        except OutOfTime:
            page, last = replace(page, partial=True).lacking(*counts_of(self.query)), None
        page = self._relaxed(page)
        return (page.explained(listing.weighing, self._deadline.check) if self.query.explain else page), last

    def _relaxed(self, page: SearchPage) -> SearchPage:
        """The page with paragraphs without some of the words, when few statements hold all."""
        relaxing = relaxing_of(self.query)
        if relaxing is None or (page.statements >= FEW_STATEMENTS and not page.partial):
            return page
        if page.partial:
            return page.lacking("relaxed")
        query, check = replace(self.query, match=relaxing.scored), self._deadline.check
        scored = Matching(query, self._state.languages, self._weighing())
        try:
            check()
            relaxed = ClusterRelaxation(self.query, relaxing, self._plain, scored, self._ask_in_time).found()
            hits = tuple([with_lacking(hit, relaxing, self.query, check) for hit in relaxed.hits])
        except OutOfTime:
            return page.lacking("relaxed")
        return replace(page, relaxed=replace(relaxed, hits=hits))

    def _ask_in_time(self, *bodies: Json) -> list[Json]:
        """Ask all at once. Raises OutOfTime when the cluster did not come to the end of them."""
        answers = self._reader.ask(self._state, *map(self._timed, bodies))
        if any(answer.get("timed_out") for answer in answers):
            raise OutOfTime
        return answers

    def learn(self) -> None:
        """Look up all words. Raises QueryError when one of them matches too many forms."""
        words = list(all_words(self.query.match))
        self.lexicon.learn(asked for leaf in words for asked in asked_of(leaf, self.query.variants))
        for leaf in words:
            check_expansions(leaf, self.query.variants, self.lexicon.count_expansions)

    def listing(self) -> Listing:
        """The hits of the result, in order."""
        scored = self.sort is Sort.RELEVANCE
        weighing = self._weighing()
        matching = Matching(self.query, self._state.languages, weighing) if scored else self._plain
        filters = [of_kind("paragraph"), *of_filters(self.query.filters), *of_others(self.query)]
        return Listing(self.query, self.sort, matching.paragraphs(), filters, weighing)

    def _weighing(self) -> Weighing:
        if asks_titles_alone(self.query.match):
            self.lexicon.learn_titles(title_words(self.query.match), self.query.variants)
            weight, average = self.lexicon.title_weight, self._state.title_average
        else:
            weight, average = self.lexicon.weight, self._state.average
        return Weighing(lambda leaf: weight(leaf, self.query.variants), average)

    @property
    def _lists_apart(self) -> bool:
        """Whether hits need a separate search: statements do, because only their paragraphs are counted."""
        return self.query.group is Group.STATEMENT and self.query.limit > 0

    def _main(self, listing: Listing, start: int, after: Sequence[Any] | None) -> Json:
        """The search that counts, and lists paragraphs."""
        if not self.query.limit or self._lists_apart:
            return self._counting()
        shown = {**listing.window(start, self.query.limit, after), "post_filter": self._own.without(None)}
        return {**self._counted(listing.matching(self._inside())), **shown}

    def _inside(self) -> list[Json]:
        """The filters that apply to all counted facets."""
        apart = {item.field for item in self._own.filters}
        filters = [item for item in self.query.filters if item.field not in apart]
        return [of_kind("paragraph"), *of_filters(filters), *of_others(self.query)]

    def _counting(self) -> Json:
        """The search that only counts."""
        return self._counted(all_of([self._plain.paragraphs(), *self._inside()]))

    def _counted(self, query: Json) -> Json:
        """Count what ``query`` finds: paragraphs, statements, facets, bars. Filters of facets are applied inside."""
        apart = [item for item in self.query.facets if self._own.leaves_out(item.field)]
        within = facets.counts_within((item for item in self.query.facets if item not in apart), self._own)
        found: Json = {"statements": {"parent": {"type": "paragraph"}, "aggs": within}, **within}
        if self.query.histogram is not None:
            found["histogram"] = self._bars(self.query.histogram)
        counted = {f"facet_{item.field}": facets.aggregations_of(item, self._own) for item in apart}
        aggregations = {"found": {"filter": self._own.without(None), "aggs": found}, **counted}
        return self._timed({"query": query, "size": 0, "track_total_hits": False, "aggs": aggregations})

    def _bars(self, interval: Interval) -> Json:
        return {"filter": {"match_all": {}}, "aggs": histogram.aggregations_of(interval, words=self.query.words)}

    def _titled(self) -> list[Json]:
        matching = self._plain.titles()
        if matching is None:
            return []
        inside = [of_kind("statement"), *of_filters(self.query.filters), *of_others(self.query)]
        shown = {"size": MOST_TITLES, "sort": [{"id": "asc"}], "_source": HEADING, "track_total_hits": True}
        return [self._timed({"query": all_of([matching, *inside]), **shown})]

    def _timed(self, body: Json) -> Json:
        left = self._deadline.left
        return {**body, "timeout": f"{max(1, int(left * 1000))}ms"} if left < 3_600 else body

    def _finished(self, page: SearchPage, main: Json) -> SearchPage:
        """Add facets and histogram to the page, and hints when it found little."""
        page = replace(page, facets=self._facets(main), histogram=self._histogram(main))
        if page.paragraphs < FEW_HITS:
            page = replace(page, did_you_mean=propose(self.query, self.lexicon))
        if not page.paragraphs and self.query.looks_elsewhere:
            page = replace(page, elsewhere=self._elsewhere())
        return page

    def _facets(self, main: Json) -> dict[str, FacetCounts]:
        counts: dict[str, FacetCounts] = {}
        for item in self.query.facets:
            said = main["aggregations"].get(f"facet_{item.field}")
            said = said or facets.taken_from(main["aggregations"]["found"], item.field)
            counts[item.field] = facets.read_facet(item, self._own, said, self._again)
        return counts

    def _again(self, aggregation: Json) -> Json:
        """Request one more aggregation over the same result."""
        body = self._counting()
        (answer,) = self._reader.ask(self._state, {**body, "aggs": {"again": aggregation}})
        found: Json = answer["aggregations"]["again"]
        return found

    def _histogram(self, main: Json) -> Histogram | None:
        if self.query.histogram is None:
            return None
        said = main["aggregations"]["found"]["histogram"]
        words = self.query.words
        return histogram.read_histogram(self.query.histogram, said, self._bars_again, words=words)

    def _bars_again(self, aggregations: Json) -> Json:
        return self._again({"filter": self._own.without(None), "aggs": aggregations})

    def _elsewhere(self) -> int:
        """How many statements match if the words may occur anywhere in a statement."""
        inside = [of_kind("paragraph"), *of_filters(self.query.filters), *of_others(self.query)]
        wide = all_of([self._plain.paragraphs(Within.STATEMENT), *inside])
        body = {"query": wide, "size": 0, "aggs": {"statements": {"parent": {"type": "paragraph"}}}}
        (answer,) = self._reader.ask(self._state, body)
        return int(answer["aggregations"]["statements"]["doc_count"])


def counts_of(query: Query) -> list[str]:
    """Return what else to count besides the hits."""
    bars = ["histogram"] if query.histogram is not None else []
    return [*(["facets"] if query.facets else []), *bars]


def nothing_yet(query: Query, state: State) -> SearchPage:
    """The answer if the time is over before anything was counted."""
    page = SearchPage(query, 0, 0, (), state.checkpoint.commit, state.generation, partial=True)
    listed = ["hits", *(["explain"] if query.explain else [])] if query.limit else []
    relaxed = ["relaxed"] if relaxing_of(query) else []
    return page.lacking(*listed, *counts_of(query), *relaxed)


def _titles(answer: Json) -> Titles:
    hits = answer["hits"]["hits"]
    return Titles(answer["hits"]["total"]["value"], tuple(heading_of(hit["_source"]) for hit in hits))


def scan(answer: ClusterAnswer, reader: Reader, state: State) -> Iterator[Hit]:
    """Yield all hits. Their lengths decide how many are read at a time."""
    answer.learn()
    listing = answer.listing()
    after: Sequence[Any] | None = None
    rank, size = 0, FIRST
    while True:
        (page,) = reader.ask(state, listing.body(0, size, after))
        hits = page["hits"]["hits"]
        yield from listing.hits(page, rank)
        rank += len(hits)
        if len(hits) < size:
            return
        after = hits[-1]["sort"]
        size = next_size(hits, size)


def empty_page(query: Query) -> SearchPage:
    """The answer before the first commit."""
    names = [item.field for item in query.facets]
    counted = {name: build_facet(query, name, (), values=0, paragraphs=0, missing=Count()) for name in names}
    elsewhere = 0 if query.looks_elsewhere else None
    forms = build_forms(query, lambda _: ())
    relaxing = relaxing_of(query)
    absent = tuple(render_words(words) for words in relaxing.words) if relaxing else ()
    return SearchPage(
        query,
        0,
        0,
        (),
        0,
        "",
        facets=counted,
        histogram=no_histogram(query),
        elsewhere=elsewhere,
        relaxed=Relaxed(1, len(absent), absent, 0, 0) if absent else None,
        forms=forms,
    )
