"""The import contracts of pyproject.toml bite: a copy of the tree with one wrong import fails them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.packaging


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for package in ("index", "app"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_tree_keeps_the_contracts(tree: Path) -> None:
    result = lint_imports(tree)

    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("index/statement.py", "import app", "index never imports app"),
        ("index/query/__init__.py", "import index.ingest", "entry points above surfaces"),
        ("index/engine.py", "import index.ingest", "entry points above surfaces"),
        ("app/web/__init__.py", "import app.api", "entry points above surfaces"),
        ("app/api/__init__.py", "import app.main", "entry points above surfaces"),
        ("index/ingest.py", "import whoosh", "only index.engines.whoosh imports whoosh"),
        ("app/dependencies/opening.py", "import whoosh.index", "only index.engines.whoosh imports whoosh"),
        ("index/ingest.py", "import opensearchpy", "only index.engines.opensearch imports the client"),
        ("app/dependencies/opening.py", "import opensearchpy", "only index.engines.opensearch imports the client"),
        ("index/errors.py", "import fastapi", "index is a library"),
        ("index/ingest.py", "import rich.progress", "index is a library"),
        ("index/ingest.py", "import index.engines.whoosh", "only app.dependencies.opening names an engine"),
        ("app/api/__init__.py", "import index.engines.whoosh", "only app.dependencies.opening names an engine"),
        ("app/dependencies/serving.py", "import index.engines.whoosh", "only app.dependencies.opening names an engine"),
        ("index/engines/whoosh/__init__.py", "import index.record", "an engine knows the port"),
    ],
)
def test_a_wrong_import_breaks_its_contract(tree: Path, module: str, line: str, contract: str) -> None:
    source = tree / module
    if not source.exists():  # a package in place of a module, and the reverse
        swapped = source.with_suffix("") / "__init__.py"
        source = swapped if swapped.exists() else source.parent.with_suffix(".py")
    with source.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")

    result = lint_imports(tree)

    assert result.returncode != 0
    broken = [row for row in result.stdout.splitlines() if " BROKEN" in row]
    assert any(row.startswith(contract) for row in broken), result.stdout + result.stderr
