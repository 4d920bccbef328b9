"""Whose an item is: one organizer owns it, and others may edit it beside that one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.permissions import RULES, Operation
from calendar_service.store.writing import Writing
from feeds.errors import FactError


def owners_of(session: Session, item_id: int, operation: Operation) -> frozenset[int]:
    """The organizers to hand to `permissions.may` for an operation on an item: co-owners only where they count."""
    item, co_owner = models.Item, models.CoOwner
    found = set(session.scalars(select(item.owner_id).where(item.id == item_id, item.owner_id.is_not(None))))
    if RULES[operation].shared:
        found |= set(session.scalars(select(co_owner.organizer_id).where(co_owner.item_id == item_id)))
    return frozenset(number for number in found if number is not None)


def give(writing: Writing, item: models.Item, organizer_id: int) -> None:
    """Have an organizer own an item; it co-edits it no more. Raises FactError where there is no such organizer."""
    _refuse_unknown(writing, organizer_id)
    item.owner_id = organizer_id
    unshare(writing, item, organizer_id)


def share(writing: Writing, item: models.Item, organizer_id: int) -> None:
    """Have another organizer edit an item too; the owner does already. Raises FactError for an unknown one."""
    _refuse_unknown(writing, organizer_id)
    known = writing.session.get(models.CoOwner, (item.id, organizer_id))
    if organizer_id != item.owner_id and known is None:
        writing.session.add(models.CoOwner(item_id=item.id, organizer_id=organizer_id))
        writing.session.flush()


def unshare(writing: Writing, item: models.Item, organizer_id: int) -> None:
    """Have an organizer edit an item no longer beside its owner."""
    co_owner = models.CoOwner
    writing.session.flush()
    writing.session.execute(delete(co_owner).where(co_owner.item_id == item.id, co_owner.organizer_id == organizer_id))


def co_owners(session: Session, item_id: int) -> Sequence[models.Organizer]:
    """The organizers that edit an item beside its owner, by their names."""
    co_owner, organizer = models.CoOwner, models.Organizer
    statement = select(organizer).join(co_owner, co_owner.organizer_id == organizer.id)
    return session.scalars(
        statement.where(co_owner.item_id == item_id).order_by(organizer.sort_name, organizer.slug)
    ).all()


def share_with(writing: Writing, item: models.Item, organizer_ids: Collection[int]) -> None:
    """Have these organizers edit an item beside its owner, and no others. Raises FactError for an unknown one."""
    for known in co_owners(writing.session, item.id):
        if known.id not in organizer_ids:
            unshare(writing, item, known.id)
    for number in organizer_ids:
        share(writing, item, number)


def _refuse_unknown(writing: Writing, organizer_id: int) -> None:
    organizer = models.Organizer
    if writing.session.scalars(select(organizer.id).where(organizer.id == organizer_id)).one_or_none() is None:
        raise FactError.of("organizer", "There is no such organizer.")
