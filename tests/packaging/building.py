"""Builds what is released out of a copy of the sources, because a build leaves folders beside them."""

import gzip
import io
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import ROOT

SOURCES = ("pincite", "index", "app", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")
_BUILD = """
import sys
from setuptools import build_meta
folder, *kinds = sys.argv[1:]
sys.argv[1:] = []
for kind in kinds:
    getattr(build_meta, f"build_{kind}")(folder)
"""


def copy_sources(tree: Path) -> None:
    """Copy all that a build needs into the folder ``tree``. Links stay links."""
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, tree)


def build_wheel(tree: Path, made: Path) -> Path:
    """Build the wheel of the sources in ``tree``, as installers do. Return its file in ``made``."""
    made.mkdir(exist_ok=True)
    _build(tree, made, "wheel", environment=os.environ)
    (file,) = made.glob("*.whl")
    return file


def build_both(tree: Path, made: Path, epoch: int) -> tuple[Path, Path]:
    """Build wheel and source archive of ``tree`` into ``made``, with ``epoch`` for the time of every file in them."""
    _build(tree, made, "sdist", "wheel", environment={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)})
    (wheel,), (archive,) = made.glob("*.whl"), made.glob("*.tar.gz")
    _settle_times(archive, epoch)
    return wheel, archive


def _build(tree: Path, made: Path, *kinds: str, environment: Mapping[str, str]) -> None:
    """Let the backend build in a process of its own. Without pip, which takes seconds only to start."""
    command = [sys.executable, "-c", _BUILD, str(made.resolve()), *kinds]
    subprocess.run(command, cwd=tree, env=environment, check=True, capture_output=True, timeout=300)


def _settle_times(archive: Path, epoch: int) -> None:
    """Write a source archive again with one time and no owner, which setuptools takes from the machine."""
    raw = io.BytesIO(gzip.decompress(archive.read_bytes()))
    settled = io.BytesIO()
    with tarfile.open(fileobj=raw) as before, tarfile.open(fileobj=settled, mode="w") as after:
        for member in sorted(before.getmembers(), key=lambda one: one.name):
            member.mtime, member.uid, member.gid, member.uname, member.gname = epoch, 0, 0, "", ""
            member.pax_headers = {}
            after.addfile(member, before.extractfile(member) if member.isfile() else None)
    archive.write_bytes(gzip.compress(settled.getvalue(), mtime=epoch))
