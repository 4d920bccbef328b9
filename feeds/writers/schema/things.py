"""What entries are made of, in the words of schema.org: times, places, people, works, offers, sources.

Each function gives the value of one property. What is not known is left out, and nothing is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from feeds.facts import (
    Announcement,
    Artist,
    Credit,
    Event,
    Medium,
    Noun,
    Offer,
    Organizer,
    Release,
    Series,
    Venue,
    Work,
)
from feeds.vocabulary import Availability, Format, OfferKind, Role
from feeds.when import Moment, PartialDate, Precision, When

Object = dict[str, Any]
Pages = Callable[[Noun], str]
"""The absolute address of a noun's page; empty where it has none."""

CONTEXT: Final = "https://schema.org"

MUSICAL: Final = frozenset({Role.ARTIST, Role.PERFORMER, Role.SUPPORT, Role.DJ, Role.REMIXER})
"""What acts do, be they one musician or several. Other roles of artists are those of one person."""

_OF_ORGANIZATIONS: Final = {
    "director": "contributor",
    "actor": "contributor",
    "musicBy": "contributor",
    "byArtist": "creditedTo",
}
"""Where a property takes people and acts only: what it is for an organization."""

_FORMATS: Final = {
    Format.VINYL: "VinylFormat",
    Format.CD: "CDFormat",
    Format.CASSETTE: "CassetteFormat",
    Format.DIGITAL: "DigitalFormat",
    Format.STREAMING: "DigitalFormat",
    Format.DVD: "DVDFormat",
}
_AVAILABILITY: Final = {Availability.LIMITED: "LimitedAvailability", Availability.SOLD_OUT: "SoldOut"}
_TO_COME: Final = {OfferKind.PREORDER: "PreOrder", OfferKind.PRESALE: "PreSale"}


def known(**values: Any) -> Object:
    """Only the properties that say something; 0 degrees do."""
    names = {"type_": "@type", "id_": "@id"}
    return {names.get(name, name): value for name, value in values.items() if value not in (None, "", [], {})}


def one(values: Iterable[Any]) -> Any:
    """The value itself where there is just one, else the list of them, each once."""
    found: list[Any] = []
    for value in values:
        if value not in (*found, None, "", {}):
            found.append(value)
    return found[0] if len(found) == 1 else found


def term(name: str) -> str:
    """A member of one of schema.org's enumerations, as its address."""
    return f"{CONTEXT}/{name}"


def stamp(when: When | None) -> str:
    """A time as ISO 8601 has it: local time with its offset, or the whole day; empty for what is less than a day."""
    if isinstance(when, Moment):
        return f"{when.wall.isoformat()}{when.offset}"
    return when.text if when is not None and when.is_day else ""


def published(when: When | None) -> str:
    """A date as far as it is known: `2027-03` and `2027` too; empty for seasons and quarters, which ISO 8601 lacks."""
    if isinstance(when, PartialDate) and when.precision in (Precision.MONTH, Precision.YEAR):
        return when.text
    return stamp(when)


def titled(item: Event | Release, url: str, pictures: Sequence[str]) -> Object:
    """What events and releases say of themselves alike."""
    return known(
        name=item.title,
        url=url,
        sameAs=item.url,
        image=one(pictures),
        description=item.description,
        keywords=one(item.tags),
        subjectOf=sources(item.announcements),
    )


def place(venue: Venue, pages: Pages, room: str = "") -> Object:
    """A venue, or a room of it, with its address and position (degrees, WGS 84)."""
    found = known(
        type_="Place",
        name=venue.name,
        url=pages(venue),
        sameAs=venue.url,
        address=address(venue),
        geo=_position(venue),
    )
    if not room:
        return found
    hall = known(type_="Place", name=f"{venue.name}, {room}", address=address(venue), geo=_position(venue))
    inside = {name: found[name] for name in ("@type", "name", "url", "sameAs") if name in found}
    return hall | {"containedInPlace": inside}


