"""The entries of a feed, before any format: one a statement, with its marked paragraphs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pincite.app.answering.answered import Answered
from pincite.app.answering.citation import pin_cite
from pincite.app.answering.links import Links
from pincite.app.answering.markup import marked_html
from pincite.app.answering.request import SearchRequest
from pincite.app.words import matched
from pincite.index.query.query import Group, Query, Sort
from pincite.index.results import Hit

MOST = 50
IGNORED = (
    "sort",
    "group",
    "limit",
    "offset",
    "cursor",
    "explain",
    "include",
    "relaxed",
    "facet",
    "facet_size",
    "histogram",
    "words",
)
"""Parameters of a search that a feed decides itself."""
NEVER = "1970-01-01T00:00:00+00:00"

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed. ``html`` is escaped, with marks of its own; times are ISO 8601 in UTC.

    ``added`` is empty where an entry is about a change alone.
    """

    id: str
    url: str
    title: str
    html: str
    authors: Sequence[str]
    language: str | None
    added: str
    changed: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: what it lists and where it stands. ``home`` is the page of the same list.

    ``id`` names it for ever; without one it is called by its own address.
    """

    title: str
    subtitle: str
    home: str
    updated: str
    entries: Sequence[FeedEntry]
    id: str = ""


def feed_query(asked: SearchRequest) -> Query:
    """Return the query of a feed: the statements added last, whatever the search says about order and page."""
    return replace(
        asked.query,
        sort=Sort.ADDED,
        group=Group.STATEMENT,
        limit=MOST,
        offset=0,
        cursor=None,
        explain=False,
        relaxed=False,
        facets=(),
        histogram=None,
        words=False,
    )


def build_feed(answered: Answered, pairs: Sequence[Pair], links: Links, archive: str) -> Feed:
    """Return the feed of a search. ``pairs`` are its parameters; those without effect are named in the subtitle."""
    page = answered.page
    search = [pair for pair in pairs if pair[0] not in IGNORED]
    ignored = list(dict.fromkeys(name for name, _ in pairs if name in IGNORED))
    text = page.query.text.strip()
    entries = [_entry(hit, search, links) for hit in page.hits]
    said = matched(page.paragraphs, page.statements, partial=page.partial)
    without = f" Ignored here: {', '.join(ignored)}." if ignored else ""
    return Feed(
        title=f"{text} – {archive}" if text else f"Newest statements – {archive}",
        subtitle=f"{said}. The {MOST} statements added last.{without}",
        home=links.absolute(links.at("/", search)),
        updated=max((entry.changed for entry in entries), default=NEVER),
        entries=entries,
    )


def _entry(hit: Hit, search: Sequence[Pair], links: Links) -> FeedEntry:
    heading = hit.heading
    added, changed = (arrival.time if arrival else None for arrival in (heading.added, heading.changed))
    return FeedEntry(
        id=links.absolute(links.statement(heading.id)),
        url=_link(hit, search, links),
        title=heading.title,
        html="".join(_passage(one, search, links) for one in (hit, *hit.others)),
        authors=heading.issuers or ((heading.source,) if heading.source else ()),
        language=heading.language,
        added=added or NEVER,
        changed=changed or added or NEVER,
    )


def _link(hit: Hit, search: Sequence[Pair], links: Links) -> str:
    passage = hit.passage
    return links.absolute(links.statement(hit.heading.id, passage.version, passage.number, search))


def _passage(hit: Hit, search: Sequence[Pair], links: Links) -> str:
    parts = [marked_html(one.text, one.marks) for one in hit.snippets]
    cite = marked_html(pin_cite(hit.heading, hit.passage.number))
    link = marked_html(_link(hit, search, links))
    return f'<blockquote>{" … ".join(parts)}</blockquote><p><a href="{link}">{cite}</a></p>'
