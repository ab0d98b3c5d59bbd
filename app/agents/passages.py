"""Makes a passage out of a paragraph: with its id, its permalink and its citation."""

from pincite.app.agents.passage_ids import PassageId
from pincite.app.agents.tool_answers import PassageOut
from pincite.app.answering.citation import cite
from pincite.app.answering.links import Links, short
from pincite.index.quoting import QuotedPlace
from pincite.index.record.values import StoredStatement
from pincite.index.results import Hit, Snippet
from pincite.index.values.entry import Passage
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Span

_AROUND = 300
"""Code points of a paragraph that are shown before and after quoted words; ``fetch`` gives all."""


def build_passage(heading: Heading, passage: Passage, text: str, links: Links) -> PassageOut:
    """Return a paragraph with what is shown of it."""
    url = links.absolute(links.statement(heading.id, passage.version, passage.number))
    return PassageOut(
        id=str(PassageId(heading.id, passage.version, passage.number)),
        title=heading.title,
        url=url,
        date=heading.dates.edtf,
        text=text,
        cite=cite(heading, passage.number, passage.version, url),
    )


def passage_of_hit(hit: Hit, links: Links) -> PassageOut:
    """Return a hit with its snippets."""
    shown = " ".join(map(_snippet_says, hit.snippets)) or hit.passage.text
    return build_passage(hit.heading, hit.passage, shown, links)


def cite_statement(stored: StoredStatement, url: str) -> str:
    """Return issuer, title, place, date, version and the permalink ``url`` of a whole version as one line."""
    heading = stored.heading
    parts = (", ".join(heading.issuers), f"“{heading.title}”", heading.place, heading.dates.edtf or "no date")
    return f"{', '.join(part for part in parts if part)}, version {short(stored.version)}, {url}"


def passage_of_place(place: QuotedPlace, links: Links) -> PassageOut:
    """Return a place with the quoted words and what stands around them."""
    span = (place.marks[0][0], place.marks[-1][1]) if place.marks else (0, 0)
    return build_passage(place.heading, place.passage, around_span(place.passage.text, span), links)


def _snippet_says(snippet: Snippet) -> str:
    return f"{'…' if snippet.cut_before else ''}{snippet.text}{'…' if snippet.cut_after else ''}"


def around_span(text: str, span: Span) -> str:
    """Return a range of a paragraph with what stands around it."""
    first, last = max(0, span[0] - _AROUND), min(len(text), span[1] + _AROUND)
    return f"{'…' if first else ''}{text[first:last]}{'…' if last < len(text) else ''}"
