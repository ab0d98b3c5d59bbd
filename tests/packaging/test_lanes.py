"""Tests in lanes: who asks one server shares a process with all who do, and each lane's word is heard at the end."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.lanes import group_of
from tests.services.opensearch import RELEASE, RELEASES

pytestmark = pytest.mark.packaging

CONFTEST = 'pytest_plugins = ["tests.services.fixtures", "tests.lanes"]\n'
ENGINES = ["whoosh", *(f"opensearch-{release}" for release in RELEASES)]
ASKS = f"""
import os

import pytest

from tests.services import report


@pytest.mark.parametrize("name", {ENGINES})
def test_answers_are_those_of_the_oracle(name):
    report.note(name, "1")
    report.count(f"{{name}} was asked in {{os.getpid()}} of FILE")
"""
MAIN = f"opensearch-{RELEASE}"
AGAIN = next(f"opensearch-{release}" for release in RELEASES if release != RELEASE)
SHORT = "def test_short(): pass\n"
SAMPLED = """
import pytest

from tests.services import report

@pytest.mark.sampled(3)
@pytest.mark.parametrize("case", range(7))
def test_case(case): report.count(f"case {case} was asked")
"""
LONG = "import pytest\n\npytestmark = pytest.mark.slow\n\ndef test_long(): pass\n"
ASKED = re.compile(r"(\S+) was asked in (\d+) of (\w+)")


def run(folder: Path, *arguments: str) -> str:
    """Run the tests of a folder in a process of their own, and return what they say."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PINCITE"))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of a few tests, two files of them contracts."""
    folder = tmp_path_factory.mktemp("suite")
    contract = folder / "tests" / "contract"
    contract.mkdir(parents=True)
    (folder / "pytest.ini").write_text(
        "[pytest]\nmarkers = slow: long\n  torture: minutes\n  sampled(n): some\n", encoding="ascii"
    )
    (folder / "conftest.py").write_text(CONFTEST, encoding="ascii")
    (folder / "test_a_short.py").write_text(SHORT, encoding="ascii")
    (folder / "test_long.py").write_text(LONG, encoding="ascii")
    (folder / "test_sampled.py").write_text(SAMPLED, encoding="ascii")
    for name in ("tokens", "oracle"):
        (contract / f"test_{name}.py").write_text(ASKS.replace("FILE", name), encoding="ascii")
    return folder


@pytest.fixture(scope="module")
def said(suite: Path) -> str:
    """What two lanes say of it."""
    return run(suite, "-n", "2")


def test_the_last_two_lines_are_the_count_and_the_servers_of_all_lanes(said: str) -> None:
    *_, counted, servers = said.splitlines()
    assert re.search(r" 10 passed, 5 skipped in ", counted)
    assert servers == f"cluster: {', '.join(f'{name} 1' for name in sorted(ENGINES))}"


def test_all_that_asks_one_server_is_in_one_process(said: str) -> None:
    asked = ASKED.findall(said)
    assert len(asked) == 5
    assert len({process for name, process, _ in asked if name == MAIN}) == 1


def test_a_second_release_is_asked_only_a_part(said: str) -> None:
    assert {(name, file) for name, _, file in ASKED.findall(said) if name not in ("whoosh", MAIN)} == {
        (AGAIN, "oracle")
    }


def test_of_a_sampled_test_one_case_in_so_many_is_asked(said: str) -> None:
    assert sorted(re.findall(r"case (\d) was asked", said)) == ["0", "3", "6"]


def test_servers_and_long_files_begin(suite: Path) -> None:
    listed = [group_of(line) for line in run(suite, "--collect-only", "-q").splitlines() if "::" in line]
    *servers, long, short = [name for name in dict.fromkeys(listed) if "contract" not in name and "sampled" not in name]
    assert (sorted(servers), long, short) == (sorted({MAIN, AGAIN}), "test_long.py", "test_a_short.py")


@pytest.mark.parametrize(
    ("test", "group"),
    [
        (f"tests/contract/test_x.py::test_it[{AGAIN}]", AGAIN),
        (f"tests/contract/test_x.py::test_it[a-{MAIN}-b]", MAIN),
        ("tests/contract/test_x.py::test_it[whoosh-opensearch]", "tests/contract/test_x.py"),
        ("tests/opensearch/test_faults.py::test_it[reset]", MAIN),
        ("tests/opensearch/test_nodes.py::test_it", "tests/opensearch/test_nodes.py"),
    ],
)
def test_a_group_is_a_server_or_a_file(test: str, group: str) -> None:
    assert group_of(test) == group
