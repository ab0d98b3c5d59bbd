"""Citations as sentences: Chicago (notes), APA 7, MLA 9. Plain text without italics; URLs stand last."""

import datetime
from collections.abc import Callable

from pincite.index.citing.work import Work
from pincite.index.values.dates import MONTHS

_SHORT_MONTHS = ("Jan.", "Feb.", "Mar.", "Apr.", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")


def render_chicago(work: Work) -> str:
    """Return a note of The Chicago Manual of Style (17th edition)."""
    heading = work.heading
    parts = (
        heading.place or "",
        _date(work, _american, "n.d."),
        work.place_in_text,
        f"{work.speaker} speaking" if work.speaker else "",
        work.publisher or "",
        f"{work.archive}, version {work.version[:12]}",
        f"accessed {_american(*_parts(work.accessed))}",
        work.url,
    )
    begin = [f"{_listed(work.authors, 'and')}," if work.authors else "", quoted(heading.title, ",")]
    original = f". Original: {heading.source_url}" if heading.source_url else ""
    return " ".join(part for part in (*begin, f"{', '.join(part for part in parts if part)}{original}.") if part)


def render_apa(work: Work) -> str:
    """Return a reference of APA 7. Without an author the title takes its place."""
    heading = work.heading
    date = f"({_date(work, _year_first, 'n.d.')})."
    kind = f" [{heading.kind[:1].upper()}{heading.kind[1:]}]" if heading.kind else ""
    where = f" ({work.place_in_text})" if work.paragraph else ""
    title = f"{heading.title}{kind}{where}{_stop(heading.title if not (kind or where) else '')}"
    authors = _stopped(_listed(work.authors, "&")) if work.authors else ""
    begin = f"{authors} {date} {title}" if authors else f"{title} {date}"
    rest = [f"{work.publisher}." if work.publisher else "", f"{work.archive}, version {work.version[:12]}."]
    original = f" (Original: {heading.source_url})" if heading.source_url else ""
    last = f"Retrieved {_american(*_parts(work.accessed))}, from {work.url}{original}"
    return " ".join(part for part in (begin, *rest, last) if part)


def render_mla(work: Work) -> str:
    """Return an entry of MLA 9. Three authors or more are the first, et al."""
    heading = work.heading
    authors = work.authors
    named = f"{authors[0]}, et al." if len(authors) > 2 else _stopped(_listed(authors, "and"))
    title = quoted(heading.title, ".")
    parts = (
        work.publisher or "",
        _date(work, _day_first, "n.d."),
        heading.place or "",
        work.place_in_text.replace("para.", "par.", 1),
        work.archive,
        f"version {work.version[:12]}",
        work.url,
    )
    original = f" Original: {heading.source_url}." if heading.source_url else ""
    accessed = f"Accessed {_day_first(*_parts(work.accessed))}."
    return " ".join(part for part in (named, title, f"{', '.join(p for p in parts if p)}.") if part) + (
        f" {accessed}{original}"
    )


def quoted(title: str, stop: str) -> str:
    """Return a title in double quotation marks with ``stop`` (a comma or a full stop) inside all of them.

    A title that ends in a question mark or an exclamation mark has its own.
    """
    inner = inner_marks(title)
    body = inner.rstrip("’”")
    closers = inner[len(body) :]
    if body.endswith(("?", "!", "…")):
        stop = ""
    return f"“{body.removesuffix('.')}{stop}{closers}”" if stop else f"“{inner}”"


def inner_marks(title: str) -> str:
    """Return a title as it stands inside double quotation marks: its own double ones become single ones, and back."""
    out: list[str] = []
    is_open, is_inner = False, False
    for at, char in enumerate(title):
        following = title[at + 1 : at + 2]
        if char in '“”"':
            is_open = char == "“" or (char == '"' and not is_open)
            out.append("‘" if is_open else "’")
        elif char == "‘" and is_open:
            is_inner = True
            out.append("“")
        elif char == "’" and is_inner and not following.isalpha():
            is_inner = False
            out.append("”")
        else:
            out.append(char)
    return "".join(out)


def _listed(names: tuple[str, ...], word: str) -> str:
    if len(names) < 2:
        return "".join(names)
    comma = "," if len(names) > 2 or word == "&" else ""
    return f"{', '.join(names[:-1])}{comma} {word} {names[-1]}"


def _stop(text: str) -> str:
    """The full stop after a title that does not end in a mark of its own."""
    return "" if text.endswith((".", "?", "!", "…")) else "."


def _stopped(text: str) -> str:
    return f"{text}{_stop(text)}" if text else ""


def _date(work: Work, written: Callable[..., str], without: str) -> str:
    if work.day:
        return written(*work.day)
    return work.heading.dates.edtf or without


def _parts(day: datetime.date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _american(year: int, month: int = 0, day: int = 0) -> str:
    if day:
        return f"{MONTHS[month - 1]} {day}, {year}"
    return f"{MONTHS[month - 1]} {year}" if month else str(year)


def _year_first(year: int, month: int = 0, day: int = 0) -> str:
    rest = f"{MONTHS[month - 1]}{f' {day}' if day else ''}" if month else ""
    return f"{year}, {rest}" if rest else str(year)


def _day_first(year: int, month: int = 0, day: int = 0) -> str:
    return f"{f'{day} ' if day else ''}{f'{_SHORT_MONTHS[month - 1]} ' if month else ''}{year}"
