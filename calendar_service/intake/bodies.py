"""Shapes of the API: nouns, events and releases as they are sent there, where everything is named by its slug."""

from __future__ import annotations

from typing import Annotated, Any, Final

from pydantic import Field

from calendar_service.errors import IntakeError
from calendar_service.intake.entries import EventFields, ReleaseFields
from calendar_service.intake.fields import Alt, Shape
from calendar_service.intake.nouns import NOUN_FIELDS
from calendar_service.intake.parts import ItemFields, Pictured
from calendar_service.intake.problems import read
from calendar_service.intake.salvage import Lookup, with_references

Slug = Annotated[
    str, Field(min_length=1, max_length=100, description="The slug of an organizer.", examples=["axis-records"])
]


class KeptImage(Shape):
    """A poster or a cover that was sent to /images before, and what it shows, in words."""

    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="As the answer to the picture named it.")]
    alt: Alt


class ItemBody(ItemFields):
    """What the API adds to an event or a release."""

    image: Annotated[KeptImage | None, Field(description="Its poster or cover.")] = None
    owner: Annotated[Slug | None, Field(description="The organizer whose editors may change it.")] = None

    @property
    def pictured(self) -> Pictured | None:
        """The picture that is kept."""
        return Pictured("digest", self.image.digest, self.image.alt) if self.image else None


class EventBody(EventFields, ItemBody):
    """An event. `zone` is the venue's unless given; `doors` and `ends` may be a time of day alone."""


class ReleaseBody(ReleaseFields, ItemBody):
    """A release with its dates; where there are two, each has an id of its own, such as `vinyl`."""


ITEM_BODIES: Final[dict[str, type[EventBody] | type[ReleaseBody]]] = {"event": EventBody, "release": ReleaseBody}
"""What is sent of events and releases."""
BODIES: Final[dict[str, type[Shape]]] = {**NOUN_FIELDS, **ITEM_BODIES}
"""What is sent of each noun."""


def body_of(noun: str, value: Any, nouns: Lookup | None = None) -> Shape:
    """What was sent of a noun in its shape; what only we know of it, and it may bring back, is left out.

    Raises IntakeError with every problem of its shape, and with those of what it names too where `nouns` looks that up.
    """
    if isinstance(value, dict):
        value = {name: part for name, part in value.items() if name != "meta"}
        image = value.get("image")
        if isinstance(image, dict):
            # Its address is ours to say, and comes back with what was read.
            value["image"] = {name: part for name, part in image.items() if name != "address"}
    try:
        return read(BODIES[noun], value)
    except IntakeError as error:
        if nouns is None or noun not in ITEM_BODIES:
            raise
        raise with_references(ITEM_BODIES[noun], value, error, nouns) from None
