"""Guests, who hand in drafts without an account; bans; and how reports were closed at the desk.

Revision: 0010
Before: 0009
"""

import sqlalchemy as sa

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "guests",
        sa.Column("draft_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("secret_hash", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        _key("guests", "draft_id", "drafts", "CASCADE"),
        sa.PrimaryKeyConstraint("draft_id", name=op.f("pk_guests")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_guests_secret_hash")),
    )
    op.create_index(op.f("ix_guests_source"), "guests", ["source"])
    _create_bans()
    op.create_table(
        "report_answers",
        sa.Column("report_id", NUMBER, nullable=False, autoincrement=False),
        sa.Column("account_id", NUMBER, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _key("report_answers", "report_id", "reports", "CASCADE"),
        _key("report_answers", "account_id", "accounts", "SET NULL"),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_report_answers")),
    )
    op.create_index(op.f("ix_report_answers_account_id"), "report_answers", ["account_id"])


def downgrade() -> None:
    for name in ("report_answers", "bans", "guests"):
        op.drop_table(name)


def _create_bans() -> None:
    op.create_table(
        "bans",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("account_id", NUMBER, nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by", NUMBER, nullable=True),
        sa.CheckConstraint("(account_id IS NULL) <> (source IS NULL)", name=op.f("ck_bans_one_of_two")),
        _key("bans", "account_id", "accounts", "CASCADE"),
        _key("bans", "made_by", "accounts", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bans")),
    )
    for column in ("account_id", "source", "ends_at"):
        op.create_index(op.f(f"ix_bans_{column}"), "bans", [column])


def _key(table: str, column: str, to: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete=ondelete)
