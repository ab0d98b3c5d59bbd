"""A cluster that cannot be used is one line and an exit code, 503 with a part that is not ready, and no password."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pincite.app.cli import main
from pincite.app.main import create_app
from pincite.app.settings import Settings
from pincite.index.engines.opensearch.commits.mapping import OURS, build_index
from tests.conftest import Client
from tests.opensearch.archives import fill, write_lines
from tests.services import report
from tests.services.faults import FaultProxy, stalled
from tests.services.opensearch import Server, name_of
from tests.services.processes import free_port
from tests.services.tls import SecureProxy, make_certificate

SECRET = "a-secret-word"


@dataclass(frozen=True)
class Place:
    """Where a case takes place: the server, a folder, the name of the archive's index."""

    server: Server
    folder: Path

    @property
    def index(self) -> str:
        return name_of(self.folder)


Environment = dict[str, str]
Spoil = Callable[[Place], Iterator[Environment]]


def nobody_listens(_: Place) -> Iterator[Environment]:
    yield {"PINCITE_OPENSEARCH_URL": f"http://user:{SECRET}@127.0.0.1:{free_port()}"}


def no_such_host(_: Place) -> Iterator[Environment]:
    yield {"PINCITE_OPENSEARCH_URL": f"http://user:{SECRET}@none.invalid:9200"}


def malformed(_: Place) -> Iterator[Environment]:
    yield {"PINCITE_OPENSEARCH_URL": f"ftp://user:{SECRET}@127.0.0.1"}


def unset(_: Place) -> Iterator[Environment]:
    yield {"PINCITE_OPENSEARCH_URL": ""}


def bad_name(place: Place) -> Iterator[Environment]:
    yield {"PINCITE_OPENSEARCH_URL": place.server.url, "PINCITE_OPENSEARCH_INDEX": "../_all"}


def wrong_password(place: Place) -> Iterator[Environment]:
    with proxied(place) as proxy:
        proxy.fail(lambda handler: handler.answer(401, b"Unauthorized", "text/plain"))
        secret = place.folder / "password"
        secret.write_text(f"{SECRET}\n", encoding="utf-8")
        yield {
            "PINCITE_OPENSEARCH_URL": proxy.url,
            "PINCITE_OPENSEARCH_USER": "pincite",
            "PINCITE_OPENSEARCH_PASSWORD_FILE": str(secret),
        }


def no_password_file(place: Place) -> Iterator[Environment]:
    yield {
        "PINCITE_OPENSEARCH_URL": place.server.url,
        "PINCITE_OPENSEARCH_PASSWORD_FILE": str(place.folder / "missing"),
    }


def unknown_certificate(place: Place) -> Iterator[Environment]:
    with secured(place) as (proxy, _):
        yield {"PINCITE_OPENSEARCH_URL": proxy.url}


def another_certificate(place: Place) -> Iterator[Environment]:
    with secured(place) as (proxy, _):
        other, _ = make_certificate(place.folder, "other.example.org")
        yield {"PINCITE_OPENSEARCH_URL": proxy.url, "PINCITE_OPENSEARCH_CA": str(other)}


def no_certificates(place: Place) -> Iterator[Environment]:
    url = place.server.url.replace("http:", "https:")
    yield {"PINCITE_OPENSEARCH_URL": url, "PINCITE_OPENSEARCH_CA": str(place.folder / "missing.pem")}


def not_ours(place: Place) -> Iterator[Environment]:
    yield from with_index(place, place.index, {})


def a_stranger_under_our_alias(place: Place) -> Iterator[Environment]:
    yield from with_index(place, f"{place.index}-stranger", {"aliases": {place.index: {}}})


def newer(place: Place) -> Iterator[Environment]:
    body = {**build_index(), "aliases": {place.index: {}}}
    body["mappings"] = {**body["mappings"], "_meta": {OURS: {"schema": 99, "layout": 1}}}
    yield from with_index(place, f"{place.index}-000001", body)


def red(place: Place) -> Iterator[Environment]:
    nowhere = {"routing.allocation.require._name": "nobody"}
    body = {**build_index(**nowhere), "aliases": {place.index: {}}}
    yield from with_index(place, f"{place.index}-000001?timeout=1s&wait_for_active_shards=0", body)


def flooded(place: Place) -> Iterator[Environment]:
    body = {**build_index(blocks={"read_only_allow_delete": True}), "aliases": {place.index: {}}}
    yield from with_index(place, f"{place.index}-000001", body)


def stalling(place: Place) -> Iterator[Environment]:
    with proxied(place) as proxy:
        proxy.fail(stalled(3.0))
        yield {"PINCITE_OPENSEARCH_URL": proxy.url, "PINCITE_OPENSEARCH_TIMEOUT": "0.5"}


