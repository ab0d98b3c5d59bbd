"""Whatever the record holds, the embedded engine indexes, answers from, rebuilds and verifies.

``PINCITE_TORTURE=1`` walks through 300 generated archives and each shape in its full size, otherwise through each shape
and a few mixtures, much smaller.
"""

import os
from pathlib import Path

import pytest

from pincite.index.engines.whoosh import open_engine
from tests.shapes import SHAPES, Shape, Shaped, build_shaped
from tests.shaping import walk

KEY = b"the key of the cursors of a test"
IN_FULL = os.environ.get("PINCITE_TORTURE") == "1"
SIZE = 1.0 if IN_FULL else 0.06
"""The part of its full size that each shape alone has: a long paragraph has 1.2 MB still, which once was refused."""
MIXTURES = range(300 if IN_FULL else 1)


def walk_through(folder: Path, archive: Shaped, *, stuck: bool) -> None:
    engine = open_engine(folder / "index", KEY)
    try:
        walk(folder, engine, archive.statements, stuck=stuck)
    finally:
        engine.close()


@pytest.mark.slow
@pytest.mark.sampled(7)
@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.__name__)
def test_an_archive_that_a_shape_had_stopped_goes_on(shape: Shape, tmp_path: Path) -> None:
    walk_through(tmp_path, build_shaped(1, SIZE, [shape]), stuck=True)


@pytest.mark.slow
@pytest.mark.generated
@pytest.mark.parametrize("seed", MIXTURES)
def test_mixtures_of_shapes_are_indexed(seed: int, tmp_path: Path) -> None:
    walk_through(tmp_path, build_shaped(seed, 0.02), stuck=seed % 2 == 0)
