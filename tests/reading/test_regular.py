"""Only files are read: no pipe, no device, and none that changes while it is read."""

import os
import socket
import threading
from pathlib import Path

import pytest

from pincite.index.reading.draft import read_limited
from pincite.index.values.errors import SourceError


def refusal(path: Path) -> SourceError:
    """Return why ``path`` is refused; it must not hang."""
    with pytest.raises(SourceError) as found:
        read_limited(path, 1000)
    return found.value


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 1000)

    assert read_limited(path, 1000) == b"x" * 1000
    path.write_bytes(b"x" * 1001)
    assert "over the limit" in refusal(path).reason


def test_a_pipe_is_refused_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")

    assert refusal(tmp_path / "pipe.pdf").reason == "is a pipe, not a file"


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null", "/dev/random", "/dev/tty"])
def test_a_device_is_refused(device: str) -> None:
    assert refusal(Path(device)).reason == "is a device, not a file"


def test_a_socket_a_folder_and_what_is_not_there_are_refused(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket.txt"))
        assert refusal(tmp_path / "socket.txt").reason == "is a socket, not a file"
    assert refusal(tmp_path).reason == "is a folder, not a file"
    assert "cannot be read" in refusal(tmp_path / "none.txt").reason
    assert "cannot be read" in refusal(tmp_path / ("n" * 256)).reason
    assert "invalid file name" in refusal(tmp_path / "a\0.txt").reason


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    size = 200 * 2**20
    path.write_bytes(b"")
    os.truncate(path, size)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with path.open("r+b") as file:
                file.write(os.urandom(8))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        refusals = [one for _ in range(3) if (one := try_to_read(path, size)) is not None]
    finally:
        stop.set()
        writer.join()
    assert refusals
    assert {one.reason for one in refusals} == {"changed while it was read"}


def try_to_read(path: Path, size: int) -> SourceError | None:
    """Return why ``path`` cannot be read, None when it can."""
    try:
        read_limited(path, size)
    except SourceError as error:
        return error
    return None
