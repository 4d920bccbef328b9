"""Tables of entries: one line of the calendar each, with its rendered VEVENT; release dates, media and offers."""

from __future__ import annotations

import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, WriteOnlyMapped, mapped_column, relationship

from calendar_service.models.base import Base, Instant, Key, Number


class Entry(Base):
    """What a feed needs of an event or a release date: identity, stamps, days, and the VEVENT as rendered.

    `first_day` and `last_day` are local days; 9999-12-31 twice where nothing is known. `starts_at` orders the entries
    of a day; `night` is the local day whose evening it belongs to. `vevent` is null where the day is not known.
    `variants` is a hash over what only options of feeds show; null until it is rendered. `fault` says why it could not
    be rendered; empty where it was. A `stale` entry shows something that has changed since it was rendered.
    """

    __tablename__ = "entries"
    __table_args__ = (
        UniqueConstraint("uid"),
        CheckConstraint("last_day >= first_day", name="days"),
        CheckConstraint("revision >= 0", name="revision"),
        CheckConstraint("(vevent IS NULL) = (digest IS NULL)", name="rendered_whole"),
        Index("ix_entries_order", "first_day", "starts_at", "uid"),
        Index("ix_entries_night", "night", "starts_at", "uid"),
        Index(None, "last_day", "first_day"),
        Index(None, "item_id", "last_day"),
        Index(
            "ix_entries_long",
            "last_day",
            sqlite_where=text("last_day > first_day"),
            postgresql_where=text("last_day > first_day"),
        ),
        Index("ix_entries_fault", "id", sqlite_where=text("fault <> ''"), postgresql_where=text("fault <> ''")),
        Index("ix_entries_stale", "id", sqlite_where=text("stale"), postgresql_where=text("stale")),
    )

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id", ondelete="CASCADE"))
    uid: Mapped[str] = mapped_column(Key)
    revision: Mapped[int]
    created_at: Mapped[datetime.datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime.datetime] = mapped_column(Instant)
    first_day: Mapped[datetime.date]
    last_day: Mapped[datetime.date]
    starts_at: Mapped[datetime.datetime] = mapped_column(Instant)
    night: Mapped[datetime.date] = mapped_column(server_default="9999-12-31")
    zone: Mapped[str | None] = mapped_column(Text)
    digest: Mapped[str | None] = mapped_column(Text)
    vevent: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    variants: Mapped[str | None] = mapped_column(Text)
    fault: Mapped[str] = mapped_column(Text, server_default="")
    stale: Mapped[bool]

    words: Mapped[Words | None] = relationship(cascade="all, delete-orphan")
    news: WriteOnlyMapped[News] = relationship(cascade="all, delete-orphan", passive_deletes=True)
    date: Mapped[ReleaseDate | None] = relationship(cascade="all, delete-orphan", lazy="selectin")
    offers: Mapped[list[Offer]] = relationship(order_by="Offer.position", cascade="all, delete-orphan", lazy="selectin")
    earlier: Mapped[list[EarlierTime]] = relationship(
        order_by="EarlierTime.position", cascade="all, delete-orphan", lazy="selectin"
    )


class Words(Base):
    """The words by which an entry is found, folded and apart by one space each (`feeds.search`).

    The full text index stands beside this table: FTS5 `search` on SQLite, an index on the same words as a tsvector on
    PostgreSQL (alembic, 0002).
    """

    __tablename__ = "words"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class News(Base):
    """What became known of an entry, such as a new date (`feeds.news.Headline`), and why, if that was said."""

    __tablename__ = "news"
    __table_args__ = (Index(None, "at", "id"), Index(None, "entry_id", "at"))

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"))
    headline: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime.datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text, server_default="")


class ReleaseDate(Base):
    """What an entry of a release adds: the date (text as in `feeds.when`), its territory and its media."""

    __tablename__ = "release_dates"
    __table_args__ = (
        UniqueConstraint("release_id", "source_id"),
        CheckConstraint("status IN ('announced', 'confirmed', 'delayed', 'cancelled')", name="status"),
        Index(None, "territory"),
        Index(None, "status"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"))
    source_id: Mapped[str] = mapped_column(Text)
    date: Mapped[str] = mapped_column(Text)
    zone: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    territory: Mapped[str] = mapped_column(Text)

    media: Mapped[list[Medium]] = relationship(
        order_by="Medium.position", cascade="all, delete-orphan", lazy="selectin"
    )


class Medium(Base):
    """One kind of medium of a release date."""

    __tablename__ = "media"
    __table_args__ = (CheckConstraint("quantity >= 1", name="quantity"), Index(None, "format", "entry_id"))

    entry_id: Mapped[int] = mapped_column(ForeignKey("release_dates.entry_id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    format: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int]
    edition: Mapped[str] = mapped_column(Text)
    catalogue_number: Mapped[str] = mapped_column(Text)
    barcode: Mapped[str] = mapped_column(Text)


class Offer(Base):
    """Tickets, presale, pre-order of an entry; `opens` and `closes` are local times in their zones."""

    __tablename__ = "offers"
    __table_args__ = (
        CheckConstraint("price_max IS NULL OR price IS NOT NULL", name="price"),
        Index(None, "availability", "entry_id"),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    # Decimal numbers as text: SQLite's NUMERIC is a float, and either database would forget the cents of "20.00".
    price: Mapped[str | None] = mapped_column(Text)
    price_max: Mapped[str | None] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    opens: Mapped[str | None] = mapped_column(Text)
    opens_zone: Mapped[str | None] = mapped_column(Text)
    closes: Mapped[str | None] = mapped_column(Text)
    closes_zone: Mapped[str | None] = mapped_column(Text)
    availability: Mapped[str] = mapped_column(Text)


class EarlierTime(Base):
    """A time that no longer holds: `previous_starts` of an event, `previous_dates` of a release date."""

    __tablename__ = "earlier_times"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    time: Mapped[str] = mapped_column(Text)
    zone: Mapped[str | None] = mapped_column(Text)
