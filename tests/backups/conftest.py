"""A site with everything in it, and a second database of each kind to which it may move."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from calendar_service.backups.making import Stamp, back_up
from calendar_service.store.database import Database
from tests import golden
from tests.cast import NOW
from tests.fixtures.databases import ALL_KINDS, Databases

STAMP = Stamp(NOW, "1.2.3", "mark")


@pytest.fixture(params=ALL_KINDS)
def target_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The address of a database with nothing in it, of each kind in turn, beside that of another fixture."""
    with databases.database(request.param, migrated=False) as url:
        yield url


@pytest.fixture(scope="session")
def filled(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file that holds the demo: to be copied, not to be used."""
    path = tmp_path_factory.mktemp("filled") / "filled.sqlite"
    with databases.database("sqlite", migrated=True) as url:
        database = Database.at(url)
        golden.fill(database)
        database.close()
        shutil.copyfile(Path(database.engine.url.database or ""), path)
    return path


@pytest.fixture(scope="session")
def saved(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the demo."""
    folder = tmp_path_factory.mktemp("saved")
    shutil.copyfile(filled, folder / "filled.sqlite")
    database = Database.at(f"sqlite:///{folder}/filled.sqlite")
    back_up(database, folder / "data", folder / "saved.backup", STAMP)
    database.close()
    return folder / "saved.backup"
