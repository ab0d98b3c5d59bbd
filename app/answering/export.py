"""A whole result as text, row by row: CSV for spreadsheets, NDJSON for programs, keyword in context for reading."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from pincite.app.answering.citation import cite
from pincite.app.answering.links import Links, short
from pincite.index.query.query import Query
from pincite.index.results import Hit
from pincite.index.showing.marking import Marker, build_marker
from pincite.index.values.heading import HEADING_FIELDS, public_values, texts_of
from pincite.index.values.signs import is_blank

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "kwic": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson; charset=utf-8",
}
CONTEXT = 80
"""Code points on each side of a keyword."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CHUNK = 200
MARK = "\ufeff"
_COLUMNS = (
    *("id", "title", *(field.key for field in HEADING_FIELDS)),
    *("paragraph", "label", "version", "score", "text", "cite", "permalink"),
)
_CONTEXT_COLUMNS = ("left", "keyword", "right", "id", "title", "date", "paragraph", "cite", "permalink")

Row = tuple[str, ...]


def write_rows(
    hits: Iterable[Hit], query: Query, written: str, links: Links, *, has_mark: bool = False
) -> Iterator[str]:
    """Yield the text of the export in pieces. ``written`` is ``csv``, ``ndjson`` or ``kwic``.

    With ``has_mark`` CSV begins with a byte order mark. Without it Excel does not recognise UTF-8.
    """
    if written == "ndjson":
        yield from _joined(_json_line(hit, links) for hit in hits)
        return
    marker = build_marker(query)
    columns, rows_of = (_COLUMNS, _row) if written == "csv" else (_CONTEXT_COLUMNS, _contexts(marker))
    yield f"{MARK if has_mark else ''}{_line(columns)}"
    yield from _joined(_line(row) for hit in hits for row in rows_of(hit, links))


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Yield several lines at a time, because a piece per line would cost more than the line itself."""
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) == _CHUNK:
            yield "".join(held)
            held.clear()
    yield "".join(held)


def _line(row: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([neutral(cell) for cell in row])
    return buffer.getvalue()


def join_values(values: Sequence[str]) -> str:
    """Return several values as one cell, separated by ``; ``. A value with ``;`` or ``"`` is quoted as in CSV."""
    return values[0] if len(values) == 1 else "; ".join(map(_quoted, values))


def _quoted(value: str) -> str:
    if ";" not in value and '"' not in value:
        return value
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


def neutral(cell: str) -> str:
    """Protect ``cell`` from being read as a formula: put an apostrophe before anything that could begin one.

    A program may drop what is invisible before it.
    """
    first = next((sign for sign in cell if not is_blank(sign)), "")
    begins = cell.lstrip(" ").startswith(_FORMULA) or first.startswith(_FORMULA)
    return f"'{cell}" if begins else cell.replace("\0", "\ufffd")


def _row(hit: Hit, links: Links) -> Iterator[Row]:
    heading, passage = hit.heading, hit.passage
    yield (
        heading.id,
        heading.title,
        *(join_values(texts_of(heading, field)) for field in HEADING_FIELDS),
        str(passage.number),
        passage.label or "",
        short(passage.version),
        "" if hit.score is None else f"{hit.score:.6f}",
        passage.text,
        *_citation(hit, links),
    )


def _citation(hit: Hit, links: Links) -> tuple[str, str]:
    link = links.absolute(links.statement(hit.heading.id, hit.passage.version, hit.passage.number))
    return cite(hit.heading, hit.passage.number, hit.passage.version, link), link


def _contexts(marker: Marker) -> Callable[[Hit, Links], Iterator[Row]]:
    def rows_of(hit: Hit, links: Links) -> Iterator[Row]:
        heading, text = hit.heading, hit.passage.text
        about = (heading.id, heading.title, heading.dates.edtf or "", str(hit.passage.number), *_citation(hit, links))
        for start, end in marker.marks(text, heading.language):
            yield (_left(text, start), _flat(text[start:end]), _right(text, end), *about)

    return rows_of


def _left(text: str, start: int) -> str:
    return _flat(text[max(start - CONTEXT, 0) : start])


def _right(text: str, end: int) -> str:
    return _flat(text[end : end + CONTEXT])


def _flat(text: str) -> str:
    return " ".join(text.split())


def _json_line(hit: Hit, links: Links) -> str:
    heading, passage = hit.heading, hit.passage
    citation, link = _citation(hit, links)
    record = {
        "id": heading.id,
        "title": heading.title,
        **public_values(heading),
        "paragraph": passage.number,
        "label": passage.label,
        "version": short(passage.version),
        "score": hit.score,
        "text": passage.text,
        "cite": citation,
        "permalink": link,
    }
    return json.dumps(record, ensure_ascii=False) + "\n"
