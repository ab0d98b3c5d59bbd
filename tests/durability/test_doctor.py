"""``pincite doctor``: each thing that stopped work leaves is named, mended by --fix, and nothing else is touched."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pincite.app.cli import main
from pincite.index.engines.whoosh.generations import open_snapshot
from pincite.index.engines.whoosh.layout import MARKER, current_generation, generations, make_generation
from pincite.index.storage.disk import RealDisk
from pincite.index.storage.home import create_home, lock
from tests.conftest import ROOT
from tests.durability.archives import age, build_anew, read_held, take_in, write_source

Spoil = Callable[[Path], object]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two generations, the live one with several commits."""
    folder = tmp_path_factory.mktemp("whole")
    home = folder / "var"
    take_in(home, write_source(folder / "a.jsonl", "a", range(8)))
    build_anew(home)
    take_in(home, write_source(folder / "b.jsonl", "b", range(4, 12)))
    return home


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    """A copy of it to spoil."""
    return Path(shutil.copytree(whole, tmp_path / "var"))


def live(home: Path) -> Path:
    return home / "index" / current_generation(home / "index")


def found(home: Path, capsys: pytest.CaptureFixture[str], *options: str, code: int = 0) -> list[dict[str, object]]:
    """What the doctor finds; its exit code must be ``code``."""
    capsys.readouterr()
    assert main(["doctor", "--json", "--home", str(home), *options]) == code
    findings: list[dict[str, object]] = json.loads(capsys.readouterr().out.splitlines()[-1])["findings"]
    return findings


def snapshot_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def stop_a_rebuild(home: Path) -> None:
    make_generation(home / "index", RealDisk())


def leave_old_generations(home: Path) -> None:
    for _ in range(2):
        build_anew(home)
    old = home / "index" / "gen-000001"
    shutil.copytree(home / "index" / "gen-000003", old)


def fall_behind(home: Path) -> None:
    index = home / "index"
    shutil.copytree(index, home.parent / "before")
    take_in(home, write_source(home.parent / "c.jsonl", "c", range(20, 23)))
    shutil.rmtree(index)
    shutil.move(home.parent / "before", index)


