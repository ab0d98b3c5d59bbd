"""An ingest that is killed at any moment loses nothing that it reported, and the next one completes it."""

import json
import random
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import URL

from pincite.index.engines.whoosh import open_engine
from pincite.index.ingest import verify
from pincite.index.record.record import create_record
from pincite.index.record.sqlite import file_url
from pincite.index.storage.home import create_home
from pincite.index.values.entry import Entry
from tests.unit.ingest_child import CORPUS, start, take_in

Held = list[tuple[Entry, tuple[str, ...]]]


def read_archive(home: Path, url: URL | None = None) -> Held:
    """Return every statement of the record beside its texts in the index; when each arrived is not compared."""
    folder = create_home(home)
    with (
        create_record(url or file_url(folder.record)) as record,
        closing(open_engine(folder.index, record.cursor_key())) as engine,
    ):
        assert verify(record, engine, "deep").findings == ()
        entries = [
            replace(one, heading=replace(one.heading, added=None, changed=None)) for one in record.entries_by_id()
        ]
        return list(zip(entries, (one.texts for one in engine.indexed()), strict=True))


def kill_and_go_on(folder: Path, source: Path, batch_size: int, kills: int) -> None:
    begin = time.monotonic()
    take_in(folder / "undisturbed", source, batch_size)
    duration = time.monotonic() - begin
    expected = read_archive(folder / "undisturbed")
    dice = random.Random(20180602)
    alive = 0
    for number in range(kills):
        process = start(folder / str(number), source, batch_size)
        time.sleep(dice.uniform(0, duration))
        process.kill()
        process.communicate()
        alive += process.returncode != -9

        take_in(folder / str(number), source, batch_size)

        assert read_archive(folder / str(number)) == expected, f"after kill {number}"
    print(f"{kills} kills, {kills - alive} of them while it ingested")
    assert alive < kills


def write_source(path: Path, statements: int) -> Path:
    """Write a file of statements of nine paragraphs."""
    dice = random.Random(1)
    words = [f"word{number}" for number in range(300)]
    lines = (
        {
            "id": f"s{number}",
            "title": f"T {number}",
            "paragraphs": [" ".join(dice.choices(words, k=40)) for _ in range(9)],
        }
        for number in range(statements)
    )
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return path


def test_three_kills_of_a_hundred_statements(tmp_path: Path) -> None:
    kill_and_go_on(tmp_path, write_source(tmp_path / "source.jsonl", 100), batch_size=5, kills=3)


@pytest.mark.torture
@pytest.mark.skipif(not CORPUS.exists(), reason="the real statements are not here")
def test_twenty_kills_of_the_whole_corpus(tmp_path: Path) -> None:
    kill_and_go_on(tmp_path, CORPUS, batch_size=100, kills=20)
