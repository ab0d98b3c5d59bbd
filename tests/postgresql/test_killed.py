"""An ingest whose PostgreSQL server, or whose own process, is killed at any moment is completed by the next one."""

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import URL

from tests.services.postgresql import PostgresqlServer
from tests.unit.ingest_child import start, take_in
from tests.unit.test_ingest_killed import read_archive, write_source


def strike(server: PostgresqlServer, folder: Path, kills: int, blow_of: Callable[[int], str]) -> None:
    """Kill the server or the ingest, as ``blow_of`` says, at random moments; bring it back and ingest again."""
    source = write_source(folder / "source.jsonl", 200)
    begin = time.monotonic()
    undisturbed = server.create_database()
    take_in(folder / "undisturbed", source, 10, undisturbed)
    duration = time.monotonic() - begin
    expected = read_archive(folder / "undisturbed", undisturbed)
    dice = random.Random(20180602)
    finished = 0
    for number in range(kills):
        url, home = server.create_database(), folder / str(number)
        finished += strike_one(server, url, home, source, blow_of(number), dice.uniform(0, duration))

        take_in(home, source, 10, url)

        assert read_archive(home, url) == expected, f"after kill {number}"
    print(f"{kills} kills, {kills - finished} of them while it ingested")
    assert finished < kills


def strike_one(server: PostgresqlServer, url: URL, home: Path, source: Path, blow: str, moment: float) -> bool:
    """Return whether the ingest had finished before."""
    process = start(home, source, 10, url)
    time.sleep(moment)
    if blow == "server":
        server.kill()
        server.run()
    else:
        process.kill()
    process.communicate(timeout=60)
    return process.returncode == 0


def test_some_kills_of_the_server_and_of_the_ingest(own_postgresql: PostgresqlServer, tmp_path: Path) -> None:
    strike(own_postgresql, tmp_path, 2, lambda number: ("server", "ingest")[number % 2])


@pytest.mark.torture
@pytest.mark.parametrize("blow", ["server", "ingest"])
def test_many_kills(own_postgresql: PostgresqlServer, tmp_path: Path, blow: str) -> None:
    strike(own_postgresql, tmp_path, 40, lambda _: blow)
