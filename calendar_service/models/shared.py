"""Tables of what is done to shared venues and artists: claims of whoever runs them, and merges of duplicates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from calendar_service.models.base import Base, Instant, Key, Number


class Claim(Base):
    """An organizer's wish to look after a venue or an artist: granted, its owners may revise that."""

    __tablename__ = "claims"
    __table_args__ = (
        CheckConstraint("noun IN ('venue', 'artist')", name="noun"),
        CheckConstraint("state IN ('open', 'granted', 'refused', 'ended')", name="state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
        Index(None, "noun", "noun_id"),
        Index(None, "organizer_id"),
        Index(
            "ix_claims_open",
            "noun",
            "noun_id",
            "organizer_id",
            unique=True,
            sqlite_where=text("state IN ('open', 'granted')"),
            postgresql_where=text("state IN ('open', 'granted')"),
        ),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    noun: Mapped[str] = mapped_column(Text)
    noun_id: Mapped[int] = mapped_column(BigInteger)
    organizer_id: Mapped[int] = mapped_column(ForeignKey("organizers.id", ondelete="CASCADE"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    proof: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)


class Merge(Base):
    """Two of a noun that were one: what is gone, as it was stored, and what moved (JSON), for the undo."""

    __tablename__ = "merges"
    __table_args__ = (Index(None, "noun", "kept_id"), Index(None, "noun", "gone_slug"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    noun: Mapped[str] = mapped_column(Text)
    kept_id: Mapped[int] = mapped_column(BigInteger)
    gone_id: Mapped[int] = mapped_column(BigInteger)
    gone_slug: Mapped[str] = mapped_column(Key)
    gone: Mapped[str] = mapped_column(Text)
    moved: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
