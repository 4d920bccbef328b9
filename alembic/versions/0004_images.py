"""Pictures of events and releases, each in several sizes.

Revision: 0004
Before: 0003
"""

import sqlalchemy as sa

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "images",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_images_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_images")),
        sa.UniqueConstraint("digest", name=op.f("uq_images_digest")),
    )
    op.create_table(
        "image_sizes",
        sa.Column("image_id", NUMBER, nullable=False),
        sa.Column("width", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_image_sizes_size")),
        sa.ForeignKeyConstraint(["image_id"], ["images.id"], name=op.f("fk_image_sizes_image_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("image_id", "width", name=op.f("pk_image_sizes")),
    )
    # With its constraint in one statement: else SQLite would build `items` anew, and all that hangs on its rows would
    # go with the old table.
    number = NUMBER.compile(op.get_bind().dialect)
    op.execute(f"ALTER TABLE items ADD COLUMN image_id {number} CONSTRAINT fk_items_image_id REFERENCES images (id)")
    op.add_column("items", sa.Column("image_alt", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_items_image_id", "items", ["image_id"])


def downgrade() -> None:
    """Pictures go; loading their files again brings them back."""
    op.drop_index("ix_items_image_id", "items")
    op.drop_column("items", "image_alt")
    op.drop_column("items", "image_id")
    op.drop_table("image_sizes")
    op.drop_table("images")
