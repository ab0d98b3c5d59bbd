"""The one function that makes HTML from text of the archive: everything escaped, marks as ``<mark>``."""

from collections.abc import Iterable

from markupsafe import Markup, escape

from index.results import Mark


def marked_html(text: str, marks: Iterable[Mark] = ()) -> Markup:
    """Escape ``text``, quotes too, and wrap each mark (in order, apart from each other) in ``<mark>``."""
    parts: list[Markup] = []
    at = 0
    for start, end in marks:
        parts += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        at = end
    parts.append(escape(text[at:]))
    return Markup("").join(parts)
