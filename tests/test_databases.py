"""The tests' own databases: real servers, a fresh database each time, and nothing left behind."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import NullPool, create_engine, inspect, text

from tests.databases import PostgresServer, servers
from tests.fixtures.databases import Databases, binaries_or_skip

ROOT = Path(__file__).parent.parent

# Starts a server, says where, and then waits to be killed.
VICTIM = """
import sys, time
from pathlib import Path
from tests.databases import PostgresServer
server = PostgresServer(Path(sys.argv[1])).start()
print(server.folder, flush=True)
time.sleep(60)
"""


def ask(url: str, question: str) -> str:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return str(connection.scalar(text(question)))


@pytest.mark.parametrize(("kind", "major"), [("postgresql15", "15"), ("postgresql18", "18")])
def test_each_server_is_really_that_postgresql(databases: Databases, kind: str, major: str) -> None:
    binaries_or_skip(kind)
    with databases.database(kind, migrated=False) as url:
        assert re.match(rf"PostgreSQL {major}\.", ask(url, "select version()"))


def test_postgresql_18_is_always_there() -> None:
    assert "postgresql18" in servers()


def test_each_test_gets_a_database_that_is_empty(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url, poolclass=NullPool)
    assert inspect(engine).get_table_names() == []
    with engine.begin() as connection:
        connection.execute(text("create table left_behind (id integer)"))


def test_a_database_is_gone_after_its_test_even_with_an_open_connection(databases: Databases) -> None:
    with databases.database("postgresql18", migrated=False) as url:
        connection = psycopg.connect(url.replace("+psycopg", ""))
        name = connection.info.dbname
    with databases.database("postgresql18", migrated=False) as url:
        assert ask(url, f"select count(*) from pg_database where datname = '{name}'") == "0"
    connection.close()


def test_a_migrated_database_has_its_tables(database_url: str) -> None:
    tables = inspect(create_engine(database_url, poolclass=NullPool)).get_table_names()
    assert "alembic_version" in tables


def test_stopping_a_server_leaves_nothing() -> None:
    with PostgresServer(servers()["postgresql18"]) as server:
        pid = server_pid(server.folder)
        assert running(pid)
    assert not running(pid)
    assert not server.folder.exists()


def test_killing_the_tests_leaves_no_server() -> None:
    command = [sys.executable, "-c", VICTIM, str(servers()["postgresql18"])]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as victim:
        assert victim.stdout
        folder = Path(victim.stdout.readline().strip())
        pid = server_pid(folder)
        assert running(pid)
        victim.send_signal(signal.SIGKILL)
    assert soon(lambda: not running(pid))
    assert soon(lambda: not folder.exists())


def soon(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + 20
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def server_pid(folder: Path) -> int:
    return int((folder / "data" / "postmaster.pid").read_text().split()[0])


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
