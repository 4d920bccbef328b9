"""A backup goes from any database to any other, and what subscribers read stays the same, byte for byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from calendar_service import models
from calendar_service.addresses import Addresses
from calendar_service.backups.making import back_up
from calendar_service.backups.opening import opened
from calendar_service.backups.restoring import restore
from calendar_service.intake.asking import asked_of
from calendar_service.publishing.recipes import SelectionRecipe
from calendar_service.store import migrations, rendering, tables
from calendar_service.store.database import Database
from calendar_service.store.writing import revision as newest_revision
from feeds.registry import ICAL
from tests import golden
from tests.backups.conftest import STAMP
from tests.cast import EVENT, NOW, SITE, Clock, House, edge_of, file_of
from tests.fixtures.databases import Databases
from tests.test_migrations import versions


def put(file: Path, url: str, data: Path, *, replace: bool = False) -> None:
    with opened(file) as backup:
        restore(url, data, backup, "mark", replace=replace)


def test_every_table_and_column_of_ours_is_taken_along(house: House) -> None:
    with house.database.reading() as session:
        found = {table.name: set(table.columns) for table in tables.tables_of(session.connection())}
    assert found == {name: set(table.columns.keys()) for name, table in models.Base.metadata.tables.items()}


def test_rows_feeds_and_what_comes_next_are_the_same_after_a_move(saved: Path, target_url: str, tmp_path: Path) -> None:
    put(saved, target_url, tmp_path)
    moved = House(target_url, tmp_path)
    assert golden.feeds(moved.database) == golden.expected()

    back_up(moved.database, tmp_path / "data", tmp_path / "again", STAMP)
    with opened(saved) as first, opened(tmp_path / "again") as second:
        assert {part.name: part.rows for part in first.manifest.tables} == {
            part.name: part.rows for part in second.manifest.tables
        }
        assert {part.name: sorted(first.lines(part)) for part in first.manifest.tables} == {
            part.name: sorted(second.lines(part)) for part in first.manifest.tables
        }
    moved.database.close()


def test_what_comes_after_a_move_gets_new_numbers_and_is_found(saved: Path, target_url: str, tmp_path: Path) -> None:
    put(saved, target_url, tmp_path)
    moved = House(target_url, tmp_path)
    moved.edge = edge_of(moved.clock, Addresses("https://elsewhere.example.org"))  # other dice than those of the backup
    with moved.database.reading() as session:
        before = {model: session.scalars(select(func.max(model.id))).one() for model in (models.Item, models.Entry)}
        revision = newest_revision(session)
    assert not moved.load(file_of(events=[EVENT | {"title": "Zwischenspiel"}])).failed
    with moved.database.reading() as session:
        for model, top in before.items():
            assert session.scalars(select(func.max(model.id))).one() == top + 1
        assert newest_revision(session) > revision
        for word in ("zwischenspiel", "speichernacht"):  # one that is new, and one that came with the backup
            recipe = SelectionRecipe(asked_of([("q", word), ("past", "all")]), ICAL)
            assert b"\r\nSUMMARY:" in recipe.make(session, SITE, NOW.date(), None).content
    moved.database.close()


@pytest.mark.parametrize("version", versions()[:-1])
def test_a_backup_of_an_older_version_is_brought_to_this_one(
    filled: Path, databases: Databases, version: str, tmp_path: Path
) -> None:
    shutil.copyfile(filled, tmp_path / "old.sqlite")
    url = f"sqlite:///{tmp_path}/old.sqlite"
    migrations.downgrade(url, version)
    made = Database.at(url)
    assert back_up(made, tmp_path / "data", tmp_path / "old", STAMP).schema_version == version
    made.close()
    with databases.database("sqlite", migrated=True) as target:
        put(tmp_path / "old", target, tmp_path)
        assert migrations.version_at(target) == versions()[-1]
        restored = Database.at(target)
        rendering.refresh(restored, edge_of(Clock()))
        assert golden.feeds(restored) == golden.expected()
        restored.close()
