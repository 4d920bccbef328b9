"""Tables of what readers have chosen: selections behind short addresses, and follow lists behind secret ones."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from calendar_service.models.base import Base, Instant, Number


class SavedSelection(Base):
    """A selection behind a short address. `query` is canonical, so that one selection has one code, for ever."""

    __tablename__ = "saved_selections"
    __table_args__ = (UniqueConstraint("query"),)

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    query: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)


class FollowList(Base):
    """What one fan follows. The database knows only hashes of its two secrets; `ended_at` is set when it is revoked."""

    __tablename__ = "follow_lists"
    __table_args__ = (UniqueConstraint("edit_hash"), UniqueConstraint("read_hash"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    edit_hash: Mapped[str] = mapped_column(Text)
    read_hash: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)

    choices: Mapped[list[FollowChoice]] = relationship(
        order_by="FollowChoice.position", cascade="all, delete-orphan", lazy="selectin"
    )


class FollowChoice(Base):
    """One selection of a follow list; `query` is canonical."""

    __tablename__ = "follow_choices"
    __table_args__ = (UniqueConstraint("list_id", "query"),)

    list_id: Mapped[int] = mapped_column(ForeignKey("follow_lists.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    query: Mapped[str] = mapped_column(Text)
