"""Drafts of guests: handed in without an account, found again by the hash of a secret, changed and taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.slowing import GUEST
from calendar_service.store import attempts, bans, drafts
from calendar_service.store.bans import Source
from calendar_service.store.choices import hash_of
from calendar_service.store.writing import Writing
from feeds.errors import FactError

WAITING_LIMIT: Final = 30
"""Drafts from one address that may wait at once."""
ALL_LIMIT: Final = 1_000
"""Drafts of all guests that may wait at once: nobody fills the disk, or the moderators' day."""
LETTERS: Final = 5
"""Drafts with one e-mail address, in a day, of whose arrival it is told: nobody has it flooded."""
FRESH: Final = timedelta(days=1)
"""How long after a decision a letter may tell of it."""

_DECIDED: Final = ("refused", "published")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who hands something in: where letters reach them (or nothing), from where, and in which language they read."""

    email: str
    source: str
    language: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a letter tells a guest: where to send it, in which language, of which draft (its key, and the hash of the
    secret that leads to it), how it was decided and why."""

    email: str
    language: str
    key: str
    secret_hash: str
    state: str
    reason: str


def find(session: Session, secret: str, *, locked: bool = False) -> tuple[models.Guest, models.Draft] | None:
    """The guest and the draft behind a secret; `locked`: nobody else changes it before this transaction ends."""
    guest, draft = models.Guest, models.Draft
    statement = select(guest, draft).join(draft, draft.id == guest.draft_id).where(guest.secret_hash == hash_of(secret))
    row = session.execute(statement.with_for_update() if locked else statement).one_or_none()
    return (row[0], row[1]) if row is not None else None


def add(
    writing: Writing, body: dict[str, Any], sender: Sender, secret_of: Callable[[str], str]
) -> tuple[models.Draft, str]:
    """A draft that waits for a moderator, and the secret of its link, which `secret_of` makes of the draft's key.

    Raises IntakeError with all that it lacks; BannedError, TooManyError and FactError where no more come from there.
    """
    _refuse(writing, sender.source)
    attempts.take(writing, {f"guest:{sender.source}": GUEST})
    row = drafts.add(writing, "event", body, None)
    secret = secret_of(row.key)
    guest = models.Guest(draft_id=row.id, secret_hash=hash_of(secret), email=sender.email, source=sender.source)
    guest.language, guest.told = sender.language, 0
    writing.session.add(guest)
    writing.session.flush()
    drafts.submit(writing, row)
    return row, secret


def send_again(writing: Writing, guest: models.Guest, row: models.Draft, body: dict[str, Any], sender: Sender) -> None:
    """Have a draft say this, and wait for a moderator. Raises what `add` raises."""
    for source in sorted({guest.source, sender.source}):
        bans.refuse(writing.session, Source(address=source), writing.edge.now)
    attempts.take(writing, {f"guest again:{sender.source}": GUEST})
    guest.email, guest.source, guest.language = sender.email, sender.source, sender.language
    writing.session.flush()
    drafts.revise(writing, row, body, row.owner_id)
    drafts.submit(writing, row)


def by_draft(session: Session, rows: Sequence[models.Draft]) -> dict[int, models.Guest]:
    """The guests of drafts, by the numbers of these."""
    guest = models.Guest
    numbers = [row.id for row in rows]
    return {row.draft_id: row for row in session.scalars(select(guest).where(guest.draft_id.in_(numbers)))}


def may_tell(session: Session, email: str, now: datetime) -> bool:
    """Whether one more letter says to an address that something has come in its name."""
    guest, draft = models.Guest, models.Draft
    recent = (guest.email == email, draft.created_at > now - timedelta(days=1))
    count = select(func.count()).select_from(guest).join(draft, draft.id == guest.draft_id).where(*recent)
    return session.scalars(count).one() <= LETTERS


def take_decisions(writing: Writing) -> list[Decision]:
    """The decisions of which no letter has told yet: each is taken once, by whichever process is first."""
    guest, draft = models.Guest, models.Draft
    fresh = (draft.state.in_(_DECIDED), draft.changed_at > writing.edge.now - FRESH)
    due = (guest.email != "", guest.told < draft.revision, *fresh)
    statement = select(guest, draft).join(draft, draft.id == guest.draft_id).where(*due).order_by(draft.id)
    found = []
    for one, row in writing.session.execute(statement).all():
        # One statement asks and takes.
        taken = update(guest).where(guest.draft_id == row.id, guest.told < row.revision).values(told=row.revision)
        if writing.session.execute(taken.returning(guest.draft_id)).one_or_none() is not None:
            found.append(Decision(one.email, one.language, row.key, one.secret_hash, row.state, row.reason))
    return found


def _refuse(writing: Writing, source: str) -> None:
    """Raises BannedError, and FactError where too much waits."""
    session, guest, draft = writing.session, models.Guest, models.Draft
    bans.refuse(session, Source(address=source), writing.edge.now)
    waiting = select(func.count()).select_from(guest).join(draft, draft.id == guest.draft_id)
    waiting = waiting.where(draft.state == "submitted")
    if session.scalars(waiting.where(guest.source == source)).one() >= WAITING_LIMIT:
        raise FactError.of("guest", "Much of yours waits already; hand in more once somebody has looked at it.")
    if session.scalars(waiting).one() >= ALL_LIMIT:
        raise FactError.of("guest", "Very much waits for the moderators at the moment; please try again in some days.")
