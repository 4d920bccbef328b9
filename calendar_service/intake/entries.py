"""Shapes of events and releases: references are the caller's ids, times are texts that are read with their zone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, Final

from pydantic import Field

from calendar_service.intake.fields import Country, Id, OptionalLine, Shape, Url
from calendar_service.intake.making import Making, distinct
from calendar_service.intake.parts import ImprintShape, ItemFields, ItemShape, MediumShape, Nouns, OfferShape
from calendar_service.intake.times import When, Zone
from feeds import facts
from feeds.vocabulary import (
    DateStatus,
    EventKind,
    EventStatus,
    ReleaseKind,
)

_ENDS: Final = (
    "A moment, a time of day alone (the first such time after starts: 23:30), or the last day where starts is a day."
)


class EventFields(ItemFields):
    """What is said of an event. `zone` is the venue's unless given; `doors` and `ends` may be a time of day alone."""

    kind: Annotated[EventKind, Field(strict=False, description="What it is.")]
    status: Annotated[EventStatus, Field(strict=False, description="Whether it takes place.")] = EventStatus.SCHEDULED
    starts: When
    ends: Annotated[When | None, Field(description=_ENDS)] = None
    doors: Annotated[When | None, Field(description="A moment, or a time of day on the day of starts: 19:00.")] = None
    zone: Annotated[Zone | None, Field(description="The zone of the times; without it, that of the venue.")] = None
    venue: Annotated[Id | None, Field(description="Where it takes place.")] = None
    room: Annotated[OptionalLine, Field(description="One of the venue's rooms, or empty.")] = ""
    online_url: Url = ""
    minimum_age: Annotated[int | None, Field(ge=0, le=120, description="In years.")] = None
    offers: Annotated[list[OfferShape], Field(max_length=100, description="Tickets, and what else is sold.")] = []
    previous_starts: Annotated[list[When], Field(max_length=50, description="When it was to start before.")] = []
    previous_venue: Annotated[Id | None, Field(description="Where it was to take place before.")] = None

    def references(self) -> Iterator[tuple[str, str]]:
        """The nouns that are named."""
        yield from super().references()
        yield from (("venue", ref) for ref in (self.venue, self.previous_venue) if ref is not None)

    def judged(self, making: Making) -> Callable[[], facts.Event]:
        """Judge each field: what makes the facts of them, if `making` has found no problem."""
        venue, previous = making.venue("/venue", self.venue), making.venue("/previous_venue", self.previous_venue)
        place = venue or previous
        if previous == venue and self.previous_venue != self.venue:
            previous = None  # the two were merged: what moved from one to the other has not moved, as it turns out
        zone = self.zone or (place.zone if place else None)
        starts = making.time("/starts", self.starts, zone)
        if venue and self.room and self.room not in venue.rooms:
            making.add("/room", f"room must be one of the venue's rooms{_list(venue.rooms)}.")
        values: dict[str, Any] = {
            "starts": starts,
            "ends": making.later("/ends", self.ends, starts, zone),
            "doors": making.doors(self.doors, starts, zone),
            "venue": venue,
            "previous_venue": previous,
            "offers": making.offers("/offers", self.offers, zone),
            "previous_starts": making.several("/previous_starts", self.previous_starts, zone),
            **making.shared(self),
        }
        plain = ("title", "kind", "status", "room", "online_url", "url", "description", "minimum_age")
        return lambda: facts.Event(**{name: getattr(self, name) for name in plain}, **values)

    def facts(self, nouns: Nouns) -> facts.Event:
        """The facts, with references resolved. Raises IntakeError with every problem."""
        making = Making(nouns)
        return making.done("", self.judged(making))


