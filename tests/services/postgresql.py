"""A PostgreSQL server for tests, of the packages of this machine: in a folder and on a port of its own."""

import atexit
import re
import secrets
import shutil
import signal
import subprocess
from functools import cache
from itertools import count
from pathlib import Path
from typing import Self

import psycopg
from sqlalchemy import URL

from pincite.index.record.record import create_record
from pincite.index.record.tables import metadata
from tests.services.processes import command_of, free_port, make_folder, send, tree, wait_for_end, wait_until
from tests.services.report import Missing

USER = "postgres"
_PASSWORD = secrets.token_hex(8)
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    # A killed server loses nothing by this, only a machine without power does.
    "fsync": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "log_min_messages": "warning",
}


def find_binaries() -> Path:
    """Return the folder of initdb and postgres, of the newest version. Missing when there is none."""
    packaged = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    if packaged:
        return max(packaged, key=lambda folder: int(folder.parent.name))
    found = shutil.which("initdb")
    if found is None:
        raise Missing("initdb is not installed (Debian's package postgresql)")
    return Path(found).resolve().parent


class PostgresqlServer:
    """Started by ``start``, gone with ``close`` or with the tests. The superuser ``postgres`` has a password.

    Its collation is not that of code points, as it is not on most machines.
    """

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.folder = make_folder("postgresql", USER)
        self.port = free_port()
        self.password = _PASSWORD
        self._numbers = count(1)
        self._record: URL | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def start(cls) -> Self:
        """Make and start a server. Missing when this machine has none."""
        server = cls(find_binaries())
        try:
            server._fill()
            server.run()
        except BaseException:
            server.close()
            raise
        return server

    @property
    def version(self) -> str:
        """The version, such as 15.18."""
        says = subprocess.run([self.binaries / "postgres", "--version"], capture_output=True, text=True, check=True)
        found = re.search(r"\d[\d.]*", says.stdout)
        assert found is not None
        return found.group()

    def url(self, database: str = "postgres", *, password: str | None = None) -> URL:
        """Return the URL of a database, with the right password unless another is given."""
        return URL.create(
            "postgresql+psycopg",
            USER,
            password or self.password,
            "127.0.0.1",
            self.port,
            database,
            {"sslmode": "disable"},
        )

    def create_database(self, options: str = "") -> URL:
        """Return the URL of a new empty database."""
        name = f"pincite_{next(self._numbers)}"
        self.run_sql(f"CREATE DATABASE {name} {options}")
        return self.url(name)

    def drop_database(self, url: URL) -> None:
        """Remove a database, whoever is connected to it."""
        self.run_sql(f"DROP DATABASE {url.database} WITH (FORCE)")

    def emptied_record(self) -> URL:
        """Return the URL of a record without statements: one and the same for all, emptied for each."""
        if self._record is None:
            self._record = self.create_database()
            create_record(self._record).close()
        tables = reversed([table.name for table in metadata.sorted_tables if table.name != "archive"])
        left = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ended = f"SELECT count(pg_terminate_backend(pid, 5000)) {left}"
        self.run_sql("; ".join((ended, *(f"DELETE FROM {table}" for table in tables))), self._record.database or "")
        return self._record

    def run_sql(self, command: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one command as the superuser and return its rows."""
        with psycopg.connect(
            host="127.0.0.1", port=self.port, user=USER, password=self.password, dbname=database, autocommit=True
        ) as connection:
            cursor = connection.execute(command.encode())
            return cursor.fetchall() if cursor.description else []

    def start_replica(self) -> "PostgresqlServer":
        """Return a second server that follows this one, and takes no writes."""
        replica = PostgresqlServer(self.binaries)
        replica.password = self.password
        origin = f"host=127.0.0.1 port={self.port} user={USER} password={self.password}"
        data = str(replica.folder / "data")
        command = [str(self.binaries / "pg_basebackup"), "-d", origin, "-D", data, "-R", "-c", "fast"]
        try:
            subprocess.run(command_of(command, USER), cwd=replica.folder, check=True, capture_output=True)
            replica.run()
        except BaseException:
            replica.close()
            raise
        return replica

    def run(self) -> None:
        """Start the server on its folder, again after ``kill``."""
        named = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        place = [f"--port={self.port}", f"--unix_socket_directories={self.folder}"]
        command = command_of([self.binaries / "postgres", "-D", self.folder / "data", *named, *place], USER, "QUIT")
        log = self.folder / "log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        wait_until(self._answers, self._process, 30, log)

    def kill(self) -> None:
        """Kill the server and everything it started, as a machine that loses power does."""
        if self._process is not None:
            # Stopped first, it starts no more; what still ends holds the memory that the next start asks for.
            self._process.send_signal(signal.SIGSTOP)
            pids = tree(self._process.pid)
            send(pids, signal.SIGKILL)
            self._process.wait()
            wait_for_end(pids)
            self._process = None

    def pause(self) -> None:
        """Let the server stall: connections stay, nothing is answered."""
        self._send(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a stalled server go on."""
        self._send(signal.SIGCONT)

    def close(self) -> None:
        """Stop the server and remove its folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _send(self, number: signal.Signals) -> None:
        if self._process is not None:
            send(tree(self._process.pid), number)

    def _answers(self) -> bool:
        try:
            self.run_sql("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _fill(self) -> None:
        """Copy what ``initdb`` makes: to make it anew for each server takes seconds."""
        command = ["cp", "-a", str(self._made_by_initdb(self.binaries)), str(self.folder / "data")]
        subprocess.run(command, check=True)

    @staticmethod
    @cache
    def _made_by_initdb(binaries: Path) -> Path:
        folder = make_folder("postgresql-made", USER)
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        secret = folder / "password"
        secret.write_text(_PASSWORD, encoding="ascii")
        locale = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"]
        auth = ["--auth-local=reject", "--auth-host=scram-sha-256", f"--pwfile={secret}", f"--username={USER}"]
        place = [str(binaries / "initdb"), "-D", str(folder / "data")]
        command = [*place, "--no-sync", "--encoding=UTF8", *locale, *auth]
        done = subprocess.run(command_of(command, USER), cwd=folder, capture_output=True, text=True, check=False)
        secret.unlink()
        assert done.returncode == 0, done.stderr
        return folder / "data"
