"""The content of the search page, as plain values for the template."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from pincite.app.answering.answered import Answered
from pincite.app.answering.links import Links
from pincite.app.answering.nothing import Nothing
from pincite.app.answering.paged import given_pairs
from pincite.app.answering.parameters import EXPORT, FILTERS, QUERY
from pincite.app.web.addresses import Address, Pair
from pincite.app.web.facets import FacetView, build_facets, values_link
from pincite.app.web.histogram import MANY, Chart, build_chart
from pincite.app.web.hit_view import build_hits, build_title
from pincite.app.web.nothing_view import build_nothing
from pincite.app.web.toolbar import NARROWING, build_chips, build_form, say_filters
from pincite.app.words import (
    counted,
    ignored,
    ignored_signs,
    in_titles,
    lacking,
    matched,
    other_forms,
    searched_labels,
    without_stemmer,
)
from pincite.index.query.clauses import And, Or, Words
from pincite.index.query.offering import Offer
from pincite.index.query.query import Query
from pincite.index.query.render import render
from pincite.index.query.titling import titled
from pincite.index.results import SearchPage

_EXPORT_NAMES = tuple(parameter.name for parameter in EXPORT)
_SEARCHING = frozenset(parameter.name for parameter in (*QUERY, *FILTERS))
_TRACED = ("variants", *(parameter.name for parameter in FILTERS))
_LONGEST_TITLE = 80
_TITLES = 3
"""Titles that are shown above the hits: the first hit is to stand on the first screen."""


@dataclass(frozen=True, slots=True)
class SearchView:
    """One search page. Absent parts are empty, so the template only tests for truth."""

    title: str
    asked: str
    text: str
    kept: Sequence[Pair]
    kept_by_options: Sequence[Pair]
    options: Sequence[dict[str, Any]]
    options_open: bool
    choices: Sequence[dict[str, Any]]
    date_from: str
    date_to: str
    here: str
    json_link: str = ""
    feeds: Sequence[tuple[str, str, str]] = ()
    clear_link: str = ""
    first_link: str = ""
    problems: Sequence[dict[str, Any]] = ()
    mends: Sequence[dict[str, str]] = ()
    found: str = ""
    exports: Sequence[tuple[str, str]] = ()
    understood: str = ""
    explained: str = ""
    ignored: Sequence[str] = ()
    forms: Sequence[tuple[str, Sequence[str]]] = ()
    unstemmed: str = ""
    late: str = ""
    chips: Sequence[dict[str, Any]] = ()
    did_you_mean: str | None = None
    did_you_mean_link: str = ""
    titles_count: int = 0
    titles_says: str = ""
    titles: Sequence[dict[str, str]] = ()
    titles_link: str = ""
    check_link: str = ""
    trace_link: str = ""
    empty: str = ""
    absent_says: str = ""
    elsewhere: str = ""
    elsewhere_link: str = ""
    unfiltered: str = ""
    without: Sequence[dict[str, str]] = ()
    hits: Sequence[dict[str, Any]] = ()
    relaxed_says: str = ""
    relaxed: Sequence[dict[str, Any]] = ()
    absent: str = ""
    suggested: Sequence[dict[str, str]] = ()
    chart: Chart | None = None
    facets: Sequence[FacetView] = field(default_factory=tuple)
    previous_link: str = ""
    next_link: str = ""
    place: str = ""
    ceiling: bool = False


def build_address(pairs: Sequence[Pair], links: Links) -> Address:
    """The page's address without the empty fields that a form sends."""
    return Address(links, tuple(given_pairs(pairs)))


def build_search_view(
    answered: Answered, pairs: Sequence[Pair], links: Links, *, nothing: Nothing | None = None
) -> SearchView:
    """The page for an answer. ``pairs`` are the parameters without the page's defaults, which the request has.

    ``nothing`` says why there are no hits.
    """
    address, page = build_address(pairs, links), answered.page
    query, asked = page.query, _asked(address)
    return SearchView(
        **build_form(address),
        title=_title(asked, query),
        asked=asked,
        here=links.absolute(_here(address)),
        json_link=links.at("/v1/search", answered.asked.pairs),
        feeds=_feeds(address),
        clear_link=address.without(NARROWING),
        first_link=address.at(0),
        found=matched(page.paragraphs, page.statements, partial=page.partial),
        exports=_exports(address),
        **_understood(answered),
        late=lacking(page.partial, page.incomplete),
        chips=build_chips(address),
        did_you_mean=page.did_you_mean,
        did_you_mean_link=address.setting("q", page.did_you_mean),
        **_titles(page, address),
        **build_nothing(page, nothing, address),
        trace_link=_trace_link(query, address),
        hits=build_hits(page.hits, address),
        suggested=[_suggested(one, address) for one in page.suggested],
        chart=_chart(answered, address, links),
        facets=build_facets(page, address) if page.paragraphs else (),
        **_paging(answered, address),
    )


