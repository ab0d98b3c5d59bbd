"""Archives: names that lead out are refused by name and the rest goes in; bombs are refused before they unpack."""

import io
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pincite.index.reading.formats.container import Container, Limits
from pincite.index.reading.formats.docx import read_docx
from pincite.index.reading.formats.zip_members import Member, find_wrong_name, read_members
from pincite.index.values.errors import SourceError
from tests.reading.docx_writer import Docx
from tests.reading.gold import FORMATS
from tests.reading.zips import overlap, pack, pack_raw

GOOD = ("ok/statement.txt", b"The Parties agree.")
TRAPS = (
    "../evil.txt",
    "../../evil.txt",
    "a/../../evil.txt",
    "a/b/../../../evil.txt",
    "a/../evil.txt",
    "..",
    "a/..",
    "../",
    "./evil.txt",
    "a/./evil.txt",
    "a//evil.txt",
    "/abs.txt",
    "//server/share.txt",
    "///etc/passwd",
    "/",
    "\\abs.txt",
    "\\\\server\\share\\evil.txt",
    "..\\evil.txt",
    "a\\..\\evil.txt",
    "a/..\\evil.txt",
    "a\\../evil.txt",
    "..\\/evil.txt",
    "C:\\evil.txt",
    "c:/evil.txt",
    "C:evil.txt",
    "z:\\..\\evil.txt",
    "\\\\?\\C:\\evil.txt",
    "\\\\.\\pipe\\evil",
    ".. /evil.txt",
    " ../evil.txt",
    "a/.. /evil.txt",
    "a/... /evil.txt",
    "...",
    ". ./evil.txt",
    "‥/evil.txt",
    "․․/evil.txt",
    "．．/evil.txt",
    "a/．．/evil.txt",
    "／abs.txt",
    "＼abs.txt",
    "a／..／evil.txt",
    "evil\n.txt",
    "evil\r\n.txt",
    "evil\x1b[2J.txt",
    "evil\x7f.txt",
    "evil\x85.txt",
    "evil.txt\0.pdf",
    "\0",
    " ",
    "n" * 1001,
    "d/" * 600 + "evil.txt",
)


def test_there_are_as_many_traps_as_promised() -> None:
    assert len(set(TRAPS)) >= 40


@pytest.mark.parametrize("name", TRAPS, ids=ascii)
def test_a_name_that_leads_out_is_refused_and_the_rest_goes_in(name: str) -> None:
    outcome = list(read_members(pack_raw_or_pack(name), "a.zip"))

    refused = [one for one in outcome if isinstance(one, SourceError)]
    assert [one for one in outcome if isinstance(one, Member)] == [Member(*GOOD)]
    assert len(refused) == (0 if name.endswith("/") else 1)
    assert all(one.path.startswith("a.zip/") and one.path.isprintable() for one in refused)


def pack_raw_or_pack(name: str) -> bytes:
    return pack([(name, b"evil"), GOOD])


@given(st.text(max_size=40))
def test_what_is_not_refused_leads_down_into_the_archive(name: str) -> None:
    if find_wrong_name(name) is None:
        parts = name.replace("\\", "/").split("/")
        assert all(part not in ("", ".", "..") for part in parts)
        assert ":" not in name[:2] or not name[0].isascii() or not name[0].isalpha()


def test_members_come_in_order_and_what_systems_leave_is_passed_over() -> None:
    raw = pack(
        [
            ("b/", b""),
            ("b/two.txt", b"2"),
            ("__MACOSX/._two.txt", b"x"),
            ("b/.DS_Store", b"x"),
            ("Thumbs.db", b"x"),
            ("one.txt", b"1"),
            ("windows\\path.txt", b"3"),
        ]
    )

    assert list(read_members(raw, "a.zip")) == [
        Member("b/two.txt", b"2"),
        Member("one.txt", b"1"),
        Member("windows/path.txt", b"3"),
    ]


