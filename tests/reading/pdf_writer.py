"""PDF files by hand: pages of text in the fonts that every reader has, at places that a test chooses."""

import hashlib
from dataclasses import dataclass, field

FONTS = ("Courier", "Courier-Bold", "Times-Roman", "Times-Bold")
WIDTH = 0.6
"""How wide each character of Courier is, in ems."""
_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


@dataclass(slots=True)
class Pdf:
    """A file that grows by its pages; lengths are points from the lower left corner."""

    width: float = 612
    height: float = 792
    pages: list[list[str]] = field(default_factory=list)
    title: str = ""
    rotate: int = 0

    def page(self) -> "Pdf":
        """Begin a page."""
        self.pages.append([])
        return self

    def put(self, text: str, x: float, y: float, size: float = 10, font: int = 0, turn: str = "1 0 0 1") -> "Pdf":
        """Put ``text`` on the page, its first character's foot at ``x`` and ``y``."""
        safe = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        self.pages[-1].append(f"BT /F{font} {size} Tf {turn} {x:.2f} {y:.2f} Tm ({safe}) Tj ET")
        return self

    def build(self, password: str | None = None) -> bytes:
        """Return the file; with ``password`` it is encrypted, and a blank one opens by itself."""
        lock = None if password is None else _Lock(password)
        kids = " ".join(f"{10 + 2 * number} 0 R" for number in range(len(self.pages)))
        objects: dict[int, bytes] = {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: f"<< /Type /Pages /Kids [{kids}] /Count {len(self.pages)} >>".encode(),
            3: b"<< /Title " + _string(self.title.encode("latin-1"), lock, 3) + b" >>",
        }
        for number, name in enumerate(FONTS):
            font = f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>"
            objects[4 + number] = font.encode()
        fonts = " ".join(f"/F{number} {4 + number} 0 R" for number in range(len(FONTS)))
        for number, operators in enumerate(self.pages):
            place = 10 + 2 * number
            box = f"/MediaBox [0 0 {self.width} {self.height}] /Rotate {self.rotate}"
            resources = f"/Resources << /Font << {fonts} >> >> /Contents {place + 1} 0 R"
            objects[place] = f"<< /Type /Page /Parent 2 0 R {box} {resources} >>".encode()
            stream = "\n".join(operators).encode("cp1252")
            stream = stream if lock is None else lock.encrypt(stream, place + 1)
            objects[place + 1] = f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream"
        return _write(objects, lock)


def _write(objects: dict[int, bytes], lock: "_Lock | None") -> bytes:
    written, places = b"%PDF-1.4\n", {}
    if lock is not None:
        objects[9] = lock.dictionary()
    for number, body in sorted(objects.items()):
        places[number] = len(written)
        written += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = len(written)
    count = max(objects) + 1
    lines = [f"{places[n]:010} 00000 n \n" if n in places else "0000000000 65535 f \n" for n in range(count)]
    extra = "" if lock is None else f" /Encrypt 9 0 R /ID [<{lock.identity.hex()}> <{lock.identity.hex()}>]"
    trailer = f"trailer\n<< /Size {count} /Root 1 0 R /Info 3 0 R{extra} >>\nstartxref\n{table}\n%%EOF\n"
    return written + f"xref\n0 {count}\n{''.join(lines)}".encode() + trailer.encode()


def _string(text: bytes, lock: "_Lock | None", number: int) -> bytes:
    return b"<" + (text if lock is None else lock.encrypt(text, number)).hex().encode() + b">"


class _Lock:
    """Encryption of PDF 1.4 with 40 bits: the oldest, which all readers know."""

    identity = b"0123456789abcdef"

    def __init__(self, password: str) -> None:
        padded = (password.encode("latin-1") + _PAD)[:32]
        self._owner = _rc4(hashlib.md5((b"owner" + _PAD)[:32]).digest()[:5], padded)
        self._key = hashlib.md5(padded + self._owner + b"\xfc\xff\xff\xff" + self.identity).digest()[:5]

    def encrypt(self, data: bytes, number: int) -> bytes:
        """Return ``data``, of the object ``number``, encrypted."""
        return _rc4(hashlib.md5(self._key + number.to_bytes(3, "little") + b"\0\0").digest()[:10], data)

    def dictionary(self) -> bytes:
        """Return the object that says how it is encrypted."""
        user = _rc4(self._key, _PAD).hex()
        return f"<< /Filter /Standard /V 1 /R 2 /O <{self._owner.hex()}> /U <{user}> /P -4 >>".encode()


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)
