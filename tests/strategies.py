"""Generated archives and queries: few words, so that they meet; every kind of clause, filter, order and count."""

import datetime
import random
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from pincite.index.query.clauses import (
    EVERYTHING,
    And,
    Clause,
    DateUnknown,
    Fuzzy,
    Near,
    Not,
    Or,
    Phrase,
    Prefix,
    Term,
    TitleMatch,
    ValueMatch,
    Words,
    join,
)
from pincite.index.query.parser import parse
from pincite.index.query.query import (
    Dated,
    DateFilter,
    FacetRequest,
    Filter,
    Group,
    Interval,
    Query,
    Since,
    Sort,
    Versions,
    WiderThan,
    Within,
)
from pincite.index.query.relaxing import relaxing_of
from pincite.index.query.render import render
from pincite.index.query.unspaced import ended
from pincite.index.results import SearchPage
from pincite.index.text.analysis import is_of_run, tokenize
from pincite.index.text.characters import UNSPACED, is_unspaced
from pincite.index.values.arrival import Arrival
from pincite.index.values.fields import FACET_NAMES, FACETS
from pincite.index.values.statement import Statement
from tests.builders import build_statement

_TEXT_WORDS = """
the of and to be a treaty treaties Treaty's committed commit commitment committing U.S. ROK-U.S. non-communicable 10,000
peace peaceful peacefully nation nations nación naciones cantar cantaron Erdoğan Erdogan résumé resumes resume korea
korean koreas denuclearized denuclearization verification verify COVID-19 straße statement Łódź Lodz Treaty¹ hawaiʻi
ışık Işık IŞIK İZMİR izmir
東京都政府 京都 日本国は 国 ドイツ ประเทศไทย ที่
"""
TEXT_WORDS = tuple(_TEXT_WORDS.split())
_IDS = "a B c a-10 a-2 a-1 é ﬁ 中文 😀 Z z 0 00 id.x id~y %e2%81%a0 U+1 zz zzz _ under_score"
IDS = tuple(_IDS.split())
DATES = (
    None,
    "1946",
    "1946-05",
    "1946-05-02",
    "1946-06-30",
    "1946-07-01",
    "1947-01-15",
    "1949-12-31",
    "1950/1952",
    "2018-06-02",
    "2018-06-XX",
    "199X",
    "../1950",
    "1950/..",
    "XXXX-06-02",
)
VALUES = {
    "issuers": ("United States", "Japan", "Republic of Korea", "Türkiye", "united states", "日本国 政府"),
    "people": ("Song Young-moo", "Recep Tayyip Erdoğan", "James Mattis"),
    "place": ("Singapore", "New York", "York"),
    "instruments": ("joint declaration", "Treaty of Rome"),
    "series": ("Leaders' Meeting", "Defense Ministers Meeting"),
    "kind": ("joint statement", "statement"),
    "source": ("White House",),
    "language": ("en", "en-GB", "es", "xx", "tr", "az-Latn"),
}
RANGES = ("1946", "1946-05", "1946-05-02..1949", "..1950", "1950..", "2018-06", "199X", "1800..1801", "1951")


class Vocabulary:
    """What queries are made of: runs of adjacent tokens (at least two) of the texts, and values by facet.

    ``unspaced`` are parts of what is written without blanks, which no run has.
    """

    def __init__(
        self, runs: tuple[tuple[str, ...], ...], values: dict[str, tuple[str, ...]], unspaced: tuple[str, ...] = ()
    ) -> None:
        self.runs, self.values, self.unspaced = runs, values, unspaced


def vocabulary_of(statements: Iterable[Statement], seed: int = 0, runs: int = 400) -> Vocabulary:
    """Return a vocabulary drawn from ``statements``: at most ``runs`` runs of up to four tokens, every value."""
    chance, found = random.Random(seed), list(statements)
    texts = [
        tokenize(text, s.heading.language) for s in found for text in (s.heading.title, *(p.text for p in s.paragraphs))
    ]
    spaced = [[token.form for token in tokens if not is_of_run(token.form)] for tokens in texts]
    forms = [found for found in spaced if len(found) > 1]
    taken = [(text, chance.randrange(len(text) - 1)) for text in (chance.choice(forms) for _ in range(runs))]
    cut = tuple(tuple(text[at : at + chance.choice((2, 3, 4))]) for text, at in taken)
    values = {f.name: sorted({v for s in found for v in f.values(s.heading)}) for f in FACETS}
    parts = {part for s in found for p in s.paragraphs for part in _UNSPACED.findall(p.text)}
    unspaced = tuple(sorted(part for part in parts if any(is_unspaced(c) and c.isalpha() for c in part[:1])))
    return Vocabulary(cut, {name: (*known, "Nobody") for name, known in values.items()}, unspaced[:runs])


