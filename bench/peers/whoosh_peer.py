"""Whoosh by its own means: its stemming analyzer, writer, searcher and highlighter; columns and counting facet maps."""

from collections.abc import Sequence
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

import whoosh.analysis
import whoosh.fields
import whoosh.index
import whoosh.query
import whoosh.sorting

from bench.peers import FACETS, Answer, values
from bench.workload import Question
from pincite.index.values.entry import Entry
from pincite.index.values.fields import facet

_ANALYZER = whoosh.analysis.StemmingAnalyzer(stoplist=None, minsize=1)
_SEPARATOR = "\x1f"
_MULTIPLE = tuple(name for name in FACETS if facet(name).multiple)
"""Facets of which a statement may have several values: a column would hold one."""


def _schema() -> whoosh.fields.Schema:
    columns = {name: whoosh.fields.ID(stored=True, sortable=True) for name in FACETS if name not in _MULTIPLE}
    several = whoosh.fields.KEYWORD(stored=True, analyzer=whoosh.analysis.RegexTokenizer(f"[^{_SEPARATOR}]+"))
    return whoosh.fields.Schema(
        text=whoosh.fields.TEXT(stored=True, analyzer=_ANALYZER),
        title=whoosh.fields.TEXT(stored=True, analyzer=_ANALYZER),
        statement=whoosh.fields.ID(stored=True, sortable=True),
        number=whoosh.fields.NUMERIC(stored=True),
        **dict.fromkeys(_MULTIPLE, several),
        **columns,
    )


class WhooshPeer:
    """An index on disk, one segment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._writer: Any = None

    def put(self, entries: Sequence[Entry]) -> None:
        if self._writer is None:
            self._writer = whoosh.index.create_in(str(self._folder), _schema()).writer(limitmb=256)
        for entry in entries:
            found = values(entry.heading)
            row = {name: _SEPARATOR.join(found[name]) for name in FACETS if found[name]}
            for paragraph in entry.paragraphs:
                self._writer.add_document(
                    text=paragraph.text,
                    title=entry.heading.title,
                    statement=entry.heading.id,
                    number=paragraph.number,
                    **row,
                )

    def commit(self) -> None:
        assert self._writer is not None
        self._writer.commit()

    def open(self) -> None:
        self._searcher = whoosh.index.open_dir(str(self._folder)).searcher()
        self._facets = whoosh.sorting.Facets()
        for name in (*FACETS, "statement"):
            overlaps = name in _MULTIPLE
            counted = whoosh.sorting.FieldFacet(name, allow_overlap=overlaps, maptype=whoosh.sorting.Count)
            self._facets.add_facet(name, counted)

    def answer(self, question: Question) -> Answer:
        found = self._searcher.search(_query(question), limit=10, groupedby=self._facets)
        found.fragmenter.maxchars = 300
        shown = [(hit.fields(), hit.highlights("text", top=1)) for hit in islice(found, 10)]
        listed = 0
        for name in FACETS:
            listed += len(sorted(found.groups(name).items(), key=lambda pair: -pair[1])[:10])
        return Answer(len(found), len(found.groups("statement")), len(shown), listed)

    def version(self) -> str:
        return f"whoosh-reloaded {version('whoosh-reloaded')}"


def _query(question: Question) -> whoosh.query.Query:
    if question.kind == "prefix":
        return whoosh.query.Prefix("text", question.words[0])
    stems = [token.text for word in question.words for token in _ANALYZER(word)]
    if question.kind == "phrase":
        return whoosh.query.Phrase("text", stems)
    terms = [whoosh.query.Term("text", stem) for stem in stems]
    return whoosh.query.Or(terms) if question.kind == "or" else whoosh.query.And(terms)


peer = WhooshPeer
