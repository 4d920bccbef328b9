"""Tables of who belongs where: accounts to organizers, invitations by link, and the further organizers of an item."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from calendar_service.models.base import Base, Instant, Key, Number


class Membership(Base):
    """An account's role in an organizer."""

    __tablename__ = "memberships"
    __table_args__ = (CheckConstraint("role IN ('owner', 'editor')", name="role"), Index(None, "organizer_id"))

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    organizer_id: Mapped[int] = mapped_column(ForeignKey("organizers.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[str] = mapped_column(Text)


class Invitation(Base):
    """A link by which somebody joins an organizer, or the site where `organizer_id` is null. It can be used once.

    `email` is null where whoever has the link may accept it.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("secret_hash"),
        Index(None, "organizer_id"),
        CheckConstraint(
            "(organizer_id IS NULL AND role IN ('member', 'moderator', 'admin'))"
            " OR (organizer_id IS NOT NULL AND role IN ('owner', 'editor'))",
            name="role",
        ),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    secret_hash: Mapped[str] = mapped_column(Text)
    organizer_id: Mapped[int | None] = mapped_column(ForeignKey("organizers.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Key)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(Instant)
    expires_at: Mapped[datetime] = mapped_column(Instant)
    used_at: Mapped[datetime | None] = mapped_column(Instant)
    used_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))


class CoOwner(Base):
    """An organizer that may edit an item beside the one that owns it."""

    __tablename__ = "co_owners"
    __table_args__ = (Index(None, "organizer_id"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    organizer_id: Mapped[int] = mapped_column(ForeignKey("organizers.id", ondelete="CASCADE"), primary_key=True)
