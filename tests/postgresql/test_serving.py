"""The service beside its record's server: one that is away is a part that is not ready, and comes back by itself."""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import URL, make_url

from pincite.app.dependencies import open_archive
from pincite.app.main import create_app
from pincite.app.settings import Settings
from pincite.app.starting import open_patiently
from pincite.index.values.errors import ArchiveMissing, RecordUnavailable
from tests.calls import Run
from tests.conftest import Client
from tests.services.postgresql import PostgresqlServer


def settings_of(url: URL, home: Path, **more: float) -> Settings:
    return Settings(home=home, record_url=url.render_as_string(hide_password=False), **more)  # type: ignore[arg-type]


@pytest.fixture
def archive(own_postgresql: PostgresqlServer, tmp_path: Path, run: Run) -> Settings:
    """An archive with one statement, whose record is on a server of the test's own."""
    seed = tmp_path / "one.txt"
    seed.write_text("Our ironclad commitment.", encoding="utf-8")
    url = own_postgresql.create_database()
    run(url, tmp_path / "var", "ingest", str(seed))
    return settings_of(url, tmp_path / "var", record_timeout=5)


def parts_of(client: Client) -> tuple[int, dict[str, bool]]:
    answer = client.get("/readyz")
    return answer.status_code, {part["part"]: part["ready"] for part in answer.json()["parts"]}


def test_a_server_that_goes_away_is_told_and_comes_back(own_postgresql: PostgresqlServer, archive: Settings) -> None:
    app = create_app(archive)
    client = Client(app)
    assert client.json("/v1/statements/one")["statement"]["id"] == "one"
    assert parts_of(client) == (200, {"record": True, "index": True})

    own_postgresql.kill()

    failed = client.get("/v1/statements/one")
    assert (failed.status_code, failed.headers["content-type"]) == (503, "application/problem+json")
    assert failed.headers["retry-after"].isdecimal()
    assert failed.json()["code"] == "record_unavailable"
    assert own_postgresql.password not in failed.text
    assert client.get("/statements/one").status_code == 503
    assert client.json("/v1/search?q=ironclad")["paragraphs"] == 1, "the index answers without the record"
    status, parts = parts_of(client)
    assert (status, parts["record"]) == (503, False)

    own_postgresql.run()
    assert client.json("/v1/statements/one")["statement"]["id"] == "one"
    assert parts_of(client)[0] == 200
    app.state.holder.close()


def test_a_service_that_starts_first_answers_when_its_server_is_there(
    own_postgresql: PostgresqlServer, archive: Settings
) -> None:
    own_postgresql.kill()
    app = create_app(archive)
    client = Client(app)
    assert parts_of(client) == (503, {"record": False})

    own_postgresql.run()

    assert parts_of(client) == (200, {"record": True, "index": True})
    app.state.holder.close()


def test_a_start_waits_for_the_server(own_postgresql: PostgresqlServer, archive: Settings) -> None:
    own_postgresql.kill()
    told: list[str] = []
    patient = archive.model_copy(update={"start_timeout": 30})
    starting = threading.Thread(target=lambda: open_patiently(patient, told.append).close())
    starting.start()
    time.sleep(1)

    # Not in the thread: a server ends with the thread that started it.
    own_postgresql.run()

    starting.join(30)
    assert not starting.is_alive()
    assert len(told) == 1
    assert "waiting up to 30 s for it" in told[0]


def test_a_start_does_not_wait_for_ever(own_postgresql: PostgresqlServer, archive: Settings) -> None:
    own_postgresql.kill()
    begin = time.monotonic()
    with pytest.raises(RecordUnavailable):
        open_patiently(archive.model_copy(update={"start_timeout": 1}), lambda _: None)
    assert 1 <= time.monotonic() - begin < 10


def test_serve_without_its_server_is_one_line_and_an_exit_code(postgresql: PostgresqlServer, tmp_path: Path) -> None:
    url = postgresql.url("none").render_as_string(hide_password=False)
    environment = {
        **os.environ,
        "PINCITE_HOME": str(tmp_path),
        "PINCITE_RECORD_URL": url,
        "PINCITE_START_TIMEOUT": "3",
    }
    command = [sys.executable, "-m", "pincite.app.cli", "serve", "--port", "0"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    waiting, ended = done.stderr.splitlines()
    assert done.returncode == 74
    assert "waiting up to 3 s for it" in waiting
    assert 'database "none" does not exist' in ended
    assert postgresql.password not in done.stderr + done.stdout


def test_a_replica_answers_readers_and_refuses_writers(
    own_postgresql: PostgresqlServer, archive: Settings, tmp_path: Path, run: Run
) -> None:
    replica = own_postgresql.start_replica()
    url = make_url(archive.record_url).set(port=replica.port)

    shown = run(url, archive.home, "show", "one", "--paragraph", "1")
    refused = run(url, archive.home, "withdraw", "one", "--reason", "A test's.", code=74)
    followed = run(url, archive.home, "verify")
    replica.close()

    assert shown.stdout.startswith("Our ironclad commitment.")
    [line] = refused.stderr.splitlines()
    assert "accepts no writes" in line
    assert followed.stdout.startswith("Record and index agree")


def test_two_machines_answer_from_one_record(archive: Settings, tmp_path: Path, run: Run) -> None:
    second = archive.model_copy(update={"home": tmp_path / "second"})
    with pytest.raises(ArchiveMissing, match="run `pincite rebuild`"):
        open_archive(second)

    run(make_url(archive.record_url), second.home, "rebuild")
    # Source files stand beside the record, not in it: the machines share their folder.
    (second.home / "sources").symlink_to(archive.home / "sources")

    with_index = open_archive(second)
    assert with_index.engine.checkpoint() is not None
    assert with_index.statement("one").paragraphs[0].text == "Our ironclad commitment."
    with_index.close()
    said = run(make_url(archive.record_url), second.home, "verify")
    assert said.stdout == "Record and index agree: 1 paragraph in 1 statement.\n"


def test_a_service_on_a_real_socket_shows_no_password(archive: Settings) -> None:
    environment = {**os.environ, "PINCITE_HOME": str(archive.home), "PINCITE_RECORD_URL": archive.record_url}
    command = [sys.executable, "-m", "pincite.app.cli", "serve", "--port", "0", "--json", "--workers", "2"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        told = process.stdout.readline()
        try:
            answer = httpx.get(f"{json.loads(told)['url']}v1/statements/one", trust_env=False, verify=False, timeout=30)
        finally:
            process.terminate()
        out, err = process.communicate(timeout=30)
    assert answer.status_code == 200
    password = make_url(archive.record_url).password
    assert password is not None
    assert password not in told + out + err
