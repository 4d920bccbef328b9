"""Tables of guests and of bans: who has handed in a draft without an account, and who may hand in none for a while."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from calendar_service.models.base import Base, Instant, Number


class Guest(Base):
    """Who has handed in a draft without an account. Of the secret in their link the database knows a hash alone.

    `email` is empty unless they want letters, in `language`. `source` is a hash, under the site's secret key, of the
    network address from which it was sent last. `told` is the draft's revision of which the last letter has told.
    """

    __tablename__ = "guests"
    __table_args__ = (UniqueConstraint("secret_hash"), Index(None, "source"))

    draft_id: Mapped[int] = mapped_column(
        ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    secret_hash: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    told: Mapped[int]


class Ban(Base):
    """An account or an address of guests from which nothing is handed in before `ends_at`.

    One of both is given: `account_id`, or `source` as in `guests`. `made_by` is the moderator's account. One that was
    lifted stays, so that moderators see what was decided.
    """

    __tablename__ = "bans"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (source IS NULL)", name="one_of_two"),
        Index(None, "account_id"),
        Index(None, "source"),
        Index(None, "ends_at"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"))
    source: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    ends_at: Mapped[datetime] = mapped_column(Instant)
    lifted_at: Mapped[datetime | None] = mapped_column(Instant)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
