"""An archive that is rewritten whole in every round, so that each answer tells which commit it is of, and if of one.

Round k says "round{k}" in every paragraph, has 1 + k % 3 paragraphs in each statement, and another issuer for each
statement; so an answer that is of two commits, or of half of one, is no round's.
"""

import json
from collections import Counter
from pathlib import Path

from pincite.index.query.query import FacetRequest
from pincite.index.results import SearchPage
from tests.contract.archive import asked

STATEMENTS = 12

Answer = tuple[int, int, frozenset[tuple[str, int, str]], frozenset[tuple[str, int, int]]]
"""Paragraphs, statements, the hits (id, number, text), the facet's buckets (value, paragraphs, statements)."""


def write_round(path: Path, number: int) -> Path:
    """Write the source of a round; return it."""
    lines = []
    for place in range(STATEMENTS):
        paragraphs = [text(number, place, at) for at in range(1, 2 + number % 3)]
        heading = {"title": f"Statement {place}", "issuers": [issuer(number, place)]}
        lines.append({"id": f"s{place:02d}", **heading, "paragraphs": paragraphs})
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    return path


def text(number: int, place: int, at: int) -> str:
    """Return what a paragraph says in a round."""
    return f"Common words of round{number} in paragraph {at} of statement {place}."


def issuer(number: int, place: int) -> str:
    """Return who issued a statement in a round."""
    return f"Issuer {(number + place) % 4}"


def expected(number: int) -> Answer:
    """Return the answer of a round to the question."""
    each = 1 + number % 3
    hits = {(f"s{place:02d}", at, text(number, place, at)) for place in range(STATEMENTS) for at in range(1, 1 + each)}
    statements = Counter(issuer(number, place) for place in range(STATEMENTS))
    buckets = {(value, each * count, count) for value, count in statements.items()}
    return len(hits), STATEMENTS, frozenset(hits), frozenset(buckets)


QUESTION = asked("common", facets=(FacetRequest("issuer"),))


def answer_of(page: SearchPage) -> Answer:
    """Return what a page says, in the form of what is expected."""
    hits = frozenset((hit.heading.id, hit.passage.number, hit.passage.text) for hit in page.hits)
    buckets = page.facets["issuer"].buckets
    return page.paragraphs, page.statements, hits, frozenset((b.value, b.paragraphs, b.statements) for b in buckets)


def round_of(text: str) -> int:
    """Return the round in which a text was said."""
    return int(text.partition("round")[2].split()[0])
