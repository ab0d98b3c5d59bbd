"""Nothing but a whole dump is loaded: what was flipped, cut or altered is named in one line."""

import gzip
import hashlib
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pincite.index.backup.dumpformat import FORMAT, HEADER
from pincite.index.backup.loading import LONGEST
from pincite.index.record.record import Record
from pincite.index.values.errors import SourceError
from tests.unit.dumps import empty_record, load_bytes, small

__all__ = ["small"]
FLIPS, CUTS = 300, 100
# Of a gzip file's header: flags that have no meaning, time, level and system. They carry nothing of the dump.
MEANINGLESS = {3, 4, 5, 6, 7, 8, 9}


def without_end(data: bytes) -> bytes:
    return b"".join(data.splitlines(keepends=True)[:-1])


@pytest.fixture(scope="module")
def empty() -> Iterator[Record]:
    """A record into which nothing is ever loaded, though it is tried again and again."""
    with empty_record() as record:
        yield record


def refused(record: Record, data: bytes, folder: Path) -> SourceError:
    """Load what cannot be loaded; nothing of it may be in the record then."""
    with pytest.raises(SourceError) as error:
        load_bytes(record, data, folder)
    assert list(record.contents()) == []
    return error.value


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "gzip"])
def test_any_flipped_bit_and_any_cut_is_found(empty: Record, small: bytes, tmp_path: Path, *, packed: bool) -> None:
    whole = gzip.compress(small, mtime=0) if packed else small
    dice = random.Random(20180602)
    for cut in [0, 1, len(whole) - 1, *(dice.randrange(len(whole)) for _ in range(CUTS))]:
        refused(empty, whole[:cut], tmp_path)
    skipped = 0
    for _ in range(FLIPS):
        place = dice.randrange(len(whole))
        changed = bytearray(whole)
        changed[place] ^= 1 << dice.randrange(8)
        if packed and place in MEANINGLESS and gzip.decompress(changed) == small:
            skipped += 1
            continue
        refused(empty, bytes(changed), tmp_path)
    print(f"{FLIPS} flips, {skipped} of them in a gzip header without meaning; {CUTS + 3} cuts")
    assert skipped < FLIPS / 5


Change = tuple[str, bytes, bytes, str]

ALTERED: tuple[Change, ...] = (
    ("a key that we do not know", b'"reason":"In', b'"colour":"red","reason":"In', "colour"),
    ("a value of another type", b'"new":2', b'"new":true', "integer"),
    ("a value that lacks", b'"new":2,', b"", "new"),
    ("a NUL", b"First, mended", b"First\\u0000 mended", "text"),
    ("a lone surrogate", b"First, mended", b"First\\ud800 mended", "JSON"),
    ("no UTF-8", b"First, mended", b"First\xff mended", "JSON"),
    ("an escape that is not needed", b"First, mended", b"\\u0046irst, mended", "canonical"),
    ("a blank", b'"new":2', b'"new": 2', "canonical"),
    ("a key twice", b'"new":2', b'"new":2,"new":2', "canonical"),
    ("another text", b"First, mended", b"First, altered", "digest"),
    ("a paragraph outside the text", b'"spans":[[0,6]]', b'"spans":[[0,7]]', "not pieces"),
    ("a run that is not there", b'"paragraphs":2,"run":1', b'"paragraphs":2,"run":9', "no run 9"),
    ("a batch that is not there", b'"batch":2,"digest"', b'"batch":9,"digest"', "no batch 9"),
    ("a batch left out", b'"number":2,"paragraphs"', b'"number":3,"paragraphs"', "follow"),
    (
        "a version of another statement",
        b'"statement":"one","text":"First."',
        b'"statement":"two","text":"First."',
        "two",
    ),
    ("another state of withdrawal", b',"withdrawn":3', b"", "withdrawn"),
    ("statements out of order", b'"id":"two"', b'"id":"nine"', "follow"),
)


@pytest.mark.parametrize("change", ALTERED, ids=lambda change: change[0])
def test_what_was_altered_is_named_even_with_a_right_last_line(
    empty: Record, small: bytes, tmp_path: Path, change: Change
) -> None:
    _, before, after, says = change
    body = without_end(small)
    assert before in body
    error = refused(empty, forged(body.replace(before, after, 1)), tmp_path)
    assert says in error.reason
    assert error.line == body[: body.index(before)].count(b"\n") + 1 or says == "withdrawn"
    assert error.path.endswith("dump.jsonl")


def forged(body: bytes) -> bytes:
    counts: dict[str, Any] = {"runs": 0, "batches": 0, "sources": 0, "statements": 0, "versions": 0, "withdrawals": 0}
    for kind in re.findall(rb'^\{"(\w+)"', body, re.MULTILINE):
        name = {"batch": "batches"}.get(kind.decode(), f"{kind.decode()}s")
        if name in counts:
            counts[name] += 1
    end = {"end": {**counts, "sha256": hashlib.sha256(body).hexdigest()}}
    return body + json.dumps(end, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def test_the_forged_end_is_right(small: bytes, tmp_path: Path) -> None:
    assert forged(without_end(small)) == small


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([], "no dump"),
        ([b"Dear Sir,\n"], "no dump"),
        ([b'{"dump":[]}\n'], "no dump"),
        ([b'{"id": "a", "title": "A", "paragraphs": ["one"]}\n'], "no dump"),
        ([HEADER.replace(b":%d" % FORMAT, b":%d" % (FORMAT + 1))], f"format {FORMAT + 1}"),
        ([HEADER], "before its last line"),
        ([HEADER, HEADER], "second time"),
        ([HEADER, b"{}\n"], "canonical"),
        ([HEADER, b'{"source":{"digest":"d","path":"/a"},"run":{"number":1,"started":"t"}}\n'], "canonical"),
        ([HEADER, b"[1]\n"], "object"),
        ([HEADER, b'{"run":' * 100_000 + b"\n"], "JSON"),
    ],
)
def test_what_is_no_dump_is_refused_in_one_line(empty: Record, lines: list[bytes], says: str, tmp_path: Path) -> None:
    error = refused(empty, b"".join(lines), tmp_path)
    assert says in error.reason
    assert error.line == max(len(lines), 1)
    assert "\n" not in str(error)


def test_nothing_stands_after_the_last_line(empty: Record, small: bytes, tmp_path: Path) -> None:
    assert "follows the last line" in refused(empty, small + small, tmp_path).reason


def test_a_line_over_the_limit_is_not_read_to_its_end(
    empty: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pincite.index.backup.loading.LONGEST", 1000)
    assert LONGEST > 50 * 2**20
    assert "limit" in refused(empty, HEADER + b"x" * 2000, tmp_path).reason
