"""The table of what was withdrawn: who keeps a copy is told, and a file that names it again brings nothing back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from calendar_service.models.base import Base, Instant, Key


class Withdrawal(Base):
    """An event or a release that was taken out; `item_id` was its number, `source_id` the caller's id.

    `kept` is all of it that brings it back (JSON); null where that is of an earlier version of this program.
    """

    __tablename__ = "withdrawals"
    __table_args__ = (Index(None, "noun", "source", "source_id"),)

    item_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    noun: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Key)
    source: Mapped[str | None] = mapped_column(Text)
    source_id: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text, server_default="")
    kept: Mapped[str | None] = mapped_column(Text)
