"""The Nu HTML checker, as jars from Maven: one Java for all pages that it is asked about."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.services import report
from tests.services.jars import Artifact, find_jars
from tests.services.java import find_java
from tests.services.report import Missing

_CHECKER = Artifact("vnu", "nu.validator", "validator", "26.5.2")
_MAIN = "nu.validator.client.SimpleCommandLineValidator"
_LEAST_JAVA = 11
_MINUTES = 5


def check_pages(files: Sequence[Path]) -> list[str]:
    """Return what the checker holds against the pages in ``files``, a line each. Raises Missing."""
    java = find_java(_LEAST_JAVA)
    if java is None:
        raise Missing(f"there is no Java of version {_LEAST_JAVA} or newer")
    jars = find_jars(_CHECKER, "vnu")
    command = [
        str(java),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xss4m",
        "-cp",
        f"{jars}/*",
        _MAIN,
        "--format",
        "json",
    ]
    done = subprocess.run(
        [*command, *map(str, files)], capture_output=True, text=True, timeout=_MINUTES * 60, check=False
    )
    report.note("vnu", _CHECKER.version)
    # It writes its findings to the standard error, as JSON.
    found = json.loads(done.stderr)["messages"]
    return [f"{Path(one['url']).name}: {one['message']} {one.get('extract', '')}" for one in found]
