"""ZIP archives: the members that may go in, one by one, and the refusal of each that may not.

A name is never used as a path: members are read into memory. Names that lead out of the archive are refused
nevertheless, for what they would say in a record.
"""

import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from pincite.index.reading.formats.container import LIMITS, Container, Limits
from pincite.index.reading.formats.sniffing import is_archive
from pincite.index.values.errors import SourceError

_DRIVE = re.compile(r"[A-Za-z]:")
_SYSTEM = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its name there, with ``/`` between its parts, and its bytes."""

    name: str
    raw: bytes


def read_members(raw: bytes, name: str, limits: Limits = LIMITS) -> Iterator[Member | SourceError]:
    """Yield the members of the archive called ``name`` in its order, or why one is refused; read it to the end.

    Passed over in silence: folders, hidden files and what systems leave behind. SourceError when the whole archive is
    refused: it is broken, a bomb, or over a limit.
    """
    container = Container(raw, name, limits)
    container.check_all()
    seen: set[str] = set()
    for info in container.members:
        if info.orig_filename.endswith("/"):
            continue
        try:
            member = _read_member(container, info, seen)
        except SourceError as error:
            yield error
            continue
        if member is not None:
            yield member


def _read_member(container: Container, info: zipfile.ZipInfo, seen: set[str]) -> Member | None:
    inside = _check_name(container, info)
    if _is_passed_over(inside):
        return None
    place = f"{container.name}/{inside}"
    same = unicodedata.normalize("NFC", inside).casefold()
    if same in seen:
        raise SourceError(place, None, "is in the archive twice", "rename one of the two")
    seen.add(same)
    if container.is_special(info):
        raise SourceError(place, None, "is a link or a device", "pack the file itself")
    data = container.read(info)
    if is_archive(data):
        raise SourceError(place, None, "is an archive inside an archive", "unpack it and add its files")
    return Member(inside, data)


def _check_name(container: Container, info: zipfile.ZipInfo) -> str:
    """Return the member's name; SourceError when it is no plain way down into the archive."""
    given = info.orig_filename
    wrong = find_wrong_name(given)
    if wrong is not None:
        shown = given if given.isprintable() else ascii(given)[1:-1]
        raise SourceError(f"{container.name}/{shown[:200]}", None, f"has a name that {wrong}", "rename it")
    return given.replace("\\", "/")


def find_wrong_name(name: str) -> str | None:
    """Return what is wrong with the name of a member, in words; None when it leads down into the archive."""
    plain = unicodedata.normalize("NFKC", name).replace("\\", "/")
    if not plain.strip():
        return "is empty"
    if "\0" in name or any(unicodedata.category(c) in ("Cc", "Cs") for c in name):
        return "holds a control character"
    if plain.startswith("/") or _DRIVE.match(plain):
        return "is absolute"
    if any(part.strip() in ("..", ".") or part.strip(" .") == "" for part in plain.split("/")):
        return "leads out of the archive"
    return "is too long" if len(name) > _LONGEST else None


def _is_passed_over(name: str) -> bool:
    return any(part.startswith(".") or part.casefold() in _SYSTEM for part in name.split("/"))
