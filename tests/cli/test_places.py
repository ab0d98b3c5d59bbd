"""Where an archive lives when nobody says, and what a system or a Python that cannot keep one is told."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import pincite
from pincite.app.cli import main
from pincite.app.default_home import data_folder, default_home, is_checkout
from pincite.app.platforms import UnsupportedSystem, check_system
from pincite.app.settings import Settings
from pincite.index.values.errors import ArchiveMissing
from tests.conftest import ROOT

SEEDS = str(ROOT / "seeds")


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Pincite as it is outside a checkout, for a user with this data folder."""
    monkeypatch.setattr("pincite.app.default_home.is_checkout", lambda: False)
    monkeypatch.delenv("PINCITE_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "pincite"


def test_the_first_command_says_where_and_only_the_first(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ingest", SEEDS]) == 0
    assert f"the archive will be in {installed};" in capsys.readouterr().err
    assert (installed / "PINCITE").is_file()
    assert main(["ingest", SEEDS]) == 0
    assert str(installed) not in capsys.readouterr().err


@pytest.mark.parametrize("named", ["--home", "PINCITE_HOME"])
def test_a_named_folder_wins_and_nothing_is_said(
    installed: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str], named: str
) -> None:
    monkeypatch.setenv("PINCITE_HOME", "" if named == "--home" else str(tmp_path / "mine"))
    assert main(["ingest", SEEDS, *(["--home", str(tmp_path / "mine")] if named == "--home" else [])]) == 0
    assert "the archive will be" not in capsys.readouterr().err
    assert (tmp_path / "mine" / "PINCITE").is_file()
    assert not installed.exists()


def test_a_missing_archive_is_named_with_its_folder(installed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", "ironclad"]) == 74
    assert f"there is no archive in {installed}" in capsys.readouterr().err


def test_in_a_checkout_it_is_var(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PINCITE_HOME", raising=False)
    assert is_checkout()
    assert Settings().home == default_home() == Path("var")


def test_installed_packages_are_no_checkout(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    assert not is_checkout(tmp_path)


@pytest.mark.parametrize("named", ["", "relative/data"])
def test_without_a_usable_variable_it_is_below_the_home_folder(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    assert data_folder({"XDG_DATA_HOME": named}) == Path("/home/somebody/.local/share")


def test_a_user_without_a_home_folder_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "home", nowhere)
    with pytest.raises(ArchiveMissing, match="set PINCITE_HOME"):
        data_folder({})


@pytest.mark.parametrize(("system", "name"), [("darwin", "macOS"), ("win32", "Windows"), ("aix", "aix")])
def test_a_system_that_is_not_tested_is_refused(system: str, name: str) -> None:
    with pytest.raises(UnsupportedSystem, match=f"kept on {name}, .*: run Pincite"):
        check_system(system)


def test_windows_is_told_before_anything_that_it_lacks_is_imported() -> None:
    lacking = "sys.modules.update(fcntl=None, resource=None)"
    code = f"import sys; from pincite.app.cli import main; {lacking}; sys.platform = 'win32'; sys.exit(main(['stats']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("pincite: an archive cannot be kept on Windows")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["open", "LocalArchive"])
def test_a_local_archive_is_refused_there_and_a_client_is_not(name: str) -> None:
    lacking = "sys.modules.update(fcntl=None, resource=None)"
    asked = f"pincite.Client; pincite.AsyncClient; sys.platform = 'win32'; pincite.{name}"
    code = f"import sys; {lacking}; import pincite; {asked}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "UnsupportedSystem: an archive cannot be kept on Windows" in done.stderr.splitlines()[-1]
    assert "`pincite.Client`" in done.stderr.splitlines()[-1]


def test_an_older_python_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    assert main(["stats"]) == 2
    assert capsys.readouterr().err.startswith("pincite: this is Python 3.10, and Pincite needs 3.11 or newer")


def test_so_is_a_script_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    monkeypatch.delitem(vars(pincite), "Client", raising=False)
    with pytest.raises(ImportError, match=r"this is Python 3\.10, and Pincite needs 3\.11 or newer: install it, or"):
        _ = pincite.Client


@pytest.mark.parametrize(
    "file", ["pincite/__init__.py", "app/__init__.py", "app/cli/__init__.py", "app/cli/__main__.py"]
)
def test_an_older_python_can_read_what_tells_it(file: str) -> None:
    read = ast.parse((ROOT / file).read_text(encoding="utf-8"), feature_version=(3, 7))
    # An annotation is evaluated, and `list[str]` is none there.
    annotations = [
        one for node in ast.walk(read) for one in (getattr(node, "returns", None), getattr(node, "annotation", None))
    ]
    assert not [one for one in annotations if isinstance(one, ast.Subscript | ast.BinOp)]
