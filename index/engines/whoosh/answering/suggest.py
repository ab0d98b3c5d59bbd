"""Completions while typing: words, titles and facet values, with exact numbers of statements."""

import itertools
from collections.abc import Iterator

import numpy as np

from index.analysis import tokenize
from index.engine import Suggestion
from index.engines.whoosh.answering.columns import Column, Ints
from index.engines.whoosh.answering.facets import count_in
from index.engines.whoosh.answering.facettable import Tally
from index.engines.whoosh.answering.found import Found, build_found
from index.engines.whoosh.answering.nodes import Everyone
from index.engines.whoosh.answering.sets import intersection
from index.engines.whoosh.answering.views import PartView, SnapshotView
from index.fields import FACETS
from index.results import Bucket

_CANDIDATES = 4
"""How many times the limit of words are counted exactly: those in most paragraphs."""


def build_values(view: SnapshotView, field: str, match: tuple[str, ...], limit: int) -> tuple[Bucket, ...]:
    """Values of ``field`` that hold all tokens of ``match``, the last as a prefix; most paragraphs first."""
    tally = base_tally(view, field)
    buckets = [
        Bucket(value, value, int(tally.paragraphs[at]), int(tally.statements[at]))
        for at, value in _values_going_on(view, field, tally, match)
    ]
    return tuple(sorted(buckets, key=lambda bucket: (-bucket.paragraphs, bucket.value))[:limit])


def base_tally(view: SnapshotView, field: str) -> Tally:
    """The counts of ``field`` over the whole archive."""

    def count() -> Tally:
        # The counts are remembered, so the table is not: it would lie beside those that answers count in.
        table = view.build_facet_table((field,))
        return count_in(table, view, [_everything(part) for part in view.parts])[field]

    return view.remembered(("tally", field), count)


def _everything(part: PartView) -> Found:
    return build_found(part, Everyone(part, part.everyone()))


def _values_going_on(view: SnapshotView, field: str, tally: Tally, match: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    wanted = [f" {token} " for token in match[:-1]] + [f" {token}" for token in match[-1:]]
    tokens = view.tokens_of_values(field)
    for at in np.flatnonzero(tally.paragraphs[:-1]).tolist():
        if all(piece in tokens[at] for piece in wanted):
            yield at, tally.names[at]


def build_suggestions(view: SnapshotView, prefix: str, limit: int) -> tuple[Suggestion, ...]:
    """At most ``limit`` completions of ``prefix``, of each kind in turn; words, then values, then titles."""
    tokens = tokenize(prefix)
    if not tokens or limit < 1:
        return ()
    forms = tuple(token.form for token in tokens)
    kinds = (
        _words(view, prefix[: tokens[-1].start], forms[-1], limit),
        _values(view, forms, limit),
        _titles(view, forms, limit),
    )
    taken = itertools.islice((s for row in itertools.zip_longest(*kinds) for s in row if s is not None), limit)
    chosen = set(taken)
    return tuple(suggestion for kind in kinds for suggestion in kind if suggestion in chosen)


def _words(view: SnapshotView, before: str, stem: str, limit: int) -> list[Suggestion]:
    forms = {form for part in view.parts for form in _frequent(part.segment.text, stem, limit * _CANDIDATES)}
    counted = [(form, sum(_statements_with(part, form) for part in view.parts)) for form in forms]
    ordered = sorted(((form, count) for form, count in counted if count), key=lambda item: (-item[1], item[0]))
    return [Suggestion("word", before + form, count) for form, count in ordered[:limit]]


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


def _values(view: SnapshotView, forms: tuple[str, ...], limit: int) -> list[Suggestion]:
    found = [
        Suggestion(facet.name, value, int(tally.statements[at]))
        for facet in FACETS
        if facet.in_query
        for tally in (base_tally(view, facet.name),)
        for at, value in _values_going_on(view, facet.name, tally, forms)
    ]
    return sorted(found, key=lambda item: (-item.statements, item.text, item.kind))[:limit]


def _titles(view: SnapshotView, forms: tuple[str, ...], limit: int) -> list[Suggestion]:
    """Titles that hold all words of ``forms``, the last as a prefix; those of most statements first."""
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
    rows = column.any_of(column.between(*column.postings.terms.span(forms[-1])))
    for form in forms[:-1]:
        rows = intersection([rows, column.any_of(column.exact(form))])
    return rows if part.live is None else rows[part.live[rows]]