def not_a_cluster(place: Place) -> Iterator[Environment]:
    with proxied(place) as proxy:
        proxy.fail(lambda handler: handler.answer(200, b"<html>hello</html>", "text/html"))
        yield {"PINCITE_OPENSEARCH_URL": proxy.url}


def with_index(place: Place, named: str, body: dict[str, Any]) -> Iterator[Environment]:
    place.server.ask("PUT", f"/{named}", body)
    yield {"PINCITE_OPENSEARCH_URL": place.server.url}
    place.server.ask("DELETE", f"/{named.partition('?')[0]}")


@contextmanager
def proxied(place: Place) -> Iterator[FaultProxy]:
    proxy = FaultProxy(place.server.url)
    yield proxy
    proxy.close()


@contextmanager
def secured(place: Place) -> Iterator[tuple[SecureProxy, Path]]:
    try:
        certificate, key = make_certificate(place.folder)
    except report.Missing as error:
        report.refuse("OpenSearch over TLS", error)
        raise
    proxy = SecureProxy(place.server.url, certificate, key)
    yield proxy, certificate
    proxy.close()


REFUSED: dict[Spoil, str] = {
    nobody_listens: "cannot be reached .*refused",
    no_such_host: "cannot be reached",
    malformed: "PINCITE_OPENSEARCH_URL cannot be read",
    unset: "PINCITE_OPENSEARCH_URL is empty",
    bad_name: "PINCITE_OPENSEARCH_INDEX is not a valid index name",
    wrong_password: "refuses the login: check PINCITE_OPENSEARCH_USER",
    no_password_file: "missing cannot be read",
    unknown_certificate: "certificate that is not trusted.*PINCITE_OPENSEARCH_CA",
    another_certificate: "certificate that is not trusted.*PINCITE_OPENSEARCH_CA",
    no_certificates: "certificates of PINCITE_OPENSEARCH_CA cannot be read",
    not_ours: "was not made by Pincite: set PINCITE_OPENSEARCH_INDEX",
    a_stranger_under_our_alias: "was not made by Pincite",
    newer: "has schema 99.1, .*install a newer Pincite",
    red: "index is not responding|OpenSearch cannot answer",
    flooded: "accepts no writes .*free space",
    stalling: "did not answer within 0.5 s",
    not_a_cluster: "is not OpenSearch: check PINCITE_OPENSEARCH_URL",
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("spoil", REFUSED, ids=lambda spoil: spoil.__name__)
def test_a_cluster_that_cannot_be_used_is_one_line(
    server: Server, tmp_path: Path, spoil: Spoil, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source = write_lines(tmp_path / "sources")
    place = Place(server, tmp_path)
    for environment in spoil(place):
        given = {"PINCITE_ENGINE": "opensearch", "PINCITE_OPENSEARCH_INDEX": place.index, "PINCITE_HOME": "var"}
        monkeypatch.chdir(tmp_path)
        for name, value in {**given, **environment}.items():
            monkeypatch.setenv(name, value)
        for option in ((), ("--json",)):
            capsys.readouterr()
            assert main(["ingest", str(source), *option]) == 74
            said = capsys.readouterr()
            [line] = said.err.splitlines()
            assert re.search(REFUSED[spoil], line), line
            assert SECRET not in said.err + said.out
        last = json.loads(said.out.splitlines()[-1])
        assert (last["exit"], f"pincite: {last['says']}") == (74, line)
        check_service(Settings(), says=None if spoil is flooded else REFUSED[spoil])


def check_service(settings: Settings, says: str | None) -> None:
    """The service answers 503 and names the part; an index that takes no writes is only empty."""
    app = create_app(settings)
    client = Client(app)
    told = io.StringIO()
    listener = logging.StreamHandler(told)
    logging.getLogger("pincite").addHandler(listener)
    answer, ready = client.get("/v1/search?q=apple"), client.get("/readyz")
    logging.getLogger("pincite").removeHandler(listener)
    app.state.holder.close()
    assert (answer.status_code, ready.status_code) == (503, 503)
    assert int(answer.headers["retry-after"]) > 0
    [why] = [part["why"] for part in ready.json()["parts"] if not part["ready"]]
    assert SECRET not in answer.text + ready.text
    if says is not None:
        assert len(re.findall(says, told.getvalue())) == 2
        assert not re.search(says, answer.json()["detail"] + why)


def test_a_certificate_that_is_named_is_trusted(server: Server, tmp_path: Path) -> None:
    with secured(Place(server, tmp_path)) as (proxy, certificate):
        settings = Settings(
            home=tmp_path / "var",
            engine="opensearch",
            opensearch_url=proxy.url,
            opensearch_ca=certificate,
            opensearch_index=name_of(tmp_path),
            opensearch_user="pincite",
        )
        archive = fill(settings, keep=True)
        checkpoint = archive.engine.checkpoint()
        archive.close()
    assert checkpoint is not None
    assert checkpoint.statements == 12
