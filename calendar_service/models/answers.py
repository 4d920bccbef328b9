"""The table of answers that are kept for who asks again, since a request may come twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, Text
from sqlalchemy.orm import Mapped, mapped_column

from calendar_service.models.base import Base, Instant


class KeptAnswer(Base):
    """What was answered to a request of an account under its Idempotency-Key; `digest` is that of the request."""

    __tablename__ = "kept_answers"
    __table_args__ = (Index(None, "at"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    digest: Mapped[str] = mapped_column(Text)
    status: Mapped[int]
    headers: Mapped[str] = mapped_column(Text)
    content: Mapped[bytes] = mapped_column(LargeBinary)
