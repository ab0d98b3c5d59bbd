"""``python -m tests.packaging.distributing FOLDER``: everything that a release consists of, with its checksums."""

import datetime
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from pincite.app.main import create_app
from pincite.app.settings import Settings
from tests.conftest import ROOT
from tests.packaging.building import build_both, copy_sources
from tests.packaging.parts_of_package import PROJECT
from tests.packaging.sbom import build_sbom


def distribute(made: Path) -> list[Path]:
    """Build wheel, source archive, bill of materials and OpenAPI document into the empty folder ``made``."""
    epoch = _time_of_sources()
    with tempfile.TemporaryDirectory() as name:
        copy_sources(Path(name))
        wheel, archive = build_both(Path(name), made, epoch)
    sbom = made / f"{PROJECT['name']}-{PROJECT['version']}.cdx.json"
    _write(sbom, build_sbom(datetime.datetime.fromtimestamp(epoch, datetime.UTC)))
    _write(made / "openapi.json", create_app(Settings()).openapi())
    files = [wheel, archive, sbom, made / "openapi.json"]
    sums = (f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files)
    (made / "SHA256SUMS").write_text("".join(sums), encoding="ascii")
    return [*files, made / "SHA256SUMS"]


def _write(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _time_of_sources() -> int:
    """Return when the last commit was made, so that a second build gives the same bytes."""
    asked = ["git", "log", "-1", "--format=%ct"]
    return int(subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout)


def main() -> int:
    folder = Path(sys.argv[1])
    folder.mkdir()
    for file in distribute(folder):
        print(f"{file.stat().st_size:>10,}  {file}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
