"""Restoring a backup: in one transaction, so that a database is the one in the backup or as it was before."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import URL, Connection, insert

from calendar_service.backups import folder
from calendar_service.backups.opening import Backup
from calendar_service.errors import DatabaseError, FileError
from calendar_service.store import migrations, tables
from calendar_service.store.tables import Table
from calendar_service.work import Bar

BEFORE_ANYTHING = ("counter", "site")
"""Tables that have rows in a database to which nothing was ever given."""


def restore(url: str | URL, data: Path, backup: Backup, mark: str, *, replace: bool = False) -> None:
    """Put a backup into a database and a data folder, and bring it to this version.

    Raises DatabaseError or FileError where something is there already, unless that is to be replaced; and then, or
    whatever else goes wrong, everything is as it was before.
    """
    files = backup.files()
    if not replace and (pages := folder.differing(data, files)):
        raise FileError(f"{data / pages[0]} says something else than in the backup; move it away, or add --replace.")
    with folder.placed(data, files, mark), migrations.changing(url) as connection:
        _clear(connection, replace=replace)
        migrations.move(connection, backup.manifest.schema_version)
        found = tables.tables_of(connection)
        _refuse_others(backup, found)
        tables.empty(connection, found)  # what migrations put in
        with tables.loosened(connection):
            _fill(connection, backup, found)
        tables.set_counters(connection, found)
        migrations.move(connection, migrations.versions()[-1])


def _clear(connection: Connection, *, replace: bool) -> None:
    """Remove all rows of a database that has any."""
    found = tables.tables_of(connection)
    tables.hold(connection, found)
    numbers = {table.name: tables.count(connection, table) for table in found if table.name not in BEFORE_ANYTHING}
    full = {name: number for name, number in numbers.items() if number}
    if full and not replace:
        name, number = max(full.items(), key=lambda item: item[1])
        raise DatabaseError(
            f"The database is not empty (it has {number} rows in {name}): restore into a new one, or add --replace "
            "to have the backup in place of all that it holds."
        )
    with tables.loosened(connection):
        tables.empty(connection, found)


def _refuse_others(backup: Backup, found: Sequence[Table]) -> None:
    given = {part.name: part.columns for part in backup.manifest.tables}
    wanted = {table.name: table.columns for table in found}
    for name in sorted({*given, *wanted}):
        if given.get(name) != wanted.get(name):
            version = backup.manifest.schema_version
            raise FileError(f"The backup does not fit its version {version}: the table {name} is another one there.")


def _fill(connection: Connection, backup: Backup, found: Sequence[Table]) -> None:
    parts = {part.name: part for part in backup.manifest.tables}
    with Bar("Restoring", backup.manifest.total) as bar:
        for table in found:
            for batch in backup.batches(parts[table.name]):
                connection.execute(insert(table.clause), batch)
                bar.advance(len(batch))
