"""What comes before publication (drafts), what is done to shared nouns (claims, merges), and why something changed.

Revision: 0009
Before: 0008
"""

from typing import Any

import sqlalchemy as sa

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
LIVE = sa.text("state IN ('open', 'granted')")


def upgrade() -> None:
    _create_drafts()
    _create_claims()
    _create_merges()
    # Triggers and indexes stay as they are: a column that is added rebuilds no table.
    op.add_column("changes", sa.Column("act", sa.Text(), server_default="", nullable=False))
    op.add_column("changes", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    op.add_column("news", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    op.add_column("withdrawals", sa.Column("reason", sa.Text(), server_default="", nullable=False))
    op.add_column("withdrawals", sa.Column("kept", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("withdrawals", "kept")
    op.drop_column("withdrawals", "reason")
    op.drop_column("news", "reason")
    op.drop_column("changes", "reason")
    op.drop_column("changes", "act")
    for name in ("merges", "claims", "draft_versions", "drafts"):
        op.drop_table(name)


def _create_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", NUMBER, nullable=False),
        _text("key", KEY),
        _text("noun"),
        _text("state"),
        sa.Column("owner_id", NUMBER, nullable=True),
        sa.Column("account_id", NUMBER, nullable=True),
        _text("body"),
        sa.Column("revision", sa.Integer(), nullable=False),
        _instant("created_at"),
        _instant("changed_at"),
        _instant("publish_at", nullable=True),
        sa.Column("publish_zone", sa.Text(), nullable=True),
        _text("reason"),
        sa.Column("item_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("noun IN ('event', 'release')", name=op.f("ck_drafts_noun")),
        sa.CheckConstraint("state IN ('draft', 'submitted', 'refused', 'published')", name=op.f("ck_drafts_state")),
        sa.CheckConstraint("(state = 'published') = (item_id IS NOT NULL)", name=op.f("ck_drafts_published_as")),
        _key("drafts", "owner_id", "organizers", "SET NULL"),
        _key("drafts", "account_id", "accounts", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("key", name=op.f("uq_drafts_key")),
    )
    op.create_index("ix_drafts_owner_id_id", "drafts", ["owner_id", "id"])
    op.create_index("ix_drafts_account_id_id", "drafts", ["account_id", "id"])
    op.create_index(op.f("ix_drafts_publish_at"), "drafts", ["publish_at"])
    op.create_table(
        "draft_versions",
        sa.Column("draft_id", NUMBER, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False, autoincrement=False),
        _instant("at"),
        sa.Column("account_id", NUMBER, nullable=True),
        _text("act"),
        _text("reason"),
        _text("body"),
        _key("draft_versions", "draft_id", "drafts", "CASCADE"),
        _key("draft_versions", "account_id", "accounts", "SET NULL"),
        sa.PrimaryKeyConstraint("draft_id", "revision", name=op.f("pk_draft_versions")),
    )
    op.create_index(op.f("ix_draft_versions_account_id"), "draft_versions", ["account_id"])


def _create_claims() -> None:
    op.create_table(
        "claims",
        sa.Column("id", NUMBER, nullable=False),
        _text("noun"),
        sa.Column("noun_id", sa.BigInteger(), nullable=False),
        sa.Column("organizer_id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=True),
        _text("proof"),
        _text("state"),
        _text("reason"),
        _instant("at"),
        sa.Column("decided_by", NUMBER, nullable=True),
        _instant("decided_at", nullable=True),
        sa.CheckConstraint("noun IN ('venue', 'artist')", name=op.f("ck_claims_noun")),
        sa.CheckConstraint("state IN ('open', 'granted', 'refused', 'ended')", name=op.f("ck_claims_state")),
        sa.CheckConstraint("(state = 'open') = (decided_at IS NULL)", name=op.f("ck_claims_decided")),
        _key("claims", "organizer_id", "organizers", "CASCADE"),
        _key("claims", "account_id", "accounts", "SET NULL"),
        _key("claims", "decided_by", "accounts", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    op.create_index("ix_claims_noun_noun_id", "claims", ["noun", "noun_id"])
    op.create_index(op.f("ix_claims_organizer_id"), "claims", ["organizer_id"])
    op.create_index(
        "ix_claims_open",
        "claims",
        ["noun", "noun_id", "organizer_id"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def _create_merges() -> None:
    op.create_table(
        "merges",
        sa.Column("id", NUMBER, nullable=False),
        _text("noun"),
        sa.Column("kept_id", sa.BigInteger(), nullable=False),
        sa.Column("gone_id", sa.BigInteger(), nullable=False),
        _text("gone_slug", KEY),
        _text("gone"),
        _text("moved"),
        _text("reason"),
        sa.Column("account_id", NUMBER, nullable=True),
        _instant("at"),
        _instant("undone_at", nullable=True),
        _key("merges", "account_id", "accounts", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index("ix_merges_noun_kept_id", "merges", ["noun", "kept_id"])
    op.create_index("ix_merges_noun_gone_slug", "merges", ["noun", "gone_slug"])


def _text(name: str, kind: Any = None) -> sa.Column[Any]:
    return sa.Column(name, sa.Text() if kind is None else kind, nullable=False)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _key(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete=ondelete)
