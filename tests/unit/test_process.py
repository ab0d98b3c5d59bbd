"""The library leaves the process that it is in alone: its allocator, and the loggers of others."""

import ctypes
import json
import subprocess
import sys
from pathlib import Path

import pytest

LOGGERS = ("", "opensearch", "stamina", "urllib3", "whoosh", "sqlalchemy")
BLOCK = 12 << 20
"""Bytes that glibc maps by themselves, unless its threshold was raised."""

COMMON = f"""
import json, logging, sys
from contextlib import suppress
from pathlib import Path
from pincite.app.dependencies.opening import open_the_engine
from pincite.app.settings import Settings
from pincite.index.engines import opensearch, whoosh
from pincite.index.record.record import create_record
from pincite.index.record.sqlite import file_url
from pincite.index.storage.home import create_home
def levels():
    return {{name: logging.getLogger(name).level for name in {LOGGERS}}}
"""

LIBRARY = f"""{COMMON}
before = levels()
home = create_home(Path(sys.argv[1]))
create_record(file_url(home.record)).close()
whoosh.open_engine(home.index, b"key").close()
opensearch.open_engine(opensearch.parse_address("http://127.0.0.1:9"), b"key").close()
print(json.dumps([before, levels()]))
"""

PROGRAM = f"""{COMMON}
settings = Settings(home=sys.argv[1], engine="opensearch", opensearch_url="http://127.0.0.1:9")
open_the_engine(settings, create_home(settings.home), None).close()
print(json.dumps(levels()))
"""

HEAP = f"""
import ctypes, sys
from pathlib import Path
from pincite.app.memory import keep_freed_memory
from pincite.index.engines.whoosh import open_engine

class Info(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "arena ordblks smblks hblks hblkhd a b c d e".split()]

libc = ctypes.CDLL(None)
libc.mallinfo2.restype, libc.malloc.restype, libc.malloc.argtypes = Info, ctypes.c_void_p, [ctypes.c_size_t]

def mapped():
    before = libc.mallinfo2().hblks
    libc.malloc({BLOCK})
    return libc.mallinfo2().hblks - before

open_engine(Path(sys.argv[1]), b"key").close()
by_library = mapped()
keep_freed_memory()
print(by_library, mapped())
"""


def run(program: str, folder: Path) -> str:
    command = [sys.executable, "-c", program, str(folder / "var")]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_opening_an_engine_sets_no_logger(tmp_path: Path) -> None:
    before, after = json.loads(run(LIBRARY, tmp_path))
    assert after == before


def test_the_program_silences_the_client_of_a_cluster(tmp_path: Path) -> None:
    levels = json.loads(run(PROGRAM, tmp_path))
    assert levels["opensearch"] == levels["stamina"] == 50


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="told by glibc from 2.33 on")
def test_opening_an_engine_leaves_the_allocator_as_it_is(tmp_path: Path) -> None:
    assert run(HEAP, tmp_path).split() == ["1", "0"], "a block by itself before the program asks, from the heap after"