class DateShape(Shape):
    """One date of a release; `zone` only where an hour is given."""

    id: Annotated[Id | None, Field(description="Its name in this release, for ever the same.")] = None
    date: When
    zone: Annotated[Zone | None, Field(description="The zone of its hours, where it has any.")] = None
    territory: Annotated[
        Country, Field(description="Where the date holds: a country of ISO 3166-1, such as DE; empty for worldwide.")
    ] = ""
    status: Annotated[DateStatus, Field(strict=False, description="Whether the date holds.")] = DateStatus.ANNOUNCED
    media: Annotated[list[MediumShape], Field(max_length=100, description="What comes out on this date.")] = []
    offers: Annotated[list[OfferShape], Field(max_length=100, description="Orders and pre-orders.")] = []
    previous_dates: Annotated[list[When], Field(max_length=50, description="When it was to come out before.")] = []

    def make(self, making: Making, at: str, release: facts.Release) -> facts.ReleaseDate | None:
        """The facts of this date; problems are added to those of the release."""
        date = making.time(f"{at}/date", self.date, self.zone)
        offers = making.offers(f"{at}/offers", self.offers, self.zone)
        before = making.several(f"{at}/previous_dates", self.previous_dates, self.zone)
        if date is None:
            return None
        media = tuple(facts.Medium(**dict(medium)) for medium in self.media)
        return facts.ReleaseDate(release, date, self.status, self.territory, media, offers, before)


class ReleaseFields(ItemFields):
    """What is said of a release, with its dates; where there are two, each has an id."""

    kind: Annotated[ReleaseKind, Field(strict=False, description="What it is.")] = ReleaseKind.MUSIC
    imprints: Annotated[list[ImprintShape], Field(max_length=50, description="Labels, and their numbers for it.")] = []
    dates: Annotated[list[DateShape], Field(min_length=1, max_length=200, description="When it comes out, on what.")]

    def references(self) -> Iterator[tuple[str, str]]:
        """The nouns that are named."""
        yield from super().references()
        yield from (("organizer", imprint.label) for imprint in self.imprints)

    def judged(self, making: Making) -> Callable[[], list[tuple[str, facts.ReleaseDate]]]:
        """Judge each field: what makes the facts of them, if `making` has found no problem."""
        ids = self._date_ids(making)
        labels = [making.noun(f"/imprints/{i}/label", "organizer", item.label) for i, item in enumerate(self.imprints)]
        pairs = zip(labels, self.imprints, strict=True)
        imprints = distinct(facts.Imprint(label, item.catalogue_number) for label, item in pairs if label is not None)
        shared = making.shared(self)
        release = facts.Release(self.title, self.kind, self.url, self.description, imprints=imprints, **shared)
        dates = [date.make(making, f"/dates/{i}", release) for i, date in enumerate(self.dates)]
        return lambda: [(key, date) for key, date in zip(ids, dates, strict=True) if date is not None]

    def facts(self, nouns: Nouns) -> list[tuple[str, facts.ReleaseDate]]:
        """Each date's facts under its id; a single date may be without one.

        Raises IntakeError with every problem.
        """
        making = Making(nouns)
        return making.done("", self.judged(making))

    @property
    def lone_id(self) -> str:
        """The id of a single date that is given none."""
        return "1"

    def _date_ids(self, making: Making) -> list[str]:
        if len(self.dates) == 1:
            return [self.dates[0].id or self.lone_id]
        for place, date in enumerate(self.dates):
            if date.id is None:
                making.add(f"/dates/{place}/id", "id is missing: where a release has two dates, each needs one.")
            elif date.id in [other.id for other in self.dates[:place]]:
                making.add(f"/dates/{place}/id", f"id “{date.id}” is given twice in this release.")
        return [date.id or "" for date in self.dates]


class EventShape(EventFields, ItemShape):
    """An event. `zone` is the venue's unless given; `doors` and `ends` may be a time of day alone."""


class ReleaseShape(ReleaseFields, ItemShape):
    """A release with its dates; where there are two, each has an id."""

    @property
    def lone_id(self) -> str:
        """The release's own."""
        return self.id


ENTRY_SHAPES: Final[dict[str, type[EventShape] | type[ReleaseShape]]] = {"event": EventShape, "release": ReleaseShape}
"""The shapes of what becomes entries."""


def _list(names: Sequence[str]) -> str:
    return f" ({', '.join(names[:20])})" if names else "; it has none"