def damage_old_generation(home: Path) -> None:
    segment = next((home / "index" / "gen-000001").glob("*.arrays"))
    content = bytearray(segment.read_bytes())
    content[len(content) // 2] ^= 1
    segment.write_bytes(content)


def point_nowhere(home: Path) -> None:
    shutil.rmtree(live(home))


def touch(name: str) -> Spoil:
    return lambda home: (live(home) / name).touch()


SPOILS: dict[str, tuple[str, str, Spoil]] = {
    "a killed writer's name": ("holder", "stopped while it was writing", lambda home: (home / "holder").touch()),
    "half a marker": ("PINCITE.new", "half written", lambda home: (home / "PINCITE.new").touch()),
    "half a holder": ("holder.new", "half written", lambda home: (home / "holder.new").write_text("{")),
    "half a pointer": ("CURRENT.new", "half written", lambda home: (home / "index/CURRENT.new").touch()),
    "no pointer": ("CURRENT", "is missing", lambda home: (home / "index/CURRENT").unlink()),
    "a changed pointer": ("CURRENT", "not as it was", lambda home: (home / "index/CURRENT").write_text("gen-000001\n")),
    "a pointer to nothing": ("CURRENT", "names gen-", point_nowhere),
    "a killed rebuild": ("gen-000003", "rebuild that was stopped", stop_a_rebuild),
    "a folder for a rebuild": ("gen-000009", "was to become", lambda home: (home / "index/gen-000009").mkdir()),
    "old indexes": ("gen-000001", "old index that nobody reads", leave_old_generations),
    "a damaged old index": ("gen-000001", "old index that is damaged", damage_old_generation),
    "a scratch file": ("MAIN_x.arrays.text.rows.spool", "by any commit", touch("MAIN_x.arrays.text.rows.spool")),
    "half a table": ("_MAIN_9.toc.17", "by any commit", touch("_MAIN_9.toc.17")),
    "a manifest alone": ("MANIFEST-99.json", "by any commit", touch("MANIFEST-99.json")),
    "half an old commit": ("_MAIN_1.toc", "by any commit", lambda home: (live(home) / "MANIFEST-1.json").unlink()),
    "an index behind": ("index", "is at batch", fall_behind),
    "no index": ("index", "is at batch 0", lambda home: shutil.rmtree(home / "index")),
}  # fmt: skip


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", SPOILS)
def test_is_named_and_mended(name: str, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place, what, spoil = SPOILS[name]
    spoil(home)
    before = snapshot_of(home)

    told = found(home, capsys, code=74)

    assert place in str(told[0]["place"])
    assert what in str(told[0]["what"])
    assert told[0]["mend"] == "run `pincite doctor --fix`"
    assert snapshot_of(home) == before, "without --fix nothing changes"
    mended = found(home, capsys, "--fix")
    assert len(mended) >= len(told)
    assert all(finding["mended"] for finding in mended)
    assert found(home, capsys, "--fix") == found(home, capsys) == []
    assert main(["verify", "--deep", "--home", str(home)]) == 0


def test_a_rebuild_clears_damaged_old_indexes_away(home: Path) -> None:
    damage_old_generation(home)
    assert main(["verify", "--home", str(home)]) == 74
    build_anew(home)
    assert generations(home / "index") == ["gen-000002", "gen-000003"]
    assert main(["verify", "--home", str(home)]) == 0


@pytest.mark.parametrize("kept", [0, 1, 3])
def test_the_setting_says_how_many_old_indexes_stay(
    kept: int, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINCITE_KEPT_GENERATIONS", str(kept))
    for _ in range(4):
        assert main(["rebuild", "--home", str(home)]) == 0
    assert generations(home / "index") == [f"gen-{number:06d}" for number in range(6 - kept, 7)]
    assert found(home, capsys) == []


def test_nothing_is_found_in_a_whole_archive(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot_of(home)
    assert found(home, capsys) == []
    age(home)
    assert found(home, capsys, "--fix") == []
    assert snapshot_of(home) == before | {"lock": b""}


def test_what_is_not_ours_stays(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    foreign = [home / "index/letter.txt", live(home) / "letter.txt", home / "index/gen-000077/letter.txt"]
    foreign[-1].parent.mkdir()
    stop_a_rebuild(home)
    unfinished = home / "index" / generations(home / "index")[-1]
    foreign.append(unfinished / "letter.txt")
    for file in foreign:
        file.write_text("mine")

    told = found(home, capsys, "--fix", code=74)

    assert all(file.read_text() == "mine" for file in foreign)
    assert (unfinished / MARKER).exists(), "what is left is still known as ours"
    assert {finding["place"] for finding in told if "by hand" in str(finding["mend"])} >= {"letter.txt", "gen-000077"}
    assert main(["ingest", str(ROOT / "seeds"), "--home", str(home)]) == 0
    assert all(file.read_text() == "mine" for file in foreign)


def test_an_index_of_another_version_is_told_and_left(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("commits.manifest", "commits.storage", "generations"):
        monkeypatch.setattr(f"pincite.index.engines.whoosh.{module}.SCHEMA_VERSION", 99)
    before = snapshot_of(home / "index")
    (finding,) = found(home, capsys, "--fix", code=74)
    assert "another version" in str(finding["what"])
    assert finding["mend"] == "run `pincite rebuild`"
    assert snapshot_of(home / "index") == before


def test_a_damaged_record_is_told_and_the_index_is_looked_at(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in home.glob("record.sqlite*"):
        file.unlink()
    (home / "record.sqlite").write_bytes(b"no database at all " * 99)
    (home / "index/CURRENT").unlink()
    told = found(home, capsys, "--fix", code=74)
    assert [(finding["place"], finding["mended"]) for finding in told] == [("record", False), ("CURRENT", True)]


def test_beside_a_writer_it_names_the_holder(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with lock(create_home(home)):
        for options in ((), ("--fix", "--wait", "0")):
            capsys.readouterr()
            assert main(["doctor", "--home", str(home), *options]) == 75
            assert f"process {os.getpid()}" in capsys.readouterr().err


READER = """
import sys
from pathlib import Path
from pincite.index.engines.whoosh.generations import open_snapshot

snapshot = open_snapshot(Path(sys.argv[1]))
print(snapshot.generation, flush=True)
sys.stdin.read()
print(snapshot.parts[0].arrays.passage(0).text)
"""


def test_what_a_reader_holds_stays_until_it_lets_go(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    index = home / "index"
    command = [sys.executable, "-c", READER, str(index)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout is not None
        held = reader.stdout.readline().strip()
        for _ in range(4):
            build_anew(home)
        assert held in generations(index)
        assert found(home, capsys, "--fix") == []
        assert held in generations(index)
        assert reader.communicate("")[0].strip()
    (finding,) = found(home, capsys, "--fix")
    assert (finding["place"], finding["mended"]) == (held, True)
    assert held not in generations(index)
    assert open_snapshot(index).generation == current_generation(index)
    assert read_held(home).recorded == read_held(home).indexed
