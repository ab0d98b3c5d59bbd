"""The compose files: names that Pincite knows, images of one version, secrets in files that the script makes."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import make_url

from pincite.app.settings import Settings
from tests.conftest import ROOT

pytestmark = pytest.mark.packaging

SIMPLE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
CLUSTER: dict[str, Any] = yaml.safe_load((ROOT / "compose.cluster.yaml").read_text(encoding="utf-8"))
SCRIPT = ROOT / "deploy" / "make-secrets.sh"


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("work") / "secrets"
    subprocess.run([SCRIPT, folder], check=True)
    return folder


def test_the_simple_file_needs_nothing_else() -> None:
    assert list(SIMPLE["services"]) == ["pincite"]
    given = SIMPLE["services"]["pincite"]["environment"]
    assert set(given) == {"PINCITE_URL"}, "citations need an address, since the container listens on all"
    assert all(value.startswith("${") and ":-" in value for value in given.values())


def test_every_service_has_limits_and_time_to_end() -> None:
    for services in (SIMPLE["services"], {**CLUSTER["services"], "pincite": SIMPLE["services"]["pincite"]}):
        for name, service in services.items():
            assert service["mem_limit"], name
            assert service["pids_limit"], name
            assert service["stop_grace_period"], name


def test_pincite_knows_every_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    given = CLUSTER["services"]["pincite"]["environment"]
    names = {name.removeprefix("PINCITE_").lower() for name in given}
    assert names <= set(Settings.model_fields)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = Settings()
    assert {name: str(getattr(settings, name)) for name in names} == {
        name.removeprefix("PINCITE_").lower(): re.sub(r"^120$", "120.0", value) for name, value in given.items()
    }


def test_the_user_of_the_record_is_not_the_administrator() -> None:
    server, record = CLUSTER["services"]["postgresql"], CLUSTER["services"]["pincite"]["environment"]
    assert make_url(record["PINCITE_RECORD_URL"]).username == "pincite"
    assert server["environment"]["POSTGRES_USER"] != "pincite"
    assert server["environment"]["POSTGRES_PASSWORD_FILE"] != record["PINCITE_RECORD_PASSWORD_FILE"]
    (made,) = server["configs"]
    assert made["target"].startswith("/docker-entrypoint-initdb.d/")
    assert (ROOT / CLUSTER["configs"][made["source"]]["file"]).stat().st_mode & 0o111


def test_every_image_is_one_version_and_one_digest() -> None:
    """A tag can be given to other bytes later, a digest cannot."""
    given = {name: service["image"] for name, service in CLUSTER["services"].items() if name != "pincite"}
    given["base"] = re.findall(r"^FROM (\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)[0]
    assert len(given) == 3
    for name, image in given.items():
        assert re.fullmatch(r"[a-z/]+:\d+\.\d+\.?[\d.]*(-[a-z]+)*@sha256:[0-9a-f]{64}", image), (name, image)
    assert len({image.partition("@")[2] for image in given.values()}) == len(given)


def test_what_is_waited_for_has_a_health_check() -> None:
    waited_for = CLUSTER["services"]["pincite"]["depends_on"]
    assert sorted(waited_for) == ["opensearch", "postgresql"]
    for name, asked in waited_for.items():
        assert asked == {"condition": "service_healthy"}
        assert CLUSTER["services"][name]["healthcheck"]["test"]


def test_nothing_but_pincite_is_open_to_the_host() -> None:
    assert [name for name, service in CLUSTER["services"].items() if "ports" in service] == []
    assert SIMPLE["services"]["pincite"]["ports"] == ["127.0.0.1:8000:8000"]


def test_volumes_and_secrets_that_are_used_are_there() -> None:
    for service in CLUSTER["services"].values():
        used = {one["source"] if isinstance(one, dict) else one for one in service.get("secrets", ())}
        assert used <= set(CLUSTER["secrets"])
        assert {volume.split(":")[0] for volume in service.get("volumes", ())} <= set(CLUSTER["volumes"])
        files = {value for value in service["environment"].values() if str(value).startswith("/run/secrets/")}
        assert {Path(file).name for file in files} <= used


def test_every_secret_is_made_and_none_stands_in_the_file(secrets: Path) -> None:
    text = (ROOT / "compose.cluster.yaml").read_text(encoding="utf-8")
    for secret in CLUSTER["secrets"].values():
        assert Path(secret["file"]).parent == Path("secrets")
        assert (secrets / Path(secret["file"]).name).stat().st_size > 0
    assert secrets.stat().st_mode & 0o077 == 0
    assert (secrets / "opensearch-ca-key.pem").stat().st_mode & 0o077 == 0
    for service in CLUSTER["services"].values():
        named = [name for name in service["environment"] if "PASSWORD" in name and not name.endswith("_FILE")]
        assert named == []
    assert "password:" not in text.replace("record-password:", "").replace("postgresql-password:", "").replace(
        "opensearch-password:", ""
    )


def test_the_certificate_is_trusted_under_the_name_of_the_service(secrets: Path) -> None:
    authority = ["-CAfile", str(secrets / "opensearch-ca.pem")]
    for host, trusted in (("opensearch", True), ("elsewhere", False)):
        command = ["openssl", "verify", *authority, "-verify_hostname", host, str(secrets / "opensearch.pem")]
        assert (subprocess.run(command, capture_output=True, check=False).returncode == 0) == trusted


def test_secrets_that_are_there_stay(secrets: Path) -> None:
    before = {path.name: path.read_bytes() for path in secrets.iterdir()}
    subprocess.run([SCRIPT, secrets], check=True)
    assert {path.name: path.read_bytes() for path in secrets.iterdir()} == before


def test_git_does_not_take_them() -> None:
    ignored = subprocess.run(["git", "check-ignore", "-q", "secrets/record-password"], cwd=ROOT, check=False)
    assert ignored.returncode == 0
