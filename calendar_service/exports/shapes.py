"""Shapes of what an export has beside the nouns of a load file: what is kept of each, and lines of its own."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from calendar_service.intake.fields import SOURCE, Id, Line, OptionalLine, PicturePath, Shape
from calendar_service.store.before import Before, Lived
from calendar_service.store.nouns import Origin
from feeds.news import Headline

Instant = Annotated[AwareDatetime, Field(strict=False)]
Number = Annotated[int, Field(ge=1, lt=2**63)]
Hash = Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")]
Source = Annotated[str, StringConstraints(pattern=f"^{SOURCE.pattern}$")]
Uid = Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]{1,300}$")]


class HeaderShape(Shape):
    """The first line."""

    version: Literal[1]


class EntryShape(Shape):
    """What subscribers hold an entry by."""

    number: Number
    uid: Uid
    revision: Annotated[int, Field(ge=0, lt=2**31)]
    digest: Hash | None = None
    variants: Hash | None = None
    created_at: Instant
    changed_at: Instant

    @property
    def lived(self) -> Lived:
        """The same for the store."""
        return Lived(**dict(self))


class KeptShape(Shape):
    """Who named it how, when it was made, the UID of a series, the entry of an event."""

    source: Source | None = None
    id: Id | None = None
    created_at: Instant | None = None
    uid: Uid = ""
    entry: EntryShape | None = None

    def origin(self, slug: str, dates: dict[str, EntryShape]) -> Origin:
        """The same for the store; `dates` are the entries of a release by the ids of their dates."""
        own = {"": self.entry.lived} if self.entry else {}
        entries = own | {date_id: entry.lived for date_id, entry in dates.items()}
        return Origin(self.source, self.id, Before(slug, self.created_at, self.uid, entries))


class SizeShape(Shape):
    """A picture in one size: a file beside the export."""

    path: PicturePath
    width: Annotated[int, Field(ge=1, le=10_000)]
    height: Annotated[int, Field(ge=1, le=100_000)]


class ImageShape(Shape):
    """A picture, by its digest."""

    id: Hash
    width: Annotated[int, Field(ge=1, le=10_000)]
    height: Annotated[int, Field(ge=1, le=100_000)]
    created_at: Instant
    sizes: Annotated[list[SizeShape], Field(min_length=1, max_length=20)]


class TagShape(Shape):
    """A tag in the spelling by which it is called."""

    id: Id
    name: Line


class NewsShape(Shape):
    """Something that became known of an entry, by its UID."""

    number: Number
    entry: Uid
    headline: Annotated[Headline, Field(strict=False)]
    at: Instant
    reason: OptionalLine = ""


class RetiredShape(Shape):
    """A slug that something had."""

    noun: Annotated[str, StringConstraints(pattern="^[a-z]{1,20}$")]
    id: Id
    successor: Id | None = None


class SelectionShape(Shape):
    """A selection behind a short address."""

    id: Annotated[str, StringConstraints(pattern="^[a-z0-9]{1,60}$")]
    query: Annotated[str, StringConstraints(max_length=100_000)]
    created_at: Instant


EXTRA_SHAPES: Final[dict[str, type[Shape]]] = {
    "export": HeaderShape,
    "image": ImageShape,
    "tag": TagShape,
    "news": NewsShape,
    "retired": RetiredShape,
    "selection": SelectionShape,
}
"""The shapes of lines that only an export has."""
