"""Owns the manifest of a backup: what it holds, and the state of the archive at that moment."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from pincite.index.backup.canonical_json import render_canonical
from pincite.index.backup.source_copies import FilesStamp
from pincite.index.record.values import Counts
from pincite.index.values.errors import SourceError

NAME = "manifest.json"
FORMAT = 1
_KIND = "pincite backup"
_LONGEST = 1_000_000


class FileStamp(BaseModel):
    """The length of the record's file in bytes, and its SHA-256 in hex."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    length: int
    sha256: str


class BackupManifest(BaseModel):
    """A backup. ``archive`` tells archives apart, ``schema_revision`` is the record's, ``time`` is UTC in ISO 8601.

    ``files`` are the source files; None when none were to go in.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    kind: Literal["pincite backup"] = "pincite backup"
    format: int = FORMAT
    archive: str
    schema_revision: str
    counts: Mapping[str, int]
    record: FileStamp
    files: FilesStamp | None = None
    pincite: str
    time: str

    @property
    def batch(self) -> int:
        """The number of the last batch in the backup."""
        return self.counts["batch"]

    def matches(self, counts: Counts) -> bool:
        """Whether a record has the counts of the backup; counts that older versions lack are ignored."""
        held = asdict(counts)
        return all(held.get(name) == number for name, number in self.counts.items())


def identify(cursor_key: bytes) -> str:
    """Return 16 hex digits that identify an archive without revealing its key."""
    return hashlib.sha256(b"pincite archive\0" + cursor_key).hexdigest()[:16]


def render_manifest(manifest: BackupManifest) -> bytes:
    """Return the manifest as one line of canonical JSON; ``sha256`` is of the same without it."""
    return _seal(manifest.model_dump())


def read_manifest(folder: Path) -> BackupManifest:
    """Return the manifest of the backup in ``folder``. SourceError when it is missing, damaged, foreign or newer."""
    path = folder / NAME
    try:
        with path.open("rb") as file:
            data = file.read(_LONGEST)
    except (FileNotFoundError, NotADirectoryError) as error:
        reason = f"holds no {NAME}: it is not a backup, or an unfinished one"
        raise SourceError(str(folder), None, reason, "use the folder of a complete backup") from error
    try:
        return _parse(data, str(path))
    except (ValueError, RecursionError) as error:
        raise SourceError(str(path), None, "is not as it was written", "take another backup") from error


def _parse(data: bytes, name: str) -> BackupManifest:
    values = json.loads(data)
    if not isinstance(values, dict) or values.get("kind") != _KIND:
        raise SourceError(name, None, "is not the manifest of a backup", "use the folder of a backup")
    values.pop("sha256", None)
    if data != _seal(values):
        raise ValueError(name)
    if values.get("format") != FORMAT:
        reason = f"the backup has format {values.get('format')!r}, and this version of Pincite reads {FORMAT}"
        raise SourceError(name, None, reason, "install the version that wrote it, or a newer one")
    # Its ValidationError is a ValueError.
    return BackupManifest.model_validate(values)


def _seal(values: Mapping[str, Any]) -> bytes:
    digest = hashlib.sha256(render_canonical(values)).hexdigest()
    return render_canonical({**values, "sha256": digest}) + b"\n"