_ZEROS = b"\0" * (10 * 2**20)
_BLANKS = b" " * 200_000
BOMBS: dict[str, Callable[[], bytes]] = {
    "zeros": lambda: pack([("a.txt", _ZEROS)]),
    "blanks": lambda: pack([("a.txt", _BLANKS)]),
    "zeros after a good one": lambda: pack([GOOD, ("a.txt", _ZEROS)]),
    "zeros in bzip2": lambda: pack([("a.txt", _ZEROS)], zipfile.ZIP_BZIP2),
    "zeros in lzma": lambda: pack([("a.txt", _ZEROS)], zipfile.ZIP_LZMA),
    "many of zeros": lambda: pack([(f"{number}.txt", _BLANKS) for number in range(100)]),
    "one letter": lambda: pack([("a.txt", b"a" * 3_000_000)]),
    "one line": lambda: pack([("a.txt", b"The Parties agree.\n" * 200_000)]),
    "docx of zeros": lambda: pack([("[Content_Types].xml", b"<x/>"), ("word/document.xml", _ZEROS)]),
    "epub of zeros": lambda: pack([("mimetype", b"application/epub+zip"), ("c.xhtml", _ZEROS)]),
    "2,001 entries": lambda: pack([(f"{number}.txt", b"x") for number in range(2001)]),
    "10,000 entries": lambda: pack([(f"{number}.txt", b"") for number in range(10_000)]),
    "overlapping": lambda: overlap(300, 2**20),
    "overlapping, within the ratio each": lambda: overlap(1999, 2**16),
    "says 201 MiB": lambda: pack_raw(b"a.txt", b"x" * 100, size=201 * 2**20, method=0),
    "says 4 GiB": lambda: pack_raw(b"a.txt", b"x" * 100, size=2**32 - 2),
    "says 2 MiB": lambda: pack_raw(b"a.txt", b"x", size=2 * 2**20, method=0),
    "picture": lambda: pack([("a.bmp", b"\xff" * 5_000_000)]),
    "sparse": lambda: pack([("a.txt", (b"\0" * 50_000 + b"x") * 40)]),
    "front of a tar": lambda: pack([("a.tar", b"\0" * 1_000_000)]),
    "xml": lambda: pack([("a.xml", b"<a>" * 400_000)]),
    "html": lambda: pack([("a.html", b"<div>" * 400_000)]),
}
"""What makes archives that must be refused, none of them large."""


def test_there_are_as_many_bombs_as_promised() -> None:
    assert len(BOMBS) >= 20
    assert all(len(build()) < 2_000_000 for build in BOMBS.values())


@pytest.mark.sampled(2)
@pytest.mark.parametrize("kind", BOMBS)
def test_a_bomb_is_refused_before_it_unpacks(kind: str) -> None:
    raw = BOMBS[kind]()
    tracemalloc.start()
    try:
        with pytest.raises(SourceError) as refusal:
            list(read_members(raw, "a.zip"))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert refusal.value.path == "a.zip"
    assert peak < 20_000_000, "a directory of 10,000 entries is the most that is held"


@pytest.mark.parametrize("kind", ["zeros", "overlapping, within the ratio each", "docx of zeros", "says 4 GiB"])
def test_a_bomb_named_docx_is_refused(kind: str) -> None:
    with pytest.raises(SourceError):
        read_docx(BOMBS[kind](), "a.docx")


def test_what_is_read_counts_over_all_members() -> None:
    container = Container(pack([("a", b"x" * 60), ("b", b"y" * 60)], 0), "a.zip", Limits(unpacked=100))
    first, second = container.members

    assert container.read(first) == b"x" * 60
    with pytest.raises(SourceError, match="over the limit of 100"):
        container.read(second)


def nested() -> dict[str, bytes]:
    """Return archives and packed files, which are not to be in an archive."""
    tar = io.BytesIO()
    with tarfile.open(fileobj=tar, mode="w") as file:
        file.addfile(tarfile.TarInfo("x"))
    return {
        "zip": pack([GOOD]),
        "empty zip": pack([]),
        "broken zip": pack([GOOD])[:40],
        "tar": tar.getvalue()[:1024],
        "gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\x03x",
        "bzip2": b"BZh91AY&SY",
        "xz": b"\xfd7zXZ\0\0\x04",
        "7z": b"7z\xbc\xaf\x27\x1c\0\x04",
        "rar": b"Rar!\x1a\x07\x01\0",
        "zstd": b"\x28\xb5\x2f\xfd\x04\0",
    }


