"""Both engines over real statements: generated queries get the same sets, counts, facets, bars, orders and snippets.

``PINCITE_TORTURE=1`` asks every release 2,000 of the whole archive, otherwise one 120 of a part; how many of each kind
is printed.
"""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from pincite.index.engine import SearchEngine
from pincite.index.engines.whoosh.engine import WhooshEngine
from pincite.index.results import Hit, SearchPage
from pincite.index.showing.snippets import add_snippets
from pincite.index.values.entry import Entry
from tests.agreement import disagreements
from tests.contract.engines import TOLERANCE
from tests.engines.memory import memory_engine
from tests.former import former_of
from tests.real import real_statements
from tests.services import opensearch, report
from tests.services.opensearch import RELEASE, RELEASES
from tests.strategies import Vocabulary, kinds, queries, vocabulary_of, was_relaxed

pytestmark = pytest.mark.generated
WHOLE = os.environ.get("PINCITE_TORTURE") == "1"
PARAGRAPHS, STEP, EXAMPLES = (40_000, 1, 2_000) if WHOLE else (2_500, 14, 40)
ASKED = sorted(RELEASES) if WHOLE else [RELEASE]
AT_ONCE = 500

Both = tuple[str, SearchEngine, WhooshEngine, Vocabulary]
DRAWN: dict[str, Counter[str]] = {}


@pytest.fixture(scope="module", params=ASKED)
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    release: str = request.param
    folder: Path = tmp_path_factory.mktemp("same")
    statements = real_statements(PARAGRAPHS, STEP)
    cluster = opensearch.server_of(release).open(folder, b"k" * 32)
    for batch, start in enumerate(range(0, len(statements), AT_ONCE), 1):
        with cluster.writer() as writer:
            some = statements[start : start + AT_ONCE]
            writer.put([Entry(s.heading, s.digest, s.paragraphs, former_of(s)) for s in some])
            writer.commit(batch)
    yield release, cluster, memory_engine(statements, 3, 1), vocabulary_of(statements, 2, 2_000)
    cluster.close()
    opensearch.forget(release, folder)


def shown(page: SearchPage) -> dict[tuple[str, int], object]:
    """The snippets of a page, by paragraph."""
    hits: list[Hit] = [one for hit in add_snippets(page).hits for one in (hit, *hit.others)]
    return {(hit.heading.id, hit.passage.number): hit.snippets for hit in hits}


@seed(20_240_506)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_generated_queries(both: Both, data: st.DataObject) -> None:
    release, cluster, embedded, vocabulary = both
    query = data.draw(queries(vocabulary))
    found, expected = cluster.search(query), embedded.search(query)
    different = disagreements(found, expected, TOLERANCE[f"opensearch-{release}"])
    assert not different, "\n".join([repr(query), *different])
    ours, theirs = shown(found), shown(expected)
    assert all(ours[key] == theirs[key] for key in ours.keys() & theirs.keys())
    assert found.did_you_mean == expected.did_you_mean
    drawn = DRAWN.setdefault(release, Counter())
    drawn.update(
        [*kinds(query), "found something" if found.paragraphs else "found nothing", "queries", *was_relaxed(found)]
    )


def test_every_kind_was_drawn() -> None:
    if not DRAWN:
        pytest.skip("the tests that draw queries did not run in this process")
    for release, drawn in DRAWN.items():
        counted = ", ".join(f"{name} {count}" for name, count in sorted(drawn.items()))
        report.count(f"asked of the embedded engine and OpenSearch {release}: {counted}")
        assert drawn["queries"] == EXAMPLES
