"""A network's file system is known by its mount."""

from pathlib import Path

import pytest

from pincite.index.storage.home import create_home, lock
from pincite.index.storage.mounts import network_filesystem
from pincite.index.values.errors import ArchiveError

MOUNTS = r"""
21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 21 0:40 / /srv/shared rw,relatime - nfs4 server:/export rw,vers=4.2
31 30 8:2 / /srv/shared/local rw shared:2 master:1 - xfs /dev/sdb1 rw
32 21 0:41 / /srv/two\040words rw - cifs //server/share rw
33 21 0:42 / /over rw - ext4 /dev/sdc1 rw
34 33 0:43 / /over rw - fuse.sshfs user@host: rw
""".strip()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var", None),
        ("/srv/shared/var", "nfs4"),
        ("/srv/shared2", None),
        ("/srv/shared/local/var", None),
        ("/srv/two words/var", "cifs"),
        ("/over/var", "fuse.sshfs"),
    ],
)
def test_the_deepest_and_last_mount_counts(path: str, kind: str | None) -> None:
    assert network_filesystem(Path(path), MOUNTS) == kind


def test_a_writer_is_refused_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = create_home(tmp_path)
    monkeypatch.setattr("pincite.index.storage.home.network_filesystem", lambda _: "nfs4")
    with pytest.raises(ArchiveError, match=r"network file system \(nfs4\): set PINCITE_HOME"), lock(home):
        pass


def test_this_machine_has_mounts() -> None:
    assert network_filesystem(Path("/proc")) is None