def _understood(answered: Answered) -> dict[str, Any]:
    """How the words were read. What they matched is left out where neither a hit nor a near one shows it."""
    page, query, understood = answered.page, answered.page.query, answered.understood
    is_as_typed = understood.casefold() == query.text.strip().casefold()
    shows_words = page.paragraphs or (page.relaxed and page.relaxed.hits)
    return {
        "understood": understood if query.dropped or not is_as_typed else "",
        "explained": answered.explained or "",
        "ignored": _passed_over(query),
        "forms": other_forms(page.forms) if shows_words else (),
        "unstemmed": without_stemmer(page.unstemmed) if page.unstemmed else "",
    }


def _passed_over(query: Query) -> list[str]:
    """The parts of the query that were ignored or read as words, one line each."""
    said = ((ignored, query.dropped), (ignored_signs, query.signs), (searched_labels, query.labels))
    return [say(texts) for say, texts in said if texts]


def _titles(page: SearchPage, address: Address) -> dict[str, Any]:
    return {
        "titles_count": page.titles.count,
        "titles_says": in_titles(page.titles.count),
        "titles": [build_title(heading, address.links) for heading in page.titles.headings[:_TITLES]],
        "titles_link": _titles_link(page, address),
    }


def _titles_link(page: SearchPage, address: Address) -> str:
    """The search in titles, where not all of them are listed."""
    if page.titles.count <= min(len(page.titles.headings), _TITLES):
        return ""
    return address.setting_all({"q": render(titled(page.query.match)), "within": None})


def _suggested(offer: Offer, address: Address) -> dict[str, str]:
    count = "" if offer.paragraphs is None else counted(offer.paragraphs, "paragraph")
    return {"label": offer.label, "count": count, "link": address.setting(offer.parameter, offer.value)}


def _asked(address: Address) -> str:
    """What was asked, in a line: the words, or else the filters."""
    text = dict(address.pairs).get("q", "").strip()
    return text or ", ".join(say_filters(address.pairs))


def _title(asked: str, query: Query) -> str:
    short = asked if len(asked) <= _LONGEST_TITLE else f"{asked[:_LONGEST_TITLE]}…"
    page = f", from {query.offset + 1:,}" if query.offset else ""
    return f"{short or 'All statements'}{page}"


def _here(address: Address) -> str:
    return address.links.at("/", address.pairs)


def _chart(answered: Answered, address: Address, links: Links) -> Chart | None:
    histogram = answered.page.histogram
    chart = build_chart(histogram, replace(answered.asked, pairs=address.pairs), links) if histogram else None
    if chart is None or chart.interval != "year" or sum(1 for one in chart.columns if one.paragraphs) <= MANY:
        return chart
    return replace(chart, list_link=values_link("year", address, [("sort", "value")]))


def _feeds(address: Address) -> list[tuple[str, str, str]]:
    """The feeds of this search: name, media type and address."""
    pairs = [pair for pair in address.pairs if pair[0] in _SEARCHING]
    rows = (("Atom", "application/atom+xml", "/feed.atom"), ("JSON Feed", "application/feed+json", "/feed.json"))
    return [(name, media_type, address.links.at(path, pairs)) for name, media_type, path in rows]


def _exports(address: Address) -> list[tuple[str, str]]:
    formats = (("CSV", "csv"), ("keyword in context", "kwic"), ("NDJSON", "ndjson"))
    return [(name, address.elsewhere("/v1/export", _EXPORT_NAMES, [("format", value)])) for name, value in formats]


def _trace_link(query: Query, address: Address) -> str:
    """A link to the timeline of the words; empty where they are no wording, but name fields or leave words out."""
    clauses = query.match.clauses if isinstance(query.match, And | Or) else (query.match,)
    if not query.text or not all(isinstance(one, Words) for one in clauses):
        return ""
    return address.elsewhere("/timeline", _TRACED, [("wording", query.text)])


def _paging(answered: Answered, address: Address) -> dict[str, Any]:
    page, query = answered.page, answered.page.query
    following = {"next_link": address.setting(*answered.next_pair)} if answered.next_pair else {}
    if query.cursor or not page.hits:
        return following
    return {
        **following,
        "previous_link": address.at(max(query.offset - query.limit, 0)) if query.offset else "",
        "place": f"{query.offset + 1:,}–{answered.after:,} of {page.total:,}",
        "ceiling": answered.is_cut,
    }
