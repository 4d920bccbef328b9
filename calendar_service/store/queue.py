"""The queue of the moderators: drafts that wait for them, by where they come from; and each decided, as it was seen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.store import drafts
from calendar_service.store.bans import Source
from calendar_service.store.writing import Writing

VERBS: Final = ("approve", "hold", "refuse")
PARTS: Final = ("new", "guests", "accounts", "held")
"""Parts of the queue: what is not held (of all, of guests, of accounts), and what is."""

_DRAFT: Final = models.Draft
_OF_GUESTS: Final = exists().where(models.Guest.draft_id == models.Draft.id)


def waiting(
    session: Session, part: str, after: int, limit: int, source: Source | None = None
) -> Sequence[models.Draft]:
    """What waits in a part of the queue, perhaps of one source alone, in the order in which it was made; `after` is a
    draft's number."""
    wanted = [*_conditions(part), _DRAFT.id > after, *([] if source is None else [of(source)])]
    return session.scalars(select(_DRAFT).where(*wanted).order_by(_DRAFT.id).limit(limit)).all()


def counts(session: Session) -> dict[str, int]:
    """How many wait in each part."""
    return {
        part: session.scalars(select(func.count()).select_from(_DRAFT).where(*_conditions(part))).one()
        for part in PARTS
    }


def by_numbers(session: Session, numbers: Sequence[int]) -> Sequence[models.Draft]:
    """Drafts by their numbers, in the order of these, whatever became of them; not those that are nobody's business."""
    wanted = (_DRAFT.id.in_(numbers), _DRAFT.state != "draft")
    found = {row.id: row for row in session.scalars(select(_DRAFT).where(*wanted))}
    return [found[number] for number in numbers if number in found]


def decide(writing: Writing, number: int, seen: int, verb: str, reason: str) -> bool:
    """Approve, hold or refuse a draft as a moderator has seen it; whether it was still so.

    Raises IntakeError with all that it lacks to be approved.
    """
    row = writing.session.scalars(select(_DRAFT).where(_DRAFT.id == number).with_for_update()).one_or_none()
    if row is None or row.state != "submitted" or row.revision != seen:
        return False
    if verb == "approve":
        drafts.publish(writing, row, reason)
    elif verb == "hold":
        drafts.hold(writing, row, reason)
    else:
        drafts.refuse(writing, row, reason)
    return True


def sent_before(session: Session, row: models.Draft) -> models.DraftVersion | None:
    """What a draft said when it was last sent or decided, if it says something else now."""
    version = models.DraftVersion
    sent = (version.draft_id == row.id, version.act.in_(("submitted", "refused", "held")), version.body != row.body)
    return session.scalars(select(version).where(*sent).order_by(version.revision.desc()).limit(1)).first()


def of(source: Source) -> ColumnElement[bool]:
    """The condition that a draft comes from there."""
    if source.account is not None:
        return _DRAFT.account_id == source.account
    guest = models.Guest
    return exists().where(guest.draft_id == _DRAFT.id, guest.source == source.address)


def _conditions(part: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [_DRAFT.state == "submitted"]
    found.append(_DRAFT.reason != "" if part == "held" else _DRAFT.reason == "")
    if part == "guests":
        found.append(_OF_GUESTS)
    elif part == "accounts":
        found.append(~_OF_GUESTS)
    return found
