"""The only function that makes HTML from text of the archive. Everything is escaped; marks and links are our tags."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from pincite.index.values.marks import Mark

Ref = tuple[int, int, str, bool]
"""A range of a text, where it leads, and whether that is outside the archive."""
_OUTSIDE = ' rel="noopener noreferrer external"'


def apart(ranges: Iterable[Mark]) -> list[Mark]:
    """Return ranges in order that do not touch, as marks must be; empty ones are left out."""
    found: list[Mark] = []
    for start, end in sorted(one for one in ranges if one[0] < one[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def marked_html(text: str, marks: Iterable[Mark] = (), refs: Iterable[Ref] = ()) -> Markup:
    """Escape ``text`` with its quotes, wrap each mark in ``<mark>`` and each of ``refs`` in ``<a>``.

    Marks are in order and do not touch, nor do references. A mark that crosses one is cut there.
    """
    parts: list[str] = []
    at = 0
    marks = list(marks)
    for start, end, address, is_outside in refs:
        _add_marked(parts, text, at, start, marks)
        parts += ['<a class="ref" href="', escape(address), '"', _OUTSIDE if is_outside else "", ">"]
        _add_marked(parts, text, start, end, marks)
        parts.append("</a>")
        at = end
    _add_marked(parts, text, at, len(text), marks)
    # Every part is escaped or one of our tags. Joining them as Markup would check each again.
    return Markup("".join(parts))  # noqa: S704


def _add_marked(parts: list[str], text: str, start: int, stop: int, marks: Iterable[Mark]) -> None:
    """Add ``text`` from ``start`` to ``stop``, with what of the marks lies inside."""
    at = start
    for first, last in marks:
        begin, end = max(first, at), min(last, stop)
        if begin < end:
            parts += [escape(text[at:begin]), "<mark>", escape(text[begin:end]), "</mark>"]
            at = end
    parts.append(escape(text[at:stop]))
