"""Links of a checked quotation: the search for its words, and the words in the original."""

from urllib.parse import quote

from pincite.app.answering.links import Links, Pairs
from pincite.index.query.limits import CHARACTERS, QUOTATION
from pincite.index.quoting import CheckedQuotation, QuotedPlace, Verdict

_FRAGMENT_WORDS = 5
"""The words at both ends by which a browser finds a passage in the original."""


def search_link(checked: CheckedQuotation, pairs: Pairs, links: Links) -> str | None:
    """A link to the search for the words, where a search can ask for them and finds the same versions."""
    is_found = checked.verdict in (Verdict.VERBATIM, Verdict.TYPOGRAPHY_DIFFERS) and checked.paragraphs
    words = " ".join(checked.text.replace('"', " ").split())
    if not is_found or len(words) > CHARACTERS.value - 2 or len(words.split()) > QUOTATION.value // 2:
        return None
    return links.at("/", [("q", f'"{words}"'), *pairs])


def source_fragment(place: QuotedPlace) -> str | None:
    """Return a link to the marked words in the original, which browsers scroll to; None without its address."""
    url = place.heading.source_url or ""
    if not url.startswith(("http://", "https://")) or not place.marks:
        return None
    words = place.passage.text[place.marks[0][0] : place.marks[0][1]].split()
    ends = [words] if len(words) <= 2 * _FRAGMENT_WORDS else [words[:_FRAGMENT_WORDS], words[-_FRAGMENT_WORDS:]]
    text = ",".join(quote(" ".join(one), safe="").replace("-", "%2D") for one in ends)
    return f"{url}{'' if '#' in url else '#'}:~:text={text}"
