"""Making a backup: one state of the database, read while others go on writing, into one file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection

from calendar_service.backups import folder, lines, manifest
from calendar_service.backups.manifest import Beside, Manifest, Rows
from calendar_service.store import migrations, tables
from calendar_service.store.database import Database
from calendar_service.store.tables import Table
from calendar_service.work import Bar
from calendar_service.written import written_whole


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the edge hands in: when, by which version of the program, and a few letters for a passing name."""

    made_at: datetime
    program: str
    mark: str


def back_up(database: Database, data: Path, target: Path, stamp: Stamp) -> Manifest:
    """Write a backup of a database and its data folder, whole or not at all: what it holds.

    The one state of the database at its beginning, whatever is written meanwhile. Raises FileError where it can't be
    written, and DatabaseError where there is nothing to back up.
    """
    with written_whole(target, stamp.mark) as file, ZipFile(file, "w") as archive, database.reading() as session:
        writer = _Writer(archive, stamp.made_at)
        made = _written(writer, session.connection(), folder.contents(data), stamp)
        writer.add(manifest.MEMBER, manifest.write(made))
    return made


def _written(writer: _Writer, connection: Connection, files: dict[str, bytes], stamp: Stamp) -> Manifest:
    version = migrations.version_of(connection)
    found = tables.tables_of(connection)
    with Bar("Backing up", sum(tables.count(connection, table) for table in found)) as bar:
        parts = tuple(writer.add_rows(connection, table, bar.advance) for table in found)
    beside = tuple(Beside(name=name, sha256=hashlib.sha256(content).hexdigest()) for name, content in files.items())
    for part in beside:
        writer.add(part.member, files[part.name])
    return Manifest(
        schema_version=version or "", program=stamp.program, made_at=stamp.made_at, tables=parts, files=beside
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    """The file in the making."""

    archive: ZipFile
    made_at: datetime

    def add(self, name: str, content: bytes) -> None:
        """A file of its own."""
        self.archive.writestr(self._info(name), content)

    def add_rows(self, connection: Connection, table: Table, step: Callable[[int], None]) -> Rows:
        """All rows of a table, some at a time."""
        digest, number = hashlib.sha256(), 0
        with self.archive.open(self._info(f"tables/{table.name}.jsonl"), "w", force_zip64=True) as member:
            for batch in tables.rows(connection, table):
                content = b"".join(map(lines.encode, batch))
                member.write(content)
                digest.update(content)
                number += len(batch)
                step(len(batch))
        return Rows(name=table.name, columns=table.columns, key=table.key, rows=number, sha256=digest.hexdigest())

    def _info(self, name: str) -> ZipInfo:
        info = ZipInfo(name, self.made_at.timetuple()[:6])
        info.compress_type = ZIP_DEFLATED
        info.external_attr = 0o600 << 16  # what is unpacked by hand is as private as the whole
        return info
