"""A real file system that is full, in a mount namespace of its own. Arguments: a folder, how many amounts of room.

Everything stands on it: SQLite's files too. For each amount of room an ingest runs into the wall or gets through; what
was there before must answer, and with the room given back the ingest must complete.
"""

import contextlib
import io
import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

from pincite.app.cli import main
from pincite.app.dependencies import Archive, open_archive
from pincite.app.settings import Settings
from tests.durability.archives import Texts, texts_of
from tests.durability.works import HOME, WORKS, begin, by_command, check_after, follow

SIZE = 8 << 20
_FULL = ("No space left on device", "disk is full", "disk I/O error")


def mount(folder: Path) -> None:
    """Put a small file system on ``folder``."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(folder)]
    if subprocess.run(command, capture_output=True).returncode:
        sys.exit("cannot mount")


def fill(disk: Path, room: int) -> Path:
    """Fill the disk but for ``room`` bytes; return the file that fills it."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        file.write(bytes(max(0, shutil.disk_usage(disk).free - room)))
    return ballast


def run(command: list[str]) -> tuple[int, str]:
    """Run one command of the command line; return its exit code and what it said on standard error."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        return main(command), said.getvalue()


def check_line(code: int, says: str) -> None:
    """Check what a command said that met the full disk."""
    assert (code, says[:9], says.count("\n")) == (74, "pincite: ", 1), says
    assert any(reason in says for reason in _FULL), says


def read_texts(archive: Archive) -> Texts:
    """Return what an open archive answers from, newest commit first looked for, and ask the record too."""
    archive.engine.checkpoint()
    texts = texts_of(archive)
    assert archive.statement(min(texts)).heading.id == min(texts)
    return texts


def try_amounts(folder: Path, steps: int) -> dict[str, int]:
    """Ingest with each amount of room; return how often the disk was full, and how often there was room."""
    disk = folder / "disk"
    disk.mkdir()
    course = follow(by_command(WORKS["append"]), folder)
    mount(disk)
    came_to: Counter[str] = Counter()
    for step in range(steps):
        archive = begin(course.before, disk / "archive")
        service = open_archive(Settings(home=archive / HOME))
        before = read_texts(service)
        ballast = fill(disk, (step * 384 << 10) // steps)
        code, says = run(course.work.arguments(archive))
        came_to["full" if code else "through"] += 1
        if code:
            check_line(code, says)
        assert read_texts(service) in (before, course.history[course.last])
        # A command that begins now may not find the room that SQLite needs to share memory.
        code, says = run(["search", "common", "--home", str(archive / HOME)])
        came_to["asked"] += code == 0
        if code:
            check_line(code, says)
        service.close()
        ballast.unlink()
        check_after(course, archive, 0)
        shutil.rmtree(archive)
    return dict(came_to)


if __name__ == "__main__":
    print(json.dumps(try_amounts(Path(sys.argv[1]), int(sys.argv[2]))))
