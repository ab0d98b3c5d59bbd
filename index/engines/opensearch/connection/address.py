"""The cluster's address and our credentials. Secrets are never printed."""

from dataclasses import dataclass, field, replace
from urllib.parse import unquote, urlsplit, urlunsplit

from pincite.index.values.errors import ArchiveError

MAX_INDEX = 200


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """``hosts`` are base URLs without user and password; ``index`` names the archive; ``timeout`` is in seconds.

    ``ca`` is the path of a file of certificates, or None for those of the system.
    """

    hosts: tuple[str, ...]
    index: str = "pincite"
    ca: str | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 10.0

    @property
    def shown(self) -> str:
        """The hosts, for messages."""
        return ", ".join(self.hosts)


def parse_address(url: str, index: str = "pincite", **known: object) -> ClusterAddress:
    """Parse ``url``: one base URL, or several separated by commas. Raises ArchiveError."""
    parsed = [_parse_host(part.strip()) for part in url.split(",") if part.strip()]
    if not parsed:
        raise ArchiveError("PINCITE_OPENSEARCH_URL is empty: set it to one like https://search.example.org:9200")
    if not _is_index(index):
        raise ArchiveError(
            "PINCITE_OPENSEARCH_INDEX is not a valid index name: use lower-case letters, digits, `-` and `_`, "
            "begin with a letter"
        )
    _, user, password = parsed[0]
    made = ClusterAddress(tuple(host for host, _, _ in parsed), index, user=user, password=password)
    return replace(made, **{name: value for name, value in known.items() if value is not None})  # type: ignore[arg-type]


def _parse_host(url: str) -> tuple[str, str | None, str | None]:
    """Return base URL, user and password. Error messages never quote them."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _unusable() from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise _unusable()
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    port = port or (443 if parts.scheme == "https" else 9200)
    base = urlunsplit((parts.scheme, f"{host}:{port}", parts.path.rstrip("/"), "", ""))
    return base, _unquoted(parts.username), _unquoted(parts.password)


def _unquoted(text: str | None) -> str | None:
    return None if text is None else unquote(text)


def _unusable() -> ArchiveError:
    return ArchiveError(
        "PINCITE_OPENSEARCH_URL cannot be read: expected one like https://search.example.org:9200, without ? and #"
    )


def _is_index(name: str) -> bool:
    plain = name.replace("-", "").replace("_", "")
    starts = name[:1].isascii() and name[:1].isalpha()
    return starts and plain.isascii() and plain.isalnum() and name == name.lower() and len(name) <= MAX_INDEX
