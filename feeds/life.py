"""What becomes of an event or a release after it was announced: pure steps from facts to facts.

Each step keeps all that was true: an earlier start stands among `previous_starts`, an earlier place is
`previous_venue`. A step that finds things as it would leave them changes nothing. UIDs are no facts: no step loses one.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta

from feeds.errors import FactError
from feeds.facts import Event, Offer, ReleaseDate, Venue
from feeds.vocabulary import Availability, DateStatus, EventStatus, OfferKind
from feeds.when import Moment, PartialDate, When, day


def cancelled(event: Event) -> Event:
    """It does not take place."""
    return replace(event, status=EventStatus.CANCELLED)


def postponed(event: Event) -> Event:
    """It does not take place then, and nobody knows yet when it will."""
    return replace(event, status=EventStatus.POSTPONED)


def restored(event: Event) -> Event:
    """It takes place after all, as it was announced."""
    return replace(event, status=EventStatus.SCHEDULED)


def rescheduled(event: Event, starts: When, ends: When | None = None, doors: Moment | None = None) -> Event:
    """It takes place at another time: the one until now is told as the previous one.

    An end or doors that are not said move along where both times have an hour; otherwise they are forgotten.
    """
    ends = ends if ends is not None else _moved_end(event, starts)
    doors = doors if doors is not None else _moved_moment(event.doors, event.starts, starts)
    before = _before(event.previous_starts, event.starts, starts)
    return replace(event, starts=starts, ends=ends, doors=doors, previous_starts=before, status=EventStatus.SCHEDULED)


def moved(event: Event, venue: Venue, room: str = "", starts: When | None = None) -> Event:
    """It takes place elsewhere: at the same hour of the clock there, unless another start is said.

    Back at the place where it was before, it was never moved.
    """
    if starts is not None and starts != event.starts:
        event = rescheduled(event, starts)
    zone = venue.zone
    before = event.previous_venue if event.venue is None or event.venue == venue else event.venue
    return replace(
        event,
        venue=venue,
        room=room,
        previous_venue=None if before == venue else before,
        starts=_in_zone(event.starts, zone),
        ends=None if event.ends is None else _in_zone(event.ends, zone),
        doors=_moment_in_zone(event.doors, zone),
    )


def moved_online(event: Event, url: str) -> Event:
    """It takes place at an address alone."""
    if not url:
        raise FactError.of("online_url", "online_url is missing: where does it take place?")
    return replace(event, venue=None, room="", online_url=url, previous_venue=event.venue or event.previous_venue)


def sold_out(event: Event, *, out: bool = True) -> Event:
    """There are no tickets any more; or there are again."""
    return replace(event, offers=_sold(event.offers, out=out))


def date_cancelled(date: ReleaseDate) -> ReleaseDate:
    """It does not come out."""
    return replace(date, status=DateStatus.CANCELLED)


def date_delayed(date: ReleaseDate) -> ReleaseDate:
    """It does not come out then, and nobody knows yet when it will."""
    return replace(date, status=DateStatus.DELAYED)


def date_restored(date: ReleaseDate) -> ReleaseDate:
    """It comes out after all."""
    return replace(date, status=DateStatus.CONFIRMED)


def date_rescheduled(date: ReleaseDate, on: When) -> ReleaseDate:
    """It comes out on another date: the one until now is told as the previous one."""
    before = _before(date.previous_dates, date.date, on)
    return replace(date, date=on, previous_dates=before, status=DateStatus.ANNOUNCED)


def date_sold_out(date: ReleaseDate, *, out: bool = True) -> ReleaseDate:
    """It can't be ordered any more; or it can again."""
    return replace(date, offers=_sold(date.offers, out=out))


def split(
    date: ReleaseDate, media: Collection[int], on: When, after: ReleaseDate | None = None
) -> tuple[ReleaseDate, ReleaseDate]:
    """Some media (by their places, from 0) come out on a date of their own: what stays, and what goes there.

    `after` is the date to which they go, if there is one: it takes them up, with what it has.
    """
    if not media:
        raise FactError.of("media", "media is empty: name the places of those that come out on another date.")
    if any(not 0 <= place < len(date.media) for place in media):
        raise FactError.of("media", "media must be places from 0 to {last}.", last=len(date.media) - 1)
    if len(set(media)) == len(date.media):
        raise FactError.of("media", "media are all of them: reschedule the date instead.")
    going = tuple(medium for place, medium in enumerate(date.media) if place in media)
    staying = tuple(medium for place, medium in enumerate(date.media) if place not in media)
    if after is None:
        gone = replace(date, media=going, date=on, status=DateStatus.ANNOUNCED, offers=(), previous_dates=(date.date,))
    else:
        here = tuple(medium for medium in going if medium not in after.media)
        gone = replace(after, media=(*after.media, *here), date=on, status=DateStatus.ANNOUNCED)
    return replace(date, media=staying), gone


def joined(date: ReleaseDate, other: ReleaseDate) -> tuple[ReleaseDate, ReleaseDate]:
    """What comes out on another date comes out on this one: this, and the other, which people have in their calendars,
    and which is therefore cancelled and not forgotten."""
    here = tuple(medium for medium in other.media if medium not in date.media)
    return replace(date, media=(*date.media, *here)), replace(other, status=DateStatus.CANCELLED)


def _before(known: tuple[When, ...], until_now: When, now: When) -> tuple[When, ...]:
    if until_now == now:
        return known
    return (*(time for time in known if time not in (now, until_now)), until_now)


def _moved_end(event: Event, starts: When) -> When | None:
    ends = event.ends
    if isinstance(ends, PartialDate) and isinstance(event.starts, PartialDate) and isinstance(starts, PartialDate):
        if not (starts.is_day and event.starts.is_day):
            return None
        return day(starts.first + (ends.first - event.starts.first))
    return _moved_moment(ends if isinstance(ends, Moment) else None, event.starts, starts)


def _moved_moment(moment: Moment | None, old: When, new: When) -> Moment | None:
    """As long before or after the start as it was, by the clock."""
    if moment is None or not isinstance(old, Moment) or not isinstance(new, Moment):
        return None
    span: timedelta = moment.wall - old.wall
    return Moment(new.wall + span, new.zone)


def _in_zone(when: When, zone: str) -> When:
    return Moment(when.wall, zone) if isinstance(when, Moment) and when.zone != zone else when


def _moment_in_zone(moment: Moment | None, zone: str) -> Moment | None:
    return Moment(moment.wall, zone) if moment is not None and moment.zone != zone else moment


def _sold(offers: tuple[Offer, ...], *, out: bool) -> tuple[Offer, ...]:
    if not out:
        bare = Offer(kind=OfferKind.TICKETS, availability=Availability.SOLD_OUT)
        return tuple(
            replace(offer, availability=Availability.AVAILABLE)
            if offer.availability is Availability.SOLD_OUT
            else offer
            for offer in offers
            if offer != bare
        )
    if not offers:
        return (Offer(kind=OfferKind.TICKETS, availability=Availability.SOLD_OUT),)
    return tuple(replace(offer, availability=Availability.SOLD_OUT) for offer in offers)


def _available(offer: Offer) -> Offer:
    again = offer.availability is Availability.SOLD_OUT
    return replace(offer, availability=Availability.AVAILABLE) if again else offer
