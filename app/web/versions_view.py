"""The versions of a statement, and the file that the shown one was read from."""

from typing import Any

from pincite.app.answering.links import Links, short
from pincite.app.words import in_words, size_says
from pincite.index.record.values import StoredStatement, VersionNote


def build_versions(stored: StoredStatement, links: Links) -> list[dict[str, Any]]:
    """Return the versions, the newest first."""
    return [_version(note, stored, links) for note in reversed(stored.versions)]


def _version(note: VersionNote, stored: StoredStatement, links: Links) -> dict[str, Any]:
    return {
        "name": f"{short(note.digest)}, {in_words(note.time[:10])}",
        "link": links.statement(stored.heading.id, note.digest),
        "shown": note.digest == stored.version,
        "current": note.digest == stored.current,
        "compare_link": _compare_versions_link(note, stored, links),
    }


def _compare_versions_link(note: VersionNote, stored: StoredStatement, links: Links) -> str:
    """The comparison of a version with the one before it; empty for the first one."""
    at = stored.versions.index(note)
    if not at:
        return ""
    before, identity = stored.versions[at - 1], stored.heading.id
    left = [("left", identity), ("left_version", short(before.digest))]
    return links.at("/compare", [*left, ("right", identity), ("right_version", short(note.digest))])


def build_source_file(stored: StoredStatement, links: Links) -> dict[str, str] | None:
    """Return the file's name, address, size and digest; None where it was not kept."""
    file = stored.file
    if file is None:
        return None
    link = links.source(stored.heading.id, stored.version, of_api=False)
    return {"name": file.name, "link": link, "size": size_says(file.length), "digest": file.digest}
