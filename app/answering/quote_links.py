"""Links of a checked quotation: the search for its words, and the words in the archive's text and in the original."""

from pincite.app.answering.links import Links, Pairs
from pincite.app.answering.parameters import MOST_QUOTED
from pincite.index.citing.fragments import is_web, open_at
from pincite.index.query.limits import CHARACTERS, QUOTATION
from pincite.index.quoting import CheckedQuotation, QuotedPlace, Verdict


def search_link(checked: CheckedQuotation, pairs: Pairs, links: Links) -> str | None:
    """A link to the search for the words, where a search can ask for them and finds the same versions."""
    is_found = checked.verdict in (Verdict.VERBATIM, Verdict.TYPOGRAPHY_DIFFERS) and checked.paragraphs
    words = " ".join(checked.text.replace('"', " ").split())
    if not is_found or len(words) > CHARACTERS.value - 2 or len(words.split()) > QUOTATION.value // 2:
        return None
    return links.at("/", [("q", f'"{words}"'), *pairs])


def quotation_link(place: QuotedPlace, links: Links) -> str:
    """Return the page of the statement at the paragraph of a place, which marks the words found there."""
    text = " … ".join(place.passage.text[start:end].strip() for start, end in place.marks)
    pairs = [("quote", text)] if text and len(text) <= MOST_QUOTED else []
    return links.statement(place.heading.id, place.passage.version, place.passage.number, pairs)


def source_fragment(place: QuotedPlace) -> str | None:
    """Return a link to the marked words in the original, which browsers scroll to; None without its address."""
    url = place.heading.source_url or ""
    if not is_web(url) or not place.marks:
        return None
    start, end = place.marks[0]
    text = place.passage.text
    return open_at(url, text[start:end], text[:start], text[end:])
