"""What starting the program loads and costs: nothing of services that are not used, and next to nothing to say help."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pincite.app.cli.commands import COMMANDS
from pincite.app.cli.program import ROOMS, find_command

CLIENTS = ("mcp", "opensearchpy", "prometheus_client", "psycopg", "requests")
SERVER = ("fastapi", "starlette", "uvicorn")
HEAVY = ("alembic", "jinja2", "numpy", "pydantic", "pydantic_settings", "rich", "sqlalchemy", "whoosh", *SERVER)

NOT_FOR_LINES = (
    *("alembic", "chardet", "rich", "yaml", "sqlalchemy.dialects.postgresql"),
    *("pincite.index.backup", "pincite.index.reading.documents", "pincite.index.reading.rules"),
)
"""What an ingest of JSON lines into a new archive does without."""
SERVING = ("serve", "demo")
SECONDS = 3 * 0.25
"""Of processor time, to answer without an archive: three times what is promised, as tests run beside others."""
MODULES = 250
CALLED = "import sys; from pincite.app.cli import main; sys.argv[0] = 'pincite'; sys.exit(main())"


def loaded_by(*modules: str) -> set[str]:
    """Return the packages that a new process holds once it has imported ``modules``."""
    listed = f"import sys, {', '.join(modules)}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["pincite.app.cli.asking", "pincite.app.main"])
def test_no_client_of_a_service_is_loaded_before_it_is_used(module: str) -> None:
    loaded = loaded_by(module)
    assert "whoosh" in loaded
    assert not loaded.intersection(CLIENTS)


def test_only_the_service_loads_what_a_service_needs() -> None:
    rooms = {find_command(command).__module__ for command in ROOMS if command not in SERVING}
    # What asks a local archive in Python needs no more than commands do.
    assert not loaded_by(*sorted(rooms), "pincite.app.client.local").intersection(SERVER)
    assert loaded_by("pincite.app.cli.serving").issuperset({"uvicorn"})
    assert loaded_by("pincite.app.main").issuperset({"fastapi", "starlette"})


def test_every_command_is_found_in_its_room() -> None:
    assert list(ROOMS) == [command.name for command in COMMANDS]
    assert all(callable(find_command(name)) for name in ROOMS)


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["search", "--help"]])
def test_what_needs_no_archive_loads_only_what_reads_arguments(arguments: list[str]) -> None:
    counted = f"import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); {CALLED}"
    command = [sys.executable, "-c", counted, *arguments]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stderr.split()
    assert not {name.partition(".")[0] for name in loaded}.intersection((*HEAVY, *CLIENTS))
    assert len(loaded) <= MODULES


def test_an_ingest_of_json_lines_loads_no_more_than_it_needs(tmp_path: Path) -> None:
    source = tmp_path / "one.jsonl"
    source.write_text('{"id": "a", "paragraphs": ["One."]}\n', encoding="utf-8")
    code = "import sys; from pincite.app.cli import main; main(); print(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", code, "ingest", str(source), "--home", str(tmp_path / "var")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Ingested 1 statement" in done.stdout
    loaded = set(done.stderr.split())
    assert "pincite.index.reading.jsonl" in loaded
    assert not loaded.intersection(NOT_FOR_LINES)


def test_what_needs_no_archive_answers_at_once() -> None:
    with subprocess.Popen([sys.executable, "-c", CALLED, "--version"], stdout=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    assert used.ru_utime + used.ru_stime <= SECONDS
