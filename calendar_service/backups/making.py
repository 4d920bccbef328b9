"""Making a backup: one state of the database, read while others go on writing, into one file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection

from calendar_service.backups import folder, lines, manifest
from calendar_service.backups.manifest import Beside, Manifest, Rows
from calendar_service.errors import FileError
from calendar_service.store import migrations, tables
from calendar_service.store.database import Database
from calendar_service.store.tables import Table
from calendar_service.work import Bar


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
    with _whole(target, stamp.mark) as file, ZipFile(file, "w") as archive, database.reading() as session:
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


@contextmanager
def _whole(target: Path, mark: str) -> Iterator[IO[bytes]]:
    """A file, readable by its owner alone, that has its name only once it is whole and on disk."""
    part = target.with_name(f".{target.name}.{mark}")
    try:
        if target.is_dir():
            raise FileError(f"{target} is a folder; name a file in it.")
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        _keep_name(target.parent)
    except OSError as error:
        raise FileError(f"{target} can't be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def _keep_name(place: Path) -> None:
    """Have the new name of a file survive a power cut: it stands in the folder."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
