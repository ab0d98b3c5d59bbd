"""The source file of a version as an answer: a download that no browser runs, checked before it is sent."""

from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from pincite.app.answering.answer import has_tag
from pincite.index.reading.formats.table import MEDIA_TYPES
from pincite.index.record.values import StoredStatement
from pincite.index.storage.source_store import SourceStore
from pincite.index.values.errors import ArchiveDamaged, NotFound
from pincite.index.values.source_file import SourceFile

_PIECE = 2**18
_UNKNOWN = "application/octet-stream"
_KNOWN = frozenset(MEDIA_TYPES.values())
_HEADERS = {
    # What a stranger wrote is never a page of ours: neither shown, nor guessed at, nor run.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
    "Accept-Ranges": "none",
}


def answer_source(request: Request, stored: StoredStatement, sources: SourceStore, link: str) -> Response:
    """Return the file that ``stored`` was read from, or 304; ``link`` is the statement's own address.

    NotFound when none is kept or it is not here, ArchiveDamaged when its bytes are not those of its digest.
    """
    file = stored.file
    if file is None:
        raise NotFound(f"No source file is kept for this version of {stored.heading.id}.")
    tag = f'"{file.digest}"'
    headers = {**_HEADERS, "ETag": tag, "Link": f'<{link}>; rel="describedby"'}
    _check(file, sources)
    if has_tag(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    headers |= {"Content-Length": str(file.length), "Content-Disposition": name_download(file.name)}
    # Without a charset: which one it is, the bytes say.
    headers["Content-Type"] = file.media_type if file.media_type in _KNOWN else _UNKNOWN
    return StreamingResponse(_read(file, sources), headers=headers)


def name_download(name: str) -> str:
    """Return a ``Content-Disposition`` for a file (RFC 6266): in ASCII for old programs, and as it is called."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\%/' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _check(file: SourceFile, sources: SourceStore) -> None:
    path = sources.path(file.digest)
    try:
        written = path.stat().st_mtime_ns
    except OSError as error:
        raise NotFound("The source file of this version is not on this server.") from error
    what = _find_damage(sources, file, written)
    if what is not None:
        raise ArchiveDamaged(f"the source file {path} {what}: put it back from a backup")


@lru_cache(maxsize=1_000)
def _find_damage(sources: SourceStore, file: SourceFile, written: int) -> str | None:  # noqa: ARG001 - part of the key
    """Read a file once for as long as nobody writes to it."""
    return sources.find_damage(file)


def _read(file: SourceFile, sources: SourceStore) -> Iterator[bytes]:
    with sources.open_file(file) as opened:
        while piece := opened.read(_PIECE):
            yield piece
