"""JSON-LD of events: within schema.org's vocabulary, with what Google asks for, and every fact comes back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from hypothesis import given

from feeds import facts
from feeds.entry import Entry, announced, span
from feeds.vocabulary import Availability, EventKind, EventStatus, OfferKind, Role
from feeds.when import TBA, Moment, PartialDate, When
from feeds.writers import schema
from tests.cast import NOW
from tests.readers import linked, markup, vocabulary
from tests.strategies import ENTRIES, entries_of, events

T = TypeVar("T")
URL = "https://calendar.example.org/events/1"
PICTURES = ("https://calendar.example.org/images/a-1200.webp", "https://calendar.example.org/images/a-600.webp")
MILLS = facts.Artist("jm", "Jeff Mills", url="https://example.org/mills")
AXIS = facts.Organizer("axis", "Axis Records")
VENUE = facts.Venue(
    "afa",
    "Anthology Film Archives",
    "America/New_York",
    street="32 Second Avenue",
    city="New York",
    region="NY",
    postal_code="10003",
    country="US",
    latitude=0.0,
    longitude=-73.99045,
)
EIGHT = Moment(datetime(2026, 12, 5, 20, 0), "America/New_York")
LANG = facts.Work("metropolis", "Metropolis", 1927, "Fritz Lang", 153)
EVENT = facts.Event(
    "Metropolis",
    EventKind.SCREENING,
    EIGHT,
    venue=VENUE,
    credits=(facts.Credit(MILLS, Role.PERFORMER), facts.Credit(AXIS, Role.PRESENTER)),
    works=(LANG,),
)


def pages(noun: facts.Noun) -> str:
    return f"https://calendar.example.org/{type(noun).__name__.lower()}/{noun.slug}"


def entry(found: facts.Facts) -> Entry:
    return Entry("1@example.org", URL, NOW, found)


def written(event: facts.Event) -> dict[str, Any]:
    thing = schema.event(entry(event), pages, PICTURES)
    assert thing is not None
    return thing


def page(*things: dict[str, Any]) -> str:
    text = schema.script(*things)
    return f'<!doctype html><title>x</title><script type="application/ld+json">{text}</script><p>after</p>'


def test_an_event_says_all_that_google_asks_for() -> None:
    assert written(EVENT) == {
        "@type": "ScreeningEvent",
        "name": "Metropolis",
        "url": URL,
        "image": list(PICTURES),
        "identifier": "1@example.org",
        "startDate": "2026-12-05T20:00:00-05:00",
        "eventStatus": "https://schema.org/EventScheduled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {
            "@type": "Place",
            "name": "Anthology Film Archives",
            "url": "https://calendar.example.org/venue/afa",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": "32 Second Avenue",
                "addressLocality": "New York",
                "addressRegion": "NY",
                "postalCode": "10003",
                "addressCountry": "US",
            },
            "geo": {"@type": "GeoCoordinates", "latitude": 0.0, "longitude": -73.99045},
        },
        "performer": {
            "@type": "MusicGroup",
            "name": "Jeff Mills",
            "url": "https://calendar.example.org/artist/jm",
            "sameAs": "https://example.org/mills",
        },
        "organizer": {
            "@type": "Organization",
            "name": "Axis Records",
            "url": "https://calendar.example.org/organizer/axis",
        },
        "workPresented": {
            "@type": "Movie",
            "name": "Metropolis",
            "dateCreated": "1927",
            "creator": {"@type": "Person", "name": "Fritz Lang"},
            "duration": "PT153M",
        },
    }


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (EventKind.SCREENING, "ScreeningEvent"),
        (EventKind.CONCERT, "MusicEvent"),
        (EventKind.CLUB_NIGHT, "DanceEvent"),
        (EventKind.FESTIVAL, "Festival"),
        (EventKind.TALK, "EducationEvent"),
        (EventKind.BROADCAST, "BroadcastEvent"),
        (EventKind.LISTENING_SESSION, "MusicEvent"),
        (EventKind.WORKSHOP, "EducationEvent"),
        (EventKind.EXHIBITION, "ExhibitionEvent"),
        (EventKind.PERFORMANCE, "PerformingArtsEvent"),
        (EventKind.OTHER, "Event"),
    ],
)
def test_the_type_is_one_string_the_most_specific(kind: EventKind, expected: str) -> None:
    thing = written(replace(EVENT, kind=kind))
    assert thing["@type"] == expected
    assert vocabulary.complaints(thing) == []


BEFORE = Moment(datetime(2026, 11, 7, 20, 0), "America/New_York")


@pytest.mark.parametrize(
    ("changes", "states", "starts", "before"),
    [
        ({"status": EventStatus.TENTATIVE}, [], "2026-12-05T20:00:00-05:00", []),
        ({"status": EventStatus.CANCELLED}, ["EventCancelled"], "2026-12-05T20:00:00-05:00", []),
        (
            {"previous_starts": (BEFORE, PartialDate("2026-11"))},
            ["EventRescheduled"],
            "2026-12-05T20:00:00-05:00",
            ["2026-11-07T20:00:00-05:00"],
        ),
        (
            {"status": EventStatus.POSTPONED},
            ["EventPostponed"],
            "2026-12-05T20:00:00-05:00",
            ["2026-12-05T20:00:00-05:00"],
        ),
        (
            {"status": EventStatus.POSTPONED, "starts": TBA, "previous_starts": (PartialDate("2026-11-01"), BEFORE)},
            ["EventPostponed"],
            "2026-11-07T20:00:00-05:00",
            ["2026-11-01", "2026-11-07T20:00:00-05:00"],
        ),
        (
            {"venue": None, "online_url": "https://example.org/a", "previous_venue": VENUE},
            ["EventMovedOnline"],
            "2026-12-05T20:00:00-05:00",
            [],
        ),
        (
            {
                "venue": None,
                "online_url": "https://example.org/a",
                "previous_venue": VENUE,
                "previous_starts": (BEFORE,),
            },
            ["EventRescheduled", "EventMovedOnline"],
            "2026-12-05T20:00:00-05:00",
            ["2026-11-07T20:00:00-05:00"],
        ),
    ],
)
def test_what_has_become_of_an_event(changes: Any, states: list[str], starts: str, before: list[str]) -> None:
    thing = written(replace(EVENT, **changes))
    assert [linked.word(state) for state in linked.many(thing, "eventStatus")] == states
    assert thing["startDate"] == starts
    assert linked.many(thing, "previousStartDate") == before
    assert vocabulary.complaints(thing) == []


@pytest.mark.parametrize("starts", [TBA, PartialDate("2027"), PartialDate("2027-03"), PartialDate("2027-21")])
def test_without_a_day_there_is_no_event(starts: When) -> None:
    assert schema.event(entry(replace(EVENT, starts=starts)), pages) is None


def test_a_day_without_an_hour_is_a_date_and_the_doors_stay() -> None:
    doors = Moment(datetime(2026, 12, 5, 19, 0), "America/New_York")
    thing = written(replace(EVENT, starts=PartialDate("2026-12-05"), doors=doors))
    assert (thing["startDate"], thing["doorTime"]) == ("2026-12-05", "2026-12-05T19:00:00-05:00")
    assert "endDate" not in thing


def test_an_end_that_is_not_known_is_not_made_up() -> None:
    assert "endDate" not in written(EVENT)
    ends = written(replace(EVENT, ends=EIGHT.plus(timedelta(hours=3))))["endDate"]
    assert ends == "2026-12-05T23:00:00-05:00"


def test_the_second_of_two_equal_hours_has_the_offset_of_winter() -> None:
    late = Moment(datetime(2026, 10, 25, 2, 30), "Europe/Berlin", second=True)
    assert written(replace(EVENT, starts=late))["startDate"] == "2026-10-25T02:30:00+01:00"


@pytest.mark.parametrize(
    ("offer", "expected"),
    [
        (facts.Offer(), {"availability": "InStock"}),
        (facts.Offer(OfferKind.PRESALE), {"availability": "PreSale"}),
        (facts.Offer(OfferKind.PREORDER), {"availability": "PreOrder"}),
        (facts.Offer(availability=Availability.LIMITED), {"availability": "LimitedAvailability"}),
        (facts.Offer(OfferKind.PRESALE, availability=Availability.SOLD_OUT), {"availability": "SoldOut"}),
        (facts.Offer(OfferKind.FREE), {"price": "0", "availability": "InStock"}),
        (
            facts.Offer(
                price=Decimal("12.50"), currency="EUR", opens=BEFORE, closes=EIGHT, url="https://example.org/t"
            ),
            {
                "url": "https://example.org/t",
                "price": "12.50",
                "priceCurrency": "EUR",
                "availability": "InStock",
                "validFrom": "2026-11-07T20:00:00-05:00",
                "validThrough": "2026-12-05T20:00:00-05:00",
            },
        ),
    ],
)
def test_an_offer_says_what_is_left_and_for_how_much(offer: facts.Offer, expected: dict[str, str]) -> None:
    thing = written(replace(EVENT, offers=(offer,)))
    expected = expected | {"availability": f"https://schema.org/{expected['availability']}"}
    assert thing["offers"] == {"@type": "Offer"} | expected
    assert vocabulary.complaints(thing) == []


def test_a_range_of_prices_is_an_aggregate_offer() -> None:
    offer = facts.Offer(price=Decimal("0.1"), price_max=Decimal(1000), currency="EUR")
    found = written(replace(EVENT, offers=(offer,)))["offers"]
    assert (found["@type"], found["lowPrice"], found["highPrice"]) == ("AggregateOffer", "0.1", "1000")


def test_only_what_costs_nothing_at_all_is_free() -> None:
    free, paid = facts.Offer(OfferKind.FREE), facts.Offer(price=Decimal(5), currency="EUR")
    assert written(replace(EVENT, offers=(free,)))["isAccessibleForFree"] is True
    assert "isAccessibleForFree" not in written(replace(EVENT, offers=(free, paid)))


def test_what_is_cancelled_is_not_available() -> None:
    offer = facts.Offer(price=Decimal(5), currency="EUR")
    found = written(replace(EVENT, offers=(offer,), status=EventStatus.CANCELLED))["offers"]
    assert found == {"@type": "Offer", "price": "5", "priceCurrency": "EUR"}


def test_here_and_online_is_mixed() -> None:
    thing = written(replace(EVENT, online_url="https://example.org/stream"))
    assert linked.word(thing["eventAttendanceMode"]) == "MixedEventAttendanceMode"
    assert [item["@type"] for item in thing["location"]] == ["Place", "VirtualLocation"]


def test_a_talk_is_given_by_people_and_directed_by_no_company() -> None:
    credits = (facts.Credit(MILLS, Role.SPEAKER), facts.Credit(AXIS, Role.DIRECTOR))
    thing = written(replace(EVENT, kind=EventKind.TALK, credits=credits))
    assert thing["performer"]["@type"] == "Person"
    assert thing["contributor"]["name"] == "Axis Records"
    assert vocabulary.complaints(thing) == []


@given(entries_of(events()))
def test_every_fact_of_an_event_comes_back_from_the_page(entries: list[Entry]) -> None:
    written = [(item, schema.event(item, pages, PICTURES)) for item in entries]
    things = linked.things(page(*(thing for _, thing in written if thing)))
    put = [item for item, thing in written if thing]
    assert [item for item in entries if span(item.facts)] == put
    for item, thing in zip(put, things, strict=True):
        assert vocabulary.complaints(thing) == []
        assert linked.event(thing) == told(item)


@given(ENTRIES)
def test_a_page_stays_a_page_whatever_the_text(entries: list[Entry]) -> None:
    listing = schema.item_list(entries, URL)
    text = schema.script(listing)
    assert not set("<>&\u2028\u2029") & set(text)
    assert linked.things(page(listing)) == [json.loads(text)]
    assert vocabulary.complaints(listing) == []


def test_the_judge_of_structured_data_has_nothing_to_say() -> None:
    trail = schema.breadcrumbs([("Calendar", "https://calendar.example.org/"), ("Metropolis", URL)])
    series = facts.Series("tour", "The tour", url="https://example.org/tour", description="All of it")
    found: list[dict[str, Any]] = [
        *(written(replace(EVENT, kind=kind)) for kind in EventKind),
        schema.item_list([entry(EVENT)], URL, 101),
        trail,
        schema.venue(replace(VENUE, rooms=("Deren", "Courthouse"), description="A cinema"), pages),
        schema.artist(MILLS, pages, [Role.DJ]),
        schema.organizer(AXIS, pages),
        schema.series(series, pages),
    ]
    assert markup.structured_complaints(page(*found)) == []
    assert [vocabulary.complaints(thing) for thing in found] == [[] for _ in found]
    assert [item["@type"] for item in found[-4:]] == ["Place", "MusicGroup", "Organization", "EventSeries"]
    assert found[-6]["itemListElement"] == [{"@type": "ListItem", "position": 101, "name": "Metropolis", "url": URL}]


@pytest.mark.parametrize(
    "wrong",
    [
        {"@type": "Gig", "name": "x"},
        {"@type": "MusicEvent", "nam": "x"},
        {"@type": "MusicEvent", "location": {"@type": "Movie", "name": "x"}},
        {"@type": "ScreeningEvent", "workPresented": {"@type": "Book", "name": "x"}},
        {"@type": "Event", "eventStatus": "https://schema.org/EventLost"},
        {"@type": "Event", "startDate": "20:00"},
        {"@type": "Event", "performers": {"@type": "Person", "name": "x"}},
    ],
)
def test_the_vocabulary_is_judged(wrong: dict[str, Any]) -> None:
    assert len(vocabulary.complaints(wrong)) == 1


def told(item: Entry) -> linked.Told:
    """What the facts say, put together without the writer."""
    event = item.facts
    assert isinstance(event, facts.Event)
    when = announced(event)
    holds = when is event.starts
    return linked.Told(
        kind=schema.events.TYPES[event.kind],
        title=event.title,
        url=item.url,
        site=event.url,
        uid=item.uid,
        description=event.description,
        pictures=PICTURES,
        tags=each(event.tags),
        starts=seen(when),
        ends=seen(event.ends) if holds else None,
        doors=seen(event.doors) if holds else None,
        states=states(event),
        before=each(filter(None, map(seen, before(event)))),
        place=place(event),
        online=event.online_url,
        mode=mode(event),
        people=people(event),
        works=each(work(event.kind, found) for found in event.works),
        offers=each(offer(event, found) for found in event.offers),
        free=bool(event.offers) and all(found.kind is OfferKind.FREE and not found.price for found in event.offers),
        age="" if event.minimum_age is None else f"{event.minimum_age}-",
        series=each(found.name for found in event.series),
        sources=each((found.title, found.url, None, found.author) for found in event.announcements),
    )


def states(event: facts.Event) -> frozenset[str]:
    if event.status in (EventStatus.CANCELLED, EventStatus.POSTPONED):
        return frozenset({f"Event{event.status.value.title()}"})
    changed = {"EventRescheduled"} if event.previous_starts else set()
    if event.online_url and event.previous_venue and not event.venue:
        changed.add("EventMovedOnline")
    return frozenset(changed or ({"EventScheduled"} if event.status is EventStatus.SCHEDULED else ()))


def before(event: facts.Event) -> tuple[When, ...]:
    put_off = event.status is EventStatus.POSTPONED
    return (*event.previous_starts, announced(event)) if put_off else event.previous_starts


def place(event: facts.Event) -> linked.Place | None:
    venue = event.venue
    if venue is None:
        return None
    address = (venue.street, venue.city, venue.region, venue.postal_code, venue.country)
    position = None if venue.latitude is None or venue.longitude is None else (venue.latitude, venue.longitude)
    return linked.Place(venue.name, event.room, address, position)


def mode(event: facts.Event) -> str:
    if event.venue and event.online_url:
        return "MixedEventAttendanceMode"
    if event.venue:
        return "OfflineEventAttendanceMode"
    return "OnlineEventAttendanceMode" if event.online_url else ""


def people(event: facts.Event) -> dict[str, tuple[str, ...]]:
    names = {
        "performer": (Role.PERFORMER, Role.SUPPORT, Role.DJ, Role.SPEAKER, Role.HOST, Role.ARTIST),
        "organizer": (Role.ORGANIZER, Role.PROMOTER, Role.PRESENTER),
        "sponsor": (Role.SPONSOR,),
        "composer": (Role.COMPOSER,),
        "director": (Role.DIRECTOR,),
    }
    found: dict[str, list[str]] = {}
    for credit in event.credits:
        name = next((name for name, roles in names.items() if credit.role in roles), "contributor")
        if name == "director" and isinstance(credit.who, facts.Organizer):
            name = "contributor"
        found.setdefault(name, []).append(credit.who.name)
    return {name: each(who) for name, who in found.items()}


def work(kind: EventKind, found: facts.Work) -> linked.Work:
    minutes = found.runtime if kind is EventKind.SCREENING else None
    return linked.Work(found.title, str(found.year or ""), found.creator, minutes)


def offer(event: facts.Event, found: facts.Offer) -> linked.Offer:
    left = {Availability.LIMITED: "LimitedAvailability", Availability.SOLD_OUT: "SoldOut"}
    to_come = {OfferKind.PRESALE: "PreSale", OfferKind.PREORDER: "PreOrder"}
    word = left.get(found.availability) or to_come.get(found.kind, "InStock")
    return linked.Offer(
        name=found.name,
        url=found.url,
        low=str(found.price),
        high=str(found.price),
        currency=found.currency,
        availability="" if event.status is EventStatus.CANCELLED else word,
        opens=seen(found.opens),
        closes=seen(found.closes),
    )


def seen(when: When | None) -> date | datetime | None:
    """The wall clock time with the offset that makes it the instant; None for what is less than a day."""
    if isinstance(when, Moment):
        offset = when.wall - when.utc.replace(tzinfo=None)
        return when.wall.replace(tzinfo=timezone(offset))
    return when.first if when and when.is_day else None


def each(values: Iterable[T]) -> tuple[T, ...]:
    """Each once, in order."""
    return tuple(dict.fromkeys(values))