_UNSPACED = re.compile(f"[{UNSPACED}]{{1,4}}")


def build_archive(seed: int, paragraphs: int = 60) -> tuple[Statement, ...]:
    """Return an archive of at least ``paragraphs`` paragraphs: the same one for the same seed."""
    chance = random.Random(seed)
    statements: list[Statement] = []
    while sum(len(statement.paragraphs) for statement in statements) < paragraphs:
        number = len(statements)
        name = IDS[number] if number < len(IDS) else f"s{chance.randrange(10**6)}-{number}"
        statements.append(_statement(chance, name))
    return tuple(statements)


def _statement(chance: random.Random, name: str) -> Statement:
    texts = [_text(chance, chance.choice((1, 3, 8, 15, 40))) for _ in range(chance.choice((1, 1, 2, 3, 5, 9)))]
    single = {key: chance.choice((None, *VALUES[key])) for key in ("place", "series", "kind", "source", "language")}
    named: dict[str, Any] = {key: value for key, value in single.items() if value is not None}
    return build_statement(
        name,
        *texts,
        title=_text(chance, chance.randint(1, 5)),
        date=chance.choice(DATES),
        people=tuple(chance.sample(VALUES["people"], chance.randint(0, 2))),
        issuers=tuple(chance.sample(VALUES["issuers"], chance.randint(0, 3))),
        instruments=tuple(chance.sample(VALUES["instruments"], chance.choice((0, 0, 1, 2)))),
        **_arrivals(chance),
        **named,
    )


def _arrivals(chance: random.Random) -> dict[str, Any]:
    """When a statement came, which few archives do not know, and when it was changed."""
    if not chance.randrange(5):
        return {}
    first = chance.randint(1, 4)
    came = {"added": first, "changed": chance.randint(first, 4)}
    return {what: Arrival(batch, chance.choice((1_000 * batch, None))) for what, batch in came.items()}


def _text(chance: random.Random, words: int) -> str:
    return "".join(
        chance.choice(TEXT_WORDS) + chance.choice((" ", " ", " ", ", ", "-", ". ")) for _ in range(words)
    ).strip()


def archives(paragraphs: int = 60) -> st.SearchStrategy[tuple[Statement, ...]]:
    """Archives of at least ``paragraphs`` paragraphs; statements whose names, dates, values and languages vary."""
    return st.integers(0, 2**32 - 1).map(lambda seed: build_archive(seed, paragraphs))


@lru_cache(maxsize=32)
def words(vocabulary: Vocabulary) -> st.SearchStrategy[Words]:
    """Leaves that are words of a text, each kind as often as another."""
    # By number: hypothesis would write all the runs into the name of each strategy built from them.
    runs = st.integers(0, len(vocabulary.runs) - 1).map(vocabulary.runs.__getitem__)
    tokens = runs.flatmap(st.sampled_from)
    long = tokens.filter(lambda token: len(token) >= 3)
    mixed = st.one_of(runs, st.tuples(tokens, tokens), st.tuples(tokens, tokens, tokens))
    begun = mixed.filter(lambda run: len(run[-1]) >= 3).flatmap(
        lambda run: st.integers(3, len(run[-1])).map(lambda size: (*run[:-1], run[-1][:size]))
    )
    parts = [parse(form.format(part)) for part in vocabulary.unspaced for form in ("{}", '"{}"', '"{0} {0}"', "a-{}")]
    of_runs = [st.sampled_from([part for part in parts if isinstance(part, Words)])] if parts else []
    return st.one_of(
        *of_runs,
        st.builds(Term, tokens, st.just(False)),
        st.builds(Term, tokens, st.booleans()),
        st.builds(Phrase, mixed, st.booleans(), st.just(False)),
        st.builds(Phrase, begun, st.booleans(), st.just(True)),
        st.builds(Near, mixed, st.sampled_from((0, 1, 2, 5, 100))),
        st.builds(
            Prefix,
            long.flatmap(lambda token: st.integers(3, len(token)).map(lambda size: token[:size])),
            st.booleans(),
        ),
        st.builds(
            Fuzzy, st.builds(_misspelt, tokens, st.integers(0, 40), st.sampled_from("aeiorx")), st.integers(1, 2)
        ),
    )


def _misspelt(token: str, at: int, letter: str) -> str:
    at = at % (len(token) + 1)
    return token[:at] + letter + token[at + (len(token) > 4) :]


