"""The service is what its OpenAPI document says: schemathesis reads it and tries, and a client is made of it."""

import compileall
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.api.test_server import serving
from tests.conftest import ROOT, Client
from tests.services import report

CONFIGURED = Path(__file__).with_name("schemathesis.toml")
SEED = os.environ.get("PINCITE_SEED", "1")
TORTURE = pytest.mark.torture


@pytest.mark.parametrize(
    ("phases", "examples", "least"),
    [("examples,fuzzing", 4, 20), pytest.param("examples,coverage,fuzzing,stateful", 100, 3_000, marks=TORTURE)],
    ids=["few", "all"],
)
def test_schemathesis_finds_nothing(home: Path, tmp_path: Path, phases: str, examples: int, least: int) -> None:
    """All its checks: answers are as described, what is valid is taken, and what is not is refused.

    PINCITE_SEED gives it another seed.
    """
    written = tmp_path / "report.json"
    with serving(home) as (base, _):
        schemathesis = [str(Path(sys.executable).with_name("schemathesis")), f"--config-file={CONFIGURED}"]
        program = [*schemathesis, "run", f"{base}/openapi.json"]
        options = ["--checks=all", f"--phases={phases}", f"--max-examples={examples}", f"--seed={SEED}", "--no-color"]
        told = subprocess.run(
            [*program, *options, "--continue-on-failure", f"--report-json-path={written}"],
            env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.api.conforming", "PYTHONPATH": str(ROOT)},
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
    assert told.returncode == 0, told.stdout + told.stderr
    told_cases = json.loads(written.read_text(encoding="utf-8"))["test_cases"]
    assert told_cases["generated"] >= least
    assert told_cases["with_failures"] == told_cases["errored"] == 0
    report.count(f"schemathesis made {told_cases['generated']:,} requests in one run and found nothing")


USE = """
import sys
from client import Client
from client.api.search import search, suggest
from client.api.statements import statement
from client.models import FailureOut, SearchFacetItem, SearchGroup, SearchHistogram, SearchOut, StatementAnswer

service = Client(base_url=sys.argv[1], httpx_args={"trust_env": False})
asked = {"q": "commitment", "facet": [SearchFacetItem.ISSUER], "histogram": SearchHistogram.YEAR}
found = search.sync(client=service, group=SearchGroup.STATEMENT, **asked)
assert isinstance(found, SearchOut), found
one = statement.sync(found.hits[0].statement.id, client=service)
assert isinstance(one, StatementAnswer), one
words = suggest.sync(client=service, q="commit")
refused = search.sync(client=service, q='"')
assert isinstance(refused, FailureOut) or not refused.hits, refused
print(found.paragraphs, len(found.histogram.bars), one.statement.title, words.suggestions[0].text)
"""


@pytest.mark.torture
def test_a_client_is_made_of_the_document_and_works(client: Client, home: Path, tmp_path: Path) -> None:
    document, options = tmp_path / "openapi.json", tmp_path / "options.yaml"
    document.write_bytes(client.get("/openapi.json").content)
    options.write_text("post_hooks: []", encoding="utf-8")
    told = made_client(document, options, tmp_path / "client")
    assert "warning" not in told.casefold(), told
    assert compileall.compile_dir(tmp_path / "client", quiet=1)
    with serving(home) as (base, _):
        used = subprocess.run([sys.executable, "-c", USE, base], cwd=tmp_path, capture_output=True, text=True)
    assert used.returncode == 0, used.stderr
    assert used.stdout.split()[0] == str(client.json("/v1/search?q=commitment")["paragraphs"])
    if os.environ.get("PINCITE_TORTURE"):
        subprocess.run([sys.executable, "-m", "mypy", "--strict", "client"], cwd=tmp_path, check=True)


def made_client(document: Path, options: Path, folder: Path) -> str:
    """Make a client in ``folder``; return what its maker said. Any warning of it is an error."""
    program = [str(Path(sys.executable).with_name("openapi-python-client")), "generate", "--fail-on-warning"]
    paths = [f"--path={document}", f"--config={options}", f"--output-path={folder}", "--meta=none"]
    told = subprocess.run([*program, *paths], capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout + told.stderr
