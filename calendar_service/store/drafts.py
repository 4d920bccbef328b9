"""Drafts: events and releases before their hour. They stand in tables of their own, that nothing public reads, and take
no number of the log, no slug and no UID: so nothing of them can leak, in any feed, page, count or tag."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.errors import IntakeError, Problem
from calendar_service.intake.bodies import body_of
from calendar_service.intake.drafts import known_part, problems_in
from calendar_service.permissions import Caller, Operation, may
from calendar_service.store import bans, editing
from calendar_service.store.slugged import Slugged
from calendar_service.store.writing import Writing
from feeds.errors import FactError

KEY: Final = re.compile("[A-Za-z0-9_-]{43}")
"""What a draft's key is made of (`Edge.new_secret`)."""


def find(session: Session, key: str, *, locked: bool = False) -> models.Draft | None:
    """The draft under a key; `locked`: nobody else changes it before this transaction ends."""
    if not KEY.fullmatch(key):
        return None
    draft = models.Draft
    statement = select(draft).where(draft.key == key)
    return session.scalars(statement.with_for_update() if locked else statement).one_or_none()


def owners(row: models.Draft) -> Sequence[int]:
    """The organizers to hand to `permissions.may`."""
    return [] if row.owner_id is None else [row.owner_id]


def is_there(caller: Caller, row: models.Draft) -> bool:
    """Whether a draft is there for somebody at all: to anybody else it is nothing."""
    operations = (Operation.READ_DRAFT, Operation.WRITE_DRAFT, Operation.REVIEW)
    return any(may(caller, operation, owners(row), row.account_id) for operation in operations)


def listed(session: Session, caller: Caller, states: Collection[str], after: int, limit: int) -> Sequence[models.Draft]:
    """The drafts that a caller may read, in the order in which they were made; `after` is a draft's number."""
    draft = models.Draft
    wanted: list[ColumnElement[bool]] = [draft.id > after]
    if states:
        wanted.append(draft.state.in_(states))
    if not may(caller, Operation.READ_DRAFT):  # of nobody's: who may read those may read all
        wanted.append(or_(draft.account_id == caller.account, draft.owner_id.in_(caller.roles)))
    return session.scalars(select(draft).where(*wanted).order_by(draft.id).limit(limit)).all()


def latest(session: Session, caller: Caller, states: Collection[str], limit: int) -> Sequence[models.Draft]:
    """The drafts of a caller's organizers, and those that they have made, the latest first."""
    draft = models.Draft
    own = or_(draft.account_id == caller.account, draft.owner_id.in_(caller.roles))
    statement = select(draft).where(own, draft.state.in_(states))
    return session.scalars(statement.order_by(draft.changed_at.desc(), draft.id.desc()).limit(limit)).all()


def versions(session: Session, row: models.Draft) -> Sequence[tuple[models.DraftVersion, str | None]]:
    """What became of a draft, the newest first, with the names of who did it."""
    version, account = models.DraftVersion, models.Account
    statement = select(version, account.name).join(account, account.id == version.account_id, isouter=True)
    found = session.execute(statement.where(version.draft_id == row.id).order_by(version.revision.desc()))
    return [(line[0], line[1]) for line in found]


def problems(session: Session, noun: str, body: dict[str, Any], *, locked: bool = False) -> Sequence[Problem]:
    """What a draft lacks to be published now."""
    found: list[Problem] = []
    try:
        problems_in(noun, body, lambda references: Slugged(session, references, locked=locked))
    except IntakeError as error:
        found += error.problems
    except FactError as error:
        found += [Problem(f"/{item.field}", item.sentence) for item in error.problems]
    return [*found, *editing.owner_problems(session, body)]


def add(writing: Writing, noun: str, body: dict[str, Any], owner_id: int | None) -> models.Draft:
    """A new draft; it may lack whatever it likes."""
    now = writing.edge.now.replace(microsecond=0)
    row = models.Draft(key=writing.edge.new_secret(), noun=noun, state="draft", owner_id=owner_id, revision=0)
    row.account_id, row.body, row.reason = writing.account, _encoded(body), ""
    row.created_at = row.changed_at = now
    writing.session.add(row)
    writing.session.flush()
    _step(writing, row, "made")
    return row