@pytest.mark.parametrize("kind", nested())
def test_an_archive_in_an_archive_is_refused_by_name(kind: str) -> None:
    outcome = list(read_members(pack([("in/statement.txt", nested()[kind]), GOOD], 0), "a.zip"))

    [refused] = [one for one in outcome if isinstance(one, SourceError)]
    assert refused.path == "a.zip/in/statement.txt"
    assert [one for one in outcome if isinstance(one, Member)] == [Member(*GOOD)]


def test_a_document_in_an_archive_is_none() -> None:
    raw = Docx().paragraph("The Parties agree.").build()

    assert list(read_members(pack([("a.docx", raw)], 0), "a.zip")) == [Member("a.docx", raw)]


@pytest.mark.parametrize("mode", [0o120777, 0o060666, 0o020666, 0o010666, 0o140777])
def test_links_and_devices_are_refused(mode: int) -> None:
    [outcome] = read_members(pack_raw(b"a.txt", b"/etc/passwd", attr=mode << 16), "a.zip")

    assert isinstance(outcome, SourceError)
    assert "link or a device" in outcome.reason


def test_a_locked_a_broken_and_a_double_member_are_refused_by_name() -> None:
    broken = bytearray(pack([("a.txt", b"The Parties agree.")], 0))
    broken[broken.index(b"Parties")] ^= 1
    [one] = read_members(bytes(broken), "a.zip")
    [locked] = read_members(pack_raw(b"a.txt", b"The Parties agree.", flags=1), "a.zip")
    with pytest.warns(UserWarning, match="Duplicate"):
        double = pack([GOOD, ("OK/Statement.txt", b"x"), GOOD])
    first, *others = read_members(double, "a.zip")

    assert isinstance(one, SourceError)
    assert isinstance(locked, SourceError)
    assert "password" in locked.reason
    assert first == Member(*GOOD)
    assert [isinstance(other, SourceError) for other in others] == [True, True]


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 10, b"not a zip", pack([GOOD])[:-5]])
def test_a_broken_archive_is_refused(raw: bytes) -> None:
    with pytest.raises(SourceError, match="damaged or incomplete"):
        list(read_members(raw, "a.zip"))


@given(st.data())
def test_an_archive_with_any_byte_changed_is_read_or_refused(data: st.DataObject) -> None:
    raw = bytearray(pack([GOOD, ("b.txt", b"And so forth. " * 9)]))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    try:
        for one in read_members(bytes(raw), "a.zip"):
            assert isinstance(one, Member | SourceError)
    except SourceError:
        pass


@pytest.mark.skipif(not FORMATS.exists(), reason="../shared/data is not there")
def test_the_archives_of_the_gold_set() -> None:
    mixed = list(read_members((FORMATS / "zip/mixed.zip").read_bytes(), "mixed.zip"))
    traversal = list(read_members((FORMATS / "zip/traversal.zip").read_bytes(), "traversal.zip"))

    assert [one.name for one in mixed if isinstance(one, Member)] == [
        "statements/2021/us-russia-2021.md",
        "statements/fomc-19991221.txt",
        "statements/web/frb-fomc.html",
        "README.txt",
    ]
    assert [one.name for one in traversal if isinstance(one, Member)] == ["ok/us-russia-2021.md"]
    assert [one.path for one in traversal if isinstance(one, SourceError)] == [
        "traversal.zip/../evil.txt",
        "traversal.zip//abs.txt",
        "traversal.zip/ok/..\\win.txt",
    ]
    with pytest.raises(SourceError, match="100 times"):
        list(read_members((FORMATS / "zip/ratio.zip").read_bytes(), "ratio.zip"))
