"""Tables of drafts: events and releases that are not public yet, in no table that anything public reads."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from calendar_service.models.base import Base, Instant, Key, Number


class Draft(Base):
    """An event or a release before its hour: what would be sent to make it (JSON), under a key that tells nothing.

    `publish_at`: the hour at which it becomes public by itself, said in `publish_zone`. `reason`: why it was refused,
    is not public, or (where it is submitted) is held by the moderators for the time being. `item_id`: the number of
    what became of it, which may be withdrawn by now. `revision` counts its versions.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("noun IN ('event', 'release')", name="noun"),
        CheckConstraint("state IN ('draft', 'submitted', 'refused', 'published')", name="state"),
        CheckConstraint("(state = 'published') = (item_id IS NOT NULL)", name="published_as"),
        Index(None, "owner_id", "id"),
        Index(None, "account_id", "id"),
        Index(None, "publish_at"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    key: Mapped[str] = mapped_column(Key)
    noun: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("organizers.id", ondelete="SET NULL"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    body: Mapped[str] = mapped_column(Text)
    revision: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    publish_at: Mapped[datetime | None] = mapped_column(Instant)
    publish_zone: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    item_id: Mapped[int | None] = mapped_column(BigInteger)


class DraftVersion(Base):
    """What a draft said after a change, and whose doing that was: its history, in no public log."""

    __tablename__ = "draft_versions"
    __table_args__ = (Index(None, "account_id"),)

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    act: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
