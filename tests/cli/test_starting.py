"""What starting the program loads: nothing of services that the archive does not use, nor of a server it is not."""

import subprocess
import sys

import pytest

CLIENTS = ("opensearchpy", "psycopg", "requests")
SERVER = ("fastapi", "starlette", "uvicorn")


def loaded_by(module: str) -> set[str]:
    """Return the packages that a new process holds once it has imported ``module``."""
    listed = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", listed], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["pincite.app.cli", "pincite.app.main"])
def test_no_client_of_a_service_is_loaded_before_it_is_used(module: str) -> None:
    loaded = loaded_by(module)
    assert "whoosh" in loaded
    assert not loaded.intersection(CLIENTS)


def test_only_the_service_loads_what_a_service_needs() -> None:
    assert not loaded_by("pincite.app.cli.program").intersection(SERVER)
    assert loaded_by("pincite.app.cli.serving").issuperset({"uvicorn"})
    assert loaded_by("pincite.app.main").issuperset({"fastapi", "starlette"})
