"""A paragraph on the page of a statement: its words with their marks, in the shape that its document gives them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from pincite.app.answering.links import PART, short
from pincite.app.answering.markup import Ref, marked_html
from pincite.app.web.changes_view import BecameSince
from pincite.index.record.values import StoredStatement
from pincite.index.values.marks import Mark
from pincite.index.values.statement import Paragraph

_SHAPES = {"heading": "h2", "quote": "blockquote"}
"""The elements of roles that have one; the others are a ``p`` with a class."""

_BULLETS = frozenset("•‣◦▪·–—-*")
"""What a text of a list may have kept as its own bullet."""
_WORDING = 50
"""Characters of a paragraph from which its wording is offered for a search: less says nothing that is agreed on."""


def build_paragraph_view(
    paragraph: Paragraph,
    marks: Sequence[Mark],
    refs: Sequence[Ref],
    is_hit: bool,
    stored: StoredStatement,
    since: Mapping[int, BecameSince],
) -> dict[str, Any]:
    """Return what the template shows of one paragraph. ``since`` is what became of those of an earlier version.

    ``refs`` lead from words to what they name.
    """
    version, number = short(stored.version), paragraph.number
    at = f"&from={number}" if number > PART else ""
    role, speaker = stored.apparatus.roles.get(number, "text"), stored.apparatus.speakers.get(number, "")
    is_named = bool(speaker) and paragraph.text.startswith(speaker)
    return {
        "number": number,
        "label": paragraph.label,
        "pages": ", ".join(stored.apparatus.pages.get(number, ())),
        # A name that the text begins with is shown there, not twice.
        "speaker": "" if is_named else speaker,
        "tag": _SHAPES.get(role, "p"),
        "role": "" if role == "text" or role in _SHAPES else role,
        "bulleted": role == "item" and not paragraph.label and paragraph.text[:1] not in _BULLETS,
        "html": _render(paragraph, marks, refs, role, len(speaker) if is_named else 0),
        "hit": is_hit,
        "since": since.get(number),
        "has_wording": len(paragraph.text) >= _WORDING,
        # Only the query: a page has up to 250 of them, and an id may be long.
        "link": f"?version={version}{at}#p{number}",
        "cite_link": f"?version={version}&cite={number}",
    }


def _render(paragraph: Paragraph, marks: Sequence[Mark], refs: Sequence[Ref], role: str, named: int) -> Markup:
    text = paragraph.text
    if role == "row" and len(paragraph.spans) > 1:
        return _wrap_each(text, marks, refs, _cells(paragraph), "span")
    if named:
        end = len(text)
        rest = marked_html(text[named:], _inside(marks, named, end), _refs_inside(refs, named, end))
        return _wrap_each(text, marks, refs, [(0, named)], "b") + rest
    return marked_html(text, marks, refs)


def _cells(paragraph: Paragraph) -> Iterator[Mark]:
    """Yield where each cell of a row stands in its text: a cell is a span, and one space is between two."""
    at = 0
    for start, end in paragraph.spans:
        yield at, at + end - start
        at += end - start + 1


def _wrap_each(text: str, marks: Sequence[Mark], refs: Sequence[Ref], ranges: Iterable[Mark], tag: str) -> Markup:
    """Return each range of ``text`` in an element of its own. A mark that ends beyond one goes on in the next."""
    html = Markup()
    for start, end in ranges:
        inner = marked_html(text[start:end], _inside(marks, start, end), _refs_inside(refs, start, end))
        html += Markup("<{tag}>{inner}</{tag}>").format(tag=tag, inner=inner)
    return html


def _refs_inside(refs: Sequence[Ref], start: int, end: int) -> list[Ref]:
    """Return those of ``refs`` that lie between ``start`` and ``end`` as a whole, counted from ``start``."""
    return [
        (first - start, last - start, address, is_outside)
        for first, last, address, is_outside in refs
        if start <= first and last <= end
    ]


def _inside(marks: Sequence[Mark], start: int, end: int) -> list[Mark]:
    """Return the parts of ``marks`` from ``start`` to ``end``, counted from ``start``."""
    cut = ((max(one, start) - start, min(other, end) - start) for one, other in marks)
    return [(one, other) for one, other in cut if one < other]
