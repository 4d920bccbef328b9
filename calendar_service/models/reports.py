"""Tables of reports: what readers say is wrong on a page, and what moderators have answered."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from calendar_service.models.base import Base, Instant, Key, Number

OPEN: Final = "open"
CLOSED: Final = "closed"


class Report(Base):
    """One report, kept for moderators alone: no feed, no page and no log shows it.

    It names the page by noun and slug, since it may outlive what it is about. `contact` is empty unless the reader
    wants an answer.
    """

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'closed')", name="state"),
        CheckConstraint("length(text) BETWEEN 1 AND 2000", name="text"),
        CheckConstraint("length(contact) <= 200", name="contact"),
        Index(None, "state", "noun", "slug"),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    at: Mapped[datetime] = mapped_column(Instant)
    noun: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Key)
    text: Mapped[str] = mapped_column(Text)
    contact: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)


class ReportAnswer(Base):
    """How a report was closed at the desk: by whom, when, and what was done or answered."""

    __tablename__ = "report_answers"
    __table_args__ = (Index(None, "account_id"),)

    report_id: Mapped[int] = mapped_column(
        ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="SET NULL"))
    at: Mapped[datetime] = mapped_column(Instant)
    text: Mapped[str] = mapped_column(Text)
