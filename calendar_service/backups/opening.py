"""Opening a backup: everything in it is compared with its manifest before anything is believed."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, Final, cast
from zipfile import BadZipFile, ZipFile

from calendar_service.backups import folder, lines, manifest
from calendar_service.backups.manifest import Manifest, Rows
from calendar_service.errors import FileError
from calendar_service.store import migrations
from calendar_service.work import Bar

BATCH_ROWS: Final = 500
BATCH_BYTES: Final = 4 << 20
"""Rows given at a time, and bytes of their lines: pictures are large, and few of them fit."""
CHUNK: Final = 1 << 16


@dataclass(frozen=True)
class Backup:
    """A backup that is open."""

    archive: ZipFile
    manifest: Manifest

    def files(self) -> dict[str, bytes]:
        """The files of the data folder by their paths in it."""
        return {part.name: self.archive.read(part.member) for part in self.manifest.files}

    def batches(self, part: Rows) -> Iterator[list[dict[str, Any]]]:
        """The rows of a table, some at a time. Raises FileError where a line is no row of it."""
        batch: list[dict[str, Any]] = []
        size = 0
        for line in self.lines(part):
            try:
                batch.append(lines.decode(line, part.columns))
            except ValueError as error:
                raise FileError(f"A row of {part.name} in the backup can't be read.") from error
            size += len(line)
            if len(batch) == BATCH_ROWS or size > BATCH_BYTES:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def lines(self, part: Rows) -> Iterator[bytes]:
        """The lines of a table."""
        with self.archive.open(part.member) as member:
            yield from BufferedReader(cast("Any", member), CHUNK)


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """A backup whose every byte was compared with its manifest. Raises FileError with what is wrong with the file."""
    try:
        with ZipFile(path) as archive:
            backup = Backup(archive, _manifest(archive))
            _judge(backup)
            yield backup
    # NotImplementedError and RuntimeError are zipfile's own words for other compressions, and for encrypted parts.
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise FileError(f"{path} is no backup, or it is damaged.") from error
    except KeyError as error:
        raise FileError(f"{path} is damaged: it lacks a part that its manifest names.") from error
    except OSError as error:
        raise FileError(f"{path} can't be read: {error.strerror or 'it is damaged'}.") from error


def _manifest(archive: ZipFile) -> Manifest:
    with archive.open(manifest.MEMBER) as member:
        found = manifest.read(member.read(manifest.SIZE_LIMIT))
    if found.schema_version not in migrations.versions():
        raise FileError(
            f"The backup is of a newer version ({found.schema_version}) than this program: install that version."
        )
    if strange := [part.name for part in found.files if not folder.belongs(part.name)]:
        raise FileError(f"The backup holds a file that does not belong into one: {strange[0]!r}.")
    return found


def _judge(backup: Backup) -> None:
    with Bar("Checking the backup", backup.manifest.total) as bar:
        for part in backup.manifest.tables:
            digest, number = hashlib.sha256(), 0
            for line in backup.lines(part):
                digest.update(line)
                number += 1
                bar.advance(1)
            _compare(part.member, (digest.hexdigest(), number), (part.sha256, part.rows))
    for beside in backup.manifest.files:
        content = backup.archive.read(beside.member)
        _compare(beside.member, hashlib.sha256(content).hexdigest(), beside.sha256)


def _compare(name: str, found: object, told: object) -> None:
    if found != told:
        raise FileError(f"The backup is damaged: {name} is not what its manifest says.")
