"""What the check of a quotation answers: its verdict, where it stands, and what differs."""

from dataclasses import dataclass
from enum import StrEnum

from pincite.index.quoting.folding import Folding
from pincite.index.values.entry import Passage
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Span


class Verdict(StrEnum):
    """How a quotation stands in the archive; the first that holds."""

    VERBATIM = "verbatim"
    VERBATIM_WITH_EDITS = "verbatim_with_edits"
    TYPOGRAPHY_DIFFERS = "typography_differs"
    SUPERSEDED = "superseded"
    ALTERED = "altered"
    NOT_IN_ARCHIVE = "not_in_archive"
    TOO_SHORT = "too_short"


STANDS = frozenset({Verdict.VERBATIM, Verdict.VERBATIM_WITH_EDITS, Verdict.TYPOGRAPHY_DIFFERS, Verdict.TOO_SHORT})
"""The verdicts that are no failure."""


class DifferenceKind(StrEnum):
    """What kind a difference is of, by its weight: the heaviest first."""

    NEGATION = "negation"
    NUMBER = "number"
    MODAL = "modal"
    NAME = "name"
    ORDER = "order"
    OMISSION = "omission"
    INSERTION = "insertion"
    STITCHED = "stitched"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class QuotedPlace:
    """A paragraph that holds the quotation or a part of it, and the ranges in its text."""

    heading: Heading
    passage: Passage
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Editorial:
    """What the writer put in or left out with a mark: its range in the quotation, its text, what the source has there.

    ``source_text`` is None where nothing of the source is known to stand for it.
    """

    range: Span
    text: str
    source_text: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: ``range`` in the quotation, ``source`` in the text of ``places[place]``; either may be empty."""

    kind: DifferenceKind
    range: Span
    place: int
    source: Span
    quote_text: str
    source_text: str


@dataclass(frozen=True, slots=True)
class CheckedQuotation:
    """The answer for one quotation. ``verdict`` is None when time ran out before anything was known.

    ``places`` are the first ones that hold it (at most 10), or for ``altered`` the passage that is nearest. The counts
    are of paragraphs where it begins and of statements; with ``partial`` they are lower bounds. ``first`` and ``last``
    are by date. ``elsewhere`` counts paragraphs that the filters leave out.
    """

    text: str
    range: Span | None
    verdict: Verdict | None
    folded: tuple[Folding, ...] = ()
    editorial: tuple[Editorial, ...] = ()
    differences: tuple[Difference, ...] = ()
    places: tuple[QuotedPlace, ...] = ()
    paragraphs: int = 0
    statements: int = 0
    first: QuotedPlace | None = None
    last: QuotedPlace | None = None
    elsewhere: int = 0
    partial: bool = False
