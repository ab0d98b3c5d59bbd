"""The only function that makes HTML from text of the archive. Everything is escaped; marks become ``<mark>``."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from pincite.index.values.marks import Mark


def apart(ranges: Iterable[Mark]) -> list[Mark]:
    """Return ranges in order that do not touch, as marks must be; empty ones are left out."""
    found: list[Mark] = []
    for start, end in sorted(one for one in ranges if one[0] < one[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def marked_html(text: str, marks: Iterable[Mark] = ()) -> Markup:
    """Escape ``text`` with its quotes, and wrap each mark in ``<mark>``. Marks are in order and do not touch."""
    parts: list[str] = []
    at = 0
    for start, end in marks:
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    parts.append(escape(text[at:]))
    # Every part is escaped or one of our tags. Joining them as Markup would check each again.
    return Markup("".join(parts))  # noqa: S704
