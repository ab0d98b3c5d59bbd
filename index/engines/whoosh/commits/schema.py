"""Owns the index as Whoosh's own searcher sees it: one document per paragraph, and its fields."""

from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Analyzer
from whoosh.analysis import Token as WhooshToken
from whoosh.fields import ID, STORED, TEXT, Schema

from pincite.index.text.analysis import tokenize
from pincite.index.values.fields import FACET_NAMES


class PinciteAnalyzer(Analyzer):  # type: ignore[misc]
    """Our tokens as a Whoosh analyzer. Every table of contents stores the path of this class: it must not move."""

    def __call__(self, value: str, start_pos: int = 0, **_: Any) -> Iterator[WhooshToken]:
        for place, token in enumerate(tokenize(value, None), start_pos):
            yield WhooshToken(text=token.form, pos=place, startchar=token.start, endchar=token.end, boost=1.0)


def build_schema() -> Schema:
    """Return the schema: the words of text and title with positions, id and facets as whole values."""
    words = {name: TEXT(analyzer=PinciteAnalyzer(), stored=True) for name in ("text", "title")}
    facets = {name: ID(stored=True) for name in FACET_NAMES}
    return Schema(id=ID(stored=True), number=STORED(), version=STORED(), **words, **facets)
