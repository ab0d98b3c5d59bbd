"""The one function that makes HTML from text of the archive: everything escaped, marks as ``<mark>``."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from pincite.index.values.marks import Mark


def marked_html(text: str, marks: Iterable[Mark] = ()) -> Markup:
    """Escape ``text``, quotes too, and wrap each mark (in order, apart from each other) in ``<mark>``."""
    parts: list[str] = []
    at = 0
    for start, end in marks:
        parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
        at = end
    parts.append(escape(text[at:]))
    # Every part is escaped or a tag of ours; joining them as Markup would look at each again.
    return Markup("".join(parts))  # noqa: S704
