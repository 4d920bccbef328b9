"""The table of slugs that are retired: never given to another, and leading on to the page that took their place."""

from __future__ import annotations

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column

from calendar_service.models.base import Base, Key


class Retired(Base):
    """A slug that something had. `successor` is the slug that it has now; null where it was withdrawn."""

    __tablename__ = "retired"

    noun: Mapped[str] = mapped_column(Text, primary_key=True)
    slug: Mapped[str] = mapped_column(Key, primary_key=True)
    successor: Mapped[str | None] = mapped_column(Key)
