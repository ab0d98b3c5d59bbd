"""Every command of docs/operations.md is run, in the order of the page."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pincite.app.cli.arguments import build_parser
from pincite.index.values.bounds import BOUNDS
from tests.conftest import ROOT
from tests.services.opensearch import server_of
from tests.services.postgresql import PostgresqlServer

PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
SERVERS = "bash"
"""What marks commands that are given upon a PostgreSQL server and an OpenSearch cluster."""
BLOCKS = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


COMMAND = re.compile(r"^\s*(\$ )?pincite ", re.MULTILINE)


def commands(page: str, marked: str = "sh") -> str:
    """Return what stands in the blocks that are marked so, one after the other."""
    return "\n".join(text for kind, text in BLOCKS.findall(page) if kind == marked)


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script that stops at the first command that fails, with ``pincite`` on its path."""
    shutil.copytree(ROOT / "seeds", folder / "statements")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-eux", "-c", script], cwd=folder, env=environment, capture_output=True, text=True, timeout=600
    )


def test_each_command_of_the_page_is_one() -> None:
    lines = [line.partition("|")[0] for line in f"{commands(PAGE)}\n{commands(PAGE, SERVERS)}".splitlines()]
    asked = [shlex.split(line)[1:] for line in lines if line.startswith("pincite ")]
    assert len(asked) > 20
    for arguments in asked:
        assert build_parser().parse_args(arguments).command == arguments[0]


@pytest.mark.torture
def test_the_commands_of_the_page_run_from_first_to_last(tmp_path: Path) -> None:
    done = run(commands(PAGE), tmp_path)
    assert done.returncode == 0, done.stderr


def test_no_command_stands_in_a_block_that_is_not_run() -> None:
    assert commands(PAGE).count("pincite ") > 5
    assert commands(PAGE, SERVERS).count("pincite ") > 5
    assert {kind for kind, text in BLOCKS.findall(PAGE) if COMMAND.search(text)} == {"sh", SERVERS}


@pytest.mark.torture
def test_the_way_to_a_cluster_can_be_gone(tmp_path: Path, postgresql: PostgresqlServer) -> None:
    cluster = server_of("2.19")
    secret = "a-password-of-the-page"
    for command in commands(PAGE, "sql").strip().split(";\n"):
        postgresql.run_sql(command.rstrip(";").replace("…", secret))
    [template] = re.findall(r"^PUT (\S+)\n(.*)$", commands(PAGE, ""), re.MULTILINE)
    cluster.ask("PUT", f"/{template[0]}", {**json.loads(template[1]), "priority": 1})
    (tmp_path / "record-password").write_text(secret, encoding="utf-8")
    script = commands(PAGE, SERVERS)
    for said, meant in (
        ("@db.example.org/", f"@127.0.0.1:{postgresql.port}/"),
        ("https://search.example.org:9200", cluster.url),
    ):
        assert said in script
        script = script.replace(said, meant)

    done = run(f"export PINCITE_HOME=archive\npincite ingest statements/\n{script}", tmp_path)

    cluster.ask("DELETE", "/pincite-*")
    cluster.ask("DELETE", "/_index_template/pincite")
    postgresql.drop_database(postgresql.url("pincite"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Record and index agree") == 2
    assert secret not in done.stdout + done.stderr


def test_the_table_of_bounds_is_that_of_the_code() -> None:
    table = PAGE.partition("| what | at most | beyond that |\n|---|---|---|\n")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in table.splitlines()]
    assert rows == [[bound.name, str(bound), bound.beyond] for bound in BOUNDS]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("script", ["pincite ingest absent/", "pincite mend", "pincite verify\npincite --version"])
def test_a_command_that_fails_is_noticed(tmp_path: Path, script: str) -> None:
    assert run(script, tmp_path).returncode != 0
