"""Tables of pictures: several hosts share only the database, so that is where they are kept, in each size."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from calendar_service.models.base import Base, Instant, Number


class Image(Base):
    """A picture by its digest (`pictures.shrinking`); `width` and `height` are those of its largest size, in pixels.

    Its bytes are in `image_sizes`, and are read only where they are handed out.
    """

    __tablename__ = "images"
    __table_args__ = (UniqueConstraint("digest"), CheckConstraint("width > 0 AND height > 0", name="size"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    digest: Mapped[str] = mapped_column(Text)
    width: Mapped[int]
    height: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(Instant)


class ImageSize(Base):
    """A picture in one width: the bytes of a WebP."""

    __tablename__ = "image_sizes"
    __table_args__ = (CheckConstraint("width > 0 AND height > 0", name="size"),)

    image_id: Mapped[int] = mapped_column(ForeignKey("images.id", ondelete="CASCADE"), primary_key=True)
    width: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
