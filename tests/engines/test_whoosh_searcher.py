"""Whoosh's own searcher over our index finds the sets that the engine finds: an evaluator that we did not write.

It is asked with ``limit=None``: its top hits alone are wrong in some shapes. ``PINCITE_TORTURE=1`` asks 25 times as
much; both print how often each kind of query part was drawn.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from whoosh.index import open_dir
from whoosh.query import Every
from whoosh.searching import Searcher

from pincite.index.engine import SearchEngine
from pincite.index.engines.whoosh import open_engine
from pincite.index.engines.whoosh.layout import current_generation
from pincite.index.query.query import Group, Within
from tests.contract.archive import grow, write
from tests.engines.whoosh_queries import Translator, can_say
from tests.former import former_of
from tests.oracle import Oracle
from tests.services import report
from tests.strategies import Vocabulary, build_archive, kinds, queries, vocabulary_of

pytestmark = pytest.mark.generated
IN_FULL = os.environ.get("PINCITE_TORTURE") == "1"
ARCHIVES, ASKED = (40, 2_000) if IN_FULL else (2, 40)
GENERATED = settings(
    max_examples=ASKED,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
DRAWN: Counter[str] = Counter()

Places = dict[int, tuple[str, int]]
Both = tuple[SearchEngine, Searcher, Places, Translator, Vocabulary]
Known = Callable[[int, bool], Both]


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Known]:
    """Archives by number, in one segment or grown over several commits with deletions."""
    folder: Path = tmp_path_factory.mktemp("archives")
    with ExitStack() as opened, pytest.MonkeyPatch.context() as patched:
        patched.setattr("pincite.index.engines.whoosh.writing.policy.SESSION_SEGMENTS", 10)

        @cache
        def made(number: int, grown: bool) -> Both:
            statements = build_archive(2_000 + number)
            path = folder / f"{number}-{grown}"
            engine = open_engine(path, b"k" * 32)
            opened.callback(engine.close)
            if grown:
                grow(engine, statements)
            else:
                write(engine, statements)
            searcher = opened.enter_context(open_dir(str(path / current_generation(path))).searcher())
            # What is of replaced versions has no live document for Whoosh.
            parts = [leaf for leaf, _ in searcher.reader().leaf_readers() if leaf.doc_count()]
            assert (len(parts), any(part.has_deletions() for part in parts)) == ((5, True) if grown else (1, False))
            places = {hit.docnum: (hit["id"], hit["number"]) for hit in searcher.search(Every(), limit=None)}
            return (
                engine,
                searcher,
                places,
                Translator(Oracle(statements, former_of)),
                vocabulary_of(statements, number),
            )

        yield made


def check(both: Both, data: st.DataObject, where: str) -> None:
    engine, searcher, places, translator, vocabulary = both
    paragraphs = queries(vocabulary).map(lambda query: replace(query, group=Group.PARAGRAPH, within=Within.PARAGRAPH))
    query = data.draw(paragraphs.filter(can_say))
    own = sorted(places[hit.docnum] for hit in searcher.search(translator.translate(query), limit=None))
    assert own == sorted((hit.heading.id, hit.passage.number) for hit in engine.scan(query)), repr(query)
    DRAWN.update([*kinds(query), where, "found something" if own else "found nothing"])


@seed(20_240_601)
@GENERATED
@given(st.integers(0, ARCHIVES - 1), st.data())
def test_one_segment(known: Known, number: int, data: st.DataObject) -> None:
    check(known(number, False), data, "one segment")


@seed(20_240_602)
@GENERATED
@given(st.integers(0, ARCHIVES - 1), st.data())
def test_many_segments_with_deletions(known: Known, number: int, data: st.DataObject) -> None:
    check(known(number, True), data, "many segments")


def test_every_kind_was_drawn() -> None:
    if not DRAWN:
        pytest.skip("the tests that draw queries did not run in this process")
    counted = ((name, count) for name, count in sorted(DRAWN.items()) if not name.startswith(("group", "sort")))
    report.count("asked of Whoosh's own searcher: " + ", ".join(f"{name} {count}" for name, count in counted))
    assert DRAWN["one segment"] >= ASKED
    assert DRAWN["many segments"] >= ASKED
    assert all(
        DRAWN[name] >= (5 if IN_FULL else 1)
        for name in ("And", "Or", "Not", "Near", "Prefix", "Phrase exact", "Fuzzy", "Term")
    )
