"""An archive of shapes, walked through all that is done with one: no step may refuse what the record holds."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pincite.index.engine import SearchEngine
from pincite.index.ingest import ingest, rebuild, verify
from pincite.index.ingest.events import ignore
from pincite.index.ingest.indexing import Indexer
from pincite.index.ingest.sink import RecordAndIndex
from pincite.index.query.query import FacetRequest, Filter, Group, Interval, Query, Sort, Within
from pincite.index.reading.sources import discover
from pincite.index.record.record import Record, create_record
from pincite.index.record.sqlite import file_url
from pincite.index.record.values import Incoming
from pincite.index.results import Hit, SearchPage
from pincite.index.showing.snippets import add_snippets
from pincite.index.text.analysis import tokenize
from pincite.index.values.fields import FACETS
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Statement
from tests.contract.archive import asked

LATER = {"id": "later", "title": "A later statement", "paragraphs": ["The committee met again.", "It agreed."]}
_TYPED = 300


def walk(folder: Path, engine: SearchEngine, statements: Sequence[Statement], *, stuck: bool) -> list[SearchPage]:
    """Take ``statements`` in, another one by a second ingest, rebuild and verify; return what is answered.

    ``stuck``: the first batch reached the record alone, as when an index could not hold it.
    """
    source = folder / "sources" / "later.jsonl"
    source.parent.mkdir(parents=True)
    source.write_text(json.dumps(LATER) + "\n", encoding="utf-8")
    with create_record(file_url(folder / "record.sqlite")) as record:
        _put(record, engine, statements, stuck=stuck)
        for changed in (1, 0):
            report = ingest(record, engine, discover([source]))
            assert (report.refused, report.new) == ((), changed)
        assert record.counts().statements == len(statements) + 1
        found = answers(engine, statements)
        rebuild(record, engine)
        assert [_told(page) for page in answers(engine, statements)] == [_told(page) for page in found]
        verified = verify(record, engine, "deep")
        assert verified.agrees, verified.findings
        assert verified.statements == len(statements) + 1
    return [_without_arrivals(page) for page in found]


def _without_arrivals(page: SearchPage) -> SearchPage:
    """Two records took the same statements in at different times."""
    titles = replace(page.titles, headings=tuple(map(_undated, page.titles.headings)))
    return replace(page, hits=tuple(map(_timeless, page.hits)), titles=titles)


def _timeless(hit: Hit) -> Hit:
    return hit._replace(heading=_undated(hit.heading), others=tuple(map(_timeless, hit.others)))


def _undated(heading: Heading) -> Heading:
    return replace(heading, added=None, changed=None)


def _put(record: Record, engine: SearchEngine, statements: Sequence[Statement], *, stuck: bool) -> None:
    incoming = [Incoming(statement, statement.digest, f"/{statement.heading.id}") for statement in statements]
    if stuck:
        record.put_batch(record.begin_run(), incoming)
    else:
        RecordAndIndex(record, Indexer(record, engine), ignore).put(incoming, ())


def answers(engine: SearchEngine, statements: Sequence[Statement]) -> list[SearchPage]:
    """What an engine answers to the questions about ``statements``; completions and scans are asked for as well."""
    pages = [add_snippets(engine.search(query)) for query in questions(statements)]
    assert not any(page.partial for page in pages)
    everything = asked(limit=1)
    scanned = sum(1 for _ in engine.scan(everything))
    assert scanned == engine.search(everything).paragraphs == 2 + sum(len(s.paragraphs) for s in statements)
    assert engine.suggest("commit", 5)
    assert engine.values("issuer", ("ministry",), 5) or not any(s.heading.issuers for s in statements)
    return pages


def questions(statements: Sequence[Statement]) -> Iterator[Query]:
    """Searches that meet what is odd about ``statements``: their words, values, titles and order."""
    facets = tuple(FacetRequest(facet.name, 5) for facet in FACETS)
    yield asked(facets=facets, histogram=Interval.YEAR, limit=3)
    yield asked(facets=(FacetRequest("issuer", 5, ("ministry",)), FacetRequest("person", 3, ("ministry",))), limit=0)
    yield asked(sort=Sort.TITLE, group=Group.STATEMENT, limit=5)
    for typed in ("committee", '"met and agreed"', "committ*", '"agreed committee text"~8', '"a b"~1', "title:minutes"):
        yield asked(typed, limit=2)
        yield asked(typed, limit=2, group=Group.STATEMENT, within=Within.STATEMENT, facets=facets)
    for statement in statements:
        yield from _about(statement)


def _about(statement: Statement) -> Iterator[Query]:
    last = statement.paragraphs[-1].text
    for token in tokenize(statement.paragraphs[0].text[:2_000], None)[:1] + tokenize(last[-2_000:], None)[-1:]:
        yield asked(token.form[:_TYPED], limit=2)
        yield asked(f"={token.form[:_TYPED]}", limit=2)
    for facet in FACETS:
        for value in facet.values(statement.heading)[:1]:
            chosen = (Filter(facet.name, (value,), (), False),)
            yield asked(filters=chosen, facets=(FacetRequest(facet.name, 2),), limit=1)
            yield asked(filters=chosen, limit=1, sort=Sort.TITLE)


def _told(page: SearchPage) -> tuple[object, ...]:
    """What a page says of the archive, without the number of the commit."""
    hits = [(hit.heading.id, hit.passage, hit.snippets) for hit in page.hits]
    return page.paragraphs, page.statements, hits, page.facets, page.histogram, page.titles
