"""A record on a server that cannot be used is one line and an exit code, and no password is in either."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from pincite.app.settings import Settings
from pincite.index.record.database import Patience
from pincite.index.record.record import create_record, open_record
from pincite.index.values.errors import ArchiveError, RecordUnavailable
from tests.builders import build_statement
from tests.calls import Run
from tests.contract.record.records import change, put
from tests.services.postgresql import PostgresqlServer
from tests.services.processes import free_port

SECRET = "a-secret-word"
Spoil = Callable[[PostgresqlServer, URL], URL]


def newer(_: PostgresqlServer, url: URL) -> URL:
    create_record(url).close()
    change(url, "UPDATE alembic_version SET version_num = '9999'")
    return url


def theirs(_: PostgresqlServer, url: URL) -> URL:
    change(url, "CREATE TABLE holidays (day INTEGER)")
    return url


def read_only(server: PostgresqlServer, url: URL) -> URL:
    server.run_sql(f"ALTER DATABASE {url.database} SET default_transaction_read_only = on")
    return url


def without_rights(server: PostgresqlServer, url: URL) -> URL:
    server.run_sql(f"CREATE ROLE {url.database} LOGIN PASSWORD '{SECRET}'")
    return url.set(username=url.database, password=SECRET)


REFUSED: dict[str, tuple[Spoil, str]] = {
    "no such host": (lambda _, url: url.set(host="none.invalid"), "cannot be reached .*none.invalid"),
    "nobody listens": (lambda _, url: url.set(port=free_port()), "cannot be reached .*refused"),
    "wrong password": (lambda _, url: url.set(password=SECRET), "cannot be reached .*password authentication failed"),
    "password in the query": (
        lambda _, url: url.set(password=None).update_query_dict({"password": SECRET}),
        "cannot be reached .*password authentication failed",
    ),
    "no such database": (lambda _, url: url.set(database="none"), 'cannot be reached .*"none" does not exist'),
    "newer schema": (newer, "has schema '9999', and this version of Pincite reads"),
    "not ours": (theirs, "contains tables that are not Pincite's"),
    "read-only": (read_only, "accepts no writes .*: use the primary"),
    "without rights": (without_rights, "cannot be used .*permission denied"),
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("case", REFUSED)
def test_a_server_that_cannot_be_used_is_one_line(
    postgresql: PostgresqlServer, url: URL, tmp_path: Path, run: Run, case: str
) -> None:
    seed = tmp_path / "a.txt"
    seed.write_text("Text.", encoding="utf-8")
    spoil, says = REFUSED[case]
    spoiled = spoil(postgresql, url)
    password = spoiled.password or SECRET

    for option in ((), ("--json",)):
        said = run(spoiled, tmp_path / "var", "ingest", str(seed), *option, code=74)

        [line] = said.stderr.splitlines()
        assert re.search(says, line), line
        assert password not in said.stderr + said.stdout
    last = json.loads(said.stdout.splitlines()[-1])
    assert (last["exit"], f"pincite: {last['says']}") == (74, line)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        (f"postgresql+psycopg://user:{SECRET}@host:port/base", "is invalid"),
        (f"postgresql+psycopg://user:{SECRET}@more@host/base", "has an @ in its host"),
        (f"postgresql+psycopg2://user:{SECRET}@host/base", "unsupported kind of database"),
        (f"mysql://user:{SECRET}@host/base", "unsupported kind of database"),
        (SECRET, "is invalid"),
    ],
)
def test_a_wrong_url_is_refused_without_a_word_of_it(url: str, says: str) -> None:
    for opened in (open_record, create_record):
        with pytest.raises(ArchiveError, match=says) as caught:
            opened(url)
        assert SECRET not in str(caught.value)
        assert "host" not in str(caught.value).replace("@ in its host", "").replace("user@host", "")


def test_the_settings_do_not_show_the_url() -> None:
    assert SECRET not in repr(Settings(record_url=f"postgresql+psycopg://user:{SECRET}@host/base"))


def test_an_encoding_that_cannot_hold_every_text_is_refused(postgresql: PostgresqlServer) -> None:
    options = "ENCODING 'LATIN1' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
    url = postgresql.create_database(options)

    with pytest.raises(ArchiveError, match="has the encoding LATIN1: create it with ENCODING 'UTF8'"):
        create_record(url)
    postgresql.drop_database(url)


def test_the_password_may_stand_in_a_file(url: URL, tmp_path: Path, run: Run) -> None:
    asked, seed, secret = url.set(password=None), tmp_path / "a.txt", tmp_path / "secret"
    seed.write_text("Text.", encoding="utf-8")
    secret.write_text(f"{url.password}\n", encoding="utf-8")
    run(asked, tmp_path / "var", "ingest", str(seed), PINCITE_RECORD_PASSWORD_FILE=str(secret))

    secret.write_text("", encoding="utf-8")
    said = run(asked, tmp_path / "var", "stats", code=74, PINCITE_RECORD_PASSWORD_FILE=str(secret))
    assert said.stderr == f"pincite: the file {secret} is empty: write the password into it\n"
    said = run(asked, tmp_path / "var", "stats", code=74, PINCITE_RECORD_PASSWORD_FILE=str(tmp_path / "none"))
    assert "cannot be read (No such file or directory)" in said.stderr


def test_the_password_may_stand_in_a_passfile_of_postgresql(url: URL, tmp_path: Path, run: Run) -> None:
    seed, passfile = tmp_path / "a.txt", tmp_path / "pgpass"
    seed.write_text("Text.", encoding="utf-8")
    passfile.write_text(f"{url.host}:{url.port}:{url.database}:{url.username}:{url.password}\n", encoding="utf-8")
    passfile.chmod(0o600)

    said = run(url.set(password=None), tmp_path / "var", "ingest", str(seed), PGPASSFILE=str(passfile))

    assert said.stdout.startswith("Ingested 1 statement ")


def test_every_commit_is_on_disk_whatever_the_server_is_set_to(postgresql: PostgresqlServer, url: URL) -> None:
    for given, found in (("off", "on"), ("remote_apply", "remote_apply")):
        postgresql.run_sql(f"ALTER DATABASE {url.database} SET synchronous_commit = {given}")
        with create_record(url) as record, record._database.write() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == found


def test_a_server_that_stalls_is_given_up(own_postgresql: PostgresqlServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pincite.index.record.postgresql._GRACE_SECONDS", 0.5)
    url = own_postgresql.create_database()
    with create_record(url) as record:
        put(record, build_statement("one"))
    with open_record(url, Patience(answer=0.5)) as reader:
        reader.counts()
        own_postgresql.pause()
        begin = time.monotonic()
        with pytest.raises(RecordUnavailable, match="cannot be reached"):
            reader.counts()
        assert time.monotonic() - begin < 9
        own_postgresql.resume()
        assert reader.counts().statements == 1


def test_an_answer_that_takes_too_long_is_given_up(url: URL) -> None:
    create_record(url).close()
    with open_record(url, Patience(answer=0.2)) as reader:
        says = r"took too long \(canceling statement due to statement timeout\)"
        with pytest.raises(RecordUnavailable, match=says), reader._database.read() as connection:
            connection.exec_driver_sql("SELECT pg_sleep(5)")
        assert reader.counts().statements == 0


def test_the_url_without_a_driver_is_ours_too(url: URL) -> None:
    create_record(make_url(url.set(drivername="postgresql"))).close()
    open_record(url).close()
