"""The listing: the night that an entry belongs to, the hour at which a venue's nights end, and slugs that are retired.

Revision: 0003
Before: 0002
"""

import sqlalchemy as sa

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

# Entries whose night is not simply their first day are rendered anew by the server, which knows the rule.
LATE = """
UPDATE entries SET stale = true WHERE item_id IN (SELECT id FROM events WHERE starts LIKE '%T00:%'
OR starts LIKE '%T01:%' OR starts LIKE '%T02:%' OR starts LIKE '%T03:%' OR starts LIKE '%T04:%')
"""


def upgrade() -> None:
    op.add_column("venues", sa.Column("night_ends", sa.Text(), nullable=True))
    op.add_column("entries", sa.Column("night", sa.Date(), server_default="9999-12-31", nullable=False))
    op.execute("UPDATE entries SET night = CASE WHEN vevent IS NULL THEN last_day ELSE first_day END")
    op.execute(sa.text(LATE.replace(":", "\\:")))
    op.execute("UPDATE entries SET stale = true WHERE vevent IS NULL")
    op.create_index("ix_entries_night", "entries", ["night", "starts_at", "uid"])
    op.create_table(
        "retired",
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("slug", KEY, nullable=False),
        sa.Column("successor", KEY, nullable=True),
        sa.PrimaryKeyConstraint("noun", "slug", name=op.f("pk_retired")),
    )


def downgrade() -> None:
    op.drop_table("retired")
    op.drop_index("ix_entries_night", "entries")
    op.drop_column("entries", "night")
    op.drop_column("venues", "night_ends")
