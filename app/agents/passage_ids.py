"""The ids that tools hand out and take: ``ID``, ``ID?version=V`` or ``ID?version=V#pN``, the end of a permalink.

No id of a statement holds ``?`` or ``#``. A whole permalink is taken too, of whatever host: archives move.
"""

import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from pincite.app.answering.links import short
from pincite.index.values.errors import Problem, QueryError

_ID = re.compile(r"(?P<id>[^?#]+)(?:\?version=(?P<version>[0-9a-f]{12,64}))?(?:#p(?P<number>[1-9][0-9]{0,8}))?")


@dataclass(frozen=True, slots=True)
class PassageId:
    """A statement, a version of it (None: the current one), and the number of a paragraph (None: all)."""

    statement: str
    version: str | None = None
    number: int | None = None

    def __str__(self) -> str:
        version = f"?version={short(self.version)}" if self.version else ""
        return f"{self.statement}{version}{f'#p{self.number}' if self.number else ''}"


def parse_passage_id(text: str, name: str = "id") -> PassageId:
    """Return what ``text``, the argument ``name``, names. Raises QueryError."""
    found = _ID.fullmatch(_end_of(text))
    if found is None:
        expected = "an id as `search` gives it, such as ID or ID?version=f3bc98b56e5a#p4"
        raise QueryError(Problem(name, None, "malformed_value", expected))
    return PassageId(found["id"], found["version"], int(found["number"]) if found["number"] else None)


def _end_of(text: str) -> str:
    """Return the id at the end of a permalink, and any other text as it is."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return text
    if parts.scheme not in ("http", "https") or "/statements/" not in parts.path:
        return text
    version = parse_qs(parts.query).get("version", [""])[0]
    statement = unquote(parts.path.rpartition("/statements/")[2])
    return f"{statement}{version and f'?version={version}'}{parts.fragment and f'#{parts.fragment}'}"
