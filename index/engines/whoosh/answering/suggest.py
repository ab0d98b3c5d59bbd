"""Completions while typing: words, titles and facet values, with exact numbers of statements."""

from collections.abc import Iterator

import numpy as np

from pincite.index.engines.whoosh.answering.columns import Column, Ints
from pincite.index.engines.whoosh.answering.facets import count_in
from pincite.index.engines.whoosh.answering.facettable import Tally
from pincite.index.engines.whoosh.answering.found import Found, build_found
from pincite.index.engines.whoosh.answering.nodes import WholeStatements
from pincite.index.engines.whoosh.answering.sets import intersection
from pincite.index.engines.whoosh.answering.views import PartView, SnapshotView
from pincite.index.query.completing import CANDIDATES, Candidates, Suggestion, complete, goes_on
from pincite.index.results import Bucket, in_order
from pincite.index.values.fields import WORDED


def build_values(view: SnapshotView, field: str, match: tuple[str, ...], limit: int) -> tuple[Bucket, ...]:
    """Values of ``field`` that contain all tokens of ``match``, the last as a prefix; most paragraphs first."""
    tally = base_tally(view, field)
    found = _values_going_on(view, field, tally, match)
    counted = (Bucket(v, v, int(tally.paragraphs[at]), int(tally.statements[at])) for at, v in found)
    return in_order(counted)[:limit]


def base_tally(view: SnapshotView, field: str) -> Tally:
    """The counts of ``field`` over the whole archive."""

    def count() -> Tally:
        # The counts are cached, so the table is not: it would only take memory beside those of answers.
        table = view.build_facet_table((field,))
        return count_in(table, view, [_everything(part) for part in view.parts])[field]

    return view.remembered(("tally", field), count)


def _everything(part: PartView) -> Found:
    return build_found(part, WholeStatements(part, part.everyone()))


def _values_going_on(view: SnapshotView, field: str, tally: Tally, match: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    framed = view.tokens_of_values(field)
    for at in np.flatnonzero(tally.paragraphs[:-1]).tolist():
        if goes_on(framed[at], match):
            yield at, tally.names[at]


def build_suggestions(view: SnapshotView, prefix: str, limit: int) -> tuple[Suggestion, ...]:
    """At most ``limit`` completions of ``prefix``."""

    def find(forms: tuple[str, ...]) -> Candidates:
        return Candidates(_words(view, forms[-1], limit), _values(view, forms), _titles(view, forms, limit))

    return complete(prefix, limit, find)


def _words(view: SnapshotView, stem: str, limit: int) -> Iterator[tuple[str, int]]:
    forms = {form for part in view.parts for form in _frequent(part.segment.text, stem, limit * CANDIDATES)}
    return ((form, sum(_statements_with(part, form) for part in view.parts)) for form in forms)


def _frequent(column: Column, stem: str, most: int) -> list[str]:
    terms = column.postings.terms
    low, high = terms.span(stem)
    frequencies = np.diff(column.postings.offsets[low : high + 1])
    order = np.argsort(-frequencies, kind="stable")[:most]
    return [terms[low + at] for at in order.tolist()]


def _statements_with(part: PartView, form: str) -> int:
    rows = part.segment.text.any_of(part.segment.text.exact(form))
    of_rows = part.segment.statement_of[rows]
    if part.live is not None:
        of_rows = of_rows[part.live[of_rows]]
    return len(of_rows) and int((of_rows[1:] != of_rows[:-1]).sum()) + 1


def _values(view: SnapshotView, forms: tuple[str, ...]) -> Iterator[Suggestion]:
    for facet in WORDED:
        tally = base_tally(view, facet.name)
        for at, value in _values_going_on(view, facet.name, tally, forms):
            yield Suggestion(facet.name, value, int(tally.statements[at]))


def _titles(view: SnapshotView, forms: tuple[str, ...], limit: int) -> list[Suggestion]:
    """Titles that contain all words of ``forms``, the last as a prefix; those of most statements first."""
    if not view.parts:
        return []
    rows = [_titled(part, forms) for part in view.parts]
    ranks = np.concatenate([ranks[own] for ranks, own in zip(view.title_ranks, rows, strict=True)])
    places = [(part, row) for part, own in enumerate(rows) for row in own.tolist()]
    _, first, counts = np.unique(ranks, return_index=True, return_counts=True)
    chosen = np.argsort(-counts, kind="stable")[:limit]
    return [_title(view, *places[int(first[at])], int(counts[at])) for at in chosen]


def _title(view: SnapshotView, part: int, row: int, count: int) -> Suggestion:
    return Suggestion("title", view.parts[part].arrays.heading(row).title, count)


def _titled(part: PartView, forms: tuple[str, ...]) -> Ints:
    column = part.segment.title
    rows = column.any_of(column.beginning(forms[-1], folds=False))
    for form in forms[:-1]:
        rows = intersection([rows, column.any_of(column.exact(form))])
    return rows if part.live is None else rows[part.live[rows]]
