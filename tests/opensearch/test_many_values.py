"""Many values of a facet and very long ones: asked for in parts and by digests, answered as by the embedded engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pincite.index import results
from pincite.index.engine import SearchEngine
from pincite.index.engines.opensearch.answering import facets, suggest
from pincite.index.engines.whoosh import open_engine
from pincite.index.query.query import FacetRequest, Filter
from pincite.index.values.entry import Entry
from pincite.index.values.statement import Statement
from tests.agreement import disagreements
from tests.builders import build_statement
from tests.contract.archive import asked
from tests.contract.engines import TOLERANCE
from tests.services import opensearch
from tests.services.opensearch import RELEASE, Server

KEY = b"the key of the cursors of a test"
LONG = "Ministry of " + "x" * 40_000
MOST_AT_ONCE = 65_535
"""More buckets are refused by a cluster as it is set up."""


@pytest.fixture
def engines(server: Server, tmp_path: Path) -> Iterator[tuple[SearchEngine, SearchEngine]]:
    """The embedded engine and a cluster, both empty."""
    made = open_engine(tmp_path / "index", KEY), server.open(tmp_path, KEY)
    yield made
    for engine in made:
        engine.close()
    opensearch.forget(RELEASE, tmp_path)


def fill(engines: tuple[SearchEngine, SearchEngine], *statements: Statement) -> None:
    for engine in engines:
        with engine.writer() as writer:
            writer.put([Entry(s.heading, s.digest, s.paragraphs) for s in statements])
            writer.commit(1)


def require_alike(engines: tuple[SearchEngine, SearchEngine], last: str) -> None:
    """Compare facets with and without a match and a filter, and completions; ``last`` is a value far down the list."""
    chosen = (Filter("issuer", (last,), (), False),)
    for request in (FacetRequest("issuer", 7), FacetRequest("issuer", 7, ("ministry",)), FacetRequest("issuer", 1)):
        for filters in ((), chosen):
            embedded, cluster = (e.search(asked(facets=(request,), filters=filters, limit=1)) for e in engines)
            assert not disagreements(cluster, embedded, TOLERANCE[f"opensearch-{RELEASE}"]), (request, filters)
    for prefix in (("ministry",), ("ministry", "1"), ("ministry", last.split()[-1].lower())):
        embedded_values, cluster_values = (engine.values("issuer", prefix, 9) for engine in engines)
        assert cluster_values == embedded_values
        assert cluster_values
    embedded_words, cluster_words = (engine.suggest("ministry 1", 9) for engine in engines)
    assert cluster_words == embedded_words


def test_more_values_than_are_counted_at_once(
    engines: tuple[SearchEngine, SearchEngine], monkeypatch: pytest.MonkeyPatch
) -> None:
    # So few that parts must be divided again: four of them hold some thirteen values each.
    for module in (results, facets):
        monkeypatch.setattr(module, "MOST_OTHER_VALUES", 3)
    monkeypatch.setattr(facets, "_FIRST", 2)
    monkeypatch.setattr(facets, "_MOST", 5)
    monkeypatch.setattr(suggest, "_VALUES", 5)
    values = [f"Ministry {number}" for number in range(50)]
    fill(
        engines,
        build_statement("a", "a committee", "and another", issuers=(*values, LONG)),
        build_statement("b", "a committee", issuers=(*values[20:], "Japan")),
        build_statement("c", "no issuer"),
    )

    require_alike(engines, "Ministry 49")


@pytest.mark.torture
def test_more_values_than_a_cluster_counts_at_all(engines: tuple[SearchEngine, SearchEngine]) -> None:
    values = tuple(f"Ministry {number}" for number in range(MOST_AT_ONCE + 2))
    fill(engines, build_statement("a", "a committee", "and another", issuers=values), build_statement("b", "no issuer"))

    require_alike(engines, values[-1])


@pytest.mark.sampled(4)
@pytest.mark.parametrize("size", range(1, 9))
def test_long_values_are_in_the_order_of_all_that_they_are(
    engines: tuple[SearchEngine, SearchEngine], size: int
) -> None:
    # They differ behind what a cluster keeps of them, so that their digests are in another order.
    values = [f"{LONG}{end}" for end in ("", *"abcdefg")]
    fill(
        engines,
        build_statement("a", "a committee", "and another", issuers=(values[3], values[6])),
        build_statement("b", "a committee", issuers=(*values, "Japan", "Zaire", LONG[:8_000])),
    )
    for match in ((), ("ministry",)):
        for chosen in ((), (values[4],), (values[4], values[6])):
            query = asked(facets=(FacetRequest("issuer", size, match),), filters=(Filter("issuer", chosen),), limit=1)
            embedded, cluster = (engine.search(query) for engine in engines)
            assert not disagreements(cluster, embedded, TOLERANCE[f"opensearch-{RELEASE}"])
