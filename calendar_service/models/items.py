"""Tables of items: an *item* is what has a page, a title and credits, namely an event or a release."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from calendar_service.models.base import Base, Instant, Key, Number
from calendar_service.models.entries import Entry, ReleaseDate
from calendar_service.models.images import Image
from calendar_service.models.nouns import Announcement, Artist, Organizer, Series, Tag, Venue, Work


class Item(Base):
    """An event or a release. Slugs and callers' ids are unique within each of the two."""

    __tablename__ = "items"
    __table_args__: tuple[Any, ...] = (
        UniqueConstraint("noun", "slug"),
        UniqueConstraint("noun", "source", "source_id"),
        CheckConstraint("noun IN ('event', 'release')", name="noun"),
        Index(None, "kind"),
        Index(None, "noun", "id"),
        Index(None, "image_id"),
        Index(None, "owner_id"),
    )
    __mapper_args__ = {"polymorphic_on": "noun"}

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    noun: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Key)
    source: Mapped[str | None] = mapped_column(Text)
    source_id: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(Instant)
    title: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    image_id: Mapped[int | None] = mapped_column(ForeignKey("images.id"))
    image_alt: Mapped[str] = mapped_column(Text, server_default="")
    # The one organizer that it belongs to; null for what the operator loaded. Others may be its `CoOwner`s.
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("organizers.id"))

    image: Mapped[Image | None] = relationship(lazy="selectin")
    owner: Mapped[Organizer | None] = relationship(foreign_keys=[owner_id], lazy="selectin")
    entries: Mapped[list[Entry]] = relationship(order_by="Entry.id", cascade="all, delete-orphan", lazy="selectin")
    credits: Mapped[list[Credit]] = relationship(
        order_by="Credit.position", cascade="all, delete-orphan", lazy="selectin"
    )
    showings: Mapped[list[Showing]] = relationship(
        order_by="Showing.position", cascade="all, delete-orphan", lazy="selectin"
    )
    sequels: Mapped[list[Sequel]] = relationship(
        order_by="Sequel.position", cascade="all, delete-orphan", lazy="selectin"
    )
    mentions: Mapped[list[Mention]] = relationship(
        order_by="Mention.position", cascade="all, delete-orphan", lazy="selectin"
    )
    taggings: Mapped[list[Tagging]] = relationship(
        order_by="Tagging.position", cascade="all, delete-orphan", lazy="selectin"
    )


class Event(Item):
    """An event: its times (text as in `feeds.when`, in `zone`), its place, its state. It has exactly one entry."""

    __tablename__ = "events"
    __table_args__: tuple[Any, ...] = (
        CheckConstraint("status IN ('tentative', 'scheduled', 'postponed', 'cancelled')", name="status"),
        CheckConstraint("minimum_age BETWEEN 0 AND 120", name="minimum_age"),
        Index(None, "venue_id"),
        Index(None, "previous_venue_id"),
        Index(None, "status"),
        Index(
            "ix_events_moved",
            "id",
            sqlite_where=text("previous_venue_id IS NOT NULL"),
            postgresql_where=text("previous_venue_id IS NOT NULL"),
        ),
    )
    __mapper_args__ = {"polymorphic_identity": "event", "polymorphic_load": "selectin"}

    id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    status: Mapped[str] = mapped_column(Text)
    zone: Mapped[str | None] = mapped_column(Text)
    starts: Mapped[str] = mapped_column(Text)
    ends: Mapped[str | None] = mapped_column(Text)
    doors: Mapped[str | None] = mapped_column(Text)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venues.id"))
    room: Mapped[str] = mapped_column(Text)
    online_url: Mapped[str] = mapped_column(Text)
    minimum_age: Mapped[int | None]
    previous_venue_id: Mapped[int | None] = mapped_column(ForeignKey("venues.id"))

    venue: Mapped[Venue | None] = relationship(foreign_keys=[venue_id], lazy="selectin")
    previous_venue: Mapped[Venue | None] = relationship(foreign_keys=[previous_venue_id], lazy="selectin")


class Release(Item):
    """A release; each of its dates is an entry."""

    __tablename__ = "releases"
    __mapper_args__ = {"polymorphic_identity": "release", "polymorphic_load": "selectin"}

    id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    imprints: Mapped[list[Imprint]] = relationship(
        order_by="Imprint.position", cascade="all, delete-orphan", lazy="selectin"
    )
    dates: WriteOnlyMapped[ReleaseDate] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class Credit(Base):
    """An artist or an organizer in a role, in order of billing."""

    __tablename__ = "credits"
    __table_args__ = (
        CheckConstraint("(artist_id IS NULL) <> (organizer_id IS NULL)", name="one_of_two"),
        Index(None, "artist_id", "item_id"),
        Index(None, "organizer_id", "item_id"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    artist_id: Mapped[int | None] = mapped_column(ForeignKey("artists.id"))
    organizer_id: Mapped[int | None] = mapped_column(ForeignKey("organizers.id"))
    role: Mapped[str] = mapped_column(Text)

    artist: Mapped[Artist | None] = relationship(lazy="selectin")
    organizer: Mapped[Organizer | None] = relationship(lazy="selectin")


class Imprint(Base):
    """A label and a catalogue number of a release."""

    __tablename__ = "imprints"
    __table_args__ = (Index(None, "label_id", "release_id"),)

    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    label_id: Mapped[int] = mapped_column(ForeignKey("organizers.id"))
    catalogue_number: Mapped[str] = mapped_column(Text)

    label: Mapped[Organizer] = relationship(lazy="selectin")


class Showing(Base):
    """A work that is shown, performed or released."""

    __tablename__ = "showings"
    __table_args__ = (Index(None, "work_id", "item_id"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("works.id"))

    work: Mapped[Work] = relationship(lazy="selectin")


class Sequel(Base):
    """A place in a series."""

    __tablename__ = "sequels"
    __table_args__ = (Index(None, "series_id", "item_id"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))

    series: Mapped[Series] = relationship(lazy="selectin")


class Mention(Base):
    """An announcement that said so."""

    __tablename__ = "mentions"
    __table_args__ = (Index(None, "announcement_id", "item_id"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcements.id"))

    announcement: Mapped[Announcement] = relationship(lazy="selectin")


class Tagging(Base):
    """A tag, in the spelling of this item."""

    __tablename__ = "taggings"
    __table_args__ = (Index(None, "tag_id", "item_id"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tags.id"))
    name: Mapped[str] = mapped_column(Text)

    tag: Mapped[Tag] = relationship(lazy="selectin")
