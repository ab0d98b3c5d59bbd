"""Pincite through its port: from Query to SearchPage with snippets. Its caches of answers are off."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from bench.peers import FACETS, Answer
from bench.workload import Question
from pincite.app.memory import keep_freed_memory
from pincite.index.engine import IndexWriter
from pincite.index.engines.whoosh.engine import WhooshEngine
from pincite.index.engines.whoosh.generations import IndexFolder
from pincite.index.query.clauses import And, Clause, Or, Phrase, Prefix, Term
from pincite.index.query.query import FacetRequest, Query
from pincite.index.query.understand import understand
from pincite.index.showing.snippets import add_snippets
from pincite.index.values.entry import Entry
from pincite.index.values.statement import Paragraph

_REQUESTS = tuple(FacetRequest(name) for name in FACETS)


class PincitePeer:
    """An archive's index."""

    def __init__(self, folder: Path) -> None:
        keep_freed_memory()  # as a worker of the service does
        self._engine = WhooshEngine(IndexFolder(folder), cursor_key=b"bench", remember=False)
        self._writing = ExitStack()
        self._writer: IndexWriter | None = None

    def put(self, entries: Sequence[Entry]) -> None:
        if self._writer is None:
            self._writer = self._writing.enter_context(self._engine.writer())
        self._writer.put(entries)

    def commit(self) -> None:
        assert self._writer is not None
        self._writer.commit(1)
        self._writing.close()
        self._writer = None

    def open(self) -> None:
        self._engine.checkpoint()

    def answer(self, question: Question) -> Answer:
        query = Query(match=understand(clause(question)).match, facets=_REQUESTS, deadline=60.0)
        page = add_snippets(self._engine.search(query))
        shown = sum(len(hit.snippets) for hit in page.hits)
        listed = sum(len(counts.buckets) for counts in page.facets.values())
        return Answer(page.paragraphs, page.statements, shown, listed)

    def append_one(self) -> int:
        """Add one more statement of 57 paragraphs, and count the paragraphs that hold its word."""
        entry = next(iter(self._engine.scan(Query(limit=1))))
        texts = [f"{entry.passage.text} aardwolf{number}x aardwolf" for number in range(57)]
        paragraphs = tuple(Paragraph(n, text, None, ((0, len(text)),)) for n, text in enumerate(texts, 1))
        self.put([Entry(replace(entry.heading, id="zz-one-more"), "f" * 64, paragraphs)])
        self.commit()
        page = self._engine.search(Query(match=Term("aardwolf")))
        return page.paragraphs

    def version(self) -> str:
        return f"pincite {version('pincite')}"


def clause(question: Question) -> Clause:
    """Return the tree of ``question``."""
    words = question.words
    terms: tuple[Clause, ...] = tuple(Term(word) for word in words)
    match question.kind:
        case "prefix":
            return Prefix(words[0])
        case "phrase":
            return Phrase(words)
        case "and":
            return And(terms)
        case "or":
            return Or(terms)
        case _:
            return terms[0]


peer = PincitePeer
