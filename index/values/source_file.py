"""The file that a version was read from, as the record names it. Its bytes are kept beside the record."""

import re
from dataclasses import dataclass

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file by its bytes: SHA-256 (64 hex), length in bytes, media type, and its name, fit to print."""

    digest: str
    length: int
    media_type: str
    name: str


def is_digest(text: str) -> bool:
    """Whether ``text`` is a SHA-256 in hex: the only name under which bytes are kept."""
    return _DIGEST.fullmatch(text) is not None
