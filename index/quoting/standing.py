"""Where a quotation stands: what the index shortlists, compared code point by code point, and counted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from pincite.index.engine import SearchEngine
from pincite.index.query.clauses import Clause, Phrase
from pincite.index.query.deadline import Deadline, OutOfTime
from pincite.index.query.query import Query, Sort, Within
from pincite.index.quoting.fitting import Laid, find_chains, find_exact
from pincite.index.quoting.grammar import Fragment, Parsed
from pincite.index.quoting.holding import find_holding
from pincite.index.quoting.phrases import begin_forms, build_phrase, find_all
from pincite.index.quoting.verdicts import QuotedPlace
from pincite.index.results import Hit
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Span

MOST_PLACES = 10
"""The most places that an answer lists."""
_MOST_KNOWN = 1_000
_Known = dict[str, list[tuple[Span, ...]]]
"""The places in paragraphs, by their text."""


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """One place of a whole quotation: the ranges of its fragments in ``laid``, and whether it is equal as it is.

    ``is_inside`` says that no fragment runs over paragraphs.
    """

    heading: Heading
    laid: Laid
    chain: tuple[Span, ...]
    is_exact: bool
    is_inside: bool

    def places(self) -> tuple[QuotedPlace, ...]:
        """Return the paragraphs that it lies in, in order."""
        marks: dict[int, list[Span]] = {}
        for span in self.chain:
            for place, piece in self.laid.pieces(span):
                marks.setdefault(place, []).append(piece)
        return tuple(
            QuotedPlace(self.heading, self.laid.passages[at], tuple(found)) for at, found in sorted(marks.items())
        )


@dataclass
class Standing:
    """All places of a quotation among some versions: the first ones (exact ones before others), and counts."""

    exact: list[FoundPlace] = field(default_factory=list)
    others: list[FoundPlace] = field(default_factory=list)
    paragraphs: int = 0
    statements: int = 0
    first: FoundPlace | None = None
    last: FoundPlace | None = None
    partial: bool = False
    counted: str = ""

    @property
    def best(self) -> list[FoundPlace]:
        """At most ``MOST_PLACES`` places, exact ones first, then by date."""
        return (self.exact + self.others)[:MOST_PLACES]

    def add(self, found: Sequence[FoundPlace]) -> None:
        """Take in the places of one statement; statements come by date."""
        if not found:
            return
        # A statement may come several times, once with each of its versions.
        self.statements += found[0].heading.id != self.counted
        self.counted = found[0].heading.id
        begun: set[int] = set()
        for stand in found:
            number = stand.laid.which(stand.chain[0][0])
            if number in begun and not stand.is_exact:
                continue
            kept = self.exact if stand.is_exact else self.others
            if len(kept) < MOST_PLACES and not (number in begun and kept and kept[-1].laid is stand.laid):
                kept.append(stand)
            begun.add(number)
        self.paragraphs += len(begun)
        if found[0].heading.dates.earliest is not None:
            self.first = self.first or found[0]
            self.last = found[0]


def find_standing(parsed: Parsed, engine: SearchEngine, query: Query, deadline: Deadline) -> Standing:
    """Return where a quotation stands among the versions and under the filters of ``query``."""
    standing = Standing()
    known: _Known = {}
    try:
        for heading, laid in _find_laid(parsed.fragments, find_all(parsed.fragments), engine, query, deadline):
            if len(known) == _MOST_KNOWN:
                known.clear()
            standing.add(find_in_laid(parsed, heading, laid, deadline, known))
    except OutOfTime:
        standing.partial = True
    return standing


def find_literal(text: str, engine: SearchEngine, query: Query, deadline: Deadline) -> Standing:
    """Return where the very code points of ``text`` stand, whatever they would mean in a quotation."""
    standing = Standing()
    clause = build_phrase(begin_forms(text))
    whole = Fragment(text, tuple(range(len(text))))
    try:
        for heading, laid in _find_laid((whole,), clause, engine, query, deadline):
            spans = [span for span in find_exact(text, laid.text) if _is_inside(laid, span)]
            standing.add([FoundPlace(heading, laid, (span,), True, True) for span in spans])
    except OutOfTime:
        standing.partial = True
    return standing


def _find_laid(
    fragments: Sequence[Fragment], clause: Clause | None, engine: SearchEngine, query: Query, deadline: Deadline
) -> Iterator[tuple[Heading, Laid]]:
    """Yield statements that may hold all fragments, by date, each with paragraphs that may hold one.

    ``clause`` asks for the same, where fingerprints do not tell. Raises OutOfTime.
    """
    held = find_holding(fragments, engine, query, deadline) if clause is not None else []
    if held is not None or clause is None:
        yield from held or ()
        return
    # A phrase stands in a paragraph or not: no statement is looked at as a whole.
    within = Within.PARAGRAPH if isinstance(clause, Phrase) else Within.STATEMENT
    asked = replace(query, match=clause, variants=False, within=within, sort=Sort.OLDEST)
    hits: Iterator[Hit] = engine.scan(asked, deadline)
    for _, of_one in groupby(hits, key=lambda hit: hit.heading.id):
        deadline.check()
        found = sorted(of_one, key=lambda hit: (hit.passage.version, hit.passage.number))
        for _, of_version in groupby(found, key=lambda hit: hit.passage.version):
            yield found[0].heading, Laid(tuple(hit.passage for hit in of_version))


def find_in_laid(
    parsed: Parsed, heading: Heading, laid: Laid, deadline: Deadline, known: _Known | None = None
) -> list[FoundPlace]:
    """Return the places of a quotation in some paragraphs of a statement. Raises OutOfTime.

    ``known`` remembers the paragraphs that were read, since many statements have the same.
    """
    if known is None or len(laid.passages) > 1:
        return list(_stands(parsed, heading, laid, find_chains(parsed, laid, deadline.check)))
    if laid.text not in known:
        known[laid.text] = find_chains(parsed, laid, deadline.check)
    return list(_stands(parsed, heading, laid, known[laid.text]))


def _stands(parsed: Parsed, heading: Heading, laid: Laid, chains: Iterable[tuple[Span, ...]]) -> Iterator[FoundPlace]:
    for chain in chains:
        inside = all(_is_inside(laid, span) for span in chain)
        is_exact = len(chain) == 1 and inside and not parsed.is_edited and _is_equal(parsed, laid, chain[0])
        yield FoundPlace(heading, laid, chain, is_exact, inside)


def _is_equal(parsed: Parsed, laid: Laid, span: Span) -> bool:
    return laid.text[span[0] : span[1]] == parsed.fragments[0].text == parsed.bare


def _is_inside(laid: Laid, span: Span) -> bool:
    return laid.which(span[0]) == laid.which(span[1] - 1)
