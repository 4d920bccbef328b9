"""Shapes of events and releases: references are the caller's ids, times are texts that are read with their zone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Annotated, Any, Final, Protocol, TypeVar

from pydantic import Field

from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.fields import (
    Barcode,
    Country,
    Currency,
    Id,
    Line,
    LongText,
    OptionalLine,
    Price,
    Shape,
    Tag,
    Url,
    When,
    Zone,
)
from feeds import facts
from feeds import when as times
from feeds.errors import FactError
from feeds.vocabulary import (
    Availability,
    DateStatus,
    EventKind,
    EventStatus,
    Format,
    OfferKind,
    ReleaseKind,
    Role,
)

T = TypeVar("T")
_CLOCK: Final = re.compile(r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
_DAY_AND_HOUR: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}")


_ENDS: Final = (
    "A moment, a time of day alone (the first such time after starts: 23:30), or the last day where starts is a day."
)


class Nouns(Protocol):
    """What references lead to."""

    def get(self, noun: str, ref: str) -> facts.Noun | None:
        """The facts of a noun by the caller's id; None where there is none."""


class CreditShape(Shape):
    """An artist or an organizer in a role."""

    artist: Id | None = None
    organizer: Id | None = None
    role: Annotated[Role, Field(strict=False)]


class OfferShape(Shape):
    """Tickets, presale, pre-order; `zone` is needed for hours where the entry itself has none."""

    kind: Annotated[OfferKind, Field(strict=False)] = OfferKind.TICKETS
    url: Url = ""
    name: OptionalLine = ""
    price: Price | None = None
    price_max: Price | None = None
    currency: Currency = ""
    opens: When | None = None
    closes: When | None = None
    zone: Zone | None = None
    availability: Annotated[Availability, Field(strict=False)] = Availability.AVAILABLE


class MediumShape(Shape):
    """One kind of medium: triple vinyl is vinyl with quantity 3."""

    format: Annotated[Format, Field(strict=False)]
    quantity: Annotated[int, Field(ge=1, le=1000)] = 1
    edition: OptionalLine = ""
    catalogue_number: OptionalLine = ""
    barcode: Barcode = ""


class ImprintShape(Shape):
    """A label (an organizer) and its number."""

    label: Id
    catalogue_number: OptionalLine = ""


class ItemShape(Shape):
    """What events and releases share."""

    id: Id
    title: Line
    url: Url = ""
    description: LongText = ""
    credits: Annotated[list[CreditShape], Field(max_length=500)] = []
    works: Annotated[list[Id], Field(max_length=100)] = []
    series: Annotated[list[Id], Field(max_length=20)] = []
    announcements: Annotated[list[Id], Field(max_length=50)] = []
    tags: Annotated[list[Tag], Field(max_length=50)] = []

    def references(self) -> Iterator[tuple[str, str]]:
        """The nouns that are named: the noun, and the caller's id."""
        for credit in self.credits:
            if credit.artist is not None or credit.organizer is not None:
                yield ("artist", credit.artist) if credit.artist is not None else ("organizer", credit.organizer or "")
        for noun, refs in (("work", self.works), ("series", self.series), ("announcement", self.announcements)):
            yield from ((noun, ref) for ref in refs)


class EventShape(ItemShape):
    """An event. `zone` is the venue's unless given; `doors` and `ends` may be a time of day alone."""

    kind: Annotated[EventKind, Field(strict=False)]
    status: Annotated[EventStatus, Field(strict=False)] = EventStatus.SCHEDULED
    starts: When
    ends: Annotated[When | None, Field(description=_ENDS)] = None
    doors: Annotated[When | None, Field(description="A moment, or a time of day on the day of starts: 19:00.")] = None
    zone: Annotated[Zone | None, Field(description="The zone of the times; without it, that of the venue.")] = None
    venue: Id | None = None
    room: Annotated[OptionalLine, Field(description="One of the venue's rooms, or empty.")] = ""
    online_url: Url = ""
    minimum_age: Annotated[int | None, Field(ge=0, le=120, description="In years.")] = None
    offers: Annotated[list[OfferShape], Field(max_length=100)] = []
    previous_starts: Annotated[list[When], Field(max_length=50)] = []
    previous_venue: Id | None = None

    def references(self) -> Iterator[tuple[str, str]]:
        """The nouns that are named."""
        yield from super().references()
        yield from (("venue", ref) for ref in (self.venue, self.previous_venue) if ref is not None)

    def facts(self, nouns: Nouns) -> facts.Event:
        """The facts, with references resolved. Raises IntakeError with every problem."""
        making = Making(nouns)
        venue, previous = making.venue("/venue", self.venue), making.venue("/previous_venue", self.previous_venue)
        place = venue or previous
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
        return making.done("", lambda: facts.Event(**{name: getattr(self, name) for name in plain}, **values))


