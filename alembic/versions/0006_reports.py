"""Reports of mistakes, kept for moderators.

Revision: 0006
Before: 0005
"""

import sqlalchemy as sa

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("slug", sa.Text().with_variant(sa.Text(collation="C"), "postgresql"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed')", name=op.f("ck_reports_state")),
        sa.CheckConstraint("length(text) BETWEEN 1 AND 2000", name=op.f("ck_reports_text")),
        sa.CheckConstraint("length(contact) <= 200", name=op.f("ck_reports_contact")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_state_noun_slug", "reports", ["state", "noun", "slug"])


def downgrade() -> None:
    op.drop_index("ix_reports_state_noun_slug", "reports")
    op.drop_table("reports")
