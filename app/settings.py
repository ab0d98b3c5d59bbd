"""The settings from the environment: one class, read once at the start of the program."""

import ipaddress
import re
import socket
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import DirectoryPath, Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from pincite.app.default_home import default_home
from pincite.app.logs import Format, Level

_NO_ADDRESS = re.compile(r"[\s<>\"'\\^`{|}\x00-\x20\x7f-\x9f]")


def is_loopback(host: str) -> bool:
    """Whether ``host`` is an address that only this machine can reach."""
    address = _address_of(host)
    return address.is_loopback if address else host == "localhost" or host.endswith(".localhost")


def is_everywhere(host: str) -> bool:
    """Whether ``host`` is no address of a machine: a service that listens on it listens on all of them."""
    address = _address_of(host)
    return not host or (address is not None and address.is_unspecified)


def _address_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the address that the system reads ``host`` as (`0` is 0.0.0.0, `127.1` is 127.0.0.1); None for a name."""
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        pass
    try:
        address = ipaddress.IPv6Address(host)
    except ValueError:
        return None
    return address.ipv4_mapped or address


class Settings(BaseSettings):
    """Each field is read from the variable ``PINCITE_`` plus its name in capitals. Empty variables count as unset."""

    model_config = SettingsConfigDict(env_prefix="PINCITE_", env_ignore_empty=True, frozen=True)

    home: Path = Field(
        default_factory=default_home,
        description="folder of the archive; unset: `pincite` in the user's data folder, and in a checkout `var`",
    )
    host: str = Field("127.0.0.1", description="network address that `pincite serve` listens on")
    port: int = Field(8000, ge=0, le=65535, description="port that `pincite serve` listens on; 0 picks a free one")
    url: str = Field("", description="public base URL of all links; set it when a proxy stands in front")
    site_name: str = Field("Pincite", description="name of the archive on its pages")
    site_texts: DirectoryPath | None = Field(
        None, description="folder with the texts of the pages: about, contact, licence, footer, examples, logo"
    )
    engine: Literal["whoosh", "opensearch"] = Field(
        "whoosh", description="search engine: `whoosh` (embedded) or `opensearch` (a cluster)"
    )
    startup_check: Literal["quick", "full"] = Field(
        "quick", description="check of the index before it answers: `quick` (small files only) or `full` (every byte)"
    )
    kept_generations: int = Field(2, ge=0, le=100, description="number of older indexes that a rebuild keeps")
    keep_sources: bool = Field(
        True, description="whether `ingest` keeps each document's file beside the record, for readers to check"
    )
    record_url: str = Field(
        "", repr=False, description="SQLAlchemy URL of the record; unset: SQLite in the archive's folder"
    )
    record_password_file: Path | None = Field(None, description="file with the password for the record's server")
    record_timeout: float = Field(
        30.0, gt=0, description="longest wait for one answer of the record's server, in seconds"
    )
    opensearch_url: str = Field(
        "", repr=False, description="URL of the OpenSearch cluster; separate several nodes with commas"
    )
    opensearch_index: str = Field("pincite", description="name of the archive's index on the cluster")
    opensearch_ca: Path | None = Field(None, description="file of CA certificates to trust; unset: those of the system")
    opensearch_user: str = Field("", description="user name for the cluster")
    opensearch_password_file: Path | None = Field(None, description="file with that user's password")
    opensearch_timeout: float = Field(10.0, gt=0, description="longest wait for one answer of the cluster, in seconds")
    cors: Literal["auto", "on", "off"] = Field(
        "auto", description="whether pages of other origins may read answers; `auto`: unless only loopback is served"
    )
    log_format: Format = Field(
        "text", description="lines of the service's log: `text` for people, or `json` for programs"
    )
    log_level: Level = Field(
        "info", description="lowest level of the log's lines: `debug`, `info`, `warning` or `error`"
    )
    access_log: Literal["off", "path", "full"] = Field(
        "off",
        description="a line for each answer: `off`, `path` (no query), or `full` (with query and the client's address)",
    )
    metrics_port: int | None = Field(
        None, ge=0, le=65535, description="port of `/metrics`; 0 picks a free one; unset: there is none"
    )
    metrics_host: str = Field("127.0.0.1", description="network address of `/metrics`")
    debug: bool = Field(False, description="`1` prints the traceback of every error")
    start_timeout: float = Field(
        30.0, ge=0, description="longest wait of `pincite serve` for its servers at start, in seconds"
    )

    @field_validator("url")
    @classmethod
    def _check_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment):
            raise ValueError("expected a base such as https://archive.example.org, without ? and #")
        if value and ("@" in parts.netloc or _NO_ADDRESS.search(value) or is_everywhere(parts.hostname or "")):
            raise ValueError("expected the address that readers open, without a user, blanks, or 0.0.0.0 for a host")
        return value.rstrip("/")

    @property
    def has_base(self) -> bool:
        """Whether links have a base that readers can open. The address for listening everywhere is not one."""
        return bool(self.url) or not is_everywhere(self.host)

    @property
    def is_shared(self) -> bool:
        """Whether pages of other origins may read answers. On loopback this is the only protection against them."""
        if self.cors != "auto":
            return self.cors == "on"
        return not (is_loopback(self.host) and is_loopback(urlsplit(self.url).hostname or self.host))

    @property
    def level(self) -> Level:
        """The lowest level of the log's lines: everything with ``debug``."""
        return "debug" if self.debug else self.log_level

    @property
    def base(self) -> str:
        """The absolute base of all links, without a slash at its end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.url or f"http://{host}:{self.port}"
