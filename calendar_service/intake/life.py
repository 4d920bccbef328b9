"""Shapes of what becomes of an event or a release: each with a reason, which everybody may read."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from calendar_service.intake.drafts import REASON_LIMIT
from calendar_service.intake.fields import Id, OptionalLine, Shape, Url, optional_line, paired
from calendar_service.intake.making import Making
from calendar_service.intake.parts import Nouns
from calendar_service.intake.times import When, Zone
from feeds import facts, life

Why = Annotated[
    str,
    StringConstraints(max_length=10_000),
    optional_line(REASON_LIMIT),
    BeforeValidator(paired),
    Field(
        description=f"Why, for everybody to read: at most {REASON_LIMIT} characters, or empty.",
        examples=["The singer is ill."],
    ),
]


class Reason(Shape):
    """What becomes of it needs no more than a reason, and not even that."""

    reason: Why = ""


class Rescheduling(Reason):
    """Another time of an event. An end and doors that are not said move along."""

    starts: When
    ends: Annotated[When | None, Field(description="A moment, a time of day alone, or the last day.")] = None
    doors: Annotated[When | None, Field(description="A moment, or a time of day on the day of starts.")] = None
    zone: Annotated[Zone | None, Field(description="The zone of the times; without it, that of the event.")] = None

    def step(self, event: facts.Event, nouns: Nouns) -> facts.Event:
        """The event at that time. Raises IntakeError."""
        making = Making(nouns)
        zone = self.zone or _zone_of(event)
        starts = making.time("/starts", self.starts, zone)
        ends, doors = making.later("/ends", self.ends, starts, zone), making.doors(self.doors, starts, zone)
        return making.done("", lambda: life.rescheduled(event, starts, ends, doors))  # type: ignore[arg-type]


class Move(Reason):
    """Another place of an event: a venue, or an address online where it is nowhere else."""

    venue: Annotated[Id | None, Field(description="The slug of the venue; without it, online_url is needed.")] = None
    room: Annotated[OptionalLine, Field(description="One of the venue's rooms, or empty.")] = ""
    online_url: Url = ""
    starts: Annotated[When | None, Field(description="Where the time is another one, too.")] = None

    def references(self) -> list[tuple[str, str]]:
        """The venue that is named."""
        return [("venue", self.venue)] if self.venue is not None else []

    def step(self, event: facts.Event, nouns: Nouns) -> facts.Event:
        """The event at that place. Raises IntakeError."""
        making = Making(nouns)
        venue = making.venue("/venue", self.venue)
        if venue is None:
            return making.done("", lambda: life.moved_online(event, self.online_url))
        starts = making.time("/starts", self.starts, venue.zone)
        return making.done("", lambda: life.moved(event, venue, self.room, starts))


class DateRescheduling(Reason):
    """Another date of a release."""

    date: When
    zone: Annotated[Zone | None, Field(description="The zone of the hours, where there are any.")] = None

    def step(self, date: facts.ReleaseDate, nouns: Nouns) -> facts.ReleaseDate:
        """The date on that day. Raises IntakeError."""
        making = Making(nouns)
        on = making.time("/date", self.date, self.zone)
        return making.done("", lambda: life.date_rescheduled(date, on))  # type: ignore[arg-type]


class Split(Reason):
    """Some media of a date that come out on another one; that date may be there already."""

    source: Annotated[Id, Field(alias="from", description="The id of the date until now.")]
    to: Annotated[Id, Field(description="The id of the other date: a new one, or one that is there.")]
    date: When
    zone: Annotated[Zone | None, Field(description="The zone of the hours, where there are any.")] = None
    media: Annotated[
        list[Annotated[int, Field(ge=0, le=99)]],
        Field(min_length=1, max_length=100, description="Their places among the media of the date, from 0."),
    ]


class Join(Reason):
    """Media of a date that come out on another one after all; the date that is left is cancelled."""

    source: Annotated[Id, Field(alias="from", description="The id of the date that is left.")]
    into: Annotated[Id, Field(description="The id of the date on which they come out.")]


class Undoing(Reason):
    """A version that is to hold again."""

    revision: Annotated[int, Field(ge=0, description="Its number, as the history tells it.", examples=[42])]


def _zone_of(event: facts.Event) -> str | None:
    place = event.venue or event.previous_venue
    zone: Any = getattr(event.starts, "zone", None)
    return zone or (place.zone if place else None)