@lru_cache(maxsize=32)
def clauses(vocabulary: Vocabulary) -> st.SearchStrategy[Clause]:
    """Trees in normal form (see ``pincite.index.query.render``), of every kind but Everything."""
    field_values = st.sampled_from([f.name for f in FACETS if not f.dated]).flatmap(
        lambda name: st.builds(
            ValueMatch, st.just(name), st.sampled_from(vocabulary.values[name]).flatmap(_some_tokens)
        )
    )
    ranges = st.sampled_from([parse(f"date:{text}") for text in RANGES])
    leaves = words(vocabulary)
    others = st.one_of(st.builds(TitleMatch, leaves), field_values, ranges, st.just(DateUnknown()))
    base: st.SearchStrategy[Clause] = st.one_of(leaves, leaves, leaves, others)
    mixed = st.recursive(base, _joined, max_leaves=6)
    titles = st.recursive(st.builds(TitleMatch, leaves), _joined, max_leaves=3)
    return st.integers(0, 9).flatmap(lambda chance: titles if chance == 0 else mixed)


@lru_cache(maxsize=32)
def together(vocabulary: Vocabulary) -> st.SearchStrategy[Clause]:
    """Words beside each other, now and then with a field: what may be relaxed."""
    leaves = words(vocabulary)
    fields = st.one_of(st.builds(TitleMatch, leaves), st.sampled_from([parse(f"date:{text}") for text in RANGES]))
    several = st.lists(leaves, min_size=2, max_size=6)
    return st.tuples(several, st.one_of(st.just([]), st.just([]), st.lists(fields, min_size=1, max_size=1))).map(
        lambda parts: _and([*parts[0], *parts[1]])
    )


def _some_tokens(value: str) -> st.SearchStrategy[tuple[str, ...]]:
    forms = [token.form for token in tokenize(value, None)]
    starts = st.integers(0, len(forms) - 1)
    return starts.flatmap(lambda at: st.integers(at + 1, len(forms)).map(lambda end: ended(forms[at:end])))


def _joined(children: st.SearchStrategy[Clause]) -> st.SearchStrategy[Clause]:
    lists = st.lists(children, min_size=2, max_size=3)
    return st.one_of(lists.map(_and), lists.map(_or), lists.map(_or), st.builds(Not, children))


def _and(found: Sequence[Clause]) -> Clause:
    return join(And, found) or EVERYTHING


def _or(found: Sequence[Clause]) -> Clause:
    return join(Or, found) or EVERYTHING


@st.composite
def queries(draw: st.DrawFn, vocabulary: Vocabulary) -> Query:
    """Whole questions, without cursor: any clause, filters, counts, order, group and page."""
    drawn = draw(st.sampled_from((clauses,) * 7 + (together, together, None)))
    match = EVERYTHING if drawn is None else draw(drawn(vocabulary))
    fields = draw(st.one_of(st.just([]), st.lists(st.sampled_from(FACET_NAMES), unique=True, max_size=2)))
    counted = draw(st.lists(st.sampled_from(FACET_NAMES), unique=True, max_size=3))
    return Query(
        match=match,
        text=render(match),
        variants=draw(st.sampled_from((True, True, False))),
        within=draw(st.sampled_from((Within.PARAGRAPH, Within.PARAGRAPH, Within.STATEMENT))),
        filters=tuple(draw(_filters(name, vocabulary)) for name in fields),
        dates=draw(st.one_of(st.none(), st.none(), _date_filters())),
        dated=draw(
            st.one_of(st.just(()), st.just(()), st.just(()), st.tuples(_dated()), st.tuples(_dated(), _dated()))
        ),
        versions=draw(st.sampled_from((*[Versions.CURRENT] * 7, Versions.REPLACED))),
        statements=draw(st.one_of(st.just(()), st.just(()), st.just(()), _ids())),
        since=draw(
            st.one_of(st.just(()), st.just(()), st.just(()), st.lists(_since(), min_size=1, max_size=2).map(tuple))
        ),
        facets=tuple(draw(_facet_requests(name, vocabulary)) for name in counted),
        histogram=draw(st.sampled_from((None, *Interval))),
        words=draw(st.booleans()),
        group=draw(st.sampled_from(Group)),
        sort=draw(st.sampled_from((Sort.RELEVANCE, *Sort))),
        limit=draw(st.sampled_from((10, 10, 3, 0, 1, 100))),
        offset=draw(st.sampled_from((0, 0, 0, 0, 1, 7, 200))),
        relaxed=draw(st.sampled_from((True, True, True, False))),
        deadline=60.0,
    )


