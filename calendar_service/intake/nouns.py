"""Shapes of venues, artists, organizers, works, series and announcements, with and without a caller's id."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Final

from pydantic import Field, create_model

from calendar_service.intake.fields import Country, Id, Line, LongText, OptionalLine, Shape, Url
from calendar_service.intake.times import AnnouncedDay, NightEnds, Rule, Zone
from feeds import facts
from feeds.errors import FactError
from feeds.vocabulary import SeriesKind


class NounFields(Shape):
    """What is said of a noun; `facts` gives it without slug or UID, which the store makes."""

    facts_type: ClassVar[type[Any]]

    def facts(self) -> facts.Noun:
        """The facts; raises FactError where they contradict themselves."""
        values = {name: getattr(self, name) for name in type(self).model_fields if name != "id"}
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        noun: facts.Noun = self.facts_type(slug="", **values)
        return noun


class NounShape(NounFields):
    """A noun under the caller's id."""

    id: Id


class VenueFields(NounFields):
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
    rooms: Annotated[list[Line], Field(max_length=100, description="Its halls, by their names.")] = []
    night_ends: NightEnds = None

    def facts(self) -> facts.Noun:
        """The facts; raises FactError for two rooms of one name."""
        if len(set(self.rooms)) < len(self.rooms):
            raise FactError.of("rooms", "rooms must have different names.")
        return super().facts()


class ArtistFields(NounFields):
    """A person or act."""

    facts_type = facts.Artist
    name: Line
    url: Url = ""
    description: LongText = ""


class OrganizerFields(NounFields):
    """A promoter, label, festival, or operator of a venue."""

    facts_type = facts.Organizer
    name: Line
    url: Url = ""
    description: LongText = ""


class WorkFields(NounFields):
    """What is shown or performed; `runtime` in minutes."""

    facts_type = facts.Work
    title: Line
    year: Annotated[int | None, Field(ge=1, le=9900, description="In which it came out first.")] = None
    creator: OptionalLine = ""
    runtime: Annotated[int | None, Field(ge=1, le=10_000, description="In minutes.")] = None


class SeriesFields(NounFields):
    """A tour, a festival edition, a weekly night; `rule` is a recurrence rule of RFC 5545."""

    facts_type = facts.Series
    name: Line
    kind: Annotated[SeriesKind, Field(strict=False, description="What it is.")] = SeriesKind.OTHER
    url: Url = ""
    description: LongText = ""
    rule: Rule = ""


class AnnouncementFields(NounFields):
    """The page or text that said so."""

    facts_type = facts.Announcement
    title: Line
    url: Url = ""
    publisher: OptionalLine = ""
    author: OptionalLine = ""
    date: Annotated[AnnouncedDay | None, Field(description="When it was said.")] = None


NOUN_FIELDS: Final[dict[str, type[NounFields]]] = {
    "venue": VenueFields,
    "artist": ArtistFields,
    "organizer": OrganizerFields,
    "series": SeriesFields,
    "work": WorkFields,
    "announcement": AnnouncementFields,
}
"""What is said of each noun that entries refer to."""


def _named(fields: type[NounFields]) -> type[NounShape]:
    name = f"{fields.__name__.removesuffix('Fields')}Shape"
    bases: Any = (fields, NounShape)
    made: type[NounShape] = create_model(name, __base__=bases, __doc__=fields.__doc__)
    return made


NOUN_SHAPES: Final[dict[str, type[NounShape]]] = {noun: _named(fields) for noun, fields in NOUN_FIELDS.items()}
"""The same under callers' ids."""
