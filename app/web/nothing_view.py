"""What a page of few hits or none says: why, what the words find otherwise, and what lacks some of them."""

from typing import Any

from pincite.app.answering.links import Links
from pincite.app.answering.nothing import Nothing
from pincite.app.web.addresses import Address
from pincite.app.web.hit_view import build_hits
from pincite.app.web.toolbar import say_filters
from pincite.app.words import absent_words, filtered_out, found, found_nowhere, in_other_paragraphs, some_of
from pincite.index.results import SearchPage

_SENTENCE = 5
"""Words of a search from which on it looks like a sentence."""
_MARKS = '"“”„«»‘’‹› '


def build_nothing(page: SearchPage, nothing: Nothing | None, address: Address) -> dict[str, Any]:
    """Return what is said below the counts, by the names that the page has for it."""
    return {
        **_nothing(page, nothing, address),
        **_relaxed(page, address),
        "check_link": _check_link(page, address.links),
        "elsewhere": in_other_paragraphs(page.elsewhere) if page.elsewhere else "",
        "elsewhere_link": address.setting("within", "statement"),
    }


def _nothing(page: SearchPage, nothing: Nothing | None, address: Address) -> dict[str, Any]:
    """What a page without hits says."""
    empty = _empty(page, nothing)
    if nothing is None:
        return {"empty": empty}
    return {
        "empty": empty,
        "absent_says": found_nowhere(nothing.absent),
        "unfiltered": filtered_out(nothing.unfiltered) if nothing.unfiltered.paragraphs else "",
        "without": [
            {
                "text": " or ".join(say_filters(pairs)),
                "link": address.without([name for name, _ in pairs]),
                "found": found(count.paragraphs, count.statements),
            }
            for pairs, count in nothing.without
        ],
    }


def _empty(page: SearchPage, nothing: Nothing | None) -> str:
    if page.hits or page.query.limit == 0 or page.partial:
        return ""
    if page.paragraphs:
        return "page"
    if nothing and nothing.unfiltered.paragraphs:
        return "filters"
    return "words" if page.query.text.strip() else "archive"


def _check_link(page: SearchPage, links: Links) -> str:
    """Where words that look like a sentence and were not found can be checked as a quotation; else nothing."""
    words = page.query.text.strip(_MARKS)
    is_sentence = not page.paragraphs and len(words.split()) >= _SENTENCE
    return links.at("/check", [("text", words)]) if is_sentence else ""


def _relaxed(page: SearchPage, address: Address) -> dict[str, Any]:
    """What lacks some of the words; nothing when nothing was looked for."""
    relaxed = page.relaxed
    if relaxed is None:
        return {}
    return {
        "relaxed_says": some_of(relaxed, has_hits=bool(page.hits)) if relaxed.hits else "",
        "relaxed": build_hits(relaxed.hits, address, page.hits),
        "absent": absent_words(relaxed.absent) if relaxed.absent else "",
    }
