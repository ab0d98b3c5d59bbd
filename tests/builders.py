"""Statements for tests, whole and valid: name only what the test is about."""

from pincite.index.values.apparatus import Apparatus
from pincite.index.values.arrival import Arrival
from pincite.index.values.dates import Dates, parse_edtf
from pincite.index.values.heading import Heading, Person
from pincite.index.values.statement import Statement, build_paragraph

GAP = "\n\n"


def build_statement(
    id: str = "one",  # noqa: A002 - the statement's id
    *texts: str,
    title: str = "A joint statement",
    date: str | None = None,
    people: tuple[str, ...] = (),
    labels: tuple[str | None, ...] = (),
    origin: str = "record",
    apparatus: Apparatus | None = None,
    **heading: str | tuple[str, ...] | Arrival | None,
) -> Statement:
    """Return a statement whose paragraphs are ``texts``, with an empty line between them in the canonical text."""
    dates = Dates() if date is None else parse_edtf(date)
    head = Heading(id=id, title=title, dates=dates, people=tuple(Person(name) for name in people), **heading)  # type: ignore[arg-type]
    texts = texts or ("The commitment is ironclad.",)
    canonical = GAP.join(texts)
    paragraphs, start = [], 0
    for number, text in enumerate(texts, 1):
        label = labels[number - 1] if labels else None
        paragraphs.append(build_paragraph(number, canonical, ((start, start + len(text)),), label))
        start += len(text) + len(GAP)
    return Statement(
        head, canonical, tuple(paragraphs), {"id": origin, "title": "record"}, (), apparatus or Apparatus()
    )
