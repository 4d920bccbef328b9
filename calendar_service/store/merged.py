"""What was merged: one merge or all of them, and what stands now for the ids of sources that named what is gone."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store import joining
from calendar_service.store.nouns import MODELS, Origin
from calendar_service.store.writing import Writing
from feeds import facts


def find(session: Session, number: int) -> models.Merge | None:
    """A merge by its number."""
    return session.get(models.Merge, number) if number < 2**63 else None


def listed(session: Session, after: int, limit: int) -> Sequence[models.Merge]:
    """Merges in the order in which they were made; `after` is a merge's number."""
    merge = models.Merge
    return session.scalars(select(merge).where(merge.id > after).order_by(merge.id).limit(limit)).all()


def slugs(session: Session, noun: str, numbers: Collection[int]) -> dict[int, str]:
    """The slugs of nouns by their numbers, as far as they are there."""
    table = MODELS[noun]
    return {row.id: row.slug for row in session.execute(select(table.id, table.slug).where(table.id.in_(numbers)))}


def heirs(session: Session, noun: str, source: str, refs: Collection[str]) -> dict[str, int]:
    """The numbers of what stands now for what is gone, by the ids that its source has for that."""
    merge = models.Merge
    rows = session.execute(select(merge.gone_id, merge.kept_id, merge.gone).where(*_active(noun))).all()
    kept = {row.gone_id: row.kept_id for row in rows}
    return {
        ref: _last(kept, row.gone_id) for row in rows if (ref := _ref(row.gone, source)) in refs and ref is not None
    }


def is_heir(row: Any, origin: Origin) -> bool:
    """Whether something stands for what a source has under an id, rather than being that."""
    return (row.source, row.source_id) != (origin.source, origin.source_id)


def has_rooms(row: Any, new: facts.Noun) -> bool:
    """Whether it has all rooms that the facts name, if they are those of a venue."""
    return not isinstance(new, facts.Venue) or set(new.rooms) <= {room.name for room in row.rooms}


def with_adopted(session: Session, row: Any, new: facts.Noun) -> facts.Noun:
    """The facts that a source has of a venue, with the rooms that it got from those which are part of it now."""
    if not isinstance(row, models.Venue) or not isinstance(new, facts.Venue):
        return new
    merge = models.Merge
    moves = session.scalars(select(merge.moved).where(*_active("venue"), merge.kept_id == row.id).order_by(merge.id))
    added = [name for moved in moves for name in json.loads(moved)["beside"]["added"]]
    return replace(new, rooms=tuple(dict.fromkeys((*new.rooms, *added))))


def adopt(writing: Writing, row: Any, origin: Origin, new: facts.Noun) -> str:
    """Take from a source what it says of something that is part of another now: a venue gets the rooms that it lacks,
    since its events may be in them; and nothing else. `revised` or `unchanged`."""
    rooms = new.rooms if isinstance(new, facts.Venue) else ()
    added = joining.add_rooms(writing, row, rooms) if rooms else []
    if not added:
        return "unchanged"
    merge, session = models.Merge, writing.session
    for number, gone in session.execute(select(merge.id, merge.gone).where(*_active("venue"))).all():
        if origin.source and _ref(gone, origin.source) == origin.source_id:
            into = session.get_one(merge, number)
            told = json.loads(into.moved)
            told["beside"]["added"] += added
            into.moved = json.dumps(told)
    return "revised"


def _active(noun: str) -> tuple[ColumnElement[bool], ...]:
    """The merges of a noun that stand."""
    return models.Merge.noun == noun, models.Merge.undone_at.is_(None)


def _ref(gone: str, source: str) -> str | None:
    """The id that a source has for what is gone, as it was stored."""
    told = json.loads(gone)
    return told["source_id"] if told["source"] == source else None


def _last(kept: Mapping[int, int], number: int) -> int:
    """What is kept may have been merged itself."""
    while number in kept:
        number = kept[number]
    return number
