"""What `make dist` makes, and the examples for whoever runs a service: they fit the program as it is."""

import configparser
import datetime
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from pincite.app.settings import Settings
from tests.conftest import ROOT
from tests.packaging.building import build_wheel
from tests.packaging.parts_of_package import PROJECT, distributions_of
from tests.packaging.sbom import build_sbom

pytestmark = pytest.mark.packaging

MOMENT = datetime.datetime(2026, 1, 31, 9, tzinfo=datetime.UTC)
LOCKED = dict(
    re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements-dev.lock").read_text(encoding="utf-8"), re.MULTILINE)
)
DEPLOY = ROOT / "deploy"


def test_the_bill_lists_every_part_once_with_its_licence() -> None:
    document = build_sbom(MOMENT)
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    assert document["metadata"]["timestamp"] == "2026-01-31T09:00:00Z"
    parts = {one["bom-ref"]: one for one in document["components"]}
    assert len(parts) == len(document["components"])
    assert all(one["licenses"] and one["purl"].startswith("pkg:pypi/") for one in parts.values())
    required = {one["name"] for one in parts.values() if one["scope"] == "required"}
    assert required == {one.name for one in distributions_of().values()}
    assert {"psycopg", "pandas"} & required == set()
    assert not [one for one in parts.values() if "Affero" in str(one["licenses"])]


def test_the_bill_has_the_versions_of_the_lock() -> None:
    found = {one["purl"].removeprefix("pkg:pypi/").partition("@")[::2] for one in build_sbom(MOMENT)["components"]}
    # numpy is locked twice: for Python 3.11, and for newer ones.
    assert {name: version for name, version in found if LOCKED[name] != version and name != "numpy"} == {}


def test_the_bill_says_who_needs_whom() -> None:
    document = build_sbom(MOMENT)
    needs = {one["ref"]: set(one["dependsOn"]) for one in document["dependencies"]}
    root = document["metadata"]["component"]["bom-ref"]
    assert set(needs) == {root, *(one["bom-ref"] for one in document["components"])}
    assert {one for group in needs.values() for one in group} | {root} == set(needs)
    assert any(
        one.startswith("pkg:pypi/pydantic-core@") for one in next(v for k, v in needs.items() if "/pydantic@" in k)
    )


@pytest.mark.torture
def test_a_release_is_whole_and_built_twice_is_the_same(tmp_path: Path) -> None:
    for name in ("first", "second"):
        # By a path from here, as `make dist` names its folder.
        command = [sys.executable, "-m", "tests.packaging.distributing", os.path.relpath(tmp_path / name, ROOT)]
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    first = {path.name: path.read_bytes() for path in (tmp_path / "first").iterdir()}
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "second").iterdir()}
    stem = f"pincite-{PROJECT['version']}"
    made = {f"{stem}-py3-none-any.whl", f"{stem}.tar.gz", f"{stem}.cdx.json", "openapi.json", "SHA256SUMS"}
    assert set(first) == made
    assert json.loads(first["openapi.json"])["info"]["version"] == PROJECT["version"]
    for line in first["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(first[name]).hexdigest() == digest
    shutil.unpack_archive(tmp_path / "first" / f"{stem}.tar.gz", tmp_path, filter="data")
    again = build_wheel(tmp_path / stem, tmp_path / "again")
    assert contents_of(again) == contents_of(tmp_path / "first" / again.name)


def contents_of(wheel: Path) -> dict[str, int]:
    """Return the checksum of each file in a wheel."""
    return {one.filename: one.CRC for one in zipfile.ZipFile(wheel).infolist()}


def test_the_unit_names_settings_that_exist() -> None:
    unit = configparser.RawConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[method-assign,assignment]
    text = (DEPLOY / "pincite.service").read_text(encoding="utf-8")
    unit.read_string(text)
    given = dict(pair.split("=", 1) for pair in re.findall(r"^Environment=(.+)$", text, re.MULTILINE))
    assert {name.removeprefix("PINCITE_").lower() for name in given} <= set(Settings.model_fields)
    assert given["PINCITE_HOME"] == f"/var/lib/{unit['Service']['StateDirectory']}"
    assert unit["Service"]["ExecStart"].startswith("/opt/pincite/bin/pincite serve")
    assert "password" not in text.lower().replace("passwords belong in files", "")


@pytest.mark.parametrize("name", ["Caddyfile", "nginx.conf"])
def test_the_proxies_reach_the_service_as_it_listens(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    fields = Settings.model_fields
    assert f"{fields['host'].default}:{fields['port'].default}" in text
    assert re.search(r"X-Request-ID [{$]", text)
    assert "Strict-Transport-Security" in text
    names = re.findall(r"zone=(\w+)|shared:(\w+)|^upstream (\w+)", text, re.MULTILINE)
    zones = [one or other for one, other, _ in names if one or other]
    # nginx refuses one name for two zones; `limit_req` names its zone a second time.
    assert len(set(zones)) == (2 if name == "nginx.conf" else 0)
