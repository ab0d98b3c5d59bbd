"""What a build beside the index promises: it takes over whole and checked, or nothing changes."""

import pytest

from pincite.index.engines.whoosh.generations import open_snapshot, open_writer
from pincite.index.engines.whoosh.layout import Lease, drop_old, generations
from pincite.index.values.errors import ArchiveDamaged
from tests.engines.disks import LyingDisk
from tests.engines.sessions import break_off, damage, entry, state, write


def test_a_fresh_build_takes_over_at_the_end(tmp_path) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry("a", "old")])
    reader = open_snapshot(path)
    with open_writer(path, fresh=True) as writer:
        writer.put([entry("z", "new")])
        writer.commit(9)
        assert state(open_snapshot(path)) == {"a": ("old",)}
    fresh = open_snapshot(path)
    assert (fresh.generation, fresh.checkpoint.batch, state(fresh)) == ("gen-000002", 9, {"z": ("new",)})
    assert state(reader) == {"a": ("old",)}


def test_a_first_build_that_is_killed_leaves_an_index_to_write_to(tmp_path) -> None:
    break_off(tmp_path / "i", [entry("z", "new")], fresh=True, commit=True)
    assert state(open_snapshot(tmp_path / "i")) == {}
    write(tmp_path / "i", 1, [entry("a", "one")])
    assert state(open_snapshot(tmp_path / "i")) == {"a": ("one",)}


def test_a_fresh_build_that_fails_changes_nothing(tmp_path) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry("a", "old")])
    break_off(path, [entry("z", "new")], fresh=True, commit=True)
    assert state(open_snapshot(path)) == {"a": ("old",)}
    write(path, 2, [entry("b", "next")])
    assert generations(path) == ["gen-000001"]


def test_generations_go_by_number_unless_a_reader_holds_them(tmp_path) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry("a", "1")])
    held = open_snapshot(path)
    for batch in range(2, 6):
        write(path, batch, [entry("a", str(batch))], fresh=True)
    assert generations(path) == ["gen-000001", "gen-000003", "gen-000004", "gen-000005"]
    assert state(held) == {"a": ("1",)}
    assert isinstance(held.lease, Lease)
    held.lease.close()
    assert drop_old(path) == ["gen-000001"]


def test_what_was_not_built_as_it_was_written_does_not_take_over(tmp_path) -> None:
    path = tmp_path / "i"
    write(path, 1, [entry("a", "old")])
    with pytest.raises(ArchiveDamaged, match="what was built is damaged"):
        write(path, 2, [entry("z", "new")], fresh=True, disk=LyingDisk())
    assert state(open_snapshot(path)) == {"a": ("old",)}
    write(path, 2, [entry("b", "next")])
    assert generations(path) == ["gen-000001"]
    assert damage(path) == []
