"""tantivy by its Python binding: one indexing thread, terms aggregations over fast fields.

Its distinct statements are an estimate (HyperLogLog); the others count exactly.
"""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import tantivy

from bench.peers import FACETS, Answer, values
from bench.workload import Question
from pincite.index.values.entry import Entry

_HEAP = 256 << 20
_COUNTS = {name: {"terms": {"field": name, "size": 10}} for name in FACETS}
_COUNTS["statements"] = {"cardinality": {"field": "statement"}}


class TantivyPeer:
    """An index on disk."""

    def __init__(self, folder: Path) -> None:
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", stored=True, tokenizer_name="en_stem")
        builder.add_text_field("statement", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_unsigned_field("number", stored=True)
        builder.add_text_field("title", stored=True, tokenizer_name="en_stem")
        for name in FACETS:
            builder.add_text_field(name, stored=True, fast=True, tokenizer_name="raw", index_option="basic")
        self._schema = builder.build()
        self._folder = folder
        self._writer: tantivy.IndexWriter | None = None

    def put(self, entries: Sequence[Entry]) -> None:
        if self._writer is None:
            self._index = tantivy.Index(self._schema, path=str(self._folder))
            self._writer = self._index.writer(heap_size=_HEAP, num_threads=1)
        for entry in entries:
            for paragraph in entry.paragraphs:
                document = tantivy.Document(
                    text=[paragraph.text],
                    statement=[entry.heading.id],
                    number=paragraph.number,
                    title=[entry.heading.title],
                    **{name: list(found) for name, found in values(entry.heading).items()},
                )
                self._writer.add_document(document)

    def commit(self) -> None:
        assert self._writer is not None
        self._writer.commit()
        self._writer.wait_merging_threads()

    def open(self) -> None:
        self._index = tantivy.Index.open(str(self._folder))
        self._searcher = self._index.searcher()

    def answer(self, question: Question) -> Answer:
        query = self._query(question)
        found: Any = self._searcher.search(query, limit=10, count=True)
        counts = self._searcher.aggregate(query, _COUNTS)
        make = tantivy.SnippetGenerator.create(self._searcher, query, self._schema, "text")
        make.set_max_num_chars(300)
        shown = [make.snippet_from_doc(self._searcher.doc(at)).to_html() for _, at in found.hits]
        listed = sum(len(counts[name]["buckets"]) for name in FACETS)
        return Answer(found.count, int(counts["statements"]["value"]), len(shown), listed)

    def version(self) -> str:
        return f"tantivy {version('tantivy')}"

    def _query(self, question: Question) -> tantivy.Query:
        words = question.words
        if question.kind == "prefix":
            return tantivy.Query.regex_query(self._schema, "text", f"{words[0]}.*")
        mark = {"and": "+", "phrase": ""}.get(question.kind, "")
        text = f'"{" ".join(words)}"' if question.kind == "phrase" else " ".join(mark + word for word in words)
        return self._index.parse_query(text, ["text"])


peer = TantivyPeer
