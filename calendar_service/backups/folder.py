"""What a backup holds of the data folder: the secret key, and the operator's own pages."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from calendar_service import keys
from calendar_service.errors import FileError
from calendar_service.publishing import own

SIZE_LIMIT: Final = 1 << 20
"""Bytes of a file that is taken along."""
_SECRET: Final = 0o600
_PUBLIC: Final = 0o644


def belongs(name: str) -> bool:
    """Whether a path, from the data folder, is one of those that a backup may hold."""
    folder, _, file = name.rpartition("/")
    return name == keys.FILE or (folder == own.FOLDER and own.FILE.fullmatch(file) is not None)


def contents(data: Path) -> dict[str, bytes]:
    """The files of a data folder by their paths in it. Raises FileError for one that can't be read or taken along."""
    return {name: _content(data / name) for name in sorted(_names(data))}


def differing(data: Path, files: Mapping[str, bytes]) -> list[str]:
    """The pages that are there already and say something else: a restore must not take an operator's work away."""
    pages = (name for name in files if name != keys.FILE and (data / name).exists())
    return sorted(name for name in pages if _content(data / name) != files[name])


@contextmanager
def placed(data: Path, files: Mapping[str, bytes], mark: str) -> Iterator[None]:
    """Write files into the data folder: beside their places first, and into them once what is done inside is done.

    Raises FileError where they can't be written.
    """
    parts = {data / name: (data / name).with_name(f".{Path(name).name}.{mark}") for name in files}
    try:
        with _writable(data):
            for (path, part), content in zip(parts.items(), files.values(), strict=True):
                path.parent.mkdir(parents=True, exist_ok=True)
                write_new(part, content, _SECRET if path.name == keys.FILE else _PUBLIC)
        yield
        with _writable(data):
            for path, part in parts.items():
                part.replace(path)
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


@contextmanager
def _writable(data: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileError(f"The data folder {data} can't be written: {error.strerror}.") from error


def write_new(path: Path, content: bytes, mode: int) -> None:
    """A file that was not there, on disk when this returns."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _names(data: Path) -> Iterator[str]:
    if (data / keys.FILE).is_file():
        yield keys.FILE
    if (data / own.FOLDER).is_dir():
        names = (f"{own.FOLDER}/{path.name}" for path in (data / own.FOLDER).iterdir() if path.is_file())
        yield from filter(belongs, names)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise FileError(f"{path} can't be read: {error.strerror}.") from error
    if len(content) > SIZE_LIMIT:
        raise FileError(f"{path} is too large for a page: at most {SIZE_LIMIT // 1024} kB are taken along.")
    return content
