"""Whoosh's own searcher reads the arrays: its sets are those of a plain scan, over many segments with deletions."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from whoosh.index import open_dir
from whoosh.query import And, Every, Not, Or, Phrase, Prefix, Term
from whoosh.reading import TermNotFound
from whoosh.searching import Searcher

from pincite.index.engines.whoosh.commits.codec import ArraySegment
from pincite.index.engines.whoosh.commits.storage import SyncStorage
from pincite.index.engines.whoosh.commits.toc import create_index
from pincite.index.engines.whoosh.writing.batchwriter import ArrayIndex
from pincite.index.engines.whoosh.writing.writer import ArrayIndexWriter
from pincite.index.text.analysis import tokenize
from pincite.index.values.entry import Entry
from pincite.index.values.fields import facet
from pincite.index.values.heading import Heading
from pincite.index.values.statement import Paragraph

WORDS = ["korea", "verify", "verified", "summit", "été", "the", "of", "u", "s", *(f"w{n}" for n in range(8))]
Row = tuple[Entry, Paragraph]


def entry(id_: str, chance: random.Random) -> Entry:
    texts = [" ".join(chance.choices(WORDS, k=chance.randint(1, 14))) for _ in range(chance.randint(1, 4))]
    paragraphs = tuple(Paragraph(n, text, None, ((0, len(text)),)) for n, text in enumerate(texts, 1))
    issuers = tuple(chance.sample(["US", "Republic of Korea"], k=chance.randint(0, 2)))
    title = " ".join(chance.choices(["Joint", "Summit", "Statement"], k=2))
    return Entry(Heading(id_, title, issuers=issuers, place=chance.choice(["Seoul", None])), "ab" * 32, paragraphs)


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> tuple[Path, list[Row]]:
    """Six segments; statements replaced and deleted in later commits."""
    folder = tmp_path_factory.mktemp("codec")
    storage = SyncStorage(folder)
    create_index(storage)
    chance = random.Random(3)
    writer = ArrayIndexWriter(storage)
    live: dict[str, Entry] = {}
    for batch in range(1, 7):
        entries = [entry(f"s{chance.randrange(150):03d}", chance) for _ in range(40)]
        entries = list({item.heading.id: item for item in entries}.values())
        gone = [id_ for id_ in sorted(live) if id_ not in {item.heading.id for item in entries}][: 4 * (batch > 1)]
        writer.put(entries)
        writer.delete([*gone, "never there"])
        writer.commit(batch)
        live.update({item.heading.id: item for item in entries})
        for id_ in gone:
            del live[id_]
    writer.close()
    return folder, [(item, paragraph) for item in live.values() for paragraph in item.paragraphs]


Check = Callable[[Row], bool]


def words(row: Row, field: str) -> list[str]:
    return [t.form for t in tokenize(row[1].text if field == "text" else row[0].heading.title, row[0].heading.language)]


def term(field: str, value: str) -> tuple[object, Check]:
    if field in ("text", "title"):
        return Term(field, value), lambda row: value in words(row, field)
    return Term(field, value), lambda row: value in facet(field).values(row[0].heading)


def random_query(chance: random.Random, depth: int = 2) -> tuple[object, Check]:
    kind = chance.choice(["term", "and", "or", "not", "phrase", "prefix", "facet"] if depth else ["term", "phrase"])
    if kind in ("and", "or"):
        pairs = [random_query(chance, depth - 1) for _ in range(chance.randint(2, 3))]
        queries, checks = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        join = all if kind == "and" else any
        return (And if kind == "and" else Or)(queries), lambda row: join(check(row) for check in checks)
    if kind == "not":
        (query, check), (other, refuse) = random_query(chance, depth - 1), random_query(chance, depth - 1)
        return And([query, Not(other)]), lambda row: check(row) and not refuse(row)
    field = chance.choice(["text", "text", "title"])
    pool = WORDS if field == "text" else ["joint", "summit", "statement"]
    if kind == "phrase":
        wanted = chance.choices(pool, k=chance.randint(2, 3))
        return Phrase(field, wanted), lambda row: f" {' '.join(wanted)} " in f" {' '.join(words(row, field))} "
    if kind == "prefix":
        start = chance.choice(pool)[:2]
        return Prefix(field, start), lambda row: any(word.startswith(start) for word in words(row, field))
    if kind == "facet":
        return term(*chance.choice([("issuer", "US"), ("issuer", "Republic of Korea"), ("place", "Seoul")]))
    return term(field, chance.choice(pool))


def found(searcher: Searcher, query: object) -> list[tuple[str, int]]:
    return sorted((hit["id"], hit["number"]) for hit in searcher.search(query, limit=None))


def expected(rows: list[Row], check: Check) -> list[tuple[str, int]]:
    return sorted((row[0].heading.id, row[1].number) for row in rows if check(row))


def assert_reads(folder: Path, rows: list[Row], queries: int) -> None:
    chance = random.Random(11)
    with open_dir(str(folder)).searcher() as searcher:
        assert found(searcher, Every()) == expected(rows, lambda row: True)
        for _ in range(queries):
            query, check = random_query(chance)
            assert found(searcher, query) == expected(rows, check), query


def test_stock_whoosh_finds_what_a_scan_finds(index) -> None:
    folder, rows = index
    assert len(open_dir(str(folder))._segments()) == 6
    assert_reads(folder, rows, 150)


def test_stock_whoosh_sees_texts_lengths_and_terms(index) -> None:
    folder, rows = index
    with open_dir(str(folder)).searcher() as searcher:
        by_place = {(row[0].heading.id, row[1].number): row for row in rows}
        for hit in searcher.search(Every(), limit=None):
            row = by_place[(hit["id"], hit["number"])]
            assert (hit["text"], hit["title"]) == (row[1].text, row[0].heading.title)
            assert searcher.reader().doc_field_length(hit.docnum, "text") == len(
                tokenize(row[1].text, row[0].heading.language)
            )
        lexicon = [term.decode() for term in searcher.reader().lexicon("text")]
        assert set(lexicon) >= {word for row in rows for word in words(row, "text")}
        assert lexicon == sorted(set(lexicon))
        assert re.match("w[0-7]$", next(searcher.reader().expand_prefix("text", "w")).decode())
        assert searcher.doc_count() == len(rows)


def test_an_unknown_term_stands_in_no_document(index) -> None:
    folder, _ = index
    with open_dir(str(folder)).searcher() as searcher:
        for field in ("text", "title", "place"):
            assert searcher.reader().doc_frequency(field, "nowhere") == 0
            assert found(searcher, Or([Term(field, "nowhere"), Term(field, "nothing")])) == []
        with pytest.raises(TermNotFound):
            searcher.reader().term_info("text", "nowhere")


def test_a_statement_without_paragraphs_is_no_document(tmp_path) -> None:
    storage = SyncStorage(tmp_path)
    create_index(storage)
    writer = ArrayIndexWriter(storage)
    writer.put([Entry(Heading("a", "Lonely title", place="Nowhere"), "ab" * 32, ()), entry("b", random.Random(1))])
    writer.commit(1)
    with open_dir(str(tmp_path)).searcher() as searcher:
        terms = list(searcher.reader().all_terms())
        assert ("title", b"lonely") not in terms
        assert ("id", b"a") not in terms
        assert ("id", b"b") in terms
        assert len(list(searcher.reader())) == len(terms)
        assert found(searcher, Term("title", "lonely")) == []


@pytest.mark.sampled(2)
@pytest.mark.parametrize("merge", ["optimize", "small"])
def test_whooshs_own_merge_policies_merge_arrays(index, tmp_path, merge) -> None:
    folder, rows = index
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    writer = ArrayIndex(SyncStorage(tmp_path)).writer()
    writer.commit(optimize=merge == "optimize")
    segments = open_dir(str(tmp_path))._segments()
    assert all(isinstance(segment, ArraySegment) for segment in segments)
    if merge == "optimize":
        assert [segment.deleted_count() for segment in segments] == [0]
    assert_reads(tmp_path, rows, 60)


def test_deleting_by_term_takes_whole_statements(index, tmp_path) -> None:
    folder, rows = index
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    id_ = rows[0][0].heading.id
    writer = ArrayIndex(SyncStorage(tmp_path)).writer()
    writer.delete_by_term("id", id_)
    writer.commit(merge=False)
    assert_reads(tmp_path, [row for row in rows if row[0].heading.id != id_], 30)


def test_single_documents_and_second_processes_are_refused(index) -> None:
    folder, _ = index
    array_index = ArrayIndex(SyncStorage(folder))
    with pytest.raises(ValueError, match="one process"):
        array_index.writer(procs=2)
    writer = array_index.writer()
    try:
        with pytest.raises(NotImplementedError, match="add_batch"):
            writer.add_document(text="x")
    finally:
        writer.cancel()


def test_a_writer_that_was_given_nothing_writes_a_batch(tmp_path) -> None:
    storage = SyncStorage(tmp_path)
    create_index(storage)
    writer = ArrayIndex(storage).writer()
    entry = Entry(Heading("a", "A"), "0" * 64, (Paragraph(1, "the treaty of peace", None, ()),))
    assert writer.add_batch([entry]).statements == 1
    writer.cancel()
