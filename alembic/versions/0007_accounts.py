"""Accounts: who may sign in, tokens, memberships, whose an item is, and whose doing a change was.

Revision: 0007
Before: 0006
"""

from typing import Any

import sqlalchemy as sa

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# From the last that was made back to the first: each points to those behind it.
TABLES = ("attempts", "letters", "tokens", "devices", "signins", "invitations", "memberships", "co_owners", "accounts")


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", NUMBER, nullable=False),
        _text("email", KEY),
        _text("name"),
        sa.Column("password_hash", sa.Text(), nullable=True),
        _text("site_role"),
        *_instants("created_at"),
        *_instants("confirmed_at", "closed_at", nullable=True),
        sa.CheckConstraint("site_role IN ('member', 'moderator', 'admin')", name=op.f("ck_accounts_site_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
    )
    _create_belonging()
    _create_signing_in()
    _create_attempts()
    _add_columns()


def _create_belonging() -> None:
    op.create_table(
        "memberships",
        sa.Column("account_id", NUMBER, nullable=False),
        sa.Column("organizer_id", NUMBER, nullable=False),
        _text("role"),
        sa.CheckConstraint("role IN ('owner', 'editor')", name=op.f("ck_memberships_role")),
        _key("memberships", "account_id", "accounts", "CASCADE"),
        _key("memberships", "organizer_id", "organizers", "CASCADE"),
        sa.PrimaryKeyConstraint("account_id", "organizer_id", name=op.f("pk_memberships")),
    )
    op.create_index("ix_memberships_organizer_id", "memberships", ["organizer_id"])
    op.create_table(
        "co_owners",
        sa.Column("item_id", NUMBER, nullable=False),
        sa.Column("organizer_id", NUMBER, nullable=False),
        _key("co_owners", "item_id", "items", "CASCADE"),
        _key("co_owners", "organizer_id", "organizers", "CASCADE"),
        sa.PrimaryKeyConstraint("item_id", "organizer_id", name=op.f("pk_co_owners")),
    )
    op.create_index("ix_co_owners_organizer_id", "co_owners", ["organizer_id"])
    op.create_table(
        "invitations",
        *_secret("invitations"),
        sa.Column("organizer_id", NUMBER, nullable=True),
        _text("role"),
        sa.Column("email", KEY, nullable=True),
        sa.Column("made_by", NUMBER, nullable=True),
        *_instants("created_at", "expires_at"),
        *_instants("used_at", nullable=True),
        sa.Column("used_by", NUMBER, nullable=True),
        sa.CheckConstraint(
            "(organizer_id IS NULL AND role IN ('member', 'moderator', 'admin'))"
            " OR (organizer_id IS NOT NULL AND role IN ('owner', 'editor'))",
            name=op.f("ck_invitations_role"),
        ),
        _key("invitations", "organizer_id", "organizers", "CASCADE"),
        _key("invitations", "made_by", "accounts", "SET NULL"),
        _key("invitations", "used_by", "accounts", "SET NULL"),
    )
    op.create_index("ix_invitations_organizer_id", "invitations", ["organizer_id"])


def _create_signing_in() -> None:
    _create_of_account("signins", *_instants("created_at", "seen_at", "expires_at"), _text("agent"))
    op.create_index("ix_signins_expires_at", "signins", ["expires_at"])
    _create_of_account("devices", *_instants("seen_at"))
    _create_of_account(
        "tokens",
        *(_text(name) for name in ("name", "prefix", "scopes")),
        *_instants("created_at"),
        *_instants("expires_at", "used_at", "revoked_at", nullable=True),
        sa.CheckConstraint("length(scopes) > 0", name=op.f("ck_tokens_scopes")),
    )
    _create_of_account(
        "letters",
        _text("purpose"),
        sa.Column("invitation_id", NUMBER, nullable=True),
        *_instants("created_at", "expires_at"),
        *_instants("used_at", nullable=True),
        sa.CheckConstraint("purpose IN ('confirm', 'reset', 'first')", name=op.f("ck_letters_purpose")),
        _key("letters", "invitation_id", "invitations", "CASCADE"),
    )


def _create_attempts() -> None:
    op.create_table(
        "attempts",
        sa.Column("id", NUMBER, nullable=False),
        _text("key"),
        *_instants("at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
    )
    op.create_index("ix_attempts_key_at", "attempts", ["key", "at"])
    op.create_index("ix_attempts_at", "attempts", ["at"])


def _add_columns() -> None:
    # Each with its constraint in one statement: else SQLite would build the tables anew, and all that hangs on their
    # rows would go with the old ones.
    number = NUMBER.compile(op.get_bind().dialect)
    for table, column, target in (("items", "owner_id", "organizers"), ("changes", "account_id", "accounts")):
        constraint = f"CONSTRAINT fk_{table}_{column} REFERENCES {target} (id)"
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {number} {constraint}")
    op.create_index("ix_items_owner_id", "items", ["owner_id"])
    known = sa.text("account_id IS NOT NULL")
    op.create_index("ix_changes_account_id", "changes", ["account_id"], sqlite_where=known, postgresql_where=known)


def _create_of_account(table: str, *columns: Any) -> None:
    """A table of secrets that belong to an account, and go with it."""
    account = sa.Column("account_id", NUMBER, nullable=False)
    op.create_table(table, *_secret(table), account, *columns, _key(table, "account_id", "accounts", "CASCADE"))
    op.create_index(f"ix_{table}_account_id", table, ["account_id"])


def _secret(table: str) -> tuple[Any, ...]:
    return (
        sa.Column("id", NUMBER, nullable=False),
        _text("secret_hash"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("secret_hash", name=op.f(f"uq_{table}_secret_hash")),
    )


def _text(name: str, kind: Any = None) -> sa.Column[str]:
    return sa.Column(name, kind if kind is not None else sa.Text(), nullable=False)


def _instants(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, INSTANT, nullable=nullable) for name in names]


def _key(table: str, column: str, target: str, deleted: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=deleted)


def downgrade() -> None:
    """Accounts go, and with them whose an item is; the items and the log stay."""
    op.drop_index("ix_changes_account_id", "changes")
    op.drop_column("changes", "account_id")
    op.drop_index("ix_items_owner_id", "items")
    op.drop_column("items", "owner_id")
    for table in TABLES:
        op.drop_table(table)
