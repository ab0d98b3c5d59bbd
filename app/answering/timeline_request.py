"""What a request for a timeline says, and the search behind each of its counts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pincite.app.answering.parameter_reader import ParameterReader
from pincite.app.answering.parameters import FILTERS, TIMELINE, Pairs
from pincite.app.answering.request import SearchRequest, read_filters
from pincite.index.query.clauses import EVERYTHING
from pincite.index.query.parser import read
from pincite.index.query.query import Interval, Query
from pincite.index.query.understand import understand
from pincite.index.values.errors import Problem, QueryError
from pincite.index.wording.joining import as_query, is_written, join_query
from pincite.index.wording.timeline import Strand

_FILTERS = tuple(parameter.name for parameter in FILTERS)


@dataclass(frozen=True, slots=True)
class TimelineRequest:
    """The base, a strand for each wording, the interval, the field of a split (or nothing), and the format.

    ``kept`` are the filters and ``variants`` as parameters: what each search behind a count has.
    """

    base: Query
    strands: tuple[Strand, ...]
    interval: Interval
    split: str
    format: str
    kept: tuple[tuple[str, str], ...]

    def base_search(self) -> SearchRequest:
        """The search for the base."""
        return SearchRequest(self.base, None, (*_words(self.base.text), *self.kept))

    def search_of(self, strand: Strand) -> SearchRequest:
        """The search for what a strand counts."""
        kept = self.kept
        if strand.is_rest:
            kept = (*kept, *((f"reject_{strand.field}", value) for value in strand.values))
        elif strand.field:
            own = [pair for pair in kept if pair[0] != strand.field and pair != ("missing", strand.field)]
            kept = (*own, *((strand.field, value) for value in strand.values))
        return SearchRequest(strand.query, None, (*_words(strand.query.text), *kept))


def parse_timeline(pairs: Pairs) -> TimelineRequest:
    """Parse the parameters of a timeline. Raises QueryError with every problem."""
    reader = ParameterReader(pairs, TIMELINE)
    base = read_filters(reader, _parse(reader, reader.text("q") or "", "q", reader.text("variants") != "off"))
    wordings, split = reader.values("wording"), reader.text("split") or ""
    if not wordings:
        reader.refuse("wording", "required", "a wording to count, such as “free and open”")
    if split and len(wordings) > 1:
        reader.refuse("split", "conflict", "one wording where it is split, or several without a split")
    strands = () if reader.problems else tuple(_strands(reader, base, wordings))
    interval, written = Interval(reader.text("interval") or "auto"), reader.text("format") or "json"
    reader.finish()
    kept = tuple((name, value) for name, value in pairs if name in (*_FILTERS, "variants") and value.strip())
    return TimelineRequest(base, strands, interval, split, written, kept)


def _strands(reader: ParameterReader, base: Query, wordings: tuple[str, ...]) -> Iterator[Strand]:
    for wording in wordings:
        # A wording is checked by itself first, so that the places of its problems are places in it.
        alone = _parse(reader, as_query(wording), "wording", base.variants, shift=0 if is_written(wording) else 1)
        if not alone.text:
            continue
        if alone.match == EVERYTHING:
            reader.refuse("wording", "no_word", "a wording with a letter or a digit")
            continue
        joined = _parse(reader, join_query(base.text, alone.text), "wording", base.variants, shift=None)
        yield Strand(
            wording, replace(base, match=joined.match, text=joined.text, dropped=joined.dropped, signs=joined.signs)
        )


def _parse(reader: ParameterReader, text: str, name: str, variants: bool, shift: int | None = 0) -> Query:
    """Return the query that ``text`` is; without text if it is none. ``shift`` is where its parameter begins in it."""
    try:
        reading = read(text)
    except QueryError as error:
        reader.problems += [_moved(one, name, shift) for one in error.problems]
        return Query(variants=variants)
    understood = understand(reading.clause)
    return Query(
        understood.match, text, understood.dropped, signs=reading.signs, labels=reading.labels, variants=variants
    )


def _moved(one: Problem, name: str, shift: int | None) -> Problem:
    if name == "q":
        return one
    if shift is None:
        return Problem(name, None, one.code, f"together with q {one.expected}")
    at = None if one.position is None else max(0, one.position - shift)
    return Problem(name, at, one.code, one.expected, None if shift else one.mend)


def _words(text: str) -> list[tuple[str, str]]:
    return [("q", text)] if text else []
