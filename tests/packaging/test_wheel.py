"""A wheel installs one package, ``pincite``, with everything that is in the two folders, and it starts."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.packaging

SOURCES = ("pincite", "index", "app", "pyproject.toml", "README.md", "LICENSE")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """What ``pip wheel`` makes of a copy of the sources: a build leaves folders beside them."""
    tree, made = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("made")
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, tree)
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps"]
    alone = ["--no-build-isolation", "--no-index", "--wheel-dir", str(made), str(tree)]
    subprocess.run([*command, *alone], check=True, capture_output=True, timeout=300)
    (file,) = made.glob("*.whl")
    return zipfile.ZipFile(file)


def files_of(wheel: zipfile.ZipFile) -> set[str]:
    return {name for name in wheel.namelist() if ".dist-info/" not in name}


def test_a_wheel_installs_nothing_but_pincite(wheel: zipfile.ZipFile) -> None:
    assert {name.partition("/")[0] for name in files_of(wheel)} == {"pincite"}


def test_a_wheel_holds_every_file_of_both_folders(wheel: zipfile.ZipFile) -> None:
    ours = [path for name in ("index", "app") for path in (ROOT / name).rglob("*") if path.is_file()]
    kept = {f"pincite/{path.relative_to(ROOT)}" for path in ours if "__pycache__" not in path.parts}
    assert files_of(wheel) == {"pincite/__init__.py", "pincite/py.typed", *kept}


def test_what_is_in_a_wheel_answers(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    wheel.extractall(tmp_path / "installed")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed"), "PINCITE_HOME": str(tmp_path / "var")}

    def run(*words: str) -> str:
        command = [sys.executable, "-W", "error", "-m", *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    assert "ironclad" not in run("pincite.app.cli", "ingest", str(ROOT / "seeds"))
    assert "1 statement" in run("pincite.app.cli", "search", "ironclad")
    assert run("timeit", "-n1", "-r1", "-s", "import pincite", "assert 'installed' in pincite.__file__")


def test_no_process_of_ours_loads_a_module_under_two_names() -> None:
    listed = "import sys, pincite.app.main, pincite.app.cli.program; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", listed], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "pincite.app.main" in loaded
    assert not {name for name in loaded if name.partition(".")[0] in ("index", "app")}
