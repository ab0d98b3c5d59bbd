"""A path that the system does not take is refused alone, and no tree is too deep."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pincite.index.reading.readers import read
from pincite.index.reading.sources import discover


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Path]:
    """A folder that may grow deeper than Python removes."""
    tree = tmp_path / "tree"
    tree.mkdir()
    yield tree
    subprocess.run(["rm", "-rf", str(tree)], check=True)


def descend(folder: Path, names: list[str], files: dict[str, str]) -> None:
    """Make folders in one another, and files in the last, from inside: no path is ever too long."""
    at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    for name in names:
        os.mkdir(name, dir_fd=at)
        deeper = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=at)
        os.close(at)
        at = deeper
    for name, text in files.items():
        with open(os.open(name, os.O_WRONLY | os.O_CREAT, dir_fd=at), "w") as file:  # noqa: PTH123 - of a descriptor
            file.write(text)
    os.close(at)


def test_one_path_that_is_too_long_is_refused_alone(tree: Path) -> None:
    descend(tree, ["b" * 200] * 21, {"x.txt": "Title\n\nText."})
    for name in ("a.txt", "z.txt"):
        (tree / name).write_text("Title\n\nText.")

    found = discover([tree])

    assert [source.path.name for source in found.sources] == ["a.txt", "z.txt"]
    (refused,) = found.refused
    assert "File name too long" in refused.reason
    assert "shorter names" in refused.mend


def test_a_file_at_the_edge_is_read_or_refused(tree: Path) -> None:
    edge = 4095
    room = edge - len(os.fsencode(tree)) - 19 * 201
    last = "c" * (room - len("/") - len("/x.txt"))
    assert 0 < len(last) <= 255
    # The source's path is just short enough; its sidecar's is one byte too long, and so is the other source's.
    files = {"x.txt": "Title\n\nText.", "y.txt": "Title\n\nText.", "y.yaml": "title: Y", "link.txt": "Title\n\nText."}
    descend(tree, ["b" * 200] * 19 + [last], files)
    (tree / "a.txt").write_text("Title\n\nText.")

    found = discover([tree])

    assert [source.path.name for source in found.sources] == ["a.txt"]
    assert sorted(Path(error.path).name for error in found.refused) == ["link.txt", "x.yaml", "y.yaml"]


def test_a_source_without_room_for_a_sidecar_s_name_is_read(tree: Path) -> None:
    (tree / ("n" * 251 + ".txt")).write_text("Title\n\nText.")

    (source,) = discover([tree]).sources

    assert [draft.parse().paragraphs[-1].text for draft in read(source)] == ["Text."]


def test_a_thousand_folders_in_one_another_are_walked(tree: Path) -> None:
    descend(tree, ["d"] * 1_500, {"x.txt": "Title\n\nText."})

    found = discover([tree])

    assert [source.path.name for source in found.sources] == ["x.txt"]
    assert found.refused == ()


def test_a_link_to_a_path_that_is_too_long_is_refused_alone(tree: Path) -> None:
    (tree / "a.txt").write_text("Title\n\nText.")
    (tree / "b.txt").symlink_to("x/" * 2_000 + "y.txt")
    (tree / "c").symlink_to("c")

    found = discover([tree])

    assert [source.path.name for source in found.sources] == ["a.txt"]
    assert [Path(error.path).name for error in found.refused] == ["b.txt"]