class DateShape(Shape):
    """One date of a release; `zone` only where an hour is given."""

    id: Id | None = None
    date: When
    zone: Zone | None = None
    territory: Annotated[
        Country, Field(description="Where the date holds: a country of ISO 3166-1, such as DE; empty for worldwide.")
    ] = ""
    status: Annotated[DateStatus, Field(strict=False)] = DateStatus.ANNOUNCED
    media: Annotated[list[MediumShape], Field(max_length=100)] = []
    offers: Annotated[list[OfferShape], Field(max_length=100)] = []
    previous_dates: Annotated[list[When], Field(max_length=50)] = []

    def make(self, making: Making, at: str, release: facts.Release) -> facts.ReleaseDate | None:
        """The facts of this date; problems are added to those of the release."""
        date = making.time(f"{at}/date", self.date, self.zone)
        offers = making.offers(f"{at}/offers", self.offers, self.zone)
        before = making.several(f"{at}/previous_dates", self.previous_dates, self.zone)
        if date is None:
            return None
        media = tuple(facts.Medium(**dict(medium)) for medium in self.media)
        return facts.ReleaseDate(release, date, self.status, self.territory, media, offers, before)


class ReleaseShape(ItemShape):
    """A release with its dates; where there are two, each has an id."""

    kind: Annotated[ReleaseKind, Field(strict=False)] = ReleaseKind.MUSIC
    imprints: Annotated[list[ImprintShape], Field(max_length=50)] = []
    dates: Annotated[list[DateShape], Field(min_length=1, max_length=200)]

    def references(self) -> Iterator[tuple[str, str]]:
        """The nouns that are named."""
        yield from super().references()
        yield from (("organizer", imprint.label) for imprint in self.imprints)

    def facts(self, nouns: Nouns) -> list[tuple[str, facts.ReleaseDate]]:
        """Each date's facts under its id; a single date without one has the release's own.

        Raises IntakeError with every problem.
        """
        making = Making(nouns)
        ids = self._date_ids(making)
        labels = [making.noun(f"/imprints/{i}/label", "organizer", item.label) for i, item in enumerate(self.imprints)]
        pairs = zip(labels, self.imprints, strict=True)
        imprints = tuple(facts.Imprint(label, item.catalogue_number) for label, item in pairs if label is not None)
        shared = making.shared(self)
        release = facts.Release(self.title, self.kind, self.url, self.description, imprints=imprints, **shared)
        dates = [date.make(making, f"/dates/{i}", release) for i, date in enumerate(self.dates)]
        return making.done("", lambda: [(key, date) for key, date in zip(ids, dates, strict=True) if date is not None])

    def _date_ids(self, making: Making) -> list[str]:
        if len(self.dates) == 1:
            return [self.dates[0].id or self.id]
        for place, date in enumerate(self.dates):
            if date.id is None:
                making.add(f"/dates/{place}/id", "id is missing: where a release has two dates, each needs one.")
            elif date.id in [other.id for other in self.dates[:place]]:
                making.add(f"/dates/{place}/id", f"id “{date.id}” is given twice in this release.")
        return [date.id or "" for date in self.dates]


