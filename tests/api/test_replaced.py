"""A service whose files are removed, cut short or replaced: ``/readyz`` says so, and nothing foreign answers."""

import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from pincite.app.cli import main
from pincite.app.dependencies import open_archive
from pincite.app.main import create_app
from pincite.app.settings import Settings
from pincite.index.engines.whoosh.layout import current_generation
from tests.api.test_server import serving
from tests.conftest import Client

Part = dict[str, Any]


def make(folder: Path, word: str, count: int = 3) -> Path:
    """Make an archive of statements that hold ``word``."""
    folder.mkdir()
    lines = ({"id": f"s{number}", "title": "T", "paragraphs": [f"{word} pie"]} for number in range(count))
    (folder / "lines.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert main(["ingest", str(folder / "lines.jsonl"), "--home", str(folder / "var")]) == 0
    return folder / "var"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return make(tmp_path / "ours", "apple")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another archive, with batches, generations and commits called like ours."""
    return make(tmp_path / "other", "banana")


@pytest.fixture
def client(ours: Path) -> Iterator[Client]:
    app = create_app(Settings(home=ours), partial(open_archive, watch=True))
    served = Client(app)
    assert found(served, "apple") == 3
    yield served
    app.state.holder.close()


def found(client: Client, word: str) -> int:
    return int(client.json(f"/v1/search?q={word}")["paragraphs"])


def unready(client: Client) -> dict[str, str]:
    """What ``/readyz`` says, by part, of those that are not ready; its status says the same."""
    answer = client.get("/readyz")
    parts: dict[str, str] = {part["part"]: part["why"] for part in answer.json()["parts"] if not part["ready"]}
    assert answer.status_code == (503 if parts else 200)
    return parts


def segment_of(home: Path) -> Path:
    index = home / "index"
    (segment,) = (index / current_generation(index)).glob("*.arrays")
    return segment


def test_another_archives_index_is_refused_and_not_served(
    ours: Path, other: Path, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    assert unready(client) == {}
    (ours / "index").rename(ours / "away")
    shutil.copytree(other / "index", ours / "index")
    assert str(ours) not in unready(client)["index"]
    assert "to another archive" in caplog.text
    assert "pincite rebuild" in caplog.text
    time.sleep(1.5)  # the watcher has looked twice
    assert (found(client, "banana"), found(client, "apple")) == (0, 3)
    shutil.rmtree(ours / "index")
    (ours / "away").rename(ours / "index")
    assert unready(client) == {}


def test_another_archives_index_is_refused_by_every_command_and_built_anew(
    ours: Path, other: Path, capsys: Any
) -> None:
    shutil.rmtree(ours / "index")
    shutil.copytree(other / "index", ours / "index")
    home = ["--home", str(ours)]
    for command in (["search", "banana"], ["ingest", str(ours.parent / "lines.jsonl")], ["doctor"], ["verify"]):
        capsys.readouterr()
        assert main([*command, *home]) == 74, command
        told = capsys.readouterr()
        assert "to another archive" in told.out + told.err, command
    assert main(["rebuild", *home]) == 0
    assert main(["verify", "--deep", *home]) == 0
    capsys.readouterr()
    assert main(["search", "apple", "--json", *home]) == 0
    assert json.loads(capsys.readouterr().out)["paragraphs"] == 3


def remove_index(home: Path) -> None:
    shutil.rmtree(home / "index")


def remove_pointer(home: Path) -> None:
    (home / "index" / "CURRENT").unlink()


def remove_manifest(home: Path) -> None:
    for manifest in segment_of(home).parent.glob("MANIFEST-*"):
        manifest.unlink()


def damage_manifest(home: Path) -> None:
    for manifest in segment_of(home).parent.glob("MANIFEST-*"):
        manifest.write_bytes(manifest.read_bytes()[:-9])


@pytest.mark.parametrize("spoil", [remove_index, remove_pointer, remove_manifest, damage_manifest])
def test_an_index_that_is_gone_is_told_while_what_was_open_answers(
    ours: Path, client: Client, spoil: Callable[[Path], None]
) -> None:
    spoil(ours)
    assert set(unready(client)) == {"index"}
    assert found(client, "apple") == 3


def test_a_record_that_is_gone_or_replaced_is_told_and_not_served(
    ours: Path, other: Path, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    record = ours / "record.sqlite"
    record.rename(ours / "away")
    assert str(record) not in unready(client)["record"]
    assert "is missing" in caplog.text
    assert not record.exists(), "no empty one was made there"
    shutil.copy(other / "record.sqlite", record)
    assert "record" in unready(client)
    assert "was replaced" in caplog.text
    archive = client._app.state.holder.get()
    archive.record._database._engine.dispose()  # as many questions at once do: new connections are needed
    answer = client.get("/v1/statements/s1")
    assert (answer.status_code, "banana" in answer.text) == (503, False)
    record.unlink()
    (ours / "away").rename(record)
    assert unready(client) == {}
    assert "apple" in client.get("/v1/statements/s1").text


def test_a_file_that_was_cut_short_is_noticed_before_it_is_read(
    ours: Path, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    segment = segment_of(ours)
    data = segment.read_bytes()
    os.truncate(segment, 100)
    for _ in range(3):
        answer = client.get("/v1/search?q=apple")
        assert (answer.status_code, answer.json()["code"]) == (503, "archive_unusable")
        assert segment.name not in answer.text
        assert f"{segment.name} was cut short" in caplog.text
    assert segment.name not in unready(client)["index"]
    with segment.open("r+b") as file:
        file.write(data)
    assert found(client, "apple") == 3
    assert unready(client) == {}


def test_a_file_that_was_cut_short_and_put_back_is_opened_again(ours: Path, client: Client) -> None:
    segment = segment_of(ours)
    shutil.copy(segment, ours / "kept")
    os.truncate(segment, 100)
    assert client.get("/v1/search?q=apple").status_code == 503
    (ours / "kept").replace(segment)
    end = time.monotonic() + 20
    while client.get("/v1/search?q=apple").status_code != 200:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert unready(client) == {}


@pytest.mark.slow
def test_a_worker_that_a_lost_mapping_ends_says_why_and_another_answers(ours: Path, tmp_path: Path) -> None:
    """What the system does to a process that reads behind the end of a file, between the look and the reading."""
    log = tmp_path / "log"
    with log.open("wb") as errors, serving(ours, "--workers", "2", stderr=errors) as (base, process):
        assert httpx.get(f"{base}/v1/search?q=apple", trust_env=False, verify=False, timeout=60).status_code == 200
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii").split()
        os.kill(int(children[0]), signal.SIGBUS)
        end = time.monotonic() + 30
        while "SIGBUS" not in log.read_text(encoding="utf-8"):
            assert time.monotonic() < end
            time.sleep(0.05)
        assert httpx.get(f"{base}/v1/search?q=apple", trust_env=False, verify=False, timeout=60).status_code == 200
    told = log.read_text(encoding="utf-8")
    assert "Fatal Python error: Bus error" in told
    assert f"pincite: worker {children[0]} ended (SIGBUS: a file of the index was cut short" in told
