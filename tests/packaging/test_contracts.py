"""The import contracts of pyproject.toml bite: a copy of the tree with one wrong import fails them."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LIBRARY, PROGRAM = "rooms of index:", "rooms of app:"

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


def broken_by(tree: Path) -> list[str]:
    """Return the contracts that the tree breaks, by name."""
    result = lint_imports(tree)
    assert result.returncode != 0, result.stdout + result.stderr
    return [row for row in result.stdout.splitlines() if " BROKEN" in row]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for package in ("pincite", "index", "app"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / package, tmp_path / package, symlinks=True, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def file_of(module: str) -> str:
    """Where a module stands, below the root."""
    path = module.removeprefix("pincite.").replace(".", "/")
    return f"{path}/__init__.py" if (ROOT / path).is_dir() else f"{path}.py"


def test_the_tree_keeps_the_contracts(tree: Path) -> None:
    result = lint_imports(tree)

    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 broken" in result.stdout


@pytest.mark.sampled(6)
@pytest.mark.parametrize(
    ("importer", "imported", "contract"),
    [
        ("index.reading.documents", "index.record.record", LIBRARY),
        ("index.showing.marking", "index.storage.home", "what reads sources or shows answers keeps no files"),
        ("index.record.record", "index.ingest.ingesting", LIBRARY),
        ("index.engines.opensearch.engine", "index.engines.whoosh.engine", "engines do not know each other"),
        ("index.engines.whoosh.engine", "index.showing.snippets", LIBRARY),
        ("app.settings", "app.dependencies.opening", PROGRAM),
        ("index.values.statement", "index.values.fields", "rooms of index.values:"),
        ("index.storage.disk", "index.storage.home", "rooms of index.storage:"),
        ("index.text.analysis", "index.record.record", LIBRARY),
        ("index.record.record", "index.backup.dumping", LIBRARY),
        ("app.answering.links", "app.web.pages", PROGRAM),
        ("app.errors", "app.cli.program", PROGRAM),
        # Beside the twelve above, which issue 14 names.
        ("index.values.statement", "app", "index never imports app"),
        ("index.query", "index.ingest", LIBRARY),
        ("index.engine", "index.ingest", LIBRARY),
        ("index.text.tokens", "index.results", LIBRARY),
        ("index.ingest.ingesting", "index.backup.loading", LIBRARY),
        ("index.record.values", "index.engine", "record and storage know values"),
        ("index.storage.disk", "index.query.query", "record and storage know values"),
        ("index.reading.documents", "index.query.parser", "reading knows texts and values"),
        ("index.engines.whoosh", "index.record", LIBRARY),
        ("index.engines.whoosh.layout", "index.engines.whoosh.writing.batchwriter", "rooms of the embedded engine:"),
        (
            "index.engines.opensearch.commits.reading",
            "index.engines.opensearch.answering.answer",
            "rooms of the cluster",
        ),
        ("index.ingest.ingesting", "index.engines.whoosh", "only app.dependencies.opening names an engine"),
        ("app.api", "index.engines.whoosh", "only app.dependencies.opening names an engine"),
        ("app.dependencies.serving", "index.engines.whoosh", "only app.dependencies.opening names an engine"),
        ("app.web", "app.api", PROGRAM),
        ("app.api", "app.main", PROGRAM),
        ("app.client.local", "app.web.pages", "the client knows answers"),
        ("app.answering.links", "app.client.wire", PROGRAM),
        ("app.words", "app.web.pages", PROGRAM),
        ("app.api", "app.agents.desk", PROGRAM),
    ],
)
def test_a_wrong_import_breaks_its_contract(tree: Path, importer: str, imported: str, contract: str) -> None:
    source = tree / file_of(importer)
    assert source.is_file()
    assert (tree / file_of(imported)).is_file()
    with source.open("a", encoding="utf-8") as file:
        file.write(f"\nimport pincite.{imported}\n")

    broken = broken_by(tree)

    assert any(row.startswith(contract) for row in broken), broken


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("importer", "imported", "contract"),
    [
        ("index.ingest.ingesting", "whoosh", "only index.engines.whoosh imports whoosh"),
        ("app.dependencies.opening", "whoosh.index", "only index.engines.whoosh imports whoosh"),
        ("index.ingest.ingesting", "opensearchpy", "only index.engines.opensearch imports the client"),
        ("app.dependencies.opening", "opensearchpy", "only index.engines.opensearch imports the client"),
        ("app.main", "mcp.types", "only app.agents imports the SDK"),
        ("index.values.errors", "fastapi", "index is a library"),
        ("index.ingest.ingesting", "rich.progress", "index is a library"),
    ],
)
def test_a_foreign_package_stays_where_it_belongs(tree: Path, importer: str, imported: str, contract: str) -> None:
    with (tree / file_of(importer)).open("a", encoding="utf-8") as file:
        file.write(f"\nimport {imported}\n")

    assert any(row.startswith(contract) for row in broken_by(tree))


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("folder", "contract"),
    [
        ("index", LIBRARY),
        ("app", PROGRAM),
        ("index/values", "rooms of index.values:"),
        ("index/engines", "engines do not know each other"),
    ],
)
def test_a_room_in_no_contract_is_refused(tree: Path, folder: str, contract: str) -> None:
    (tree / folder / "attic").mkdir()
    (tree / folder / "attic" / "__init__.py").touch()

    result = lint_imports(tree)

    assert result.returncode != 0
    assert contract in result.stdout + result.stderr
    assert "attic" in result.stdout + result.stderr


@pytest.mark.parametrize(
    "line", ["import index.engine", "from app import settings", "import app", "from index.query import parser"]
)
def test_the_bare_names_are_refused(tree: Path, line: str) -> None:
    for file in ("index/engine.py", "app/main.py", "tests/test_new.py"):
        (tree / file).parent.mkdir(exist_ok=True)
        (tree / file).write_text(f"{line}\n", encoding="utf-8")
        ruff = [str(Path(sys.executable).with_name("ruff")), "check", "--no-cache", "--select", "TID", file]
        done = subprocess.run(ruff, cwd=tree, capture_output=True, text=True, check=False)
        assert "TID251" in done.stdout, file
