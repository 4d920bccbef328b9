"""Shapes of the parts of events and releases, and of what both share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, NamedTuple, Protocol

from pydantic import Field

from calendar_service.intake.fields import (
    Alt,
    Barcode,
    Currency,
    Id,
    Line,
    LongText,
    OptionalLine,
    PicturePath,
    Price,
    Shape,
    Tag,
    Url,
)
from calendar_service.intake.times import When, Zone
from calendar_service.pictures.shrinking import Measure
from feeds import facts
from feeds.vocabulary import (
    Availability,
    Format,
    OfferKind,
    Role,
)


class Nouns(Protocol):
    """What references lead to."""

    def get(self, noun: str, ref: str) -> facts.Noun | None:
        """The facts of a noun by the name that was given; None where there is none."""

    def picture(self, name: str) -> Measure:
        """The measure of a picture. Raises FactError with one sentence."""

    def missing(self, noun: str, ref: str) -> str:
        """Why there is none of that name: the end of a sentence that begins with the field."""


class CreditShape(Shape):
    """An artist or an organizer in a role."""

    artist: Annotated[Id | None, Field(description="The artist, unless it is an organizer.")] = None
    organizer: Annotated[Id | None, Field(description="The organizer, unless it is an artist.")] = None
    role: Annotated[Role, Field(strict=False, description="What they do there.")]


class OfferShape(Shape):
    """Tickets, presale, pre-order; `zone` is needed for hours where the entry itself has none."""

    kind: Annotated[OfferKind, Field(strict=False, description="What sort of offer it is.")] = OfferKind.TICKETS
    url: Url = ""
    name: OptionalLine = ""
    price: Annotated[Price | None, Field(description="What it costs, or the least of it.")] = None
    price_max: Annotated[Price | None, Field(description="The most that it costs.")] = None
    currency: Currency = ""
    opens: Annotated[When | None, Field(description="The day and hour from which it is sold.")] = None
    closes: Annotated[When | None, Field(description="The day and hour until which it is sold.")] = None
    zone: Annotated[Zone | None, Field(description="The zone of these hours; without it, that of the entry.")] = None
    availability: Annotated[Availability, Field(strict=False, description="Whether there are any left.")] = (
        Availability.AVAILABLE
    )


class MediumShape(Shape):
    """One kind of medium: triple vinyl is vinyl with quantity 3."""

    format: Annotated[Format, Field(strict=False, description="What it is on.")]
    quantity: Annotated[int, Field(ge=1, le=1000, description="How many pieces are one copy: 3 for triple vinyl.")] = 1
    edition: OptionalLine = ""
    catalogue_number: OptionalLine = ""
    barcode: Barcode = ""


class ImprintShape(Shape):
    """A label (an organizer) and its number."""

    label: Annotated[Id, Field(description="The organizer that is the label.")]
    catalogue_number: OptionalLine = ""


class ImageShape(Shape):
    """A poster or a cover: a file beside the load file, and what it shows, in words."""

    path: PicturePath
    alt: Alt


class Pictured(NamedTuple):
    """A picture that is named: the field that names it, the name, and what it shows, in words."""

    field: str
    name: str
    alt: str


class ItemFields(Shape):
    """What is said of events and releases alike."""

    title: Line
    url: Url = ""
    description: LongText = ""
    credits: Annotated[list[CreditShape], Field(max_length=500, description="Who takes part, in order.")] = []
    works: Annotated[list[Id], Field(max_length=100, description="What is shown, performed or released.")] = []
    series: Annotated[list[Id], Field(max_length=20, description="Tours, festivals, weekly nights it is part of.")] = []
    announcements: Annotated[list[Id], Field(max_length=50, description="What said so first.")] = []
    tags: Annotated[list[Tag], Field(max_length=50, description="Words by which it is found.")] = []

    @property
    def pictured(self) -> Pictured | None:
        """Its picture."""
        return None

    def references(self) -> Iterator[tuple[str, str]]:
        """The nouns that are named: the noun, and the caller's id."""
        for credit in self.credits:
            if credit.artist is not None or credit.organizer is not None:
                yield ("artist", credit.artist) if credit.artist is not None else ("organizer", credit.organizer or "")
        for noun, refs in (("work", self.works), ("series", self.series), ("announcement", self.announcements)):
            yield from ((noun, ref) for ref in refs)


class ItemShape(ItemFields):
    """An event or a release under the caller's id, with its picture beside the file."""

    id: Id
    image: Annotated[ImageShape | None, Field(description="Its poster or cover.")] = None

    @property
    def pictured(self) -> Pictured | None:
        """The file beside the load file."""
        return Pictured("path", self.image.path, self.image.alt) if self.image else None
