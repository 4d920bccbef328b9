"""The words with a fixed list of values. They follow schema.org and MusicBrainz, and change only by addition."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class EventKind(StrEnum):
    """What sort of event it is."""

    SCREENING = "screening"
    CONCERT = "concert"
    CLUB_NIGHT = "club_night"
    FESTIVAL = "festival"
    TALK = "talk"
    BROADCAST = "broadcast"
    LISTENING_SESSION = "listening_session"
    WORKSHOP = "workshop"
    EXHIBITION = "exhibition"
    PERFORMANCE = "performance"
    OTHER = "other"


class ReleaseKind(StrEnum):
    """What sort of thing comes out."""

    MUSIC = "music"
    FILM = "film"
    GAME = "game"
    BOOK = "book"
    OTHER = "other"


class EventStatus(StrEnum):
    """Whether it takes place. Rescheduled, moved, moved online and sold out are facts beside it (design, section 2)."""

    TENTATIVE = "tentative"
    SCHEDULED = "scheduled"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class DateStatus(StrEnum):
    """Whether a release date holds."""

    ANNOUNCED = "announced"
    CONFIRMED = "confirmed"
    DELAYED = "delayed"
    CANCELLED = "cancelled"


class Format(StrEnum):
    """What a medium is. "Triple vinyl" is vinyl with quantity 3."""

    VINYL = "vinyl"
    CD = "cd"
    CASSETTE = "cassette"
    DIGITAL = "digital"
    STREAMING = "streaming"
    MINIDISC = "minidisc"
    REEL = "reel"
    DVD = "dvd"
    BLURAY = "bluray"
    UHD = "uhd"
    VHS = "vhs"
    USB = "usb"
    CINEMA = "cinema"
    CARTRIDGE = "cartridge"
    PRINT = "print"
    OTHER = "other"


class Role(StrEnum):
    """What an artist or an organizer does in an event or a release."""

    PERFORMER = "performer"
    SUPPORT = "support"
    DJ = "dj"
    SPEAKER = "speaker"
    HOST = "host"
    ARTIST = "artist"
    COMPOSER = "composer"
    DIRECTOR = "director"
    PRODUCER = "producer"
    REMIXER = "remixer"
    CURATOR = "curator"
    ORGANIZER = "organizer"
    PROMOTER = "promoter"
    PRESENTER = "presenter"
    PARTNER = "partner"
    SPONSOR = "sponsor"
    DISTRIBUTOR = "distributor"


BILLED: Final = (Role.ARTIST, Role.PERFORMER, Role.DJ, Role.SPEAKER, Role.HOST)
"""The roles whose names stand beside the title."""


class OfferKind(StrEnum):
    """What is offered."""

    TICKETS = "tickets"
    PRESALE = "presale"
    PREORDER = "preorder"
    ORDER = "order"
    FREE = "free"


class Availability(StrEnum):
    """Whether an offer can be taken (schema.org ItemAvailability)."""

    AVAILABLE = "available"
    LIMITED = "limited"
    SOLD_OUT = "sold_out"


class SeriesKind(StrEnum):
    """What holds the entries of a series together."""

    TOUR = "tour"
    FESTIVAL = "festival"
    RECURRING = "recurring"
    SEASON = "season"
    OTHER = "other"


USUAL_MINUTES: Final[dict[EventKind, int]] = {
    EventKind.SCREENING: 120,
    EventKind.CONCERT: 180,
    EventKind.CLUB_NIGHT: 360,
    EventKind.FESTIVAL: 480,
    EventKind.TALK: 90,
    EventKind.BROADCAST: 60,
    EventKind.LISTENING_SESSION: 90,
    EventKind.WORKSHOP: 180,
    EventKind.EXHIBITION: 180,
    EventKind.PERFORMANCE: 120,
    EventKind.OTHER: 120,
}
"""How long each kind usually lasts, in minutes; used, and said to be approximate, where no end is known
(a DATE-TIME without DTEND has no length, RFC 5545 section 3.6.1, and looks broken)."""

RUNTIME_MARGIN_MINUTES: Final = 20
"""Added to a work's running time for the usual end of a screening."""