def address(venue: Venue) -> Object:
    """A postal address; empty where none of it is known."""
    parts = known(
        streetAddress=venue.street,
        addressLocality=venue.city,
        addressRegion=venue.region,
        postalCode=venue.postal_code,
        addressCountry=venue.country,
    )
    return {"@type": "PostalAddress"} | parts if parts else {}


def act(roles: Collection[Role], acts: str = "MusicGroup") -> str:
    """The type of an artist by what they do: that of an act if anything musical, else a person's.

    A MusicGroup "can also be a solo musician" (schema.org/MusicGroup): nothing tells us which it is.
    """
    return acts if not roles or any(role in MUSICAL for role in roles) else "Person"


def whoever(who: Artist | Organizer, kind: str, pages: Pages) -> Object:
    """An artist as a thing of that type, or an organization."""
    return known(
        type_=kind if isinstance(who, Artist) else "Organization",
        name=who.name,
        url=pages(who),
        sameAs=who.url,
    )


def credited(credits: Iterable[Credit], names: Mapping[Role, str], acts: str, pages: Pages) -> Object:
    """Who takes part, in order of billing, under the properties that `names` has for the roles, else as contributors.

    `acts` is the type of those who perform.
    """
    found: dict[str, list[Object]] = {}
    for credit in credits:
        name = names.get(credit.role, "contributor")
        if isinstance(credit.who, Organizer):
            name = _OF_ORGANIZATIONS.get(name, name)
        found.setdefault(name, []).append(whoever(credit.who, act([credit.role], acts), pages))
    return {name: one(who) for name, who in found.items()}


def work(item: Work, kind: str = "CreativeWork") -> Object:
    """What is shown or performed. Only a film has a length there, and a maker who is sure to be a person."""
    film = kind == "Movie"
    return known(
        type_=kind,
        name=item.title,
        dateCreated=str(item.year) if item.year else None,
        creator=known(type_="Person", name=item.creator) if film and item.creator else None,
        creditText=item.creator if not film else None,
        duration=f"PT{item.runtime}M" if film and item.runtime else None,
    )


def offers(items: Iterable[Offer], off: bool = False) -> Any:
    """Tickets, presales, orders: a range of prices is an AggregateOffer. What is off is not available."""
    return one(_offer(item, off) for item in items)


def formats(items: Iterable[Medium]) -> Any:
    """The recording media of a release, as far as schema.org has words for them."""
    return one(term(_FORMATS[item.format]) for item in items if item.format in _FORMATS)


def sources(items: Iterable[Announcement]) -> Any:
    """The announcements that said so."""
    return one(_source(item) for item in items)


def part_of(items: Iterable[Series], kind: str, pages: Pages) -> Any:
    """The series that an entry belongs to, each as a thing of that type."""
    return one(known(type_=kind, name=item.name, url=pages(item), sameAs=item.url) for item in items)


def _position(venue: Venue) -> Object:
    if venue.latitude is None:
        return {}
    return {"@type": "GeoCoordinates", "latitude": venue.latitude, "longitude": venue.longitude}


def _offer(item: Offer, off: bool) -> Object:
    return known(
        type_="AggregateOffer" if item.price_max is not None else "Offer",
        name=item.name,
        url=item.url,
        **_price(item),
        priceCurrency=item.currency,
        availability=None if off else term(_available(item)),
        validFrom=stamp(item.opens),
        validThrough=stamp(item.closes),
    )


def _price(item: Offer) -> Object:
    if item.price is None:
        return {"price": "0"} if item.kind is OfferKind.FREE else {}
    if item.price_max is None:
        return {"price": f"{item.price:f}"}
    return {"lowPrice": f"{item.price:f}", "highPrice": f"{item.price_max:f}"}


def _available(item: Offer) -> str:
    return _AVAILABILITY.get(item.availability) or _TO_COME.get(item.kind, "InStock")


def _source(item: Announcement) -> Object:
    return known(
        type_="CreativeWork",
        name=item.title,
        url=item.url,
        datePublished=published(item.date),
        creditText=item.author,
        publisher=known(type_="Organization", name=item.publisher) if item.publisher else None,
    )
