"""What reissues rest on in a cluster: a sketch with each statement, which the deep check derives again, and time."""

from pathlib import Path

from pincite.index.engines.opensearch.answering.reissued import narrow
from pincite.index.engines.opensearch.commits.documents import shelf_of, statement_key
from pincite.index.engines.opensearch.commits.selection import of_others
from pincite.index.query.clauses import EVERYTHING
from pincite.index.query.cost import LIGHT
from pincite.index.query.deadline import Deadline
from pincite.index.query.query import Query
from tests.builders import build_statement
from tests.contract.archive import write
from tests.services.opensearch import RELEASE, Server, forget, name_of

ONCE = Query(EVERYTHING, deadline=60.0, first_issues=True)
WORDS = " ".join(f"word{at}" for at in range(60))


def test_a_lost_sketch_is_found_and_a_late_answer_is_partial(server: Server, tmp_path: Path) -> None:
    engine = server.open(tmp_path, b"k" * 32)
    write(engine, [build_statement(name, WORDS) for name in "ab"])
    assert list(engine.check("deep")) == []
    assert engine.estimate(ONCE) >= LIGHT
    ticks = iter([0.0, 0.0])
    late = engine.search(ONCE, Deadline(30.0, clock=lambda: next(ticks, 40.0)))
    assert (late.partial, late.paragraphs, late.query) == (True, 0, ONCE)
    page = engine.search(ONCE)
    assert (page.partial, page.paragraphs, page.query) == (False, 1, ONCE)
    assert engine.estimate(ONCE) < LIGHT

    # The source of a document has no sketch, so whatever is made of the source again lacks it.
    shelf = shelf_of("b")
    path = f"/{name_of(tmp_path)}-000001/_update/{statement_key(shelf)}?routing={shelf}&refresh=true"
    server.ask("POST", path, {"doc": {"seen": 1}})
    (finding,) = engine.check("deep")
    assert str(finding).startswith("b: has a sketch in the index that does not match its texts")
    engine.close()
    forget(RELEASE, tmp_path)


def test_many_statements_are_left_out_by_several_queries() -> None:
    ids = tuple(f"s{at}" for at in range(120_000))
    parts = [one["bool"]["must_not"][0]["terms"]["id"] for one in of_others(narrow(ONCE, ids))]
    assert [len(part) for part in parts] == [50_000, 50_000, 20_000]
    assert [*parts[0], *parts[1], *parts[2]] == [*ids]
    assert of_others(ONCE) == of_others(narrow(ONCE, ())) == []
