"""Make every URL that the service returns, from the base in the settings and never from a request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import quote, urlsplit

SHORT_VERSION = 12
"""The number of hex digits of a version in a URL."""

PART = 250
"""How many paragraphs of a statement a page shows at once."""

Pairs = Iterable[tuple[str, str]]


def short(version: str) -> str:
    """Return the part of a version (64 hex) that is used in URLs and citations."""
    return version[:SHORT_VERSION]


@dataclass(frozen=True, slots=True)
class Links:
    """Links from ``base``, which is absolute and has no slash at its end. Its path, if any, comes before each link."""

    base: str
    prefix: str = field(init=False)
    """The path of the base: empty unless a proxy serves the archive below one."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "prefix", urlsplit(self.base).path)

    def at(self, path: str, pairs: Pairs = ()) -> str:
        """Return a link to ``path`` (from a literal) with parameters."""
        query = "&".join([f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs])
        return f"{self.prefix}{path}{'?' if query else ''}{query}"

    def absolute(self, link: str) -> str:
        """Return the whole URL of a link made here."""
        return self.base + link.removeprefix(self.prefix)

    def statement(
        self,
        id: str,  # noqa: A002
        version: str | None = None,
        number: int | None = None,
        pairs: Pairs = (),
        *,
        goes_to: bool = False,
    ) -> str:
        """Return the page of a statement, optionally of one version (64 hex or less) at one paragraph.

        A fragment is never sent, so a paragraph beyond the first part is a parameter too. ``goes_to`` adds it always:
        the page then shows which hit it is.
        """
        query = [*([("version", short(version))] if version else []), *pairs]
        if number and (goes_to or number > PART):
            query.append(("from", str(number)))
        return self.at(f"/statements/{_segment(id)}", query) + (f"#p{number}" if number else "")

    def source(self, id: str, version: str, *, of_api: bool = True) -> str:  # noqa: A002
        """Return the address of the source file of a version, in the API or beside the page."""
        path = f"{'/v1' if of_api else ''}/statements/{_segment(id)}/source"
        return self.at(path, [("version", short(version))])

    def changes(self, id: str, version: str | None = None) -> str:  # noqa: A002
        """Return the page that shows what changed in a statement since a version, by default since the first."""
        return self.at(f"/statements/{_segment(id)}/changes", [("version", short(version))] if version else [])

    def citation(self, id: str, version: str, pairs: Pairs) -> str:  # noqa: A002
        """Return the API's address of a citation of a version."""
        return self.at(f"/v1/statements/{_segment(id)}/citation", [("version", short(version)), *pairs])

    def resource(
        self,
        id: str,  # noqa: A002
        version: str | None = None,
        number: int | None = None,
        pairs: Pairs = (),
    ) -> str:
        """Return the API's address of a statement, or of one paragraph."""
        tail = f"/paragraphs/{number}" if number else ""
        query = [*([("version", short(version))] if version else []), *pairs]
        return self.at(f"/v1/statements/{_segment(id)}{tail}", query)


@lru_cache(maxsize=1_000)
def _segment(id: str) -> str:  # noqa: A002
    """Return an id as one path segment (RFC 3986). Cached, because a hit has its id in several links."""
    return quote(id, safe="")
