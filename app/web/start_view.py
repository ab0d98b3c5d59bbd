"""The content of the start page: what the archive holds, what came last, and the ways in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pincite.app.answering.answered import Answered
from pincite.app.answering.links import Links
from pincite.app.readable import label_of
from pincite.app.web.examples import choose_examples
from pincite.app.web.histogram import Chart, build_chart
from pincite.app.words import LABELS, found, in_words, plural, spoken
from pincite.index.query.query import Group, Query, Sort
from pincite.index.results import FacetCounts, SearchPage

_WAYS = ("issuer", "person", "place", "series", "kind", "instrument", "year", "source")


@dataclass(frozen=True, slots=True)
class StartView:
    """The start page. Absent parts are empty, so the template only tests for truth."""

    facts: Sequence[tuple[str, str]]
    examples: Sequence[dict[str, str]]
    newest: Sequence[dict[str, Any]]
    newest_link: str
    all_link: str
    ways: Sequence[dict[str, Any]]
    chart: Chart | None
    json_link: str
    late: bool = False


def build_start_view(
    answered: Answered, links: Links, search: Callable[[Query], SearchPage], own: Sequence[str]
) -> StartView:
    """The start page for an answer to everything, added last first. ``own`` are the site's example questions."""
    page = answered.page
    return StartView(
        facts=_facts(page, search) if page.statements else (),
        examples=[{"text": text, "link": links.at("/", [("q", text)])} for text in choose_examples(own, search)],
        newest=[
            {
                "title": hit.heading.title,
                "language": hit.heading.language or "",
                "link": links.statement(hit.heading.id),
                "date": spoken(hit.heading.dates),
                "issuers": hit.heading.issuers[:3],
            }
            for hit in page.hits
        ],
        newest_link=links.at("/", [("sort", "added")]) if page.statements > len(page.hits) else "",
        all_link=links.at("/", [("sort", "newest")]),
        ways=[
            _way(name, page.facets[name], links) for name in _WAYS if name in page.facets and page.facets[name].buckets
        ],
        chart=build_chart(page.histogram, replace(answered.asked, pairs=()), links) if page.histogram else None,
        json_link=links.at("/v1/search", answered.asked.pairs),
        late=not page.is_whole,
    )


def _facts(page: SearchPage, search: Callable[[Query], SearchPage]) -> list[tuple[str, str]]:
    added = page.hits[0].heading.added if page.hits else None
    issuers, sources = (_values(page.facets[name]) for name in ("issuer", "source"))
    return [
        ("Statements", f"{page.statements:,}"),
        ("Paragraphs", f"{page.paragraphs:,}"),
        ("Dated", _span(search)),
        *((name, count) for name, count in (("Issuers", issuers), ("Sources", sources)) if count != "0"),
        *([("Last added", in_words(added.time[:10]))] if added and added.time else []),
    ]


def _values(counts: FacetCounts) -> str:
    return "more than 10,000" if counts.other_values is None else f"{len(counts.buckets) + counts.other_values:,}"


def _span(search: Callable[[Query], SearchPage]) -> str:
    """The first and the last date, if there is one."""
    ends = [search(Query(sort=sort, group=Group.STATEMENT, limit=1)).hits for sort in (Sort.OLDEST, Sort.NEWEST)]
    dates = [spoken(hits[0].heading.dates) for hits in ends if hits and not hits[0].heading.dates.is_unknown]
    return " to ".join(dict.fromkeys(dates)) or "no dates"


def _way(name: str, counts: FacetCounts, links: Links) -> dict[str, Any]:
    left_out = counts.other_values is None or counts.other_values > 0
    return {
        "label": LABELS[name],
        "values": [
            {
                "label": label_of(name, bucket.value),
                "link": links.at("/", [(name, bucket.value)]),
                "paragraphs": f"{bucket.paragraphs:,}",
                "says": found(bucket.paragraphs, bucket.statements),
            }
            for bucket in counts.buckets
        ],
        "all": "" if not left_out else f"All {_values(counts)} {plural(name)}",
        "all_link": links.at(f"/facets/{name}") if left_out else "",
    }
