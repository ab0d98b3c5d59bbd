"""Queries for statements by their headings: words of a facet's values, and dates."""

from typing import Any

from pincite.index.engines.opensearch.answering.intervals import adjacent, going_on, stands
from pincite.index.engines.opensearch.commits.mapping import words_field
from pincite.index.engines.opensearch.commits.selection import everything, overlapping, unknown
from pincite.index.engines.opensearch.commits.words import beginning
from pincite.index.query.clauses import Clause, DateRange, DateUnknown, Everything, ValueMatch
from pincite.index.query.unspaced import begins

Json = dict[str, Any]


def with_value(clause: ValueMatch) -> Json:
    """Statements with a value that contains the tokens in order, adjacent; see ``ValueMatch``."""
    field, tokens = words_field(clause.field), clause.tokens
    if not begins(tokens):
        return {"match_phrase": {field: {"query": " ".join(tokens)}}}
    if len(tokens) == 1:
        return beginning(field, tokens[0])
    last = going_on(tokens[-1], field)
    return adjacent([*(stands(token, field) for token in tokens[:-1]), last], field)


def dated(clause: Clause) -> Json:
    """Statements, or paragraphs, by a clause about their date, or all of them for Everything."""
    match clause:
        case DateRange(earliest, latest):
            return overlapping(earliest, latest)
        case DateUnknown():
            return unknown()
        case Everything():
            return everything()
    raise TypeError(f"not a clause: {clause!r}")
