"""ZIP files by hand: what no packer would write, and bombs that stay small."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable


def pack(members: Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP file with ``members`` in their order, their names as they are given."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as file:
        for name, data in members:
            info = zipfile.ZipInfo("x", (2020, 1, 1, 0, 0, 0))
            # Set afterwards: the constructor would mend the name.
            info.filename = info.orig_filename = name
            info.compress_type = method
            file.writestr(info, data)
    return target.getvalue()


def pack_raw(
    name: bytes, data: bytes, *, size: int | None = None, method: int = 8, flags: int = 0, attr: int = 0
) -> bytes:
    """Return a ZIP file of one member, byte by byte: its name, its size and its attributes may be lies."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = data if method == 0 else packer.compress(data) + packer.flush()
    size = len(data) if size is None else size
    common = struct.pack("<HHHHHIIIHH", 20, flags, method, 0, 33, zlib.crc32(data), len(packed), size, len(name), 0)
    local = b"PK\x03\x04" + common + name + packed
    central = b"PK\x01\x02" + struct.pack("<H", 0x031E) + common + struct.pack("<HHHII", 0, 0, 0, attr, 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def overlap(count: int, size: int) -> bytes:
    """Return a ZIP file whose ``count`` members all have the same packed bytes, each ``size`` when unpacked."""
    data = bytes(range(256)) * (size // 256)
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    head = struct.pack("<HHHHHIII", 20, 0, 8, 0, 33, zlib.crc32(data), len(packed), len(data))
    local = b"PK\x03\x04" + head + struct.pack("<HH", 1, 0) + b"a" + packed
    central = b""
    for number in range(count):
        name = f"{number}.txt".encode()
        central += (
            b"PK\x01\x02" + struct.pack("<H", 20) + head + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
        )
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(central), len(local), 0)
    return local + central + end
