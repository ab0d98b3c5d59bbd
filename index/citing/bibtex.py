"""A citation as BibTeX. Every sign with a meaning is written out, so that no text can end its field."""

import unicodedata

from pincite.index.citing.work import Work

_SIGNS = {
    "\\": "{\\textbackslash}",
    "{": "{\\textbraceleft}",
    "}": "{\\textbraceright}",
    "~": "{\\textasciitilde}",
    "^": "{\\textasciicircum}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def render_bibtex(work: Work) -> str:
    """Return an ``@misc`` entry in UTF-8. Authors are institutions: braces keep their names whole."""
    heading, day = work.heading, work.day
    fields = {
        "author": " and ".join(f"{{{_escaped(name)}}}" for name in work.authors),
        "title": f"{{{_escaped(heading.title)}}}",
        "year": f"{day[0]:04d}" if day else _escaped(heading.dates.edtf or ""),
        "date": _escaped(heading.dates.edtf or ""),
        "address": _escaped(heading.place or ""),
        "howpublished": _escaped(work.publisher or ""),
        "series": _escaped(heading.series or ""),
        "type": _escaped(heading.kind or ""),
        "language": _escaped(heading.language or ""),
        "note": _escaped(work.note),
        "url": _plain(work.url),
        "urldate": work.accessed.isoformat(),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    if len(day) > 1:
        lines.append(f"  month = {_MONTHS[day[1] - 1]},")
    return "\n".join([f"@misc{{{work.key},", *lines, "}", ""])


def _escaped(text: str) -> str:
    return "".join(_SIGNS.get(char, char) for char in _plain(text))


def _plain(text: str) -> str:
    """In one line, without control characters."""
    return " ".join("".join(" " if unicodedata.category(c) == "Cc" else c for c in text).split())
