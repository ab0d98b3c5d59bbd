"""Quotations checked against the archive: where they stand, whether they are faithful, and what differs.

``find_quotations`` takes them out of a text, ``check_quotation`` gives the verdict on one. What it means is in
``docs/quotes.md``. Nothing here knows an engine: all is asked through the port, and decided by code points.
"""

from pincite.index.quoting.extracting import Quotation, find_quotations
from pincite.index.quoting.judging import check_quotation
from pincite.index.quoting.quoted_ranges import QuotedRanges, place_quotation
from pincite.index.quoting.verdicts import (
    STANDS,
    CheckedQuotation,
    Difference,
    DifferenceKind,
    Editorial,
    QuotedPlace,
    Verdict,
)

__all__ = [
    "STANDS",
    "CheckedQuotation",
    "Difference",
    "DifferenceKind",
    "Editorial",
    "Quotation",
    "QuotedPlace",
    "QuotedRanges",
    "Verdict",
    "check_quotation",
    "find_quotations",
    "place_quotation",
]
