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
    credits: Annotated[list[CreditShape], Field(max_length=500)] = []
    works: Annotated[list[Id], Field(max_length=100)] = []
    series: Annotated[list[Id], Field(max_length=20)] = []
    announcements: Annotated[list[Id], Field(max_length=50)] = []
    tags: Annotated[list[Tag], Field(max_length=50)] = []

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
    image: ImageShape | None = None

    @property
    def pictured(self) -> Pictured | None:
        """The file beside the load file."""
        return Pictured("path", self.image.path, self.image.alt) if self.image else None
