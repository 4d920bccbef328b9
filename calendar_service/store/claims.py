"""Claims: an organizer asks to look after a venue or an artist, and a moderator decides."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.permissions import Caller, Operation, may
from calendar_service.store.writing import Writing
from feeds.errors import FactError


def holders(session: Session, noun: str, number: int) -> frozenset[int]:
    """The organizers that look after a venue or an artist: those to hand to `permissions.may`."""
    claim = models.Claim
    granted = (claim.noun == noun, claim.noun_id == number, claim.state == "granted")
    return frozenset(session.scalars(select(claim.organizer_id).where(*granted)))


def find(session: Session, number: int, *, locked: bool = False) -> models.Claim | None:
    """A claim by its number; `locked`: nobody else decides it before this transaction ends."""
    claim = models.Claim
    statement = select(claim).where(claim.id == number)
    return session.scalars(statement.with_for_update() if locked else statement).one_or_none()


def is_there(caller: Caller, row: models.Claim) -> bool:
    """Whether a claim is there for somebody at all: it holds a proof, which is nobody else's business."""
    return row.organizer_id in caller.roles or may(caller, Operation.DECIDE_CLAIM)


def listed(session: Session, caller: Caller, states: Collection[str], after: int, limit: int) -> Sequence[models.Claim]:
    """The claims that are there for a caller, in the order in which they were made; `after` is a claim's number."""
    claim = models.Claim
    wanted: list[ColumnElement[bool]] = [claim.id > after]
    if states:
        wanted.append(claim.state.in_(states))
    if not may(caller, Operation.DECIDE_CLAIM):
        wanted.append(claim.organizer_id.in_(caller.roles))
    return session.scalars(select(claim).where(*wanted).order_by(claim.id).limit(limit)).all()


def ask(writing: Writing, noun: str, row: Any, organizer_id: int, proof: str) -> models.Claim:
    """A new claim, which waits for a moderator. Raises FactError where there is one already."""
    session, claim = writing.session, models.Claim
    same = (claim.noun == noun, claim.noun_id == row.id, claim.organizer_id == organizer_id)
    if session.scalars(select(claim.id).where(*same, claim.state.in_(("open", "granted")))).first() is not None:
        raise FactError.of("slug", "This organizer has claimed this {noun} already.", noun=noun)
    made = claim(id=writing.numbers.take(claim), noun=noun, noun_id=row.id, organizer_id=organizer_id, proof=proof)
    made.state, made.reason, made.account_id = "open", "", writing.account
    made.at = writing.edge.now.replace(microsecond=0)
    session.add(made)
    session.flush()
    return made


def decide(writing: Writing, row: models.Claim, *, grant: bool, reason: str) -> None:
    """Say yes or no to a claim. Raises FactError for one that is decided, and for a no without a reason."""
    if row.state != "open":
        raise FactError.of("state", "This claim is {state} already.", state=row.state)
    if not grant and not reason:
        raise FactError.of("reason", "reason must say why the claim is refused.")
    _close(writing, row, "granted" if grant else "refused", reason)


def end(writing: Writing, row: models.Claim) -> None:
    """Take a claim back, or give up what was granted. Raises FactError for one that is over."""
    if row.state not in ("open", "granted"):
        raise FactError.of("state", "This claim is {state} already.", state=row.state)
    _close(writing, row, "ended", row.reason)


def _close(writing: Writing, row: models.Claim, state: str, reason: str) -> None:
    row.state, row.reason, row.decided_by = state, reason, writing.account
    row.decided_at = writing.edge.now.replace(microsecond=0)
    writing.session.flush()
