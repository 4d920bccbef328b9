"""The first tables: nouns, items, entries, and the log of changes with its counter.

Revision: 0001
Before: nothing
"""

import sqlalchemy as sa

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sa.UniqueConstraint("slug", name=op.f("uq_announcements_slug")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_announcements_source_source_id")),
    )
    op.create_table(
        "artists",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_artists")),
        sa.UniqueConstraint("slug", name=op.f("uq_artists_slug")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_artists_source_source_id")),
    )
    op.create_table(
        "changes",
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("noun_id", sa.BigInteger(), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.CheckConstraint("verb IN ('created', 'revised', 'rendered')", name=op.f("ck_changes_verb")),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_changes")),
    )
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_changes_noun_noun_id"), ["noun", "noun_id"], unique=False)

    op.create_table(
        "counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_counter_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter")),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.CheckConstraint("noun IN ('event', 'release')", name=op.f("ck_items_noun")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("noun", "slug", name=op.f("uq_items_noun_slug")),
        sa.UniqueConstraint("noun", "source", "source_id", name=op.f("uq_items_noun_source_source_id")),
    )
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_items_kind"), ["kind"], unique=False)

    op.create_table(
        "organizers",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizers")),
        sa.UniqueConstraint("slug", name=op.f("uq_organizers_slug")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_organizers_source_source_id")),
    )
    op.create_table(
        "series",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("slug", name=op.f("uq_series_slug")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_series_source_source_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_series_uid")),
    )
    op.create_table(
        "site",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_site")),
    )
    op.create_table(
        "tags",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tags")),
        sa.UniqueConstraint("slug", name=op.f("uq_tags_slug")),
    )
    op.create_table(
        "venues",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("street", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("postal_code", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_venues_position_whole")),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_venues_latitude")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_venues_longitude")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venues")),
        sa.UniqueConstraint("slug", name=op.f("uq_venues_slug")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_venues_source_source_id")),
    )
    with op.batch_alter_table("venues", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_venues_country_city"), ["country", "city"], unique=False)

    op.create_table(
        "works",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("creator", sa.Text(), nullable=False),
        sa.Column("runtime", sa.Integer(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.CheckConstraint("runtime > 0", name=op.f("ck_works_runtime")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_works")),
        sa.UniqueConstraint("slug", name=op.f("uq_works_slug")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_works_source_source_id")),
    )
    op.create_table(
        "credits",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("artist_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organizer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.CheckConstraint("(artist_id IS NULL) <> (organizer_id IS NULL)", name=op.f("ck_credits_one_of_two")),
        sa.ForeignKeyConstraint(["artist_id"], ["artists.id"], name=op.f("fk_credits_artist_id")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_credits_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["organizer_id"], ["organizers.id"], name=op.f("fk_credits_organizer_id")),
        sa.PrimaryKeyConstraint("item_id", "position", name=op.f("pk_credits")),
    )
    with op.batch_alter_table("credits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_credits_artist_id_item_id"), ["artist_id", "item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_credits_organizer_id_item_id"), ["organizer_id", "item_id"], unique=False)

    op.create_table(
        "entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("uid", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("vevent", sa.LargeBinary(), nullable=True),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(vevent IS NULL) = (digest IS NULL)", name=op.f("ck_entries_rendered_whole")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_entries_days")),
        sa.CheckConstraint("revision >= 0", name=op.f("ck_entries_revision")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_entries_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("uid", name=op.f("uq_entries_uid")),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entries_item_id_last_day"), ["item_id", "last_day"], unique=False)
        batch_op.create_index(batch_op.f("ix_entries_last_day_first_day"), ["last_day", "first_day"], unique=False)
        batch_op.create_index("ix_entries_order", ["first_day", "starts_at", "uid"], unique=False)
        batch_op.create_index(
            "ix_entries_stale", ["id"], unique=False, sqlite_where=sa.text("stale"), postgresql_where=sa.text("stale")
        )

    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("starts", sa.Text(), nullable=False),
        sa.Column("ends", sa.Text(), nullable=True),
        sa.Column("doors", sa.Text(), nullable=True),
        sa.Column("venue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("online_url", sa.Text(), nullable=False),
        sa.Column("minimum_age", sa.Integer(), nullable=True),
        sa.Column("previous_venue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "status IN ('tentative', 'scheduled', 'postponed', 'cancelled')", name=op.f("ck_events_status")
        ),
        sa.CheckConstraint("minimum_age BETWEEN 0 AND 120", name=op.f("ck_events_minimum_age")),
        sa.ForeignKeyConstraint(["id"], ["items.id"], name=op.f("fk_events_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["previous_venue_id"], ["venues.id"], name=op.f("fk_events_previous_venue_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_events_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_events_previous_venue_id"), ["previous_venue_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_venue_id"), ["venue_id"], unique=False)

    op.create_table(
        "history",
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["changes.revision"], name=op.f("fk_history_revision")),
        sa.PrimaryKeyConstraint("revision", name=op.f("pk_history")),
    )
    op.create_table(
        "mentions",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("announcement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["announcement_id"], ["announcements.id"], name=op.f("fk_mentions_announcement_id")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_mentions_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "position", name=op.f("pk_mentions")),
    )
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mentions_announcement_id_item_id"), ["announcement_id", "item_id"], unique=False
        )

    op.create_table(
        "releases",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["items.id"], name=op.f("fk_releases_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")),
    )
    op.create_table(
        "rooms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("venue_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["venue_id"], ["venues.id"], name=op.f("fk_rooms_venue_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("venue_id", "name", name=op.f("uq_rooms_venue_id_name")),
    )
    op.create_table(
        "sequels",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_sequels_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_sequels_series_id")),
        sa.PrimaryKeyConstraint("item_id", "position", name=op.f("pk_sequels")),
    )
    with op.batch_alter_table("sequels", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sequels_series_id_item_id"), ["series_id", "item_id"], unique=False)

    op.create_table(
        "showings",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_showings_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_showings_work_id")),
        sa.PrimaryKeyConstraint("item_id", "position", name=op.f("pk_showings")),
    )
    with op.batch_alter_table("showings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_showings_work_id_item_id"), ["work_id", "item_id"], unique=False)

    op.create_table(
        "taggings",
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_taggings_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tag_id"], ["tags.id"], name=op.f("fk_taggings_tag_id")),
        sa.PrimaryKeyConstraint("item_id", "position", name=op.f("pk_taggings")),
    )
    with op.batch_alter_table("taggings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_taggings_tag_id_item_id"), ["tag_id", "item_id"], unique=False)

    op.create_table(
        "earlier_times",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("time", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_earlier_times_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_earlier_times")),
    )
    op.create_table(
        "imprints",
        sa.Column("release_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("catalogue_number", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["label_id"], ["organizers.id"], name=op.f("fk_imprints_label_id")),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_imprints_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("release_id", "position", name=op.f("pk_imprints")),
    )
    with op.batch_alter_table("imprints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_imprints_label_id_release_id"), ["label_id", "release_id"], unique=False)

    op.create_table(
        "offers",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("price", sa.Text(), nullable=True),
        sa.Column("price_max", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("opens", sa.Text(), nullable=True),
        sa.Column("opens_zone", sa.Text(), nullable=True),
        sa.Column("closes", sa.Text(), nullable=True),
        sa.Column("closes_zone", sa.Text(), nullable=True),
        sa.Column("availability", sa.Text(), nullable=False),
        sa.CheckConstraint("price_max IS NULL OR price IS NOT NULL", name=op.f("ck_offers_price")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_offers_entry_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_offers")),
    )
    op.create_table(
        "release_dates",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("release_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("date", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("territory", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('announced', 'confirmed', 'delayed', 'cancelled')", name=op.f("ck_release_dates_status")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_release_dates_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["releases.id"], name=op.f("fk_release_dates_release_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_release_dates")),
        sa.UniqueConstraint("release_id", "source_id", name=op.f("uq_release_dates_release_id_source_id")),
    )
    with op.batch_alter_table("release_dates", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_release_dates_territory"), ["territory"], unique=False)

    op.create_table(
        "media",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("catalogue_number", sa.Text(), nullable=False),
        sa.Column("barcode", sa.Text(), nullable=False),
        sa.CheckConstraint("quantity >= 1", name=op.f("ck_media_quantity")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["release_dates.entry_id"], name=op.f("fk_media_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "position", name=op.f("pk_media")),
    )
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_media_format_entry_id"), ["format", "entry_id"], unique=False)
    op.execute("INSERT INTO counter (id, revision) VALUES (1, 0)")


def downgrade() -> None:
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_media_format_entry_id"))

    op.drop_table("media")
    with op.batch_alter_table("release_dates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_release_dates_territory"))

    op.drop_table("release_dates")
    op.drop_table("offers")
    with op.batch_alter_table("imprints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_imprints_label_id_release_id"))

    op.drop_table("imprints")
    op.drop_table("earlier_times")
    with op.batch_alter_table("taggings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_taggings_tag_id_item_id"))

    op.drop_table("taggings")
    with op.batch_alter_table("showings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_showings_work_id_item_id"))

    op.drop_table("showings")
    with op.batch_alter_table("sequels", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sequels_series_id_item_id"))

    op.drop_table("sequels")
    op.drop_table("rooms")
    op.drop_table("releases")
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mentions_announcement_id_item_id"))

    op.drop_table("mentions")
    op.drop_table("history")
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_events_venue_id"))
        batch_op.drop_index(batch_op.f("ix_events_previous_venue_id"))

    op.drop_table("events")
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_index("ix_entries_stale", sqlite_where=sa.text("stale"), postgresql_where=sa.text("stale"))
        batch_op.drop_index("ix_entries_order")
        batch_op.drop_index(batch_op.f("ix_entries_last_day_first_day"))
        batch_op.drop_index(batch_op.f("ix_entries_item_id_last_day"))

    op.drop_table("entries")
    with op.batch_alter_table("credits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credits_organizer_id_item_id"))
        batch_op.drop_index(batch_op.f("ix_credits_artist_id_item_id"))

    op.drop_table("credits")
    op.drop_table("works")
    with op.batch_alter_table("venues", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_venues_country_city"))

    op.drop_table("venues")
    op.drop_table("tags")
    op.drop_table("site")
    op.drop_table("series")
    op.drop_table("organizers")
    with op.batch_alter_table("items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_items_kind"))

    op.drop_table("items")
    op.drop_table("counter")
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_changes_noun_noun_id"))

    op.drop_table("changes")
    op.drop_table("artists")
    op.drop_table("announcements")
