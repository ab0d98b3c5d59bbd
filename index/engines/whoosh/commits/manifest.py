"""Owns the manifest of a commit: the stamp of every file that it needs, and its contents."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from pincite.index.engine import Checkpoint
from pincite.index.engines.whoosh.commits.stamps import Stamp
from pincite.index.values.errors import ArchiveDamaged, SchemaMismatch
from pincite.index.values.fields import SCHEMA_VERSION

FORMAT = 2
_MEND = "run `pincite rebuild`"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One commit. ``files`` has the segments' files by name, ``toc`` the table of contents.

    ``archive`` names the archive of the commit. It is empty if the commit is older than the names of archives.
    """

    checkpoint: Checkpoint
    toc: Stamp
    files: Mapping[str, Stamp]
    archive: str = ""

    def is_of(self, archive: str) -> bool:
        """Whether the commit belongs to ``archive``, as far as both names are known."""
        return "" in (archive, self.archive) or archive == self.archive


def manifest_name(commit: int) -> str:
    """Return the name of the manifest of a commit."""
    return f"MANIFEST-{commit}.json"


def render_manifest(manifest: Manifest) -> bytes:
    """Return the manifest as a line of JSON, and a line with the SHA-256 of the first."""
    point = manifest.checkpoint
    values = {
        "format": FORMAT,
        "commit": point.commit,
        "batch": point.batch,
        "schema": point.schema,
        "statements": point.statements,
        "paragraphs": point.paragraphs,
        **({} if point.replaced is None else {"replaced": point.replaced}),
        **({"archive": manifest.archive} if manifest.archive else {}),
        "toc": [manifest.toc.length, manifest.toc.digest],
        "files": {name: [stamp.length, stamp.digest] for name, stamp in sorted(manifest.files.items())},
    }
    line = json.dumps(values, separators=(",", ":")).encode("ascii") + b"\n"
    return line + hashlib.sha256(line).hexdigest().encode("ascii") + b"\n"


def parse_manifest(data: bytes, name: str) -> Manifest:
    """Parse the manifest in ``data``. Raises ArchiveDamaged or SchemaMismatch."""
    line, _, rest = data.partition(b"\n")
    if rest != hashlib.sha256(line + b"\n").hexdigest().encode("ascii") + b"\n":
        raise ArchiveDamaged(f"{name} is not as it was written; {_MEND}")
    values = json.loads(line)
    if values["format"] != FORMAT or values["schema"] != SCHEMA_VERSION:
        raise SchemaMismatch(f"the index was built by another version of Pincite; {_MEND}")
    # An index without the last number was built before there was an index of replaced versions.
    counts = [values.get(key) for key in ("batch", "schema", "statements", "paragraphs", "commit", "replaced")]
    point = Checkpoint(*counts)
    files = {file: Stamp(*stamp) for file, stamp in values["files"].items()}
    return Manifest(point, Stamp(*values["toc"]), files, values.get("archive", ""))
