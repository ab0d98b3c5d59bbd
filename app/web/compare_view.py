"""The content of the page that compares two statements, as plain values for the template."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from pincite.app.answering.comparison_text import say_same
from pincite.app.answering.links import Links, Pairs, short
from pincite.app.answering.side_by_side import Comparison
from pincite.app.words import became, spoken
from pincite.index.aligning import Op, Row, RowKind
from pincite.index.record.values import StoredStatement

_MOST = 1_000
"""The most changes on a page: its size and the time that it takes stay bounded."""
_MOST_SAME = 500
"""The most paragraphs on a page that are the same, with their texts; of further ones only the numbers are said."""
_FOLDED = 3
"""From so many paragraphs on, what is the same is folded away."""
_MOST_VERSIONS = 20


@dataclass(frozen=True, slots=True)
class CompareView:
    """The page: the form, what is wrong with it, and the comparison. Absent parts are empty."""

    left: str = ""
    right: str = ""
    problems: Sequence[str] = ()
    sides: Sequence[dict[str, Any]] = ()
    summary: str = ""
    cut: str = ""
    changes: int = 0
    blocks: Sequence[dict[str, Any]] = ()
    is_wide: bool = False
    switch_link: str = ""
    json_link: str = ""
    text_link: str = ""
    here: str = ""


def build_form_view(pairs: Pairs, problems: Sequence[str] = ()) -> CompareView:
    """Return the page without a comparison."""
    given = dict(pairs)
    return CompareView(given.get("left", ""), given.get("right", ""), problems)


def build_compare_view(comparison: Comparison, pairs: Pairs, links: Links, *, is_wide: bool) -> CompareView:
    """Return the page of a comparison. ``pairs`` are the parameters as given."""
    given, own = dict(pairs), comparison.pairs
    changes = sum(row.kind is not RowKind.SAME for row in comparison.rows)
    other = own if is_wide else [*own, ("columns", "2")]
    text_link = links.at("/v1/compare", [*own, ("format", "text")])
    return CompareView(
        left=given.get("left", ""),
        right=given.get("right", ""),
        sides=[_side(name, comparison, links) for name in ("left", "right")],
        summary=f"{comparison.summary.capitalize()}. {comparison.remark}".strip(),
        cut=f"This page shows the first {_MOST:,} of {changes:,} changes." if changes > _MOST else "",
        changes=min(changes, _MOST),
        blocks=list(_blocks(comparison, links)),
        is_wide=is_wide,
        switch_link=links.at("/compare", other),
        json_link=links.at("/v1/compare", own),
        text_link=text_link,
        here=links.absolute(links.at("/compare", own)),
    )


def _side(name: str, comparison: Comparison, links: Links) -> dict[str, Any]:
    stored: StoredStatement = getattr(comparison, name)
    heading = stored.heading
    return {
        "name": name.capitalize(),
        "title": heading.title,
        "language": heading.language or "",
        "date": spoken(heading.dates),
        "version": short(stored.version),
        "is_current": stored.version == stored.current,
        "link": links.statement(heading.id, stored.version),
        "versions": _versions(name, stored, comparison, links),
    }


def _versions(name: str, stored: StoredStatement, comparison: Comparison, links: Links) -> list[dict[str, str]]:
    """The other versions of a side, each with the comparison that has it instead, the latest first."""
    others = [note for note in reversed(stored.versions) if note.digest != stored.version]
    kept = [pair for pair in comparison.pairs if pair[0] != f"{name}_version"]
    return [
        {
            "name": f"{short(note.digest)}, {note.time[:10]}",
            "link": links.at("/compare", [*kept, (f"{name}_version", short(note.digest))]),
        }
        for note in others[:_MOST_VERSIONS]
    ]


def _blocks(comparison: Comparison, links: Links) -> Iterator[dict[str, Any]]:
    """Yield changes one by one, and successive paragraphs that are the same together."""
    number, same = 0, 0
    for is_same, some in groupby(comparison.rows, lambda row: row.kind is RowKind.SAME):
        rows = list(some)
        if is_same:
            same += len(rows)
            shown = rows if same <= _MOST_SAME else []
            says = say_same(rows) if len(rows) >= _FOLDED or not shown else ""
            yield {"number": 0, "folded": says, "rows": [_row(row, comparison, links) for row in shown]}
            continue
        for row in rows:
            if number == _MOST:
                return
            number += 1
            yield {"number": number, "folded": "", "rows": [_row(row, comparison, links)]}


def _row(row: Row, comparison: Comparison, links: Links) -> dict[str, Any]:
    left, right = comparison.left, comparison.right
    text = comparison.left_text(row)
    return {
        "says": became(row.kind, is_forward=comparison.is_forward),
        "left": [(n, links.statement(left.heading.id, left.version, n)) for n in row.left],
        "right": [(n, links.statement(right.heading.id, right.version, n)) for n in row.right],
        "words": [(run.op.value, run.text) for run in row.words],
        "left_words": [(run.op.value, text[slice(*run.left)]) for run in row.words if run.op is not Op.INSERT],
        "right_words": [(run.op.value, run.text) for run in row.words if run.op is not Op.DELETE],
        "language": (right if row.right else left).heading.language or "",
    }
