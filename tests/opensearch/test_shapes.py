"""Whatever the record holds, a cluster indexes, answers from like the embedded engine, rebuilds and verifies.

``PINCITE_TORTURE=1`` walks through 300 generated archives, otherwise through each shape and a few mixtures.
"""

import os
from pathlib import Path

import pytest

from pincite.index.engines.whoosh import open_engine
from tests.agreement import disagreements
from tests.services import opensearch
from tests.services.opensearch import RELEASE, Server
from tests.shapes import SHAPES, Shape, Shaped, build_shaped
from tests.shaping import walk

KEY = b"the key of the cursors of a test"
IN_FULL = os.environ.get("PINCITE_TORTURE") == "1"
SIZE = 0.02 if IN_FULL else 0.005
"""The part of its full size that each shape alone has."""
TOLERANCE = 1e-4
"""How far scores may be off: a phrase that stands in a paragraph over 4,096 times is not counted to the last one."""
MIXTURES = range(300 if IN_FULL else 1)


def walk_through(folder: Path, server: Server, archive: Shaped, *, stuck: bool) -> None:
    """Walk through ``archive`` on both engines, which must answer alike."""
    answered = []
    engines = {"embedded": open_engine(folder / "index", KEY), "cluster": server.open(folder, KEY)}
    for name, engine in engines.items():
        answered.append(walk(folder / name, engine, archive.statements, stuck=stuck))
        engine.close()
    opensearch.forget(RELEASE, folder)
    for expected, found in zip(*answered, strict=True):
        assert not disagreements(found, expected, TOLERANCE), found.query


@pytest.mark.slow
@pytest.mark.sampled(12)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_an_archive_that_a_shape_had_stopped_goes_on(shape: Shape, server: Server, tmp_path: Path) -> None:
    walk_through(tmp_path, server, build_shaped(1, SIZE, [shape]), stuck=True)


@pytest.mark.slow
@pytest.mark.generated
@pytest.mark.parametrize("seed", MIXTURES)
def test_mixtures_of_shapes_are_answered_alike(seed: int, server: Server, tmp_path: Path) -> None:
    walk_through(tmp_path, server, build_shaped(seed, 0.02), stuck=seed % 2 == 0)
