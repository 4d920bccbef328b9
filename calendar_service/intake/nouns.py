"""Shapes of venues, artists, organizers, works, series and announcements."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Final

from pydantic import Field

from calendar_service.intake.fields import (
    AnnouncedDay,
    Country,
    Id,
    Line,
    LongText,
    NightEnds,
    OptionalLine,
    Rule,
    Shape,
    Url,
    Zone,
)
from feeds import facts
from feeds.errors import FactError
from feeds.vocabulary import SeriesKind


class NounShape(Shape):
    """A noun under the caller's id; `facts` gives it without slug or UID, which the store makes."""

    id: Id
    facts_type: ClassVar[type[Any]]

    def facts(self) -> facts.Noun:
        """The facts; raises FactError where they contradict themselves."""
        values = {name: getattr(self, name) for name in type(self).model_fields if name != "id"}
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        noun: facts.Noun = self.facts_type(slug="", **values)
        return noun


class VenueShape(NounShape):
    """A place. `zone` is its IANA time zone; the position is in degrees (WGS 84)."""

    facts_type = facts.Venue
    name: Line
    zone: Zone
    street: OptionalLine = ""
    city: OptionalLine = ""
    region: OptionalLine = ""
    postal_code: OptionalLine = ""
    country: Country = ""
    latitude: Annotated[float | None, Field(ge=-90, le=90, description="In degrees, WGS 84.")] = None
    longitude: Annotated[float | None, Field(ge=-180, le=180, description="In degrees, WGS 84.")] = None
    url: Url = ""
    access: OptionalLine = ""
    description: LongText = ""
    rooms: Annotated[list[Line], Field(max_length=100)] = []
    night_ends: NightEnds = None

    def facts(self) -> facts.Noun:
        """The facts; raises FactError for two rooms of one name."""
        if len(set(self.rooms)) < len(self.rooms):
            raise FactError.of("rooms", "rooms must have different names.")
        return super().facts()


class ArtistShape(NounShape):
    """A person or act."""

    facts_type = facts.Artist
    name: Line
    url: Url = ""
    description: LongText = ""


class OrganizerShape(NounShape):
    """A promoter, label, festival, or operator of a venue."""

    facts_type = facts.Organizer
    name: Line
    url: Url = ""
    description: LongText = ""


class WorkShape(NounShape):
    """What is shown or performed; `runtime` in minutes."""

    facts_type = facts.Work
    title: Line
    year: Annotated[int | None, Field(ge=1, le=9900)] = None
    creator: OptionalLine = ""
    runtime: Annotated[int | None, Field(ge=1, le=10_000, description="In minutes.")] = None


class SeriesShape(NounShape):
    """A tour, a festival edition, a weekly night; `rule` is a recurrence rule of RFC 5545."""

    facts_type = facts.Series
    name: Line
    kind: Annotated[SeriesKind, Field(strict=False)] = SeriesKind.OTHER
    url: Url = ""
    description: LongText = ""
    rule: Rule = ""


class AnnouncementShape(NounShape):
    """The page or text that said so."""

    facts_type = facts.Announcement
    title: Line
    url: Url = ""
    publisher: OptionalLine = ""
    author: OptionalLine = ""
    date: AnnouncedDay | None = None


NOUN_SHAPES: Final[dict[str, type[NounShape]]] = {
    "venue": VenueShape,
    "artist": ArtistShape,
    "organizer": OrganizerShape,
    "series": SeriesShape,
    "work": WorkShape,
    "announcement": AnnouncementShape,
}
"""The shape of each noun that entries refer to."""
