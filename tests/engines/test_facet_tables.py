"""Tables of facets: kept for answers that count in them, one for each set of fields."""

import pytest

from pincite.index.engines.whoosh.answering import views
from pincite.index.engines.whoosh.answering.facettable import FacetTable, build_table
from pincite.index.query.query import FacetRequest, Query
from pincite.index.values.fields import FACET_NAMES
from tests.builders import build_statement
from tests.engines.memory import memory_engine

STATEMENTS = [build_statement(name, "peace and war") for name in ("a", "b", "c")]


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The fields of each table that is made."""
    made: list[tuple[str, ...]] = []

    def counted(parts: object, fields: tuple[str, ...]) -> FacetTable:
        made.append(fields)
        return build_table(parts, fields)  # type: ignore[arg-type]

    monkeypatch.setattr(views, "build_table", counted)
    return made


@pytest.mark.parametrize("segments", [1, 3])
def test_fields_in_any_order_are_counted_in_one_table(built: list[tuple[str, ...]], segments: int) -> None:
    engine = memory_engine(STATEMENTS, segments)
    pages = [engine.search(Query(facets=tuple(map(FacetRequest, order)))) for order in (FACET_NAMES, FACET_NAMES[::-1])]
    assert pages[0].facets == pages[1].facets
    assert [list(page.facets) for page in pages] == [list(FACET_NAMES), list(FACET_NAMES[::-1])]
    assert len(built) == 1


@pytest.mark.parametrize("segments", [1, 3])
def test_completions_keep_their_counts_and_no_table(built: list[tuple[str, ...]], segments: int) -> None:
    engine = memory_engine(STATEMENTS, segments)
    first = engine.suggest("pea", 10)
    once = len(built)
    assert engine.suggest("pea", 10) == first
    assert len(built) == once > 0
    view = engine._current
    assert view is not None
    assert view._tables == {}
