"""The words of facts in a language: what kinds, formats, roles and offers are called, and how times and prices read.

Each takes the language first. Contexts keep words apart that are one in English and several elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Final

from feeds.facts import Announcement, Event, Facts, Medium, Offer, Venue, Work
from feeds.tongue import Tongue
from feeds.vocabulary import Availability, EventKind, Format, OfferKind, ReleaseKind, Role, SeriesKind
from feeds.when import Moment, PartialDate, Precision, When

_CODE_LAST: Final = ("US", "CA", "AU", "GB", "IE", "NZ", "IN")


def mark(_context: str, message: str) -> str:
    """Say that a message is to be translated in a context; it is looked up where the language is known."""
    return message


KINDS: Final[Mapping[EventKind, str]] = {
    EventKind.SCREENING: mark("kind", "screening"),
    EventKind.CONCERT: mark("kind", "concert"),
    EventKind.CLUB_NIGHT: mark("kind", "club night"),
    EventKind.FESTIVAL: mark("kind", "festival"),
    EventKind.TALK: mark("kind", "talk"),
    EventKind.BROADCAST: mark("kind", "broadcast"),
    EventKind.LISTENING_SESSION: mark("kind", "listening session"),
    EventKind.WORKSHOP: mark("kind", "workshop"),
    EventKind.EXHIBITION: mark("kind", "exhibition"),
    EventKind.PERFORMANCE: mark("kind", "performance"),
    EventKind.OTHER: mark("kind", "event"),
}
RELEASE_KINDS: Final[Mapping[ReleaseKind, str]] = {
    ReleaseKind.MUSIC: mark("kind", "music release"),
    ReleaseKind.FILM: mark("kind", "film release"),
    ReleaseKind.GAME: mark("kind", "game release"),
    ReleaseKind.BOOK: mark("kind", "book release"),
    ReleaseKind.OTHER: mark("kind", "release"),
}
FORMATS: Final[Mapping[Format, str]] = {
    Format.VINYL: mark("format", "vinyl"),
    Format.CD: mark("format", "CD"),
    Format.CASSETTE: mark("format", "cassette"),
    Format.DIGITAL: mark("format", "digital"),
    Format.STREAMING: mark("format", "streaming"),
    Format.MINIDISC: mark("format", "MiniDisc"),
    Format.REEL: mark("format", "reel-to-reel tape"),
    Format.DVD: mark("format", "DVD"),
    Format.BLURAY: mark("format", "Blu-ray"),
    Format.UHD: mark("format", "Ultra HD Blu-ray"),
    Format.VHS: mark("format", "VHS"),
    Format.USB: mark("format", "USB stick"),
    Format.CINEMA: mark("format", "cinema"),
    Format.CARTRIDGE: mark("format", "cartridge"),
    Format.PRINT: mark("format", "print"),
    Format.OTHER: mark("format", "other"),
}
ROLES: Final[Mapping[Role, str]] = {
    Role.PERFORMER: mark("role", "performer"),
    Role.SUPPORT: mark("role", "support"),
    Role.DJ: mark("role", "DJ"),
    Role.SPEAKER: mark("role", "speaker"),
    Role.HOST: mark("role", "host"),
    Role.ARTIST: mark("role", "artist"),
    Role.COMPOSER: mark("role", "composer"),
    Role.DIRECTOR: mark("role", "director"),
    Role.PRODUCER: mark("role", "producer"),
    Role.REMIXER: mark("role", "remixer"),
    Role.CURATOR: mark("role", "curator"),
    Role.ORGANIZER: mark("role", "organizer"),
    Role.PROMOTER: mark("role", "promoter"),
    Role.PRESENTER: mark("role", "presenter"),
    Role.PARTNER: mark("role", "partner"),
    Role.SPONSOR: mark("role", "sponsor"),
    Role.DISTRIBUTOR: mark("role", "distributor"),
}
OFFERS: Final[Mapping[OfferKind, str]] = {
    OfferKind.TICKETS: mark("offer", "Tickets"),
    OfferKind.PRESALE: mark("offer", "Presale"),
    OfferKind.PREORDER: mark("offer", "Pre-order"),
    OfferKind.ORDER: mark("offer", "Order"),
    OfferKind.FREE: mark("offer", "Free entry"),
}
SERIES_KINDS: Final[Mapping[SeriesKind, str]] = {
    SeriesKind.TOUR: mark("series", "tour"),
    SeriesKind.FESTIVAL: mark("series", "festival"),
    SeriesKind.RECURRING: mark("series", "weekly night"),
    SeriesKind.SEASON: mark("series", "season"),
    SeriesKind.OTHER: mark("series", "series"),
}


class State(StrEnum):
    """What has become of an entry, beyond its having been announced; several may hold at once."""

    CANCELLED = "cancelled"
    POSTPONED = "postponed"
    RESCHEDULED = "rescheduled"
    MOVED = "moved"
    MOVED_ONLINE = "moved_online"
    SOLD_OUT = "sold_out"
    DELAYED = "delayed"
    NEW_DATE = "new_date"


STATES: Final[Mapping[State, str]] = {
    State.CANCELLED: mark("state", "Cancelled"),
    State.POSTPONED: mark("state", "Postponed"),
    State.RESCHEDULED: mark("state", "Rescheduled"),
    State.MOVED: mark("state", "Moved"),
    State.MOVED_ONLINE: mark("state", "Moved online"),
    State.SOLD_OUT: mark("state", "Sold out"),
    State.DELAYED: mark("state", "Delayed"),
    State.NEW_DATE: mark("state", "New date"),
}

# A state amidst a sentence.
ASIDE: Final[Mapping[State, str]] = {
    State.CANCELLED: mark("aside", "cancelled"),
    State.POSTPONED: mark("aside", "postponed"),
    State.RESCHEDULED: mark("aside", "rescheduled"),
    State.MOVED: mark("aside", "moved"),
    State.MOVED_ONLINE: mark("aside", "moved online"),
    State.SOLD_OUT: mark("aside", "sold out"),
    State.DELAYED: mark("aside", "delayed"),
    State.NEW_DATE: mark("aside", "new date"),
}


def kind(t: Tongue, facts: Facts) -> str:
    """What sort of entry it is, such as `club night` or `music release`."""
    return t.term("kind", KINDS[facts.kind] if isinstance(facts, Event) else RELEASE_KINDS[facts.release.kind])


def format_name(t: Tongue, item: Format) -> str:
    """What a medium is called."""
    return t.term("format", FORMATS[item])


def role(t: Tongue, item: Role) -> str:
    """What somebody does in an entry."""
    return t.term("role", ROLES[item])


def offer_kind(t: Tongue, item: OfferKind) -> str:
    """What is offered."""
    return t.term("offer", OFFERS[item])


def series_kind(t: Tongue, item: SeriesKind) -> str:
    """What sort of series it is."""
    return t.term("series", SERIES_KINDS[item])


def state(t: Tongue, item: State) -> str:
    """What has become of an entry, in a word."""
    return t.term("state", STATES[item])


# The values of selections that are words of ours (design, section 4, Selections), by the name that they belong to.
_CHOSEN: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "kind": {
        **{kind.value: ("kind", word) for kind, word in KINDS.items()},
        **{kind.value: ("kind", word) for kind, word in RELEASE_KINDS.items() if kind is not ReleaseKind.OTHER},
        "event": ("kinds", mark("kinds", "events")),
        "release": ("kinds", mark("kinds", "releases")),
    },
    "format": {item.value: ("format", word) for item, word in FORMATS.items()},
    "status": {
        **{item.value: ("aside", word) for item, word in ASIDE.items()},
        "tentative": ("aside", mark("aside", "tentative")),
        "scheduled": ("aside", mark("aside", "scheduled")),
        "announced": ("aside", mark("aside", "announced")),
        "confirmed": ("aside", mark("aside", "confirmed")),
    },
}


def chosen(t: Tongue, name: str, value: str) -> str:
    """What a value of a selection is called that is one of our words; empty for every other."""
    context, word = _CHOSEN.get(name, {}).get(value, ("", ""))
    return t.term(context, word) if word else ""


def media(t: Tongue, items: Iterable[Medium]) -> str:
    """Media in short: `3×vinyl, CD, digital`."""
    return ", ".join(medium(t, item) for item in items)


def medium(t: Tongue, item: Medium) -> str:
    """One kind of medium in short, such as `3×vinyl`."""
    name = format_name(t, item.format)
    return f"{item.quantity}×{name}" if item.quantity > 1 else name


def when(t: Tongue, value: When) -> str:
    """A time as it is announced: `22 February 2023, 20:00`, `March 2027`, `spring 2027`, `date to be announced`."""
    if isinstance(value, Moment):
        return f"{t.day(value.day)}, {clock(value)}"
    if value.precision is Precision.DAY:
        return t.day(value.first)
    return period(t, value)


def period(t: Tongue, value: PartialDate) -> str:
    """A date of which less is known than its day."""
    match value.precision:
        case Precision.MONTH:
            return t.month(value.first)
        case Precision.SEASON:
            seasons = (t("spring {year}"), t("summer {year}"), t("autumn {year}"), t("winter {year}"))
            return seasons[value.code - 21].format(year=value.year)
        case Precision.QUARTER:
            return t("quarter {number} of {year}", number=value.code - 32, year=value.year)
        case Precision.YEAR:
            return value.text
    return t("date to be announced")


def clock(moment: Moment) -> str:
    """The time of day, 24 hours."""
    return f"{moment.wall:%H:%M:%S}" if moment.wall.second else f"{moment.wall:%H:%M}"


def price(t: Tongue, offer: Offer) -> str:
    """A price or its range with the currency, such as `20–25 EUR`; empty where none is known."""
    if offer.price is None:
        return t("free") if offer.kind is OfferKind.FREE else ""
    top = f"–{_amount(t, offer.price_max)}" if offer.price_max is not None else ""
    return f"{_amount(t, offer.price)}{top} {offer.currency}"


def conditions(t: Tongue, offer: Offer) -> list[str]:
    """An offer's price, what is left, and from when to when."""
    parts = (
        t("sold out") if offer.availability is Availability.SOLD_OUT else price(t, offer),
        t("few left") if offer.availability is Availability.LIMITED else "",
        t("from {time}", time=when(t, offer.opens)) if offer.opens else "",
        t("until {time}", time=when(t, offer.closes)) if offer.closes else "",
    )
    return [part for part in parts if part]


def work(item: Work) -> str:
    """A work with year and creator: `Metropolis (Fritz Lang, 1927)`."""
    about = ", ".join(part for part in (item.creator, str(item.year or "")) if part)
    return f"{item.title} ({about})" if about else item.title


def source(t: Tongue, item: Announcement) -> str:
    """An announcement as a reference: title, author, publisher, date."""
    parts = (t("“{title}”", title=item.title), item.author, item.publisher, when(t, item.date) if item.date else "")
    return ", ".join(part for part in parts if part)


def address(venue: Venue) -> list[str]:
    """The parts of an address after the name, in the order that its country uses."""
    if venue.country in _CODE_LAST:
        region = " ".join(part for part in (venue.region, venue.postal_code) if part)
        return [part for part in (venue.street, venue.city, region, venue.country) if part]
    city = " ".join(part for part in (venue.postal_code, venue.city) if part)
    return [part for part in (venue.street, city, venue.region, venue.country) if part]


def _amount(t: Tongue, value: Decimal) -> str:
    return f"{value:f}".replace(".", t.decimal_mark)
