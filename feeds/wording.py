"""The words of entries: title line, place line, and the text that says all facts. In English, the feeds' language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Final

from feeds.entry import Entry, Span, announced, is_put_off, span
from feeds.facts import Announcement, Artist, Credit, Event, Facts, Medium, Offer, Release, ReleaseDate, Venue, Work
from feeds.vocabulary import (
    BILLED,
    Availability,
    DateStatus,
    EventKind,
    EventStatus,
    Format,
    OfferKind,
    ReleaseKind,
    Role,
)
from feeds.when import Moment, PartialDate, Precision, When

VERSION: Final = 1
"""To be raised with every change of these words: entries are then rendered anew (design, section 3)."""

SUMMARY_LIMIT: Final = 255
DESCRIPTION_LIMIT: Final = 4_000
_BILLED_NAMES: Final = 3
_CODE_LAST: Final = ("US", "CA", "AU", "GB", "IE", "NZ", "IN")

_MONTHS: Final = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                  "November", "December")  # fmt: skip
_SEASONS: Final = ("spring", "summer", "autumn", "winter")
FORMATS: Final[dict[Format, str]] = {form: form.value for form in Format} | {
    Format.CD: "CD",
    Format.MINIDISC: "MiniDisc",
    Format.REEL: "reel-to-reel tape",
    Format.DVD: "DVD",
    Format.BLURAY: "Blu-ray",
    Format.UHD: "Ultra HD Blu-ray",
    Format.VHS: "VHS",
    Format.USB: "USB stick",
}
EVENT_KINDS: Final[dict[EventKind, str]] = {kind: kind.value.replace("_", " ") for kind in EventKind} | {
    EventKind.OTHER: "event"
}
RELEASE_KINDS: Final[dict[ReleaseKind, str]] = {kind: f"{kind.value} release" for kind in ReleaseKind} | {
    ReleaseKind.OTHER: "release"
}
ROLES: Final[dict[Role, str]] = {role: role.value for role in Role} | {Role.DJ: "DJ"}
OFFERS: Final[dict[OfferKind, str]] = {
    OfferKind.TICKETS: "Tickets",
    OfferKind.PRESALE: "Presale",
    OfferKind.PREORDER: "Pre-order",
    OfferKind.ORDER: "Order",
    OfferKind.FREE: "Free entry",
}


def summary(facts: Facts) -> str:
    """The title line: meaningful alone in a month view, its state in front, one line, at most 255 characters.

    The title itself is never cut; who and where give way first.
    """
    marks = state_words(facts)
    front = f"{', '.join(marks)}: " if marks else ""
    for text in _titles(facts):
        if len(front) + len(text) <= SUMMARY_LIMIT:
            return front + text
    return (front + title(facts))[:SUMMARY_LIMIT]


def tentative_summary(facts: Facts) -> str:
    """The title line of an entry whose day is not known, with what is: `… (date to be confirmed, by March 2027)`."""
    known = announced(facts)
    by = f", by {when(known)}" if isinstance(known, PartialDate) and known.precision is not Precision.UNKNOWN else ""
    tail = f" (date to be confirmed{by})"
    return summary(facts)[: SUMMARY_LIMIT - len(tail)] + tail


def title(facts: Facts) -> str:
    """The bare title."""
    return facts.title if isinstance(facts, Event) else facts.release.title


def state_words(facts: Facts) -> list[str]:
    """What stands in front of the title: cancelled and put off say it all, the rest may hold together."""
    if isinstance(facts, ReleaseDate):
        return _release_state(facts)
    if facts.status is EventStatus.CANCELLED:
        return ["CANCELLED"]
    if facts.status is EventStatus.POSTPONED:
        return ["POSTPONED"]
    moved = "MOVED ONLINE" if facts.moved_online else "MOVED" if facts.previous_venue else ""
    words = ("RESCHEDULED" if facts.previous_starts else "", moved, "SOLD OUT" if facts.sold_out else "")
    return [word for word in words if word]


def location(facts: Facts) -> str:
    """The place line, "Name, street, city", in one piece; empty for releases and where no place is known."""
    if isinstance(facts, ReleaseDate):
        return ""
    if facts.venue is None:
        return "Online" if facts.online_url else ""
    return ", ".join(part for part in (facts.venue.name, facts.room, *address(facts.venue)) if part)


def address(venue: Venue) -> list[str]:
    """The parts of an address after the name, in the order that its country uses."""
    if venue.country in _CODE_LAST:
        region = " ".join(part for part in (venue.region, venue.postal_code) if part)
        return [part for part in (venue.street, venue.city, region, venue.country) if part]
    city = " ".join(part for part in (venue.postal_code, venue.city) if part)
    return [part for part in (venue.street, city, venue.region, venue.country) if part]


def description(entry: Entry) -> str:
    """All facts as plain text: facts first, links last, at most 4,000 characters and then where there is more."""
    facts = entry.facts
    body = facts.description if isinstance(facts, Event) else facts.release.description
    blocks = ("\n".join(_fact_lines(facts)), body, "\n".join(_sources(facts)))
    text = "\n\n".join(block for block in blocks if block)
    if len(text) > DESCRIPTION_LIMIT:
        return f"{_cut(text)}\n… more at {entry.url}"
    return f"{text}\n\n{entry.url}" if text else entry.url


def media(items: Iterable[Medium]) -> str:
    """Media in short: `3×vinyl, CD, digital`."""
    return ", ".join(medium(item) for item in items)


def medium(item: Medium) -> str:
    """One kind of medium in short, such as `3×vinyl`."""
    return f"{item.quantity}×{FORMATS[item.format]}" if item.quantity > 1 else FORMATS[item.format]


def when(value: When) -> str:
    """A time as it is announced: `22 February 2023, 20:00`, `March 2027`, `spring 2027`, `date to be announced`."""
    if isinstance(value, Moment):
        return f"{_day(value.day.day, value.day.month, value.day.year)}, {clock(value)}"
    match value.precision:
        case Precision.DAY:
            return _day(value.first.day, value.first.month, value.first.year)
        case Precision.MONTH:
            return f"{_MONTHS[value.code - 1]} {value.year}"
        case Precision.SEASON:
            return f"{_SEASONS[value.code - 21]} {value.year}"
        case Precision.QUARTER:
            return f"quarter {value.code - 32} of {value.year}"
        case Precision.YEAR:
            return value.text
    return "date to be announced"


def clock(moment: Moment) -> str:
    """The time of day, 24 hours."""
    return f"{moment.wall:%H:%M:%S}" if moment.wall.second else f"{moment.wall:%H:%M}"


def price(offer: Offer) -> str:
    """A price or its range with the currency, such as `20–25 EUR`; empty where none is known."""
    if offer.price is None:
        return "free" if offer.kind is OfferKind.FREE else ""
    top = f"–{_amount(offer.price_max)}" if offer.price_max is not None else ""
    return f"{_amount(offer.price)}{top} {offer.currency}"


def work(item: Work) -> str:
    """A work with year and creator: `Metropolis (Fritz Lang, 1927)`."""
    about = ", ".join(part for part in (item.creator, str(item.year or "")) if part)
    return f"{item.title} ({about})" if about else item.title


def source(item: Announcement) -> str:
    """An announcement as a reference: title, author, publisher, date."""
    parts = (f"«{item.title}»", item.author, item.publisher, when(item.date) if item.date else "")
    return ", ".join(part for part in parts if part)


def billed(credits: Iterable[Credit]) -> list[str]:
    """The names that stand beside the title, in order of billing."""
    return [credit.who.name for credit in credits if credit.role in BILLED and isinstance(credit.who, Artist)]


def categories(facts: Facts) -> list[str]:
    """Kind, formats and tags: a controlled list without commas (Evolution splits an escaped comma in two)."""
    if isinstance(facts, Event):
        return [kind(facts), *facts.tags]
    formats = dict.fromkeys(FORMATS[item.format] for item in facts.media)
    return [kind(facts), *formats, *facts.release.tags]


def kind(facts: Facts) -> str:
    """What sort of entry it is, such as `club night` or `music release`."""
    return EVENT_KINDS[facts.kind] if isinstance(facts, Event) else RELEASE_KINDS[facts.release.kind]


def _release_state(facts: ReleaseDate) -> list[str]:
    if facts.status is DateStatus.CANCELLED:
        return ["CANCELLED"]
    if facts.status is DateStatus.DELAYED:
        return ["DELAYED"]
    return ["NEW DATE"] if facts.previous_dates else []


def _titles(facts: Facts) -> Iterator[str]:
    bare = title(facts)
    names = [name for name in billed(_credits(facts)) if name.casefold() not in bare.casefold()]
    shown = names[:_BILLED_NAMES]
    who = ", ".join(shown) + (" and others" if len(names) > len(shown) else "")
    if isinstance(facts, ReleaseDate):
        formats = f" ({media(facts.media)})" if facts.media else ""
        head = f"{who} – {bare}" if who else bare
        yield from (head + formats, bare + formats, head, bare)
        return
    where = f" @ {facts.venue.name}" if facts.venue else ""
    head = f"{who}: {bare}" if who else bare
    yield from (head + where, bare + where, head, bare)


def _credits(facts: Facts) -> tuple[Credit, ...]:
    return facts.credits if isinstance(facts, Event) else facts.release.credits


def _fact_lines(facts: Facts) -> Iterator[str]:
    yield from _when_lines(facts)
    if isinstance(facts, Event):
        yield from _event_lines(facts)
        release: Event | Release = facts
    else:
        yield from _date_lines(facts)
        release = facts.release
    yield from _credit_lines(release.credits)
    if release.works:
        yield f"Shown: {', '.join(work(item) for item in release.works)}"
    for item in facts.offers:
        yield offer(item)
    if release.series:
        yield f"Part of: {', '.join(item.name for item in release.series)}"


def _when_lines(facts: Facts) -> Iterator[str]:
    before = facts.previous_starts if isinstance(facts, Event) else facts.previous_dates
    now = facts.starts if isinstance(facts, Event) else facts.date
    place = span(facts)
    if place is None or announced(facts) is not now:
        yield f"When: {when(now)}."
    elif isinstance(facts, Event):
        yield from _hour_lines(facts, place)
    if is_put_off(facts) and place is not None:
        yield f"This was to be on {when(announced(facts))}; a new date is to be announced."
    elif announced(facts) is not now:
        yield f"This was to be on {when(announced(facts))}."
    if before and announced(facts) is now:
        yield f"Moved from {'; '.join(when(item) for item in before)}."


def _hour_lines(facts: Event, place: Span) -> Iterator[str]:
    if place.doors:
        yield f"Doors {_local(facts.doors)}; the hour of the start is not announced."
    elif isinstance(place.starts, PartialDate):
        if place.starts == place.ends and facts.kind is not EventKind.FESTIVAL:
            yield "The hour is not announced."
    else:
        doors = f"Doors {clock(facts.doors)}, start " if facts.doors else "Start "
        yield f"{doors}{_local(place.starts)}."
    if place.approximate:
        yield "The end is approximate."


def _local(moment: Moment | None) -> str:
    return f"{clock(moment)} ({moment.zone.replace('_', ' ')})" if moment else ""


def _event_lines(facts: Event) -> Iterator[str]:
    if facts.moved_online:
        yield "Moved online."
    if facts.previous_venue:
        yield f"Moved from {facts.previous_venue.name}."
    if facts.sold_out:
        yield "Sold out."
    if facts.online_url:
        yield f"Online: {facts.online_url}"
    if facts.minimum_age is not None:
        yield f"Age: {facts.minimum_age} and over" if facts.minimum_age else "All ages."
    if facts.venue and facts.venue.access:
        yield f"Access: {facts.venue.access}"


def _date_lines(facts: ReleaseDate) -> Iterator[str]:
    if facts.media:
        yield f"Formats: {media(facts.media)}"
    for item in facts.media:
        details = ", ".join(part for part in (item.edition, item.catalogue_number) if part)
        if details:
            yield f"{medium(item)}: {details}"
    for imprint in facts.release.imprints:
        number = f" ({imprint.catalogue_number})" if imprint.catalogue_number else ""
        yield f"Label: {imprint.label.name}{number}"
    if facts.territory:
        yield f"Territory: {facts.territory}"


def _credit_lines(credits: Iterable[Credit]) -> Iterator[str]:
    billed_ones = [credit for credit in credits if credit.role in (*BILLED, Role.SUPPORT)]
    others = [credit for credit in credits if credit not in billed_ones]
    for label, group in (("With", billed_ones), ("Credits", others)):
        if group:
            yield f"{label}: {', '.join(f'{credit.who.name} ({ROLES[credit.role]})' for credit in group)}"


def offer(offer: Offer) -> str:
    """An offer in one line: what, for how much, from when to when, where."""
    parts = (
        f"{OFFERS[offer.kind]}{f' ({offer.name})' if offer.name else ''}:",
        "sold out" if offer.availability is Availability.SOLD_OUT else price(offer),
        "few left" if offer.availability is Availability.LIMITED else "",
        f"from {when(offer.opens)}" if offer.opens else "",
        f"until {when(offer.closes)}" if offer.closes else "",
        offer.url,
    )
    return " ".join(part for part in parts if part).removesuffix(":")


def _sources(facts: Facts) -> Iterator[str]:
    item = facts if isinstance(facts, Event) else facts.release
    if item.url:
        yield item.url
    for announcement in item.announcements:
        yield f"Source: {source(announcement)}" + (f" {announcement.url}" if announcement.url else "")


def _day(day: int, month: int, year: int) -> str:
    return f"{day} {_MONTHS[month - 1]} {year}"


def _amount(value: Decimal | None) -> str:
    return f"{value:f}" if value is not None else ""


def _cut(text: str) -> str:
    # At a word's end where one is near: never inside a cluster of combining characters.
    head = text[:DESCRIPTION_LIMIT]
    at = max(head.rfind(" "), head.rfind("\n"))
    return (head[:at] if at > DESCRIPTION_LIMIT - 200 else head).rstrip()
