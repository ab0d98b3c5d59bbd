"""Which Java there is: that of JAVA_HOME, or one that Debian installed."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

_VERSION = re.compile(r'^JAVA_VERSION="(?:1\.)?(\d+)', re.MULTILINE)


def find_java(least: int) -> Path | None:
    """Return the oldest Java of at least the major version ``least``, None when there is none."""
    found = sorted((version, java) for java in _installed() if (version := _major(java)) >= least)
    return found[0][1] if found else None


def _installed() -> Iterator[Path]:
    named = os.environ.get("JAVA_HOME")
    homes = [*([Path(named)] if named else []), *Path("/usr/lib/jvm").glob("*")]
    yield from (home / "bin" / "java" for home in homes if (home / "bin" / "java").is_file())


def _major(java: Path) -> int:
    try:
        said = (java.parents[1] / "release").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0
    version = _VERSION.search(said)
    return int(version[1]) if version else 0
