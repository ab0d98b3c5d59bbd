"""A single bit that turns in the index is found by verify, and is never served after a full check."""

import os
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pincite.app.answering.request import parse_search
from pincite.index.engines.whoosh import open_engine
from pincite.index.engines.whoosh.checking.folder import check_folder
from pincite.index.engines.whoosh.commits.manifest import manifest_name
from pincite.index.engines.whoosh.commits.storage import SyncStorage, toc_name
from pincite.index.engines.whoosh.layout import MARKER, POINTER, current_generation
from pincite.index.query.query import Versions
from pincite.index.values.errors import ArchiveError
from pincite.index.values.fields import FACET_NAMES
from tests.durability.archives import build_anew, take_in, write_source

KINDS = {
    "segment": "*.arrays",
    "segment of replaced versions": "*.replaced",
    "table of contents": "*.toc",
    "manifest": "MANIFEST-*",
    "pointer": "CURRENT",
    "marker": "PINCITE-INDEX",
}
WEIGHTS = (8, 4, 4, 4, 2, 1)
_ALL = [("histogram", "auto"), ("limit", "100"), *(("facet", name) for name in FACET_NAMES)]
QUERIES = [
    replace(parse_search([("q", text), *_ALL]).query, deadline=60.0)
    for text in ("", "common word3", "word1*", "title:then")
]
QUERIES += [replace(query, versions=Versions.REPLACED) for query in QUERIES[:2]]
KEY = b"k" * 32
REFUSED = "refused"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of two generations; the live one has many commits, deletions and a merge."""
    folder = tmp_path_factory.mktemp("flips")
    take_in(folder / "var", write_source(folder / "first.jsonl", "first", range(20)))
    build_anew(folder / "var")
    take_in(folder / "var", write_source(folder / "then.jsonl", "then", range(12, 40)))
    return folder / "var"


@contextmanager
def flipped(file: Path, bit: int) -> Iterator[None]:
    """Turn one bit of a file in its place, and turn it back."""
    descriptor = os.open(file, os.O_RDWR)
    try:
        byte = os.pread(descriptor, 1, bit // 8)
        os.pwrite(descriptor, bytes([byte[0] ^ 1 << bit % 8]), bit // 8)
        yield
        os.pwrite(descriptor, byte, bit // 8)
    finally:
        os.close(descriptor)


def answers(index: Path) -> list[Any] | str:
    """What an engine that checks everything at its start says to some questions, or that it does not start."""
    with closing(open_engine(index, KEY, startup_check="full")) as engine:
        try:
            return [replace(engine.search(query), took_ms=0.0) for query in QUERIES]
        except ArchiveError:
            return REFUSED


def findings(index: Path) -> tuple[str, ...]:
    """What verify finds in the index by itself."""
    with closing(open_engine(index, KEY)) as engine:
        return tuple(map(str, engine.check("bytes")))


def _served(index: Path) -> set[Path]:
    """The files that the newest commit needs."""
    live = index / current_generation(index)
    storage = SyncStorage(live)
    commit = storage.commits()[-1]
    names = (MARKER, toc_name(commit), manifest_name(commit), *storage.manifest(commit).files)
    return {index / MARKER, index / POINTER, *(live / name for name in names)}


def flip(home: Path, count: int, seed: int) -> Counter[str]:
    """Turn ``count`` bits, one at a time, and count by kind of file what became of them."""
    index, chance, did = home / "index", random.Random(seed), Counter[str]()
    files = {
        kind: [file for file in sorted(index.rglob(pattern)) if file.stat().st_size] for kind, pattern in KINDS.items()
    }
    served = _served(index)
    sound = answers(index)
    assert sound != REFUSED
    assert findings(index) == ()
    for kind in chance.choices(list(KINDS), WEIGHTS, k=count):
        # Half of the turns are in what answers, the rest in older commits and generations, too.
        file = chance.choice([file for file in files[kind] if file in served] if chance.random() < 0.5 else files[kind])
        bit = chance.randrange(file.stat().st_size * 8)
        with flipped(file, bit):
            found, said = findings(index), answers(index)
            quickly = any(check_folder(index, "quick"))
        assert found, f"bit {bit} of {file.name} is missed by verify"
        assert said in (REFUSED, sound), f"bit {bit} of {file.name} is served"
        did[f"{kind}: {'not served' if said == REFUSED else 'in no answer'}"] += 1
        did[f"{kind}: found quickly"] += quickly
    print(f"\n{count} single bits of an index: all found, none served; {dict(sorted(did.items()))}")
    assert (answers(index), findings(index)) == (sound, ())
    return did


def test_a_hundred_turned_bits_are_found_and_not_served(home: Path) -> None:
    did = flip(home, 100, seed=6)
    assert all(did[f"{kind}: not served"] for kind in KINDS)


@pytest.mark.torture
def test_a_thousand_turned_bits_are_found_and_not_served(home: Path) -> None:
    flip(home, 1000, seed=60)
