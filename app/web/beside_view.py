"""What stands beside a statement: its neighbours in the results and in its series, and statements related to it."""

from collections.abc import Sequence
from typing import Any

from pincite.app.answering.citing import CitedBy
from pincite.app.answering.links import Links, short
from pincite.app.answering.neighbours import Neighbours
from pincite.app.answering.related import Related
from pincite.app.answering.repeated import IssuedAlso
from pincite.app.web.addresses import Pair
from pincite.app.words import counted, lacking_beside, spoken
from pincite.index.record.values import StoredStatement
from pincite.index.results import Hit
from pincite.index.values.heading import Heading

_ONCE = ("reissues", "once")


def build_beside(
    stored: StoredStatement, in_results: Neighbours, related: Related, search: Sequence[Pair], links: Links, limit: int
) -> dict[str, Any]:
    """Return the statements beside one, by the names that the page has for them.

    ``search`` led here; ``limit`` is the length of its pages.
    """
    return {
        "in_results": _neighbours(in_results, search, links, limit),
        "in_series": _neighbours(related.in_series, [], links, 0),
        "compare_link": _compare_link(stored, related.in_series.before, links),
        "issued_also": [_issued_also(one, links) for one in related.issued_also],
        "once_link": links.at("/", [*(pair for pair in search if pair[0] not in ("offset", "reissues")), _ONCE]),
        "cited_by": None if related.cited_by is None else _cited_by(related.cited_by, links),
        "lacks": lacking_beside(related.incomplete),
    }


def _neighbours(
    found: Neighbours, search: Sequence[Pair], links: Links, limit: int
) -> dict[str, dict[str, str] | None]:
    return {
        "before": _neighbour(found.before, search, links, limit),
        "after": _neighbour(found.after, search, links, limit),
    }


def _neighbour(hit: Hit | None, search: Sequence[Pair], links: Links, limit: int) -> dict[str, str] | None:
    if hit is None:
        return None
    pairs = [pair for pair in search if pair[0] != "offset"]
    if search and limit:
        # The page of results that it is on, to come back to.
        offset = (hit.rank - 1) // limit * limit
        pairs += [("offset", str(offset))] if offset else []
    heading = hit.heading
    number = hit.passage.number if search else None
    link = links.statement(heading.id, hit.passage.version if search else None, number, pairs, goes_to=bool(search))
    return {
        "title": heading.title,
        "language": heading.language or "",
        "date": spoken(heading.dates),
        "link": link,
    }


def _compare_link(stored: StoredStatement, before: Hit | None, links: Links) -> str:
    """The comparison of this version with the statement before it in its series; empty where there is none."""
    if before is None:
        return ""
    own = [] if stored.version == stored.current else [("right_version", short(stored.version))]
    return links.at("/compare", [("left", before.heading.id), ("right", stored.heading.id), *own])


def _issued_also(one: IssuedAlso, links: Links) -> dict[str, str]:
    says = "the same words" if one.likeness == 1 else f"{int(one.likeness * 100)} % of the words"
    return {**_link_to(one.heading, links), "says": says}


def _cited_by(cited: CitedBy, links: Links) -> dict[str, Any]:
    return {
        "name": cited.name,
        "says": counted(cited.count, "statement"),
        "link": links.at("/", [("instrument", cited.name)]),
        "statements": [_link_to(heading, links) for heading in cited.statements],
    }


def _link_to(heading: Heading, links: Links) -> dict[str, str]:
    return {
        "title": heading.title,
        "language": heading.language or "",
        "date": spoken(heading.dates),
        "link": links.statement(heading.id),
    }
