"""What the API needs: answers that are kept for who asks again, and what was withdrawn.

Revision: 0008
Before: 0007
"""

import sqlalchemy as sa

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "kept_answers",
        sa.Column("account_id", _NUMBER, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_kept_answers_account_id_accounts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_kept_answers")),
    )
    op.create_index(op.f("ix_kept_answers_at"), "kept_answers", ["at"])
    op.create_table(
        "withdrawals",
        sa.Column("item_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("slug", _KEY, nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_withdrawals")),
    )
    op.create_index("ix_withdrawals_noun_source_source_id", "withdrawals", ["noun", "source", "source_id"])


def downgrade() -> None:
    op.drop_index("ix_withdrawals_noun_source_source_id", "withdrawals")
    op.drop_table("withdrawals")
    op.drop_index(op.f("ix_kept_answers_at"), "kept_answers")
    op.drop_table("kept_answers")