class Making:
    """Facts in the making: every problem is kept, so that all are told at once."""

    def __init__(self, nouns: Nouns) -> None:
        self._nouns = nouns
        self._problems: list[Problem] = []
        self._lost_venue = False

    def add(self, pointer: str, sentence: str) -> None:
        """One more problem."""
        self._problems.append(Problem(pointer, sentence))

    def attempt(self, pointer: str, make: Callable[[], T]) -> T | None:
        """What `make` gives, or None and its problems."""
        try:
            return make()
        except FactError as error:
            known = pointer.rsplit("/", 1)[-1]
            for problem in error.problems:
                if problem.field == "zone" and self._lost_venue:
                    continue  # the zone would have come with the venue, whose absence is told already
                inner = "" if problem.field in ("", "It", known) or pointer else f"/{problem.field}"
                self.add(pointer + inner, problem.sentence)
            return None

    def done(self, pointer: str, make: Callable[[], T]) -> T:
        """The facts if nothing is wrong. Raises IntakeError otherwise."""
        made = self.attempt(pointer, make) if not self._problems else None
        if self._problems or made is None:
            raise IntakeError(self._problems)
        return made

    def noun(self, pointer: str, noun: str, ref: str) -> Any:
        """The noun that a reference leads to."""
        found = self._nouns.get(noun, ref)
        if found is None:
            text = f"“{ref}” is the id of no {noun} in this file or stored from this source."
            self.add(pointer, f"{_name(pointer)} {text}")
        return found

    def venue(self, pointer: str, ref: str | None) -> facts.Venue | None:
        """The venue that a reference leads to."""
        found = self.noun(pointer, "venue", ref) if ref is not None else None
        self._lost_venue = self._lost_venue or (ref is not None and found is None)
        return found if isinstance(found, facts.Venue) else None

    def time(self, pointer: str, text: str | None, zone: str | None) -> times.When | None:
        """A time, read with its zone."""
        if text is None:
            return None
        return self.attempt(pointer, lambda: times.when_of(text, zone, _name(pointer)))

    def several(self, pointer: str, texts: Sequence[str], zone: str | None) -> tuple[times.When, ...]:
        """Several times."""
        found = [self.time(f"{pointer}/{place}", text, zone) for place, text in enumerate(texts)]
        return tuple(time for time in found if time is not None)

    def moment(self, pointer: str, text: str | None, zone: str | None) -> times.Moment | None:
        """A time that must have an hour."""
        if text is None:
            return None
        if not _DAY_AND_HOUR.match(text.strip()):
            self.add(pointer, f"{_name(pointer)} must be a day with an hour, such as 2027-03-05T20:00.")
            return None
        return self.attempt(pointer, lambda: times.moment_of(text, zone, _name(pointer)))

    def later(self, pointer: str, text: str | None, starts: times.When | None, zone: str | None) -> times.When | None:
        """An end; a time of day alone is the first such time after the start."""
        if text is None or not _CLOCK.fullmatch(text.strip()):
            return self.time(pointer, text, zone)
        if not isinstance(starts, times.Moment):
            self._timeless(pointer, text, starts)
            return None
        # By the clock and not by the instant: what the clocks skip on the first of the two days is not asked for.
        clock = text.strip()
        on = starts.day if clock > starts.wall.isoformat()[11 : 11 + len(clock)] else starts.day + timedelta(days=1)
        return self.moment(pointer, f"{on.isoformat()}T{clock}", zone)

    def doors(self, text: str | None, starts: times.When | None, zone: str | None) -> times.Moment | None:
        """The doors; a time of day alone is on the day of the start."""
        if text is None or not _CLOCK.fullmatch(text.strip()):
            return self.moment("/doors", text, zone)
        if starts is None or not (isinstance(starts, times.Moment) or starts.is_day):
            self._timeless("/doors", text, starts)
            return None
        on = starts.day if isinstance(starts, times.Moment) else starts.first
        return self.moment("/doors", f"{on.isoformat()}T{text.strip()}", zone)

    def offers(self, pointer: str, shapes: Sequence[OfferShape], zone: str | None) -> tuple[facts.Offer, ...]:
        """Offers, their times read with their own zone or the entry's."""
        made = (self._offer(f"{pointer}/{place}", shape, zone) for place, shape in enumerate(shapes))
        return tuple(offer for offer in made if offer is not None)

    def shared(self, item: ItemShape) -> dict[str, Any]:
        """What events and releases share: credits, works, series, announcements, tags."""
        if len({tag.casefold() for tag in item.tags}) < len(item.tags):
            self.add("/tags", "tags must differ from each other, capitals aside.")
        return {
            "credits": tuple(self._credits(item.credits)),
            "works": self._nouns_of("/works", "work", item.works),
            "series": self._nouns_of("/series", "series", item.series),
            "announcements": self._nouns_of("/announcements", "announcement", item.announcements),
            "tags": tuple(item.tags),
        }

    def _timeless(self, pointer: str, text: str, starts: times.When | None) -> None:
        """A time of day alone that has no start to belong to; one that can't be read is told already."""
        if starts is not None:
            part = "hour" if pointer == "/ends" else "day"
            self.add(pointer, f"{_name(pointer)} “{text.strip()}” is a time of day alone, and starts has no {part}.")

    def _offer(self, at: str, shape: OfferShape, zone: str | None) -> facts.Offer | None:
        zone = shape.zone or zone
        opens, closes = self.moment(f"{at}/opens", shape.opens, zone), self.moment(f"{at}/closes", shape.closes, zone)
        plain = ("kind", "url", "name", "price", "price_max", "currency", "availability")
        values: dict[str, Any] = {name: getattr(shape, name) for name in plain}
        try:
            return facts.Offer(**values, opens=opens, closes=closes)
        except FactError as error:
            for problem in error.problems:
                self.add(f"{at}/{problem.field}", problem.sentence)
            return None

    def _credits(self, shapes: Sequence[CreditShape]) -> Iterator[facts.Credit]:
        for place, shape in enumerate(shapes):
            if (shape.artist is None) == (shape.organizer is None):
                self.add(f"/credits/{place}", "A credit names either an artist or an organizer.")
                continue
            name = "artist" if shape.artist is not None else "organizer"
            who = self.noun(f"/credits/{place}/{name}", name, shape.artist or shape.organizer or "")
            if who is not None:
                yield facts.Credit(who, shape.role)

    def _nouns_of(self, pointer: str, noun: str, refs: Sequence[str]) -> tuple[Any, ...]:
        if len(set(refs)) < len(refs):
            self.add(pointer, f"{_name(pointer)} must name each {noun} only once.")
        found = [self.noun(f"{pointer}/{place}", noun, ref) for place, ref in enumerate(refs)]
        return tuple(item for item in found if item is not None)


def _name(pointer: str) -> str:
    # The last part that is a name: "/works/0" is about works.
    return next(part for part in reversed(pointer.split("/")) if not part.isdigit())


def _list(names: Sequence[str]) -> str:
    return f" ({', '.join(names[:20])})" if names else "; it has none"


ENTRY_SHAPES: Final[dict[str, type[EventShape] | type[ReleaseShape]]] = {"event": EventShape, "release": ReleaseShape}
"""The shapes of what becomes entries."""
