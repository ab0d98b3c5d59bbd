"""Where a quotation stands in one version of a statement that is at hand: what its page marks."""

from collections.abc import Sequence

from pincite.index.query.deadline import Check
from pincite.index.quoting.fitting import Laid, find_chains, find_exact
from pincite.index.quoting.grammar import parse_quotation
from pincite.index.values.entry import Passage
from pincite.index.values.statement import Span

QuotedRanges = dict[int, list[Span]]
"""Ranges in the texts of paragraphs, by their numbers."""


def place_quotation(text: str, passages: Sequence[Passage], check: Check) -> list[QuotedRanges]:
    """Return the places of a quotation in the paragraphs of a version, in order; ``check`` may end the work.

    Marks of the quoting writer are first taken as signs of the source: a part of it may be quoted as it is.
    """
    parsed = parse_quotation(text)
    if not passages or not parsed.fragments:
        return []
    laid = Laid(tuple(passages))
    chains = [(span,) for span in find_exact(text.strip(), laid.text)] or find_chains(parsed, laid, check)
    return [_by_paragraph(laid, chain) for chain in chains]


def _by_paragraph(laid: Laid, chain: Sequence[Span]) -> QuotedRanges:
    ranges: QuotedRanges = {}
    for span in chain:
        for place, piece in laid.pieces(span):
            ranges.setdefault(laid.passages[place].number, []).append(piece)
    return ranges
