"""Storing venues, artists, organizers, works, series and announcements; what they change reaches their entries."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Final

from sqlalchemy import Select, or_, select, update

from calendar_service import models
from calendar_service.store import reading
from calendar_service.store.before import Before, Lived
from calendar_service.store.slugs import base_of, city_slug
from calendar_service.store.writing import Writing
from feeds import facts
from feeds.search import folded

MODELS: Final[dict[str, Any]] = {
    "venue": models.Venue,
    "artist": models.Artist,
    "organizer": models.Organizer,
    "work": models.Work,
    "series": models.Series,
    "announcement": models.Announcement,
}
"""The table of each noun."""

NAMES: Final[dict[type[Any], str]] = {
    facts.Venue: "venue",
    facts.Artist: "artist",
    facts.Organizer: "organizer",
    facts.Work: "work",
    facts.Series: "series",
    facts.Announcement: "announcement",
}
"""The noun that facts are of."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who names it how: the source and the caller's id; and what it was before, if it comes from another database."""

    source: str | None = None
    source_id: str | None = None
    before: Before | None = None

    def lived(self, date_id: str = "") -> Lived | None:
        """What one of its entries was before."""
        return self.before.entries.get(date_id) if self.before else None


BY_HAND: Final = Origin()
"""Nobody's file: entered by hand."""


def revise(writing: Writing, row: Any | None, new: facts.Noun, origin: Origin = BY_HAND) -> tuple[Any, str]:
    """Make the facts of a noun be these: the row, and `created`, `revised` or `unchanged`.

    The slug and, for a series, the UID stay those of the row. Entries that show the noun are marked in one statement
    and rendered later, so that no lock is held meanwhile.
    """
    noun = NAMES[type(new)]
    if row is None:
        row = _create(writing, noun, new, origin)
        writing.note(noun, row, "created", reading.NOUNS[noun](row))
        return row, "created"
    if is_same(row, new):
        return row, "unchanged"
    _assign(row, new)
    mark_stale(writing, noun, row.id)
    writing.note(noun, row, "revised", reading.NOUNS[noun](row))
    return row, "revised"


def is_same(row: Any, new: facts.Noun) -> bool:
    """Whether a row says what the facts say; its slug and its UID are its own."""
    own = {"uid": row.uid} if isinstance(new, facts.Series) else {}
    return reading.NOUNS[NAMES[type(new)]](row) == replace(new, slug=row.slug, **own)


def mark_stale(writing: Writing, noun: str, number: int) -> None:
    """Mark the entries that show this noun, so that they are rendered anew."""
    writing.session.flush()
    entry = models.Entry
    # Those that are marked already too: whoever renders one at this moment holds its row, and would take off the
    # mark without having seen this change.
    statement = update(entry).where(entry.item_id.in_(showing(noun, number)))
    writing.session.execute(statement.values(stale=True), execution_options={"synchronize_session": False})


def showing(noun: str, number: int) -> Select[int]:
    """The numbers of the items that show a noun, for use in a query."""
    match noun:
        case "venue":
            event = models.Event.__table__.c
            return select(event.id).where(or_(event.venue_id == number, event.previous_venue_id == number))
        case "artist":
            return select(models.Credit.item_id).where(models.Credit.artist_id == number)
        case "organizer":
            labels = select(models.Imprint.release_id).where(models.Imprint.label_id == number)
            credits = select(models.Credit.item_id).where(models.Credit.organizer_id == number)
            return select(credits.union_all(labels).subquery().c.item_id)
    return _members(noun, number)


def _members(noun: str, number: int) -> Select[int]:
    tables: dict[str, tuple[Any, Any]] = {
        "work": (models.Showing.item_id, models.Showing.work_id),
        "series": (models.Sequel.item_id, models.Sequel.series_id),
        "announcement": (models.Mention.item_id, models.Mention.announcement_id),
        "tag": (models.Tagging.item_id, models.Tagging.tag_id),
    }
    item, column = tables[noun]
    return select(item).where(column == number)


def _create(writing: Writing, noun: str, new: facts.Noun, origin: Origin) -> Any:
    number = writing.numbers.take(MODELS[noun])
    row = MODELS[noun](id=number, source=origin.source, source_id=origin.source_id)
    before = origin.before
    row.slug = before.slug if before else writing.slugs.take(noun, base_of(noun, title_of(new)))
    if isinstance(row, models.Series):
        row.uid = before.uid if before and before.uid else writing.edge.new_uid()
    _assign(row, new)
    writing.session.add(row)
    return row


def title_of(noun: facts.Noun) -> str:
    """What it is called: its title or its name."""
    return noun.title if isinstance(noun, facts.Work | facts.Announcement) else noun.name


def _assign(row: Any, new: facts.Noun) -> None:
    for name in (item.name for item in fields(new)):
        if name not in ("slug", "uid", "rooms", "night_ends", "date", "kind"):
            setattr(row, name, getattr(new, name))
    if not isinstance(new, facts.Work | facts.Announcement):
        row.sort_name = folded(new.name)
    if isinstance(new, facts.Venue):
        row.rooms = _rooms(row, new.rooms)
        row.night_ends = f"{new.night_ends:%H:%M}" if new.night_ends else None
        row.city_slug = city_slug(new.city, new.country)
    if isinstance(new, facts.Announcement):
        row.date = str(new.date) if new.date else None
    if isinstance(new, facts.Series):
        row.kind = new.kind.value


def _rooms(row: models.Venue, names: tuple[str, ...]) -> list[models.Room]:
    # A room that keeps its name keeps its row.
    kept = {room.name: room for room in row.rooms}
    rooms = [kept.get(name) or models.Room(name=name) for name in names]
    for position, room in enumerate(rooms):
        room.position = position
    return rooms
