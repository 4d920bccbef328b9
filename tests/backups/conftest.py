"""A site with everything in it, and a second database of each kind to which it may move."""

from __future__ import annotations

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
def saved(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the demo, made from SQLite."""
    folder = tmp_path_factory.mktemp("saved")
    with databases.database("sqlite", migrated=True) as url:
        database = Database.at(url)
        golden.fill(database)
        back_up(database, folder / "data", folder / "saved.backup", STAMP)
        database.close()
    return folder / "saved.backup"
