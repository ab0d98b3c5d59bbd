"""A citation as RIS: one tag a line, so no text may hold a line end."""

from collections.abc import Iterator

from pincite.index.citing.work import Work


def render_ris(work: Work) -> str:
    """Return a record of type GOVDOC, with CR LF at line ends."""
    lines = [f"{tag}  - {value}" for tag, text in _fields(work) if (value := " ".join(text.split()))]
    return "\r\n".join(["TY  - GOVDOC", *(_clean(line) for line in lines), "ER  - ", ""])


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    heading, day = work.heading, work.day
    yield from (("AU", name) for name in work.authors)
    yield "TI", heading.title
    if day:
        yield "PY", f"{day[0]:04d}"
        yield "DA", "/".join([f"{day[0]:04d}", *(f"{part:02d}" for part in day[1:])]) + "/" * (4 - len(day))
    else:
        yield "DA", heading.dates.edtf or ""
    yield "CY", heading.place or ""
    yield "PB", work.publisher or ""
    yield "T3", heading.series or ""
    yield "M3", heading.kind or ""
    yield "LA", heading.language or ""
    yield "SP", ", ".join(work.pages)
    yield "N1", work.note
    yield "DB", work.archive
    yield "UR", work.url
    yield "Y2", work.accessed.strftime("%Y/%m/%d/")


def _clean(line: str) -> str:
    return "".join(" " if ord(char) < 32 or char in "\x7f\x85\u2028\u2029" else char for char in line)
