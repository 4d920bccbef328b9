"""A reader of JSON-LD that shares no code with its writer: extruct finds it in a page, and this turns it into facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import extruct

Time = date | datetime | str
"""A day, an instant with its offset, or as much of a date as is known (`2027-03`)."""


@dataclass(frozen=True)
class Place:
    """Where it is: the name of the venue, its room, the address from street to country, and the position."""

    name: str
    room: str
    address: tuple[str, ...]
    position: tuple[float, float] | None


@dataclass(frozen=True)
class Offer:
    """An offer: prices as text, the word for what is left, from when and until when."""

    name: str
    url: str
    low: str
    high: str
    currency: str
    availability: str
    opens: Time | None
    closes: Time | None


@dataclass(frozen=True)
class Work:
    """A work: of a film also who made it and how many minutes it takes."""

    title: str
    year: str
    maker: str
    minutes: int | None


@dataclass(frozen=True)
class Told:
    """What the JSON-LD of an event says, in the words of our facts."""

    kind: str
    title: str
    url: str
    site: str
    uid: str
    description: str
    pictures: tuple[str, ...]
    tags: tuple[str, ...]
    starts: Time | None
    ends: Time | None
    doors: Time | None
    states: frozenset[str]
    before: tuple[Time, ...]
    place: Place | None
    online: str
    mode: str
    people: dict[str, tuple[str, ...]]
    works: tuple[Work, ...]
    offers: tuple[Offer, ...]
    free: bool
    age: str
    series: tuple[str, ...]
    sources: tuple[tuple[str, str, Time | None, str], ...]


PEOPLE = ("performer", "organizer", "sponsor", "composer", "director", "contributor")
WORKS = ("workPresented", "workPerformed", "workFeatured")
ADDRESS = ("streetAddress", "addressLocality", "addressRegion", "postalCode", "addressCountry")


def things(html: str) -> list[dict[str, Any]]:
    """All JSON-LD of a page, as extruct finds it."""
    found: list[dict[str, Any]] = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
    return [item for whole in found for item in whole.get("@graph", [whole])]


def event(thing: dict[str, Any]) -> Told:
    """The facts of an event."""
    places = {item["@type"]: item for item in many(thing, "location")}
    return Told(
        kind=thing["@type"],
        title=thing["name"],
        url=thing["url"],
        site=thing.get("sameAs", ""),
        uid=thing["identifier"],
        description=thing.get("description", ""),
        pictures=tuple(many(thing, "image")),
        tags=tuple(many(thing, "keywords")),
        starts=time(thing.get("startDate")),
        ends=time(thing.get("endDate")),
        doors=time(thing.get("doorTime")),
        states=frozenset(word(item) for item in many(thing, "eventStatus")),
        before=tuple(filter(None, map(time, many(thing, "previousStartDate")))),
        place=place(places["Place"]) if "Place" in places else None,
        online=places.get("VirtualLocation", {}).get("url", ""),
        mode=word(thing.get("eventAttendanceMode", "")),
        people={name: names(thing, name) for name in PEOPLE if name in thing},
        works=tuple(work(item) for name in WORKS for item in many(thing, name)),
        offers=tuple(map(offer, many(thing, "offers"))),
        free=thing.get("isAccessibleForFree", False),
        age=thing.get("typicalAgeRange", ""),
        series=names(thing, "superEvent"),
        sources=tuple(map(source, many(thing, "subjectOf"))),
    )


def place(thing: dict[str, Any]) -> Place:
    """A venue, or a room inside of one."""
    geo, whole = thing.get("geo"), thing.get("containedInPlace")
    return Place(
        name=whole["name"] if whole else thing["name"],
        room=thing["name"].removeprefix(f"{whole['name']}, ") if whole else "",
        address=tuple(thing.get("address", {}).get(name, "") for name in ADDRESS),
        position=(geo["latitude"], geo["longitude"]) if geo else None,
    )


def offer(thing: dict[str, Any]) -> Offer:
    """An offer with one price or a range of them."""
    low = thing.get("price", thing.get("lowPrice", ""))
    return Offer(
        name=thing.get("name", ""),
        url=thing.get("url", ""),
        low=low,
        high=thing.get("highPrice", low),
        currency=thing.get("priceCurrency", ""),
        availability=word(thing.get("availability", "")),
        opens=time(thing.get("validFrom")),
        closes=time(thing.get("validThrough")),
    )


def work(thing: dict[str, Any]) -> Work:
    """A work that is shown or performed."""
    minutes = thing.get("duration", "").removeprefix("PT").removesuffix("M")
    return Work(
        title=thing["name"],
        year=thing.get("dateCreated", ""),
        maker=thing["creator"]["name"] if "creator" in thing else thing.get("creditText", ""),
        minutes=int(minutes) if minutes else None,
    )


def source(thing: dict[str, Any]) -> tuple[str, str, Time | None, str]:
    """Title, address, date and author of an announcement."""
    return thing["name"], thing.get("url", ""), time(thing.get("datePublished")), thing.get("creditText", "")


def time(text: str | None) -> Time | None:
    """A time as far as it is known."""
    if not text:
        return None
    if "T" in text:
        return datetime.fromisoformat(text)
    return date.fromisoformat(text) if len(text) == 10 else text


def names(thing: dict[str, Any], name: str) -> tuple[str, ...]:
    """The names of all that a property holds, each once."""
    return tuple(dict.fromkeys(item["name"] for item in many(thing, name)))


def many(thing: dict[str, Any], name: str) -> list[Any]:
    """What a property holds, one or several, as a list."""
    value = thing.get(name, [])
    return value if isinstance(value, list) else [value]


def word(address: str) -> str:
    """A member of an enumeration without the address in front."""
    return address.rpartition("/")[2]
