"""What a comparison asks for: two statements by id or address, their versions, and the part of each."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote

from pincite.app.answering.in_series import Answers, find_predecessor
from pincite.app.answering.parameter_reader import ParameterReader
from pincite.app.answering.parameters import COMPARISON, Pairs
from pincite.index.query.deadline import OutOfTime
from pincite.index.reading.series_order import NO_ORDER, SeriesOrder
from pincite.index.record.values import StoredStatement
from pincite.index.values.errors import Problem, QueryError
from pincite.index.values.heading import Heading

_ADDRESS = re.compile(r"(?:^|/)statements/([^/?#]+)(?:[^?#]*)(?:\?([^#]*))?(?:#.*)?")
_VERSION = re.compile("[0-9a-f]{12,64}")

ReadStatement = Callable[[str, str | None], StoredStatement]
"""Returns a statement at a version, or as it is now. Raises NotFound and Withdrawn."""


@dataclass(frozen=True, slots=True)
class SideRequest:
    """A statement at a version (None: the current one), from its paragraph ``first`` on.

    Without an id it is the predecessor of the other side.
    """

    id: str | None
    version: str | None
    first: int


@dataclass(frozen=True, slots=True)
class ComparisonRequest:
    """Two sides, of which one has an id at least, and how many paragraphs of each are compared (None: all)."""

    left: SideRequest
    right: SideRequest
    limit: int | None
    format: str | None


def parse_comparison(pairs: Pairs) -> ComparisonRequest:
    """Parse the parameters of a comparison. Raises QueryError with every problem."""
    reader = ParameterReader(pairs, COMPARISON)
    left, right = _read_side(reader, "left"), _read_side(reader, "right")
    if left.id is None and right.id is None:
        reader.refuse("left", "no_statement", "the id or the address of a statement, here or as `right`")
    limit = reader.number("limit") if reader.text("limit") else None
    written = reader.text("format")
    reader.finish()
    return ComparisonRequest(left, right, limit, written)


def _read_side(reader: ParameterReader, name: str) -> SideRequest:
    given, version = reader.text(name), reader.text(f"{name}_version")
    first = reader.number(f"{name}_from")
    if given is None:
        if version is not None:
            reader.refuse(f"{name}_version", "conflict", f"a version only together with `{name}`")
        return SideRequest(None, None, first)
    id, of_address = read_address(given)  # noqa: A001 - the statement's id
    if of_address is not None and not _VERSION.fullmatch(of_address):
        reader.refuse(name, "malformed_value", "an address whose version has 12 to 64 hex digits")
    return SideRequest(id, version or of_address, first)


def read_address(text: str) -> tuple[str, str | None]:
    """Return the id and the version in the address of a statement, on its page or in the API; an id as it is.

    Whose address it is does not matter: an archive may have moved.
    """
    found = _ADDRESS.search(text)
    if found is None:
        return text, None
    version = parse_qs(found[2] or "").get("version", [None])[0]
    return unquote(found[1]), version


def find_sides(
    asked: ComparisonRequest, read: ReadStatement, search: Answers, order: SeriesOrder = NO_ORDER
) -> tuple[StoredStatement, StoredStatement]:
    """Return both statements. Raises QueryError where one is the predecessor and there is none, NotFound, Withdrawn."""
    left, right = asked.left, asked.right
    if left.id is None:
        return _read_predecessor("left", right, read, search, order), _read(right, read)
    if right.id is None:
        return _read(left, read), _read_predecessor("right", left, read, search, order)
    return _read(left, read), _read(right, read)


def _read(side: SideRequest, read: ReadStatement) -> StoredStatement:
    return read(side.id or "", side.version)


def _read_predecessor(
    name: str, of: SideRequest, read: ReadStatement, search: Answers, order: SeriesOrder
) -> StoredStatement:
    # What stands in the index is the current version, whose date and series decide.
    heading = read(of.id or "", None).heading
    try:
        found = find_predecessor(heading, search, order)
    except OutOfTime:
        expected = "the id of a statement, because time did not allow to find the one before"
        raise QueryError(Problem(name, None, "too_large", expected)) from None
    if found is None:
        raise QueryError(Problem(name, None, "no_predecessor", f"the id of a statement, because {_why_none(heading)}"))
    return read(found.id, None)


def _why_none(heading: Heading) -> str:
    if heading.series is None:
        return "the other one is in no series"
    if heading.dates.earliest is None:
        return "the other one has no date"
    return "the other one is the first of its series"
