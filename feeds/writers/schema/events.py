"""Events in the words of schema.org, with what Google asks of them, as far as it is known: name, start, a place with
its address (developers.google.com/search/docs/appearance/structured-data/event)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from feeds.entry import Entry, announced, is_put_off, span
from feeds.facts import Event
from feeds.vocabulary import EventKind, EventStatus, OfferKind, Role
from feeds.when import When
from feeds.writers.schema import things
from feeds.writers.schema.things import Object, Pages, known, one, stamp, term

TYPES: Final = {
    EventKind.SCREENING: "ScreeningEvent",
    EventKind.CONCERT: "MusicEvent",
    EventKind.CLUB_NIGHT: "DanceEvent",
    EventKind.FESTIVAL: "Festival",
    EventKind.TALK: "EducationEvent",
    EventKind.BROADCAST: "BroadcastEvent",
    EventKind.LISTENING_SESSION: "MusicEvent",
    EventKind.WORKSHOP: "EducationEvent",
    EventKind.EXHIBITION: "ExhibitionEvent",
    EventKind.PERFORMANCE: "PerformingArtsEvent",
    EventKind.OTHER: "Event",
}
_SPOKEN: Final = (EventKind.TALK, EventKind.WORKSHOP, EventKind.EXHIBITION, EventKind.PERFORMANCE, EventKind.OTHER)
"""The kinds whose performers need not be musicians."""

_ROLES: Final = {
    Role.PERFORMER: "performer",
    Role.SUPPORT: "performer",
    Role.DJ: "performer",
    Role.SPEAKER: "performer",
    Role.HOST: "performer",
    Role.ARTIST: "performer",
    Role.COMPOSER: "composer",
    Role.DIRECTOR: "director",
    Role.ORGANIZER: "organizer",
    Role.PROMOTER: "organizer",
    Role.PRESENTER: "organizer",
    Role.SPONSOR: "sponsor",
}
_WORKS: Final = {
    EventKind.SCREENING: ("workPresented", "Movie"),
    EventKind.LISTENING_SESSION: ("workFeatured", "CreativeWork"),
    EventKind.EXHIBITION: ("workFeatured", "CreativeWork"),
    EventKind.BROADCAST: ("workFeatured", "CreativeWork"),
}
_PERFORMED: Final = ("workPerformed", "CreativeWork")


def event(entry: Entry, pages: Pages, pictures: Sequence[str] = ()) -> Object | None:
    """An event; None where its day is not known (feed checklist, 6.3). `pictures` are absolute addresses.

    One that is put off keeps its old day in `startDate`, as Google asks, and says it in `previousStartDate` too, as
    schema.org/EventPostponed does.
    """
    facts = entry.facts
    assert isinstance(facts, Event)
    if span(facts) is None:
        return None
    return (
        known(type_=TYPES[facts.kind], **things.titled(facts, entry.url, pictures), identifier=entry.uid)
        | _times(facts)
        | _places(facts, pages)
        | things.credited(facts.credits, _ROLES, "PerformingGroup" if facts.kind in _SPOKEN else "MusicGroup", pages)
        | _works(facts)
        | known(
            offers=things.offers(facts.offers, off=facts.status is EventStatus.CANCELLED),
            isAccessibleForFree=_is_free(facts) or None,
            typicalAgeRange=f"{facts.minimum_age}-" if facts.minimum_age is not None else None,
            superEvent=things.part_of(facts.series, "EventSeries", pages),
        )
    )


def _times(facts: Event) -> Object:
    when = announced(facts)
    holds = when is facts.starts
    return known(
        startDate=stamp(when),
        endDate=stamp(facts.ends) if holds else None,
        doorTime=stamp(facts.doors) if holds else None,
        eventStatus=one(term(name) for name in _statuses(facts)),
        previousStartDate=one(stamp(time) for time in _before(facts)),
    )


def _statuses(facts: Event) -> list[str]:
    """What is so with an event; of one that is tentative nothing is said, since all the words say too much."""
    if facts.status is EventStatus.CANCELLED:
        return ["EventCancelled"]
    if facts.status is EventStatus.POSTPONED:
        return ["EventPostponed"]
    found = ["EventRescheduled"] if facts.previous_starts else []
    found += ["EventMovedOnline"] if facts.moved_online else []
    return found or (["EventScheduled"] if facts.status is EventStatus.SCHEDULED else [])


def _before(facts: Event) -> list[When]:
    return [*facts.previous_starts, announced(facts)] if is_put_off(facts) else [*facts.previous_starts]


def _places(facts: Event, pages: Pages) -> Object:
    here = things.place(facts.venue, pages, facts.room) if facts.venue else None
    online = known(type_="VirtualLocation", url=facts.online_url) if facts.online_url else None
    modes = {(True, False): "Offline", (False, True): "Online", (True, True): "Mixed"}
    mode = modes.get((here is not None, online is not None))
    return known(
        location=one([here, online]),
        eventAttendanceMode=term(f"{mode}EventAttendanceMode") if mode else None,
    )


def _works(facts: Event) -> Object:
    name, kind = _WORKS.get(facts.kind, _PERFORMED)
    return known(**{name: one(things.work(item, kind) for item in facts.works)})


def _is_free(facts: Event) -> bool:
    return bool(facts.offers) and all(item.kind is OfferKind.FREE and not item.price for item in facts.offers)