def draw_queries(vocabulary: Vocabulary, size: int, number: int) -> tuple[Query, ...]:
    """Return ``size`` questions, none twice: the same ones for the same ``number``."""
    found: dict[Query, None] = {}

    @seed(number)
    @settings(max_examples=2 * size, database=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
    @given(queries(vocabulary))
    def collect(query: Query) -> None:
        found.setdefault(query)

    collect()
    return tuple(found)[:size]


def _filters(name: str, vocabulary: Vocabulary) -> st.SearchStrategy[Filter]:
    values = st.lists(st.sampled_from(vocabulary.values[name]), unique=True, max_size=2).map(tuple)
    built = st.builds(Filter, st.just(name), values, values, st.booleans())
    return built.filter(lambda item: bool(item.selected or item.rejected or item.missing))


def _facet_requests(name: str, vocabulary: Vocabulary) -> st.SearchStrategy[FacetRequest]:
    tokens = st.sampled_from(vocabulary.values[name]).flatmap(_some_tokens)
    return st.builds(FacetRequest, st.just(name), st.sampled_from((1, 2, 10)), st.one_of(st.just(()), tokens))


@st.composite
def _date_filters(draw: st.DrawFn) -> DateFilter:
    days = st.one_of(
        st.none(),
        st.dates(datetime.date(1945, 1, 1), datetime.date(1953, 1, 1)),
        st.dates(datetime.date(1989, 1, 1), datetime.date(2023, 1, 1)),
    )
    ends = sorted(day for day in (draw(days), draw(days)) if day)
    within = draw(st.booleans())
    if not ends:
        return DateFilter(datetime.date(1946, 6, 1), None, within)
    open_ended = draw(st.sampled_from(("first", "last", "neither")))
    first, last = (
        None if open_ended == name else day for name, day in zip(("first", "last"), ends[:1] + ends[-1:], strict=True)
    )
    return DateFilter(first, last, within)


def _since() -> st.SearchStrategy[Since]:
    what = st.sampled_from(("added", "changed"))
    times = st.sampled_from((-1, 0, 1_000, 1_001, 3_999, 5_000))
    return st.one_of(st.builds(Since, what, st.integers(0, 5)), st.builds(Since, what, times, st.just("time")))


def _ids() -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(IDS), min_size=1, max_size=6, unique=True).map(tuple)


def _dated() -> st.SearchStrategy[Dated]:
    widths = st.sampled_from([width for width in Interval if width is not Interval.AUTO])
    return st.one_of(_date_filters(), st.just(DateUnknown()), st.builds(WiderThan, widths))


def kinds(query: Query) -> set[str]:
    """Return the names of everything that ``query`` uses: to count generated queries by kind."""
    found = _clause_kinds(query.match)
    for item in query.filters:
        found |= {f"filter {part}" for part in ("selected", "rejected", "missing") if getattr(item, part)}
    found |= {"facet match" if request.match else "facet" for request in query.facets}
    found |= {"date filter"} if query.dates else set()
    found |= {"statement filter"} if query.statements else set()
    found |= {f"since {item.what} {item.by}" for item in query.since}
    found |= {f"dated {type(item).__name__}" for item in query.dated}
    found |= {f"histogram {query.histogram}"} if query.histogram else set()
    found |= {"words of bars"} if query.histogram and query.words else set()
    found |= {"variants off"} if not query.variants else set()
    found |= {f"versions {query.versions}"}
    found |= {"relaxed"} if relaxing_of(query) else set()
    return found | {f"within {query.within}", f"group {query.group}", f"sort {query.sort}"}


def _clause_kinds(clause: Clause) -> set[str]:
    match clause:
        case And(children) | Or(children):
            return {type(clause).__name__}.union(*(_clause_kinds(child) for child in children))
        case Not(child):
            return {"Not"} | _clause_kinds(child)
        case TitleMatch(inner):
            return {"TitleMatch"} | {f"title {kind}" for kind in _clause_kinds(inner)}
        case Term(_, exact):
            return {"Term exact" if exact else "Term"}
        case Phrase(_, exact, prefix):
            return {f"Phrase{' exact' if exact else ''}{' prefix' if prefix else ''}"}
        case _:
            return {type(clause).__name__}


def was_relaxed(page: SearchPage) -> set[str]:
    """Return whether an answer lists paragraphs that lack some words: to count them."""
    return {"found relaxed"} if page.relaxed is not None and page.relaxed.paragraphs else set()
