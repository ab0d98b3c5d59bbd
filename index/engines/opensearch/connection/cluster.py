"""Send requests to the cluster, and translate every failure into one of Pincite's errors."""

import secrets
import ssl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from opensearchpy import JSONSerializer, OpenSearch
from opensearchpy.exceptions import (
    AuthenticationException,
    AuthorizationException,
    ConnectionError,  # noqa: A004 - the client's own
    ConnectionTimeout,
    ImproperlyConfigured,
    OpenSearchException,
    SSLError,
    TransportError,
)
from pydantic_core import from_json, to_json

from pincite.index.engines.opensearch.connection.address import ClusterAddress
from pincite.index.values.errors import ArchiveError, EngineUnavailable

Json = dict[str, Any]

_NDJSON = {"content-type": "application/x-ndjson"}
_POOL = 20
_BUSY = (429, 502, 503, 504)
_NO_INDEX = "index_not_found_exception"


class ClusterBusy(EngineUnavailable):
    """The cluster cannot accept this now. The same request may succeed a little later."""


class Missing(EngineUnavailable):
    """There is no such index."""


class _Read(JSONSerializer):
    """Parses answers in half the time of the standard library. They have 50 kB, mostly values of facets."""

    def loads(self, s: str) -> Any:
        return from_json(s)


class Cluster:
    """One cluster. Thread-safe."""

    def __init__(self, address: ClusterAddress) -> None:
        self.address = address
        # A process always uses the same copy of a shard, so that it never goes back to an older commit.
        self._preference = f"pincite-{secrets.token_hex(8)}"
        try:
            self._client = _open(address)
        except (OSError, ValueError, ImproperlyConfigured) as error:
            raise ArchiveError(f"the certificates of PINCITE_OPENSEARCH_CA cannot be read: {_reason(error)}") from None

    def close(self) -> None:
        """Close the connections. Calling this again does nothing."""
        self._client.close()

    def ask(self, method: str, path: str, body: object = None, **params: object) -> Json:
        """Return the answer to one request. Raises Missing, ClusterBusy, EngineUnavailable."""
        with self._translated():
            return self._object(self._client.transport.perform_request(method, path, params=params or None, body=body))

    def search_many(self, index: str | None, bodies: Sequence[Json]) -> list[Json]:
        """Return the answers to searches sent as one request. ``index`` is None if they use a point in time.

        A failed search is returned as ``{"error": ...}``.
        """
        header: Json = {} if index is None else {"index": index, "preference": self._preference}
        lines = render_lines(line for body in bodies for line in (header, body))
        answer = self._search(lines)
        found = answer.get("responses")
        if not isinstance(found, list) or len(found) != len(bodies) or not all(isinstance(x, dict) for x in found):
            raise self.garbage()
        return found

    def _search(self, lines: bytes) -> Json:
        with self._translated():
            answer = self._client.transport.perform_request("POST", "/_msearch", body=lines, headers=_NDJSON)
            return self._object(answer)

    def bulk(self, index: str, lines: bytes) -> list[tuple[str, Json]]:
        """Return the result of each operation, with its kind. Raises ClusterBusy when all must be sent again."""
        with self._translated():
            path = f"/{index}/_bulk"
            answer = self._object(self._client.transport.perform_request("POST", path, body=lines, headers=_NDJSON))
        items = answer.get("items")
        if not isinstance(items, list) or not all(isinstance(item, dict) and item for item in items):
            raise self.garbage()
        return [next(iter(item.items())) for item in items]

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (AuthenticationException, AuthorizationException) as error:
            if _kind(error) == "cluster_block_exception":
                raise EngineUnavailable(
                    f"OpenSearch at {self.address.shown} accepts no writes: free space on its disks, then set "
                    f"index.blocks.read_only_allow_delete of {self.address.index!r} to null"
                ) from None
            raise EngineUnavailable(
                f"OpenSearch at {self.address.shown} refuses the login: check PINCITE_OPENSEARCH_USER and "
                "PINCITE_OPENSEARCH_PASSWORD_FILE"
            ) from None
        except ConnectionTimeout:
            seconds = f"{self.address.timeout:g} s"
            raise EngineUnavailable(f"OpenSearch at {self.address.shown} did not answer within {seconds}") from None
        except SSLError:
            raise EngineUnavailable(
                f"OpenSearch at {self.address.shown} has a certificate that is not trusted: "
                "name the file of its CA in PINCITE_OPENSEARCH_CA"
            ) from None
        except ConnectionError as error:
            raise ClusterBusy(f"OpenSearch at {self.address.shown} cannot be reached ({_reason(error.info)})") from None
        except TransportError as error:
            kind, status = _kind(error), error.status_code
            raised = ClusterBusy if status in _BUSY else Missing if kind == _NO_INDEX else EngineUnavailable
            raise raised(f"OpenSearch at {self.address.shown} answered {status} ({kind}): see its log") from None
        except (OpenSearchException, UnicodeDecodeError, ValueError):
            raise self.garbage() from None

    def _object(self, answer: object) -> Json:
        if not isinstance(answer, dict):
            raise self.garbage()
        return answer

    def garbage(self) -> EngineUnavailable:
        """The error for an answer that OpenSearch never gives."""
        return EngineUnavailable(
            f"what answers at {self.address.shown} is not OpenSearch: check PINCITE_OPENSEARCH_URL"
        )


def render_lines(values: Iterable[Mapping[str, Any]]) -> bytes:
    """Return JSON values, one per line."""
    return b"".join([to_json(value) + b"\n" for value in values])


def failure_kinds(error: object) -> set[str]:
    """Return all kinds named in the error of one search, including those of its shards."""
    if isinstance(error, list):
        return set().union(*map(failure_kinds, error))
    if not isinstance(error, dict):
        return set()
    own = {error["type"]} if isinstance(error.get("type"), str) else set()
    below = (error.get(name) for name in ("root_cause", "failed_shards", "reason", "caused_by"))
    return own.union(*map(failure_kinds, below))


def _open(address: ClusterAddress) -> OpenSearch:
    secure = address.hosts[0].startswith("https:")
    trust: Json = {"ca_certs": address.ca} if secure and address.ca else {}
    if trust:
        # Checked here: the client reads the file at the first connection, and then blames the cluster's certificate.
        ssl.create_default_context(cafile=address.ca)
    return OpenSearch(
        hosts=list(address.hosts),
        http_auth=(address.user, address.password or "") if address.user else None,
        timeout=address.timeout,
        max_retries=0,
        pool_maxsize=_POOL,
        http_compress=False,
        verify_certs=secure,
        serializer=_Read(),
        **trust,
    )


def _kind(error: TransportError) -> str:
    """The kind of a cluster's error. Its reason is not used, because it could quote user input."""
    kind = str(error.error)
    return kind if kind.replace("_", "").isalnum() else "no reason given"


def _reason(error: object) -> str:
    """The system's reason for a failure, found in the chain of the client's errors."""
    behind = error
    while isinstance(behind, BaseException):
        if isinstance(behind, OSError) and behind.strerror:
            return behind.strerror
        behind = behind.__cause__ or behind.__context__
    return type(error).__name__
