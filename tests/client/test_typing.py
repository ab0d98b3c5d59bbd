"""The client is typed for ``mypy --strict``, and costs nothing before it is used."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import pincite
from tests.cli.test_starting import CLIENTS, HEAVY, SERVER
from tests.conftest import ROOT


def loaded_after(program: str) -> set[str]:
    """Return the packages that a new process holds after a program."""
    listed = f"import sys; import pincite; {program}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_importing_pincite_loads_nothing() -> None:
    assert not loaded_after("dir(pincite)").intersection({*HEAVY, *CLIENTS, "httpx", "stamina", "pandas"})


def test_a_client_loads_no_web_framework_and_no_engine() -> None:
    loaded = loaded_after("pincite.Client('https://example.org'); pincite.AsyncClient('https://example.org')")
    assert "httpx" in loaded
    assert not loaded.intersection({*SERVER, *CLIENTS, "whoosh", "sqlalchemy", "numpy", "pandas"})


def test_every_public_name_is_there() -> None:
    assert all(getattr(pincite, name).__name__ for name in pincite.__all__)
    assert set(pincite.__all__) <= set(dir(pincite))
    with pytest.raises(AttributeError, match="no attribute 'Clint'"):
        pincite.Clint  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.torture
def test_a_program_that_uses_the_client_passes_mypy_strict(tmp_path: Path) -> None:
    # Without the settings of this project, and a cache of its own: what a reader of the package gets.
    command = [sys.executable, "-m", "mypy", "--strict", "--warn-unreachable", "--cache-dir", str(tmp_path / "cache")]
    options = ["--config-file", os.devnull, "--follow-imports", "silent", "tests/client/typed.py"]
    done = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
