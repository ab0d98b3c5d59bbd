"""Turn URL parameters into a Query, for the API, the page and the command line alike."""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pincite.app.answering.parameter_reader import ParameterReader
from pincite.app.answering.parameters import (
    CITATION,
    DATED,
    EXPORT,
    FACET_VALUES,
    LIST,
    SEARCH,
    STATEMENT_PAGE,
    STATEMENT_PARTS,
    SUGGEST,
    Pairs,
    Parameter,
)
from pincite.index.query.bars import ends
from pincite.index.query.clauses import DateUnknown
from pincite.index.query.limits import CHARACTERS
from pincite.index.query.parser import read
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
    WiderThan,
    Within,
)
from pincite.index.query.signing import foreign, is_cursor
from pincite.index.query.understand import understand
from pincite.index.query.unspaced import together
from pincite.index.text.analysis import tokenize
from pincite.index.values.arrival import seconds_of
from pincite.index.values.dates import parse_edtf
from pincite.index.values.errors import QueryError
from pincite.index.values.fields import FACET_NAMES


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A query, which explanations to give, the parameters as given, and what else to give of paragraphs."""

    query: Query
    explain: str | None
    pairs: tuple[tuple[str, str], ...]
    include: tuple[str, ...] = ()

    def without_filters(self) -> Query:
        """The same query without its filters."""
        return replace(self.query, filters=(), dates=None, dated=(), statements=(), since=(), first_issues=False)


def parse_search(pairs: Pairs) -> SearchRequest:
    """Parse the parameters of a search. Raises QueryError with every problem."""
    reader = ParameterReader(pairs, SEARCH)
    query = _asked(reader)
    query = replace(
        query,
        facets=_facets(reader),
        histogram=Interval(found) if (found := reader.text("histogram")) else None,
        words=reader.text("words") == "on",
        group=Group(reader.text("group") or "paragraph"),
        limit=reader.number("limit"),
        offset=reader.number("offset"),
        cursor=reader.text("cursor"),
        explain=reader.text("explain") == "hits",
        relaxed=reader.text("relaxed") == "on",
    )
    _check_cursor(reader, query)
    explain = reader.text("explain")
    reader.finish()
    return SearchRequest(query, explain, tuple(pairs), reader.values("include"))


def parse_list(pairs: Pairs) -> SearchRequest:
    """Parse the parameters of a list of statements. Raises QueryError with every problem."""
    reader = ParameterReader(pairs, LIST)
    query = replace(
        _asked(reader),
        group=Group.STATEMENT,
        limit=reader.number("limit"),
        offset=reader.number("offset"),
        cursor=reader.text("cursor"),
    )
    _check_cursor(reader, query)
    reader.finish()
    return SearchRequest(query, None, tuple(pairs))


def _check_cursor(reader: ParameterReader, query: Query) -> None:
    """Refuse what cannot be a cursor. The engine checks later whether a cursor belongs to this search."""
    if query.cursor and query.offset:
        reader.refuse("offset", "conflict", "no offset together with a cursor", "0")
    if query.cursor and not is_cursor(query.cursor):
        reader.problems.append(foreign())


def parse_export(pairs: Pairs) -> tuple[Query, str, bool]:
    """Return the query to export, the format, and whether to begin with a byte order mark. Raises QueryError."""
    reader = ParameterReader(pairs, EXPORT)
    query = _asked(reader)
    written = reader.text("format") or "csv"
    has_mark = reader.text("bom") == "on"
    reader.finish()
    return query, written, has_mark


@dataclass(frozen=True, slots=True)
class ValuesRequest:
    """The search whose values are listed, the words that they must contain, their order and the part wanted."""

    query: Query
    match: tuple[str, ...]
    by_count: bool
    limit: int
    cursor: str | None


def parse_facet_values(pairs: Pairs) -> ValuesRequest:
    """Parse the parameters of a list of values. Raises QueryError."""
    reader = ParameterReader(pairs, FACET_VALUES)
    query = _filtered(reader)
    match, by_count = _match(reader, "match"), reader.text("sort") != "value"
    cursor = reader.text("cursor")
    if cursor and cursor != "*" and not (_is_number(cursor) if by_count else cursor.startswith("=")):
        reader.problems.append(foreign())
    limit = reader.number("limit")
    reader.finish()
    return ValuesRequest(query, match, by_count, limit, cursor)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 5


def parse_suggest(pairs: Pairs) -> tuple[str, int]:
    """Return the typed text and the requested number of completions. Raises QueryError."""
    reader = ParameterReader(pairs, SUGGEST)
    typed, limit = reader.text("q") or "", reader.number("limit")
    if len(typed) > CHARACTERS.value:
        reader.refuse("q", "too_long", f"at most {CHARACTERS.value:,} characters")
    reader.finish()
    return typed, limit


def parse_version(pairs: Pairs, parameters: Sequence[Parameter]) -> tuple[ParameterReader, str | None]:
    """Return the reader and the requested version (12 to 64 hex digits), or None for the current one."""
    reader = ParameterReader(pairs, parameters)
    return reader, reader.text("version")


def parse_statement(pairs: Pairs, parameters: Sequence[Parameter]) -> str | None:
    """Return the requested version of a statement. Raises QueryError."""
    reader, version = parse_version(pairs, parameters)
    reader.finish()
    return version


@dataclass(frozen=True, slots=True)
class PartRequest:
    """A version of a statement (None: the current one), and the paragraphs wanted of it (``limit`` None: all)."""

    version: str | None
    first: int
    limit: int | None


def parse_statement_part(pairs: Pairs) -> PartRequest:
    """Return what is wanted of a statement. Raises QueryError."""
    reader, version = parse_version(pairs, STATEMENT_PARTS)
    first, limit = reader.number("from"), reader.number("limit") if reader.text("limit") else None
    reader.finish()
    return PartRequest(version, first, limit)


@dataclass(frozen=True, slots=True)
class CitationRequest:
    """The version to cite (None: the current one), the paragraph (None: the statement), and the style, if given."""

    version: str | None
    paragraph: int | None
    style: str | None


def parse_citation(pairs: Pairs) -> CitationRequest:
    """Return what is to be cited. Raises QueryError."""
    reader, version = parse_version(pairs, CITATION)
    paragraph = reader.number("paragraph") if reader.text("paragraph") else None
    style = reader.text("style")
    reader.finish()
    return CitationRequest(version, paragraph, style)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """A statement's page: the version, the paragraph that it opens at, the one to cite, and the search it came from.

    ``at`` is None where no paragraph is named. ``problem`` is what is wrong with the words of the search. ``quote`` is
    a quotation to mark; empty where there is none.
    """

    version: str | None
    at: int | None
    cited: int | None
    query: Query
    problem: str
    quote: str = ""


def parse_statement_page(pairs: Pairs) -> PageRequest:
    """Parse the parameters of a statement's page.

    With an invalid query the page still shows the text, without marks. Any other problem raises QueryError.
    """
    reader, version = parse_version(pairs, STATEMENT_PAGE)
    query = replace(
        _asked(reader),
        # Pages list statements unless told otherwise.
        group=Group((reader.text("group") if _is_given(pairs, "group") else None) or "statement"),
        limit=reader.number("limit"),
        offset=reader.number("offset"),
    )
    at, cited = (reader.number(name) if reader.text(name) and _is_given(pairs, name) else None for name in _PLACES)
    quote = (reader.text("quote") or "").strip()
    wrong = next((problem.expected for problem in reader.problems if problem.parameter == "q"), "")
    reader.problems = [problem for problem in reader.problems if problem.parameter != "q"]
    reader.finish()
    return PageRequest(version, at, cited, query, wrong, quote)


_PLACES = ("from", "cite")


def _is_given(pairs: Pairs, name: str) -> bool:
    return any(key == name and value.strip() for key, value in pairs)


def _words(reader: ParameterReader) -> Query:
    text = reader.text("q") or ""
    variants = reader.text("variants") != "off"
    try:
        reading = read(text)
    except QueryError as error:
        reader.problems.extend(error.problems)
        return Query(text=text, variants=variants)
    understood = understand(reading.clause)
    return Query(
        match=understood.match,
        text=text,
        dropped=understood.dropped,
        signs=reading.signs,
        labels=reading.labels,
        variants=variants,
    )


def _asked(reader: ParameterReader) -> Query:
    return replace(_filtered(reader), sort=Sort(reader.text("sort") or "relevance"))


def _filtered(reader: ParameterReader) -> Query:
    return replace(read_filters(reader, _words(reader)), within=Within(reader.text("within") or "paragraph"))


def read_filters(reader: ParameterReader, query: Query) -> Query:
    """Return ``query`` with the filters of ``reader``, which collects what is wrong with them."""
    return replace(
        query,
        filters=_filters(reader),
        statements=reader.values("statement"),
        since=tuple(_since(reader)),
        first_issues=reader.text("reissues") == "once",
        dates=_dates(reader),
        dated=tuple(item for value in reader.values("dated") for item in _dated(reader, value)),
    )


def _filters(reader: ParameterReader) -> tuple[Filter, ...]:
    missing = reader.values("missing")
    filters = (
        Filter(name, reader.values(name), reader.values(f"reject_{name}"), name in missing) for name in FACET_NAMES
    )
    return tuple(item for item in filters if item.selected or item.rejected or item.missing)


def _facets(reader: ParameterReader) -> tuple[FacetRequest, ...]:
    asked, size = reader.values("facet"), reader.number("facet_size")
    matches = {name: _match(reader, f"facet_match.{name}") for name in FACET_NAMES}
    return tuple(FacetRequest(name, size, matches[name]) for name in FACET_NAMES if name in asked or matches[name])


def _match(reader: ParameterReader, name: str) -> tuple[str, ...]:
    text = reader.text(name)
    if text is None:
        return ()
    forms = together([token.form for token in tokenize(text, None)])
    if not forms:
        reader.refuse(name, "no_word", "a letter or a digit")
    return forms


def _dates(reader: ParameterReader) -> DateFilter | None:
    earliest, latest = _bound(reader, "date_from"), _bound(reader, "date_to")
    if earliest and latest and earliest > latest:
        reader.refuse("date_to", "empty_range", "a date on or after date_from", reader.text("date_from"))
    within = reader.text("date_match") == "within"
    return DateFilter(earliest, latest, within) if earliest or latest else None


def _dated(reader: ParameterReader, value: str) -> Iterator[Dated]:
    """Yield the filter for a value of ``dated``; nothing if its form was already refused."""
    if value == "unknown":
        yield DateUnknown()
    elif value.startswith("wider-"):
        yield from (WiderThan(width) for width in Interval if value == f"wider-{width}")
    elif quarter := re.fullmatch("([0-9]{4})-Q([1-4])", value):
        yield DateFilter(*ends(Interval.QUARTER, int(quarter[1]) * 4 + int(quarter[2]) - 1), within=True)
    elif re.fullmatch(DATED, value):
        try:
            dates = parse_edtf(value)
        except ValueError as error:
            reader.refuse("dated", "malformed_date", f"a valid date, but {error}")
        else:
            yield DateFilter(dates.earliest, dates.latest, within=True)


def _since(reader: ParameterReader) -> Iterator[Since]:
    """Yield what ``added_since`` and ``changed_since`` ask for."""
    kinds: tuple[Literal["added", "changed"], ...] = ("added", "changed")
    for what in kinds:
        yield from read_since(reader, what)


def read_since(reader: ParameterReader, what: Literal["added", "changed"]) -> Iterator[Since]:
    """Yield what ``added_since`` or ``changed_since`` asks for, if anything: a batch by its number, or a time."""
    name = f"{what}_since"
    text = reader.text(name)
    if text is not None and text.isascii() and text.isdigit() and len(text) < 10:
        yield Since(what, int(text))
    elif text is not None:
        try:
            # A plus sign in an address is a blank.
            yield Since(what, seconds_of(text.replace(" ", "+") if "T" in text else text), "time")
        except ValueError:
            expected = "the number of a batch, or a date or time such as 2026-01-31T12:00:00Z"
            reader.refuse(name, "malformed_date", expected)


def _bound(reader: ParameterReader, name: str) -> datetime.date | None:
    text = reader.text(name)
    if text is None:
        return None
    try:
        dates = parse_edtf(text)
    except ValueError as error:
        reader.refuse(name, "malformed_date", f"a valid date, but {error}")
        return None
    bound = dates.earliest if name == "date_from" else dates.latest
    if bound is None:
        reader.refuse(name, "malformed_date", "a date with a year, such as 1946 or 2018-05")
    return bound
