"""What is true of an entry: frozen facts, clean since intake. Forms, files and the API make them, rows store them,
writers read them.

Nouns carry their slug as identity among their kind. Tuples are in order of billing or announcement.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

from feeds.errors import FactError, Problem
from feeds.vocabulary import (
    Availability,
    DateStatus,
    EventKind,
    EventStatus,
    Format,
    OfferKind,
    ReleaseKind,
    Role,
    SeriesKind,
)
from feeds.when import Moment, PartialDate, When


@dataclass(frozen=True, slots=True)
class Venue:
    """A place with an address, a position (degrees, WGS 84) and an IANA zone.

    What begins there before `night_ends` (local time) belongs to the evening before.
    """

    slug: str
    name: str
    zone: str
    street: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    url: str = ""
    access: str = ""
    description: str = ""
    rooms: tuple[str, ...] = ()
    night_ends: time | None = None

    def __post_init__(self) -> None:
        """Refuse half a position."""
        if (self.latitude is None) != (self.longitude is None):
            raise FactError.of("latitude", "latitude and longitude are given together or not at all.")


@dataclass(frozen=True, slots=True)
class Artist:
    """A person or act that can be followed."""

    slug: str
    name: str
    url: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Organizer:
    """The organization that puts it on or out: promoter, label, festival, operator of a venue."""

    slug: str
    name: str
    url: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """What is shown or performed; `runtime` in minutes."""

    slug: str
    title: str
    year: int | None = None
    creator: str = ""
    runtime: int | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """A tour, a festival edition, a weekly night. Its UID is what entries relate to (RFC 5545, RELATED-TO)."""

    slug: str
    name: str
    kind: SeriesKind = SeriesKind.OTHER
    url: str = ""
    description: str = ""
    rule: str = ""
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Announcement:
    """The page or text that said so. `date` is the day on which it appeared."""

    slug: str
    title: str
    url: str = ""
    publisher: str = ""
    author: str = ""
    date: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """An artist or an organizer in a role."""

    who: Artist | Organizer
    role: Role


@dataclass(frozen=True, slots=True)
class Imprint:
    """A label and the number under which it puts a release out."""

    label: Organizer
    catalogue_number: str = ""


@dataclass(frozen=True, slots=True)
class Medium:
    """One kind of medium of a release date: "triple vinyl" is vinyl, quantity 3."""

    format: Format
    quantity: int = 1
    edition: str = ""
    catalogue_number: str = ""
    barcode: str = ""


@dataclass(frozen=True, slots=True)
class Offer:
    """Tickets, presale, pre-order: where, from when to when, for how much (in units of `currency`, ISO 4217)."""

    kind: OfferKind = OfferKind.TICKETS
    url: str = ""
    name: str = ""
    price: Decimal | None = None
    price_max: Decimal | None = None
    currency: str = ""
    opens: Moment | None = None
    closes: Moment | None = None
    availability: Availability = Availability.AVAILABLE

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        _judge(self._problems())

    def _problems(self) -> Iterator[Problem]:
        if self.price is None and self.price_max is not None:
            yield Problem("price", "price is missing: price_max alone says nothing.")
        if self.price is not None and not self.currency:
            yield Problem("currency", "currency is missing: a price needs one, such as EUR.")
        if self.price is not None and self.price_max is not None and self.price_max < self.price:
            yield Problem("price_max", "price_max must not be below price.")
        if self.opens and self.closes and self.closes.utc <= self.opens.utc:
            yield Problem("closes", "closes must be after opens.")


@dataclass(frozen=True, slots=True)
class Image:
    """A poster or a cover that is kept under a digest (sha256, hex), and what it shows, in words.

    `width` and `height` are the pixels of its largest size.
    """

    digest: str
    width: int
    height: int
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """What happens at a time and a place, or online.

    `starts` is a moment, or a date as far as it is known (no hour is invented); `ends` is of the same sort, the last
    day where it is a day. A cancelled or postponed event keeps all that was true of it.
    """

    title: str
    kind: EventKind
    starts: When
    status: EventStatus = EventStatus.SCHEDULED
    ends: When | None = None
    doors: Moment | None = None
    venue: Venue | None = None
    room: str = ""
    online_url: str = ""
    url: str = ""
    description: str = ""
    minimum_age: int | None = None
    credits: tuple[Credit, ...] = ()
    works: tuple[Work, ...] = ()
    offers: tuple[Offer, ...] = ()
    series: tuple[Series, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    tags: tuple[str, ...] = ()
    previous_starts: tuple[When, ...] = ()
    previous_venue: Venue | None = None
    image: Image | None = None

    def __post_init__(self) -> None:
        """Refuse what contradicts itself."""
        _judge(self._problems())

    def _problems(self) -> Iterator[Problem]:
        yield from _span_problems(self.starts, self.ends)
        if self.doors and isinstance(self.starts, Moment) and self.doors.utc > self.starts.utc:
            yield Problem("doors", "doors must not be after starts.")
        if self.doors and not isinstance(self.starts, Moment) and not _on_day(self.doors, self.starts):
            yield Problem("doors", "doors must be on the day of starts.")
        if self.room and not self.venue:
            yield Problem("room", "room needs a venue.")

    @property
    def sold_out(self) -> bool:
        """Whether every offer that can be sold out is."""
        sold = [offer.availability is Availability.SOLD_OUT for offer in self.offers]
        return bool(sold) and all(sold)

    @property
    def moved_online(self) -> bool:
        """Whether it was to be at a venue and is now only online."""
        return bool(self.online_url) and self.venue is None and self.previous_venue is not None


@dataclass(frozen=True, slots=True)
class Release:
    """A title that comes out, on one or more release dates."""

    title: str
    kind: ReleaseKind = ReleaseKind.MUSIC
    url: str = ""
    description: str = ""
    credits: tuple[Credit, ...] = ()
    imprints: tuple[Imprint, ...] = ()
    works: tuple[Work, ...] = ()
    series: tuple[Series, ...] = ()
    announcements: tuple[Announcement, ...] = ()
    tags: tuple[str, ...] = ()
    image: Image | None = None


@dataclass(frozen=True, slots=True)
class ReleaseDate:
    """One date, one territory (ISO 3166-1 alpha-2; empty: worldwide) and the media that come out then.

    `date` has no zone: it is the same day for everybody. A moment stands for what comes out at one instant.
    """

    release: Release
    date: When
    status: DateStatus = DateStatus.ANNOUNCED
    territory: str = ""
    media: tuple[Medium, ...] = ()
    offers: tuple[Offer, ...] = ()
    previous_dates: tuple[When, ...] = ()


Noun = Venue | Artist | Organizer | Work | Series | Announcement
Facts = Event | ReleaseDate


def _judge(problems: Iterator[Problem]) -> None:
    found = tuple(problems)
    if found:
        raise FactError(*found)


def _span_problems(starts: When, ends: When | None) -> Iterator[Problem]:
    if ends is None:
        return
    if isinstance(starts, Moment) and isinstance(ends, Moment):
        if ends.zone != starts.zone:
            yield Problem("ends", "ends must be in the zone of starts.")
        elif ends.utc <= starts.utc:
            yield Problem("ends", "ends must be after starts.")
    elif isinstance(starts, PartialDate) and isinstance(ends, PartialDate):
        if not starts.is_day or not ends.is_day:
            yield Problem("ends", "ends needs starts and ends to be whole days, or both to have an hour.")
        elif ends.first < starts.first:
            yield Problem("ends", "ends must not be before starts.")
    else:
        yield Problem("ends", "ends must have an hour exactly where starts has one.")


def _on_day(doors: Moment, starts: When) -> bool:
    return isinstance(starts, PartialDate) and starts.is_day and doors.day == starts.first
