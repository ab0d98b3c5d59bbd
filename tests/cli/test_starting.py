"""What starting the program loads: nothing of services that the archive does not use."""

import subprocess
import sys

import pytest

LISTED = "import sys, app.cli, app.main; print(*sorted({name.partition('.')[0] for name in sys.modules}))"


@pytest.mark.parametrize("client", ["opensearchpy", "psycopg", "requests"])
def test_no_client_of_a_service_is_loaded_before_it_is_used(client: str) -> None:
    done = subprocess.run([sys.executable, "-c", LISTED], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "fastapi" in loaded
    assert client not in loaded
