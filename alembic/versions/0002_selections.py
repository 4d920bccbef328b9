"""Selections: full text, news, cities, what options show, short addresses and follow lists.

Revision: 0002
Before: 0001
"""

import re

import sqlalchemy as sa
from slugify import slugify

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)

# Indexes that selections need on tables that were there before.
INDEXES = {
    "ix_venues_city_slug": ("venues", ["city_slug"]),
    "ix_venues_latitude_longitude": ("venues", ["latitude", "longitude"]),
    "ix_events_status": ("events", ["status"]),
    "ix_items_noun_id": ("items", ["noun", "id"]),
    "ix_release_dates_status": ("release_dates", ["status"]),
    "ix_offers_availability_entry_id": ("offers", ["availability", "entry_id"]),
}
# FTS5 keeps no copy of the text; these triggers hand it every change (sqlite.org/fts5.html, section 4.4.3).
SQLITE_SEARCH = """
CREATE VIRTUAL TABLE search USING fts5(text, content='words', content_rowid='entry_id',
tokenize='unicode61 remove_diacritics 0');
CREATE TRIGGER words_added AFTER INSERT ON words BEGIN
INSERT INTO search(rowid, text) VALUES (new.entry_id, new.text); END;
CREATE TRIGGER words_removed AFTER DELETE ON words BEGIN
INSERT INTO search(search, rowid, text) VALUES ('delete', old.entry_id, old.text); END;
CREATE TRIGGER words_changed AFTER UPDATE ON words BEGIN
INSERT INTO search(search, rowid, text) VALUES ('delete', old.entry_id, old.text);
INSERT INTO search(rowid, text) VALUES (new.entry_id, new.text); END;
"""
# The words are folded and apart already, so PostgreSQL's own parser, which knows other words than ours, stays out.
POSTGRESQL_SEARCH = """
CREATE INDEX ix_words_search ON words USING gin (array_to_tsvector(string_to_array(text, ' '))) WITH (fastupdate = off)
"""


def upgrade() -> None:
    op.add_column("venues", sa.Column("city_slug", sa.Text(), nullable=True))
    op.add_column("entries", sa.Column("variants", sa.Text(), nullable=True))
    op.add_column("entries", sa.Column("fault", sa.Text(), server_default="", nullable=False))
    op.create_index(
        "ix_entries_fault",
        "entries",
        ["id"],
        sqlite_where=sa.text("fault <> ''"),
        postgresql_where=sa.text("fault <> ''"),
    )
    long = sa.text("last_day > first_day")
    op.create_index("ix_entries_long", "entries", ["last_day"], sqlite_where=long, postgresql_where=long)
    moved = sa.text("previous_venue_id IS NOT NULL")
    op.create_index("ix_events_moved", "events", ["id"], sqlite_where=moved, postgresql_where=moved)
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, columns)
    _create_words()
    _create_choices()
    _create_news()
    _fill()


def _create_words() -> None:
    op.create_table(
        "words",
        sa.Column("entry_id", NUMBER, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_words_entry_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_words"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_SEARCH)
        return
    for statement in re.split(r";\n(?=CREATE|$)", SQLITE_SEARCH.strip() + "\n"):
        if statement:
            op.execute(statement)


def _create_choices() -> None:
    op.create_table(
        "saved_selections",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_saved_selections"),
        sa.UniqueConstraint("query", name="uq_saved_selections_query"),
    )
    op.create_table(
        "follow_lists",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("edit_hash", sa.Text(), nullable=False),
        sa.Column("read_hash", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_follow_lists"),
        sa.UniqueConstraint("edit_hash", name="uq_follow_lists_edit_hash"),
        sa.UniqueConstraint("read_hash", name="uq_follow_lists_read_hash"),
    )
    op.create_table(
        "follow_choices",
        sa.Column("list_id", NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["follow_lists.id"], name="fk_follow_choices_list_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("list_id", "position", name="pk_follow_choices"),
        sa.UniqueConstraint("list_id", "query", name="uq_follow_choices_list_id_query"),
    )


def _create_news() -> None:
    op.create_table(
        "news",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("entry_id", NUMBER, nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name="fk_news_entry_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_news"),
    )
    op.create_index("ix_news_at_id", "news", ["at", "id"])
    op.create_index("ix_news_entry_id_at", "news", ["entry_id", "at"])


def _fill() -> None:
    """What was there before: cities, and that each entry was announced once; the rest comes with rendering anew."""
    connection = op.get_bind()
    venues = sa.table("venues", *(sa.column(name) for name in ("id", "city", "country", "city_slug")))
    for row in connection.execute(sa.select(venues.c.id, venues.c.city, venues.c.country)).all():
        slug = slugify(f"{row.city} {row.country}") if row.city else None
        connection.execute(sa.update(venues).where(venues.c.id == row.id).values(city_slug=slug or None))
    op.execute("INSERT INTO news (entry_id, headline, at) SELECT id, 'announced', created_at FROM entries ORDER BY id")
    entries = sa.table("entries", sa.column("stale", sa.Boolean()))
    connection.execute(sa.update(entries).values(stale=True))


def downgrade() -> None:
    for table in ("news", "follow_choices", "follow_lists", "saved_selections"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "sqlite":
        op.drop_table("search")
    op.drop_table("words")
    for name, (table, _) in INDEXES.items():
        op.drop_index(name, table)
    op.drop_index("ix_events_moved", "events")
    op.drop_index("ix_entries_long", "entries")
    op.drop_index("ix_entries_fault", "entries")
    op.drop_column("entries", "fault")
    op.drop_column("entries", "variants")
    op.drop_column("venues", "city_slug")
