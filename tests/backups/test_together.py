"""A backup holds one state, whatever is written meanwhile; a restore that is killed leaves what was there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection

from calendar_service.backups.making import back_up
from calendar_service.backups.opening import opened
from calendar_service.store import tables
from calendar_service.store.database import Database
from calendar_service.store.tables import Table
from tests import golden
from tests.backups.conftest import STAMP
from tests.cast import EVENT, House, file_of
from tests.databases import KINDS
from tests.fixtures.databases import Databases
from tests.test_cli import environment, run
from tests.test_migrations import rows


def test_what_is_written_meanwhile_is_wholly_out_of_it(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.load(file_of(events=[EVENT]))
    plain, others = tables.rows, iter(range(100))

    def beside_a_writer(connection: Connection, table: Table) -> Iterator[Sequence[Any]]:
        number = next(others)
        assert not house.load(file_of(events=[EVENT | {"id": f"e{number}", "title": f"Night {number}"}])).failed
        return plain(connection, table)

    monkeypatch.setattr(tables, "rows", beside_a_writer)
    back_up(house.database, tmp_path / "data", tmp_path / "site.backup", STAMP)
    with opened(tmp_path / "site.backup") as backup:
        numbers = {part.name: part.rows for part in backup.manifest.tables}
    assert next(others) == len(numbers)  # there was a writer beside each table
    assert (numbers["items"], numbers["entries"], numbers["words"], numbers["changes"]) == (1, 1, 1, 4)


KILLED = """
import sys
from calendar_service.backups import restoring
fill = restoring.tables.set_counters
def die(*_):
    print("all is in", flush=True)
    sys.stdin.read()
restoring.tables.set_counters = die
from calendar_service.cli import main
main()
"""


def test_a_restore_that_is_killed_at_its_very_end_has_changed_nothing(
    saved: Path, house: House, database_url: str, tmp_path: Path
) -> None:
    house.load(file_of(events=[EVENT]))
    before = rows(house.database)
    words = [sys.executable, "-c", KILLED, "restore", str(saved), "--replace"]
    settings = environment(tmp_path, CALENDAR_DATABASE_URL=database_url)
    restoring = subprocess.Popen(
        words, cwd=tmp_path, env=settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert restoring.stdout is not None
    assert restoring.stdout.readline() == b"all is in\n"
    os.kill(restoring.pid, signal.SIGKILL)
    restoring.communicate()
    assert rows(house.database) == before
    again = run(tmp_path, "restore", str(saved), "--replace", CALENDAR_DATABASE_URL=database_url)
    assert again.returncode == 0, again.stderr
    assert golden.feeds(house.database) == golden.expected()


CIRCLE = """
CREATE TABLE hens (id bigint PRIMARY KEY, egg_id bigint, mother_id bigint REFERENCES hens (id));
CREATE TABLE eggs (id bigint PRIMARY KEY, hen_id bigint NOT NULL REFERENCES hens (id));
ALTER TABLE hens ADD FOREIGN KEY (egg_id) REFERENCES eggs (id);
"""


@pytest.fixture(params=KINDS)
def postgresql_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """PostgreSQL alone: SQLite is told in one word to judge references at the end (`migrations.changing`)."""
    with databases.database(request.param, migrated=False) as url:
        yield url


def test_tables_that_refer_to_each_other_in_a_circle_can_be_filled(postgresql_url: str) -> None:
    database = Database.at(postgresql_url)
    with database.engine.begin() as connection:
        connection.execute(text(CIRCLE))
        with tables.loosened(connection):
            connection.execute(text("INSERT INTO hens VALUES (1, 1, 2)"))
            connection.execute(text("INSERT INTO hens VALUES (2, NULL, NULL)"))
            connection.execute(text("INSERT INTO eggs VALUES (1, 1)"))
        with pytest.raises(Exception, match="violates foreign key"), connection.begin_nested():
            connection.execute(text("INSERT INTO eggs VALUES (2, 7)"))  # as strict as before
        with pytest.raises(Exception, match="violates foreign key"), connection.begin_nested():
            connection.execute(text("INSERT INTO hens VALUES (3, 7, 3)"))
        with (
            pytest.raises(Exception, match="violates foreign key"),
            connection.begin_nested(),
            tables.loosened(connection),
        ):
            connection.execute(text("INSERT INTO hens VALUES (3, 7, 3)"))
    database.close()


def test_the_commands_tell_what_they_did(tmp_path: Path) -> None:
    nothing = run(tmp_path, "backup", "site.backup")
    assert (nothing.returncode, list(tmp_path.iterdir())) == (1, [])
    assert nothing.stderr.startswith("There is no database to back up: set CALENDAR_DATA_DIR")
    (tmp_path / "data" / "pages").mkdir(parents=True)
    (tmp_path / "data" / "pages" / "about.md").write_text("# About\n")
    (tmp_path / "data" / "secret-key").write_text("0123456789abcdef")
    assert run(tmp_path, "load", "-", text='{"source": "x", "artists": [{"id": "a", "name": "A"}]}').returncode == 0
    made = run(tmp_path, "backup", "site.backup")
    assert (made.returncode, made.stdout) == (0, "")
    assert made.stderr.splitlines()[-1].endswith(" tables and 2 files to site.backup.")
    assert (tmp_path / "site.backup").stat().st_mode & 0o777 == 0o600
    refused = run(tmp_path, "restore", "site.backup")
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1].startswith("The database is not empty")

    elsewhere = {"CALENDAR_DATA_DIR": str(tmp_path / "new")}
    back = run(tmp_path, "restore", "site.backup", **elsewhere)
    assert (back.returncode, back.stdout) == (0, "")
    assert back.stderr.splitlines()[-1].startswith("Restored ")
    assert (tmp_path / "new" / "pages" / "about.md").read_text() == "# About\n"
    again = run(tmp_path, "load", "-", text='{"source": "x", "artists": [{"id": "a", "name": "A"}]}', **elsewhere)
    assert again.stdout.splitlines()[0] == "artist: 0 created, 0 revised, 1 unchanged"
    assert run(tmp_path, "backup", "data").stderr == "data is a folder; name a file in it.\n"
    assert run(tmp_path, "restore", "none").stderr == "none can't be read: No such file or directory.\n"
