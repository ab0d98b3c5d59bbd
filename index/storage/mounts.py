"""What kind of file system a folder is on: locks and shared memory are not to be had on every one."""

from pathlib import Path

_MOUNTS = Path("/proc/self/mountinfo")
_NETWORK = frozenset(
    ("9p", "afs", "beegfs", "ceph", "cifs", "coda", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4", "smb3", "smbfs")
) | {"fuse.glusterfs", "fuse.s3fs", "fuse.sshfs"}


def network_filesystem(path: Path, mounts: str | None = None) -> str | None:
    """Return the kind of file system under ``path`` when that is a network's, else None.

    ``mounts`` is the text of Linux's mountinfo; where there is none, nothing is known and None is returned.
    """
    kind = _kind(path.absolute(), _read_mounts() if mounts is None else mounts)
    return kind if kind in _NETWORK else None


def _kind(path: Path, mounts: str) -> str:
    """Return the kind of the mount that holds ``path``: the deepest, and of those on one place the last."""
    found, depth = "", 0
    for line in mounts.splitlines():
        mounted, _, source = line.partition(" - ")
        place = Path(_unescaped(mounted.split()[4]))
        if path.is_relative_to(place) and len(place.parts) >= depth:
            found, depth = source.split()[0], len(place.parts)
    return found


def _unescaped(text: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, character)
    return text


def _read_mounts() -> str:
    try:
        return _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""
