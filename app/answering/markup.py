"""The only function that makes HTML from text of the archive. Everything is escaped; marks become ``<mark>``."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from pincite.index.values.marks import Mark


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
