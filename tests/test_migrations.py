"""Every migration runs up, down and up on filled tables, on all databases; models and migrations agree."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text
from sqlalchemy.engine.interfaces import ReflectedForeignKeyConstraint

from calendar_service import models
from calendar_service.errors import DatabaseError
from calendar_service.store import migrations, ownership, rendering, tokens
from calendar_service.store.database import Database
from calendar_service.store.writing import writing
from tests import golden
from tests.cast import EVENT, RELEASE, Clock, House, edge_of, file_of
from tests.people import ALICE, PASSWORD, join


def versions() -> list[str]:
    """The versions, the oldest first."""
    script = ScriptDirectory(str(migrations.folder()))
    return [revision.revision for revision in reversed(list(script.walk_revisions()))]


COLUMNS_OF_ACCOUNTS = {"items.owner_id", "changes.account_id"}
PICTURES = {"images", "image_sizes", "items.image_id", "items.image_alt"}
"""What has no place in a database before 0004: pictures come back when their file is loaded again."""


def rows(database: Database, without: Collection[str] = ()) -> dict[str, list[str]]:
    """Everything that is stored, by table, in an order that does not depend on the database."""
    with database.engine.connect() as connection:
        return {
            table.name: sorted(repr(tuple(row)) for row in connection.execute(select(*columns)))
            for table in models.Base.metadata.sorted_tables
            if table.name not in without
            if (columns := [column for column in table.columns if str(column) not in without])
        }


def test_models_and_migrations_agree(database_url: str) -> None:
    database = Database.at(database_url)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": migrations.is_ours})
        assert compare_metadata(context, models.Base.metadata) == []
    database.close()


def test_each_step_goes_up_down_and_up_on_filled_tables(empty_database_url: str) -> None:
    migrations.upgrade(empty_database_url)
    database = Database.at(empty_database_url)
    golden.fill(database)
    whole, before, feeds = rows(database), rows(database, PICTURES), golden.feeds(database)
    database.close()
    # Down to the first version and up again nothing is lost; below it there are no tables that could hold anything.
    migrations.downgrade(empty_database_url, versions()[0])
    migrations.upgrade(empty_database_url)
    database = Database.at(empty_database_url)
    rendering.refresh(database, edge_of(Clock()))  # what is only derived comes back when entries are rendered anew
    assert (rows(database, PICTURES), golden.feeds(database)) == (before, feeds)
    golden.fill(database)
    again = rows(database)
    assert [again[name] for name in ("items", "images", "image_sizes")] == [
        whole[name] for name in ("items", "images", "image_sizes")
    ]
    database.close()

    migrations.downgrade(empty_database_url, "base")
    database = Database.at(empty_database_url)
    assert inspect(database.engine).get_table_names() == ["alembic_version"]
    database.close()
    for version in versions():
        migrations.upgrade(empty_database_url, version)
    database = Database.at(empty_database_url)
    golden.fill(database)
    assert golden.feeds(database) == feeds
    database.close()


def test_accounts_come_and_go_and_the_log_and_the_search_stay_whole(empty_database_url: str, tmp_path: Path) -> None:
    migrations.upgrade(empty_database_url, "0006")
    database = Database.at(empty_database_url)
    with database.engine.execution_options(writing=True).begin() as connection:
        connection.execute(
            text("INSERT INTO organizers (id, slug, name, url, description) VALUES (1, 'a', 'A', '', '')")
        )
        connection.execute(text("INSERT INTO changes VALUES (1, '2026-11-23 12:00:00', 'organizer', 1, 'created')"))
        connection.execute(text("INSERT INTO history VALUES (1, '{}')"))
        connection.execute(text("UPDATE counter SET revision = 1"))
    database.close()
    migrations.upgrade(empty_database_url)
    house = House(empty_database_url, tmp_path)
    house.load(file_of(events=[EVENT], releases=[RELEASE]))
    alice = join(house, ALICE, password=PASSWORD)
    with writing(house.database, house.edge(), alice) as transaction:
        tokens.make(transaction, alice, "Script", ["read"])
        item = transaction.session.scalars(select(models.Item)).first()
        assert item is not None
        ownership.give(transaction, item, 1)
        transaction.note("event", item, "revised")
    kept = {"items", "entries", "words", "news", "history", "changes"}
    before = {name: found for name, found in rows(house.database, COLUMNS_OF_ACCOUNTS).items() if name in kept}
    assert all(before.values())
    house.database.close()
    migrations.downgrade(empty_database_url, "0006")
    migrations.upgrade(empty_database_url)
    house = House(empty_database_url, tmp_path)
    after = rows(house.database, COLUMNS_OF_ACCOUNTS)
    assert {name: after[name] for name in kept} == before
    assert after["accounts"] == after["tokens"] == []
    house.load(file_of(events=[EVENT | {"title": "Quarterdeck"}], releases=[RELEASE]))
    if house.database.is_sqlite:  # the triggers still feed the index, and it holds what there is, and nothing else
        with house.database.engine.execution_options(writing=True).begin() as connection:
            connection.execute(text("INSERT INTO search(search, rank) VALUES ('integrity-check', 1)"))
            assert (
                connection.execute(text("SELECT count(*) FROM search WHERE search MATCH 'quarterdeck'")).scalar() == 1
            )
    house.database.close()


def test_all_constraints_have_names(database_url: str) -> None:
    database = Database.at(database_url)
    inspector = inspect(database.engine)
    for table in inspector.get_table_names():
        if table == "alembic_version" or not migrations.is_ours(None, table):
            continue
        names = [inspector.get_pk_constraint(table)["name"]]
        names += [key["name"] for key in inspector.get_foreign_keys(table) if not is_later(database, table, key)]
        names += [constraint["name"] for constraint in inspector.get_unique_constraints(table)]
        names += [constraint["name"] for constraint in inspector.get_check_constraints(table)]
        assert all(names), table
    database.close()


def is_later(database: Database, table: str, key: ReflectedForeignKeyConstraint) -> bool:
    """Whether SQLAlchemy can't tell the name: SQLite writes a constraint that comes with a later column into that."""
    if not database.is_sqlite:
        return False
    with database.engine.connect() as connection:
        statement = text("SELECT sql FROM sqlite_master WHERE name = :table")
        made = connection.execute(statement, {"table": table}).scalar_one()
    [column] = key["constrained_columns"]
    return f"CONSTRAINT fk_{table}_{column} REFERENCES" in made


def test_a_database_of_a_newer_version_is_refused_in_a_sentence(house: House, database_url: str) -> None:
    with house.database.engine.execution_options(writing=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseError, match=r"newer version \(9999\) than this program"):
        migrations.upgrade(database_url)


def test_the_judge_of_the_database_refuses_what_intake_would(house: House) -> None:
    house.load(file_of(events=[EVENT], releases=[RELEASE]))
    for statement in (
        "UPDATE events SET status = 'maybe'",
        "UPDATE media SET quantity = 0",
        "UPDATE entries SET last_day = '1999-01-01'",
        "UPDATE venues SET latitude = NULL",
        "UPDATE credits SET artist_id = NULL, organizer_id = NULL",
        "INSERT INTO counter (id, revision) VALUES (2, 0)",
    ):
        with (
            pytest.raises(Exception, match=r"ck_|CHECK|check"),
            house.database.engine.execution_options(writing=True).begin() as connection,
        ):
            connection.execute(text(statement))


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseError, match="The folder of the database can't be made"):
        migrations.upgrade(f"sqlite:///{tmp_path}/file/calendar.sqlite")
