"""Programs as jars, brought by Maven once and kept; each is checked against the digests in this folder."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.services.report import Missing

HERE = Path(__file__).parent
_MINUTES = 15
_POM = """<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>pincite</groupId><artifactId>services</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies><dependency>
    <groupId>{group}</groupId><artifactId>{artifact}</artifactId><version>{version}</version>
  </dependency></dependencies>
</project>
"""


@dataclass(frozen=True)
class Artifact:
    """What Maven knows a program by: ``name`` and ``version`` name the folder that its jars are kept in."""

    name: str
    group: str
    artifact: str
    version: str


def find_jars(wanted: Artifact, digests: str) -> Path:
    """Return the folder of the jars of a program, fetched if need be. ``digests`` names their list. Raises Missing."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "pincite"
    folder, listed = cache / f"{wanted.name}-{wanted.version}", _read_digests(HERE / f"{digests}.sha256")
    if not _is_whole(folder, listed):
        cache.mkdir(parents=True, exist_ok=True)
        with _alone(cache):
            if not _is_whole(folder, listed):
                _fetch(folder, wanted, listed)
    return folder


@contextmanager
def _alone(cache: Path) -> Iterator[None]:
    """Let one lane fetch at a time: Maven's own folder is not made for two, nor is ours while it is replaced."""
    with (cache / "fetching").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _fetch(folder: Path, wanted: Artifact, listed: dict[str, str]) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise Missing(f"there is no `mvn` to fetch {wanted.name} with")
    with tempfile.TemporaryDirectory(dir=folder.parent) as made:
        pom = _POM.format(group=wanted.group, artifact=wanted.artifact, version=wanted.version)
        (Path(made) / "pom.xml").write_text(pom, encoding="utf-8")
        command = [maven, "-B", "-q", "dependency:copy-dependencies", "-DoutputDirectory=lib", "-DincludeScope=runtime"]
        done = subprocess.run(command, cwd=made, capture_output=True, text=True, timeout=_MINUTES * 60, check=False)
        if done.returncode:
            # The first line says why; what follows is advice on Maven.
            said = next(iter((done.stdout + done.stderr).splitlines()), "it gave no reason")
            raise Missing(f"Maven could not fetch {wanted.name} {wanted.version}: {said[:300]}")
        if not _is_whole(Path(made) / "lib", listed):
            raise Missing(f"what Maven fetched for {wanted.name} {wanted.version} is not what tests/services lists")
        shutil.rmtree(folder, ignore_errors=True)
        (Path(made) / "lib").rename(folder)


def _read_digests(listed: Path) -> dict[str, str]:
    rows = (line.split() for line in listed.read_text(encoding="ascii").splitlines())
    return {name: digest for digest, name in rows}


def _is_whole(folder: Path, wanted: dict[str, str]) -> bool:
    found = {jar.name: jar for jar in folder.glob("*.jar")}
    return found.keys() == wanted.keys() and all(_digest(found[name]) == digest for name, digest in wanted.items())


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
