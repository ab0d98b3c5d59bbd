"""Whose archive this is: its name, logo and texts, from settings and a folder of plain texts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_MOST = 256 * 1024
"""Bytes of one text or of the logo. Every page has them or their address."""
_LOGOS = {"logo.svg": "image/svg+xml", "logo.png": "image/png"}
_TAGLINE = "official statements, to the paragraph"
_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A piece of a paragraph: text, or an address with a link."""

    text: str
    is_link: bool = False


@dataclass(frozen=True, slots=True)
class Logo:
    """The bytes of a logo and their media type."""

    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Site:
    """Name and texts. Texts are plain: blank lines divide paragraphs, web addresses become links."""

    name: str = "Pincite"
    tagline: str = _TAGLINE
    about: str = ""
    contact: str = ""
    licence: str = ""
    footer: str = ""
    examples: tuple[str, ...] = ()
    logo: Logo | None = None


def read_site(name: str, folder: Path | None) -> Site:
    """Return the site called ``name`` with the texts of ``folder``. A missing file leaves its default.

    ValueError names a file that is too large or not UTF-8.
    """
    if folder is None:
        return Site(name)
    texts = {key: text for key in ("about", "contact", "licence", "footer") if (text := _read_text(folder, key))}
    examples = tuple(line.strip() for line in _read_text(folder, "examples").splitlines() if line.strip())
    tagline = _read_text(folder, "tagline") or _TAGLINE
    return Site(name, tagline, examples=examples, logo=_read_logo(folder), **texts)


def paragraphs_of(text: str) -> Iterator[list[TextPiece]]:
    """Yield the paragraphs of a text, each as its pieces."""
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if paragraph.strip():
            yield list(_pieces(" ".join(paragraph.split())))


def _pieces(text: str) -> Iterator[TextPiece]:
    at = 0
    for found in _ADDRESS.finditer(text):
        yield from (TextPiece(before) for before in (text[at : found.start()],) if before)
        yield TextPiece(found[0], is_link=True)
        at = found.end()
    yield from (TextPiece(rest) for rest in (text[at:],) if rest)


def _read_text(folder: Path, name: str) -> str:
    body = _read(folder / f"{name}.txt")
    try:
        return "" if body is None else body.decode("utf-8-sig").strip()
    except UnicodeDecodeError as error:
        raise ValueError(f"{folder / name}.txt is not UTF-8: save it as UTF-8") from error


def _read_logo(folder: Path) -> Logo | None:
    found = ((_read(folder / name), media_type) for name, media_type in _LOGOS.items())
    return next((Logo(body, media_type) for body, media_type in found if body is not None), None)


def _read(path: Path) -> bytes | None:
    if not path.is_file():
        return None
    if path.stat().st_size > _MOST:
        raise ValueError(f"{path} is too large: use at most {_MOST:,} bytes")
    return path.read_bytes()
