"""Tables of the nouns that entries show: venues with their rooms, artists, organizers, works, series, announcements.

Columns have the names of the fields in `feeds.facts`.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from calendar_service.models.base import Base, Key, Number, Sourced, sourced_constraints


class Venue(Sourced, Base):
    """A place."""

    __tablename__ = "venues"
    __table_args__ = (
        *sourced_constraints(),
        Index(None, "sort_name", "slug"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="position_whole"),
        CheckConstraint("latitude BETWEEN -90 AND 90", name="latitude"),
        CheckConstraint("longitude BETWEEN -180 AND 180", name="longitude"),
        Index(None, "country", "city"),
        Index(None, "city_slug"),
        Index(None, "latitude", "longitude"),
    )

    name: Mapped[str] = mapped_column(Text)
    # The name folded, by which directories order and find it.
    sort_name: Mapped[str] = mapped_column(Key, server_default="")
    zone: Mapped[str] = mapped_column(Text)
    street: Mapped[str] = mapped_column(Text)
    city: Mapped[str] = mapped_column(Text)
    # City and country as in an address, such as `springfield-us`; null where the city is not known.
    city_slug: Mapped[str | None] = mapped_column(Text)
    region: Mapped[str] = mapped_column(Text)
    postal_code: Mapped[str] = mapped_column(Text)
    country: Mapped[str] = mapped_column(Text)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    url: Mapped[str] = mapped_column(Text)
    access: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    # The hour until which what begins belongs to the evening before (`05:00`); null: the usual one.
    night_ends: Mapped[str | None] = mapped_column(Text)
    rooms: Mapped[list[Room]] = relationship(order_by="Room.position", cascade="all, delete-orphan", lazy="selectin")


class Room(Base):
    """A hall or stage of a venue."""

    __tablename__ = "rooms"
    __table_args__ = (UniqueConstraint("venue_id", "name"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)


class Artist(Sourced, Base):
    """A person or act."""

    __tablename__ = "artists"
    __table_args__ = (*sourced_constraints(), Index(None, "sort_name", "slug"))

    name: Mapped[str] = mapped_column(Text)
    sort_name: Mapped[str] = mapped_column(Key, server_default="")
    url: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)


class Organizer(Sourced, Base):
    """A promoter, label, festival or operator."""

    __tablename__ = "organizers"
    __table_args__ = (*sourced_constraints(), Index(None, "sort_name", "slug"))

    name: Mapped[str] = mapped_column(Text)
    sort_name: Mapped[str] = mapped_column(Key, server_default="")
    url: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)


class Work(Sourced, Base):
    """What is shown or performed; `runtime` in minutes."""

    __tablename__ = "works"
    __table_args__ = (*sourced_constraints(), CheckConstraint("runtime > 0", name="runtime"))

    title: Mapped[str] = mapped_column(Text)
    year: Mapped[int | None]
    creator: Mapped[str] = mapped_column(Text)
    runtime: Mapped[int | None]


class Series(Sourced, Base):
    """A tour, a festival edition, a weekly night."""

    __tablename__ = "series"
    __table_args__ = (*sourced_constraints(), UniqueConstraint("uid"), Index(None, "sort_name", "slug"))

    name: Mapped[str] = mapped_column(Text)
    sort_name: Mapped[str] = mapped_column(Key, server_default="")
    kind: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(Text)
    uid: Mapped[str] = mapped_column(Text)


class Announcement(Sourced, Base):
    """The page or text that said so; `date` is a partial date in EDTF."""

    __tablename__ = "announcements"
    __table_args__ = sourced_constraints()

    title: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    publisher: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(Text)
    date: Mapped[str | None] = mapped_column(Text)


class Tag(Base):
    """A free word by which entries are found; `slug` is its identity, `name` the first spelling used."""

    __tablename__ = "tags"
    __table_args__ = (UniqueConstraint("slug"), Index(None, "sort_name", "slug"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    slug: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    sort_name: Mapped[str] = mapped_column(Key, server_default="")
