"""Taking events and releases out, and bringing them back: under the same slug, with the same UIDs and a later stamp."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.intake.bodies import EventBody, ReleaseBody, body_of
from calendar_service.store import editing, told
from calendar_service.store.before import Before, Lived
from calendar_service.store.nouns import Origin
from calendar_service.store.renaming import standing, take_out
from calendar_service.store.slugs import SLUG
from calendar_service.store.writing import Writing
from feeds.errors import FactError
from feeds.news import Headline

Object = dict[str, Any]


def withdraw(writing: Writing, noun: str, slug: str, reason: str = "", *, moderated: bool = False) -> None:
    """Take an event or a release out, and keep what brings it back. `moderated`: who owns it may not.

    Raises FactError where there is none.
    """
    row = standing(writing.session, noun, slug)
    kept = json.dumps(_kept(writing.session, row) | {"moderated": moderated}, separators=(",", ":"))
    with writing.because("withdrawn", reason):
        withdrawal = take_out(writing, row)
    withdrawal.reason, withdrawal.kept = reason, kept


def found(session: Session, noun: str, slug: str) -> models.Withdrawal | None:
    """What was withdrawn last under a slug, and not brought back."""
    if not SLUG.fullmatch(slug):
        return None
    withdrawal = models.Withdrawal
    statement = select(withdrawal).where(withdrawal.noun == noun, withdrawal.slug == slug)
    return session.scalars(statement.order_by(withdrawal.at.desc(), withdrawal.item_id.desc()).limit(1)).first()


def owners_of(withdrawal: models.Withdrawal) -> frozenset[int]:
    """The organizers to hand to `permissions.may`: who owned it, unless moderators took it out."""
    kept = json.loads(withdrawal.kept or "{}")
    owner = kept.get("owner_id")
    return frozenset() if owner is None or kept.get("moderated") else frozenset({owner})


def bring_back(writing: Writing, withdrawal: models.Withdrawal, reason: str = "") -> models.Item:
    """Have what was withdrawn be there again. Raises IntakeError where something that it names is gone."""
    if withdrawal.kept is None:
        raise FactError.of("slug", "It was withdrawn by an earlier version of this program, which kept nothing of it.")
    kept: Object = json.loads(withdrawal.kept)
    session, noun = writing.session, withdrawal.noun
    entries = {key: _lived(one) for key, one in kept["entries"].items()}
    before = Before(withdrawal.slug, datetime.fromisoformat(kept["created_at"]), "", entries, withdrawal.item_id)
    _free(session, withdrawal, kept["led"])
    body = body_of(noun, kept["body"])
    assert isinstance(body, EventBody | ReleaseBody)
    with writing.because("restored", reason):
        item = editing.revive(writing, body, Origin(withdrawal.source, withdrawal.source_id, before))
    for entry in item.entries:
        entry.news.add(models.News(headline=Headline.RESTORED, at=entry.changed_at, reason=reason))
    session.flush()
    known = select(models.Organizer.id).where(models.Organizer.id.in_(kept["co_owners"]))
    session.add_all(models.CoOwner(item_id=item.id, organizer_id=number) for number in session.scalars(known))
    session.delete(withdrawal)
    return item


def _kept(session: Session, row: models.Item) -> Object:
    co_owner, retired = models.CoOwner, models.Retired
    led = select(retired.slug).where(retired.noun == row.noun, retired.successor == row.slug)
    return {
        "body": told.told(row.noun, row),
        "created_at": row.created_at.isoformat(),
        "owner_id": row.owner_id,
        "co_owners": list(session.scalars(select(co_owner.organizer_id).where(co_owner.item_id == row.id))),
        "led": list(session.scalars(led)),
        "entries": {entry.date.source_id if entry.date else "": _stamps(entry) for entry in row.entries},
    }


def _stamps(entry: models.Entry) -> Object:
    # Its hash is not kept: lines that are as they were are new to those who saw them vanish, and SEQUENCE goes on.
    times = {"created_at": entry.created_at.isoformat(), "changed_at": entry.changed_at.isoformat()}
    return {"number": entry.id, "uid": entry.uid, "revision": entry.revision, **times}


def _lived(kept: Object) -> Lived:
    created, changed = (datetime.fromisoformat(kept[name]) for name in ("created_at", "changed_at"))
    return Lived(kept["number"], kept["uid"], created, kept["revision"], changed)


def _free(session: Session, withdrawal: models.Withdrawal, led: list[str]) -> None:
    """The slug is its own again, and those that led to it do so again."""
    retired = models.Retired
    row = session.get(retired, (withdrawal.noun, withdrawal.slug))
    if row is not None:
        session.delete(row)
    again = update(retired).where(retired.noun == withdrawal.noun, retired.slug.in_(led), retired.successor.is_(None))
    session.execute(again.values(successor=withdrawal.slug))
    session.flush()
