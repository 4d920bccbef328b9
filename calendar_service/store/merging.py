"""Merging of two venues, artists or others of one noun that are one: the slug that goes leads on for ever, all that
named it names the one that is kept, and a merge can be undone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store import joining, reading, references, renaming
from calendar_service.store.nouns import MODELS, mark_stale, showing
from calendar_service.store.references import REFERENCES, Moved, Object
from calendar_service.store.selecting import noun_row
from calendar_service.store.writing import Writing
from feeds.errors import FactError

NOUNS: Final = tuple(REFERENCES)
"""What can be merged."""


@dataclass(frozen=True, slots=True)
class _Numbered:
    """What the log needs of a row."""

    id: int


def merge(writing: Writing, noun: str, gone: str, kept: str, reason: str) -> models.Merge:
    """Have one noun be part of another; both are named by their slugs.

    The facts of the one that is kept stay as they are, but that a venue gets the rooms that it lacks. Raises FactError.
    """
    session = writing.session
    goes, stays = _locked(session, noun, gone, kept)
    row = models.Merge(noun=noun, kept_id=stays.id, gone_id=goes.id, gone_slug=gone, reason=reason)
    row.account_id, row.at = writing.account, writing.edge.now.replace(microsecond=0)
    row.gone = json.dumps(_columns(session, noun, goes.id))
    mark_stale(writing, noun, goes.id)
    _note_items(writing, noun, goes.id)
    beside = joining.join(writing, noun, goes, stays)
    moved = references.move(session, noun, goes.id, stays.id)
    leading = renaming.lead_on(session, noun, gone, kept)
    row.moved = json.dumps({"keys": moved.keys, "dropped": moved.dropped, "beside": beside, "leading": leading})
    _remove(writing, noun, row.gone_id)
    session.add(row)
    session.flush()
    session.expire_all()
    return row


def undo(writing: Writing, row: models.Merge) -> Any:
    """Bring back what a merge took away, with its number, slug, source and UID: its row. What was moved then and still
    is where it was put goes back. Raises FactError."""
    session, noun, told = writing.session, row.noun, json.loads(row.moved)
    _refuse_undo(session, row)
    table = MODELS[noun].__table__
    session.execute(insert(table).values(references.typed(table, json.loads(row.gone))))
    references.move_back(session, noun, row.gone_id, row.kept_id, Moved(told["keys"], told["dropped"]))
    session.expire_all()
    joining.part(writing, row, told["beside"])
    renaming.lead_back(session, noun, row.gone_slug, told["leading"])
    row.undone_at = writing.edge.now.replace(microsecond=0)
    session.flush()
    session.expire_all()
    mark_stale(writing, noun, row.gone_id)
    _note_items(writing, noun, row.gone_id)
    found = session.get_one(MODELS[noun], row.gone_id)
    writing.note(noun, found, "revised", reading.NOUNS[noun](found))
    return found


def locked(session: Session, number: int) -> models.Merge | None:
    """A merge, which nobody else undoes before this transaction ends."""
    merge = models.Merge
    return session.scalars(select(merge).where(merge.id == number).with_for_update()).one_or_none()


def _locked(session: Session, noun: str, gone: str, kept: str) -> tuple[Any, Any]:
    """Both rows, which nobody else changes or comes to name before this transaction ends."""
    if noun not in NOUNS:
        raise FactError.of("noun", "noun must be one of {nouns}.", nouns=", ".join(NOUNS))
    if gone == kept:
        raise FactError.of("kept", "kept must be another {noun} than the one that goes.", noun=noun)
    numbers = [_row(session, noun, "gone", gone).id, _row(session, noun, "kept", kept).id]
    table = MODELS[noun]
    # In the order of their numbers, so that two merges never wait for each other.
    session.execute(select(table.id).where(table.id.in_(numbers)).order_by(table.id).with_for_update())
    session.expire_all()  # it may have waited for somebody who changed or merged them
    goes, stays = _row(session, noun, "gone", gone), _row(session, noun, "kept", kept)
    if noun == "venue" and goes.zone != stays.zone:
        # What takes place there keeps its own zone, and would contradict that of its venue.
        raise FactError.of(
            "kept", "kept: its zone is {kept}, that of the one that goes is {gone}; correct the wrong one first.",
            kept=stays.zone, gone=goes.zone,
        )  # fmt: skip
    return goes, stays


def _row(session: Session, noun: str, field: str, slug: str) -> Any:
    row = noun_row(session, noun, slug)
    if row is not None:
        return row
    now = renaming.current(session, noun, slug)
    if now != slug:
        raise FactError.of(field, "{field}: “{slug}” leads on to “{now}” already.", field=field, slug=slug, now=now)
    raise FactError.of(field, "{field}: there is no {noun} “{slug}”.", field=field, noun=noun, slug=slug[:100])


def _columns(session: Session, noun: str, number: int) -> Object:
    session.flush()
    table = MODELS[noun].__table__
    return references.plain(session.execute(select(table).where(table.c.id == number)).mappings().one())


def _note_items(writing: Writing, noun: str, number: int) -> None:
    """The events and releases that name a noun name another one, or this one again: who keeps a copy learns of it."""
    item = models.Item
    which = [item.id.in_(showing(noun, number)), *([item.owner_id == number] if noun == "organizer" else [])]
    for found in writing.session.execute(select(item.id, item.noun).where(or_(*which)).order_by(item.id)):
        writing.note(found.noun, _Numbered(found.id), "revised")


def _remove(writing: Writing, noun: str, number: int) -> None:
    table = MODELS[noun]
    writing.numbers.keep(table, number)
    writing.session.execute(delete(table.__table__).where(table.id == number))
    # A line of the log whose row is gone: that is how whoever reads the log learns of it.
    writing.note(noun, _Numbered(number), "revised")


def _refuse_undo(session: Session, row: models.Merge) -> None:
    if row.undone_at is not None:
        raise FactError.of("merge", "This merge is undone already.")
    if session.get(MODELS[row.noun], row.kept_id) is None:
        raise FactError.of("merge", "What was kept was merged itself since; undo that first.")
    if noun_row(session, row.noun, row.gone_slug) is not None:
        raise FactError.of("merge", "Another {noun} is called “{slug}” now.", noun=row.noun, slug=row.gone_slug)