def revise(writing: Writing, row: models.Draft, body: dict[str, Any], owner_id: int | None) -> None:
    """Have a draft say this; nothing happens where it does. Raises IntakeError for one that waits for its hour or for a
    moderator, and could not be published so."""
    if row.publish_at is not None or row.state == "submitted":
        _judge(writing, row, body)
    encoded = _encoded(body)
    if (encoded, owner_id) != (row.body, row.owner_id):
        row.body, row.owner_id = encoded, owner_id
        if row.state == "submitted":
            row.reason = ""  # what was held is other now: moderators look again
        _step(writing, row, "revised")


def submit(writing: Writing, row: models.Draft) -> None:
    """Hand a draft to the moderators. Raises IntakeError with all that it lacks, and BannedError for who may not."""
    if row.state != "submitted":
        bans.refuse_account(writing)
        _judge(writing, row, body_in(row))
        row.state, row.reason = "submitted", ""
        _step(writing, row, "submitted")


def take_back(writing: Writing, row: models.Draft) -> None:
    """Take a draft back from the moderators."""
    if row.state == "submitted":
        row.state, row.reason = "draft", ""
        _step(writing, row, "taken back")


def refuse(writing: Writing, row: models.Draft, reason: str) -> None:
    """Say why a draft that was submitted is not published."""
    row.state, row.reason, row.publish_at, row.publish_zone = "refused", reason, None, None
    _step(writing, row, "refused", reason)


def hold(writing: Writing, row: models.Draft, reason: str) -> None:
    """Have a draft that was submitted wait on, and say why, until it is changed or decided."""
    row.reason = reason
    _step(writing, row, "held", reason)


def schedule(writing: Writing, row: models.Draft, at: datetime, zone: str | None) -> None:
    """Have a draft become public by itself at an hour. Raises IntakeError with all that it lacks."""
    _judge(writing, row, body_in(row), wholly=True)
    if (row.publish_at, row.publish_zone) != (at, zone):
        row.publish_at, row.publish_zone, row.reason = at, zone, ""
        _step(writing, row, "scheduled")


def unschedule(writing: Writing, row: models.Draft) -> None:
    """Have a draft wait for no hour."""
    if row.publish_at is not None:
        row.publish_at = row.publish_zone = None
        _step(writing, row, "unscheduled")


def publish(writing: Writing, row: models.Draft, reason: str = "") -> models.Item:
    """Make of a draft what it is to become: an ordinary entry with a slug, UIDs and numbers from this moment.

    `reason` is kept in the history of the draft, which is public nowhere. Raises IntakeError with all that it lacks.
    """
    made, _ = editing.save(writing, None, body_of(row.noun, body_in(row)))
    writing.session.flush()
    assert isinstance(made, models.Item)
    row.state, row.item_id, row.reason = "published", made.id, ""
    row.publish_at = row.publish_zone = None
    _step(writing, row, "published", reason)
    return made


def remove(writing: Writing, row: models.Draft) -> None:
    """Delete a draft with its history."""
    writing.session.delete(row)


def stay(writing: Writing, row: models.Draft, why: str) -> None:
    """Have a draft wait for no hour any more, since it could not be published then; it says why."""
    row.publish_at, row.publish_zone, row.reason = None, None, why
    _step(writing, row, "not published", why)


def body_in(row: models.Draft | models.DraftVersion) -> dict[str, Any]:
    """What a draft says, or said then."""
    found: dict[str, Any] = json.loads(row.body)
    return found


def _judge(writing: Writing, row: models.Draft, body: dict[str, Any], *, wholly: bool = False) -> None:
    """Raises IntakeError with what it lacks. A guest may name places and acts that are not here yet: they make none."""
    if not wholly and row.publish_at is None and writing.session.get(models.Guest, row.id) is not None:
        body = known_part(body)
    found = problems(writing.session, row.noun, body, locked=True)
    if found:
        raise IntakeError([Problem(f"/body{one.pointer}", one.sentence) for one in found])


def _step(writing: Writing, row: models.Draft, act: str, reason: str = "") -> None:
    """One more line in the history of a draft."""
    at = writing.edge.now.replace(microsecond=0)
    row.revision, row.changed_at = row.revision + 1, at
    version = models.DraftVersion(draft_id=row.id, revision=row.revision, at=at, account_id=writing.account)
    version.act, version.reason, version.body = act, reason, row.body
    writing.session.add(version)


def _encoded(body: dict[str, Any]) -> str:
    return json.dumps(body, separators=(",", ":"), allow_nan=False)
