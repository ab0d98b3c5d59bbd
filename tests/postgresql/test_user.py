"""The user that compose.cluster.yaml keeps the record under: it owns its database, and is no administrator."""

import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from tests.calls import Run
from tests.conftest import ROOT
from tests.services.postgresql import USER, PostgresqlServer


def test_the_record_is_kept_by_a_user_that_is_no_administrator(
    postgresql: PostgresqlServer, tmp_path: Path, run: Run
) -> None:
    secret = tmp_path / "record-password"
    secret.write_text("Pin-'a$b", encoding="ascii")
    place = {"PGHOST": "127.0.0.1", "PGPORT": str(postgresql.port), "PGPASSWORD": postgresql.password}
    given = {**os.environ, **place, "POSTGRES_USER": USER, "RECORD_PASSWORD_FILE": str(secret)}
    given["PATH"] = f"{postgresql.binaries}:{given['PATH']}"
    subprocess.run([ROOT / "deploy" / "make-database.sh"], env=given, check=True)
    url = postgresql.url("pincite", password="Pin-'a$b").set(username="pincite")
    try:
        run(url, tmp_path / "var", "ingest", str(ROOT / "seeds"))
        run(url, tmp_path / "var", "verify")
        may = "rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls"
        assert postgresql.run_sql(f"SELECT {may} FROM pg_roles WHERE rolname = 'pincite'") == [(False,) * 5]
        with psycopg.connect(
            host="127.0.0.1", port=postgresql.port, user="pincite", password="Pin-'a$b", dbname="pincite"
        ) as connection:
            for command in (b"CREATE ROLE other", b"SELECT pg_read_file('/etc/passwd')"):
                with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
                    connection.execute(command)
    finally:
        postgresql.drop_database(url)
        postgresql.run_sql("DROP ROLE pincite")
