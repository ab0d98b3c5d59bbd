"""Builds what is released out of a copy of the sources, because a build leaves folders beside them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

SOURCES = ("pincite", "index", "app", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md")
_BUILD = """
import sys
from setuptools import build_meta
sys.argv[1:] = []
for build in (build_meta.build_sdist, build_meta.build_wheel):
    build({folder!r})
"""


def copy_sources(tree: Path) -> None:
    """Copy all that a build needs into the folder ``tree``. Links stay links."""
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, tree)


def build_wheel(tree: Path, made: Path) -> Path:
    """Build the wheel of the sources in ``tree`` as pip does, without a network. Return its file in ``made``."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps"]
    alone = ["--no-build-isolation", "--no-index", "--wheel-dir", str(made), str(tree)]
    subprocess.run([*command, *alone], check=True, capture_output=True, timeout=300)
    (file,) = made.glob("*.whl")
    return file


def build_both(tree: Path, made: Path, epoch: int) -> tuple[Path, Path]:
    """Build wheel and source archive of ``tree`` into ``made``, with ``epoch`` for the time of every file in them."""
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch)}
    code = _BUILD.format(folder=str(made))
    subprocess.run(
        [sys.executable, "-c", code], cwd=tree, env=environment, check=True, capture_output=True, timeout=300
    )
    (wheel,), (archive,) = made.glob("*.whl"), made.glob("*.tar.gz")
    return wheel, archive
