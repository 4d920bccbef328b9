"""Tables of what happened: the log of changes under the one global revision, history, and facts about the site."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from calendar_service.models.base import Base, Instant


class Counter(Base):
    """The one row whose lock orders all changes: it is taken last in a transaction and held until its end."""

    __tablename__ = "counter"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(BigInteger)


class Change(Base):
    """A line of the log: what changed, when, under which global revision, by whose doing. Never removed, and altered
    in one point alone: the account leaves it when that is deleted. It is null too for what the operator loaded.

    `act` is what was done to an event or a release (`cancelled`, `split` …) where more is known than that it changed,
    `reason` is why, as whoever did it said for all to read.
    """

    __tablename__ = "changes"
    __table_args__ = (
        CheckConstraint("verb IN ('created', 'revised', 'rendered')", name="verb"),
        Index(None, "noun", "noun_id"),
        Index(
            "ix_changes_account_id",
            "account_id",
            sqlite_where=text("account_id IS NOT NULL"),
            postgresql_where=text("account_id IS NOT NULL"),
        ),
    )

    revision: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant)
    noun: Mapped[str] = mapped_column(Text)
    noun_id: Mapped[int] = mapped_column(BigInteger)
    verb: Mapped[str] = mapped_column(Text)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    act: Mapped[str] = mapped_column(Text, server_default="")
    reason: Mapped[str] = mapped_column(Text, server_default="")


class Version(Base):
    """The facts of a noun as a change left them, in JSON: history, differences and undo come from these."""

    __tablename__ = "history"

    revision: Mapped[int] = mapped_column(ForeignKey("changes.revision"), primary_key=True, autoincrement=False)
    facts: Mapped[str] = mapped_column(Text)


class SiteFact(Base):
    """A fact about the whole site under its name, such as the fingerprint of what all entries were rendered with."""

    __tablename__ = "site"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)
