"""What is particular to a merge of venues or of organizers, beside the references that move: rooms, moves from one of
the two to the other, and organizers that would co-edit what they own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store import reading, references
from calendar_service.store.references import Object, table_of
from calendar_service.store.writing import Writing

_EVENT: Final = table_of(models.Event)
_ROOM: Final = table_of(models.Room)
_CO_OWNER: Final = table_of(models.CoOwner)


def join(writing: Writing, noun: str, goes: Any, stays: Any) -> Object:
    """Do what comes before the references of one noun move to another; what is told is handed to `part`."""
    session = writing.session
    if noun == "venue":
        unmoved = _unmove(session, goes.id, stays.id)
        rooms = [room.name for room in goes.rooms]
        added = add_rooms(writing, stays, rooms)
        session.execute(delete(_ROOM).where(_ROOM.c.venue_id == goes.id))
        return {"unmoved": unmoved, "rooms": rooms, "added": added}
    return {"spare": _drop_spare(session, goes.id, stays.id)} if noun == "organizer" else {}


def part(writing: Writing, row: models.Merge, beside: Object) -> None:
    """Take back what `join` did, once the references are back."""
    session = writing.session
    if row.noun == "venue":
        _move_again(session, row, beside["unmoved"])
        for position, name in enumerate(beside["rooms"]):
            session.execute(insert(_ROOM).values(venue_id=row.gone_id, position=position, name=name))
        _take_rooms(writing, row.kept_id, beside["added"])
    for spare in beside.get("spare", []):
        _put_spare_back(session, spare)


def add_rooms(writing: Writing, venue: models.Venue, names: Sequence[str]) -> list[str]:
    """Give a venue the rooms that it lacks: their names."""
    known = {room.name for room in venue.rooms}
    added = [name for name in names if name not in known]
    for name in added:
        venue.rooms.append(models.Room(name=name, position=len(venue.rooms)))
    if added:
        writing.session.flush()
        writing.note("venue", venue, "revised", reading.venue(venue))
    return added


def _unmove(session: Session, gone: int, kept: int) -> list[list[int]]:
    """What moved from one to the other has not moved, as it turns out: numbers of events, and of the venues before."""
    here, before = _EVENT.c.venue_id, _EVENT.c.previous_venue_id
    both = or_(and_(here == gone, before == kept), and_(here == kept, before == gone))
    found = session.execute(select(_EVENT.c.id, before).where(both).order_by(_EVENT.c.id)).all()
    session.execute(update(_EVENT).where(both).values(previous_venue_id=None))
    return [[row[0], row[1]] for row in found]


def _move_again(session: Session, row: models.Merge, unmoved: Sequence[Sequence[int]]) -> None:
    for number, before in unmoved:
        [here] = {row.gone_id, row.kept_id} - {before}
        same = (_EVENT.c.id == number, _EVENT.c.venue_id == here, _EVENT.c.previous_venue_id.is_(None))
        session.execute(update(_EVENT).where(*same).values(previous_venue_id=before))


def _take_rooms(writing: Writing, number: int, added: Sequence[str]) -> None:
    """Take rooms from a venue again, but for those that something takes place in."""
    session = writing.session
    venue = session.get_one(models.Venue, number)
    used = set(session.scalars(select(_EVENT.c.room).where(_EVENT.c.venue_id == number)))
    left = [room for room in venue.rooms if room.name not in added or room.name in used]
    if len(left) < len(venue.rooms):
        venue.rooms = left
        for position, room in enumerate(left):
            room.position = position
        session.flush()
        writing.note("venue", venue, "revised", reading.venue(venue))


def _drop_spare(session: Session, gone: int, kept: int) -> list[Object]:
    """Nobody co-edits what they own."""
    both = (gone, kept)
    item = models.Item
    owned = select(item.id).where(item.owner_id.in_(both))
    which = and_(_CO_OWNER.c.organizer_id.in_(both), _CO_OWNER.c.item_id.in_(owned))
    return references.drop(session, _CO_OWNER, which)


def _put_spare_back(session: Session, spare: Object) -> None:
    item = models.Item
    owner = session.scalars(select(item.owner_id).where(item.id == spare["item_id"])).one_or_none()
    if owner != spare["organizer_id"]:
        references.put_back(session, _CO_OWNER, spare)
