"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from calendar_service.errors import FileError


@contextmanager
def written_whole(target: Path, mark: str) -> Iterator[IO[bytes]]:
    """A file, readable by its owner alone, that has its name only once it is whole and on disk.

    `mark` makes the passing name another one than that of whoever writes the same at this moment. Raises FileError.
    """
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
