"""Drafts whose hour has come: each becomes public by itself, as a change of its own, or says why it does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from calendar_service import models
from calendar_service.errors import DatabaseError, IntakeError
from calendar_service.store import drafts
from calendar_service.store.database import Database
from calendar_service.store.writing import Edge, Writing, persist

_log = structlog.get_logger()


def publish_due(database: Database, edge: Callable[[], Edge]) -> None:
    """Publish what has waited for its hour, each as a change by itself. What can't be published says why."""
    with database.reading() as session:
        keys = _due(session, edge().now)
    for key in keys:
        try:
            persist(database, edge, lambda writing, key=key: _publish_due(writing, key))  # type: ignore[misc]
        except IntakeError as error:
            _give_up(database, edge, key, str(error)[:1_000])
        except (DBAPIError, DatabaseError):
            raise  # it is tried again at the next look
        except Exception as error:
            # A mistake of ours, and in one draft: the others, and all that waits to be rendered, must not suffer by it.
            _log.error("a draft could not be published", exc_info=error)
            _give_up(database, edge, key, "Something went wrong here; publish it by hand, or tell the operator.")


def _due(session: Session, now: datetime) -> Sequence[str]:
    draft = models.Draft
    return session.scalars(select(draft.key).where(draft.publish_at <= now).order_by(draft.publish_at, draft.id)).all()


def _waiting(writing: Writing, key: str) -> models.Draft | None:
    """The draft, if its hour is past still: of two servers that look at once, the second finds it published."""
    row = drafts.find(writing.session, key, locked=True)
    is_due = row is not None and row.publish_at is not None and row.publish_at <= writing.edge.now
    return row if is_due else None


def _publish_due(writing: Writing, key: str) -> None:
    row = _waiting(writing, key)
    if row is not None:
        version = models.DraftVersion
        scheduled = select(version.account_id).where(version.draft_id == row.id, version.act == "scheduled")
        # Whoever set the hour has published it.
        writing.account = writing.session.scalars(scheduled.order_by(version.revision.desc()).limit(1)).first()
        drafts.publish(writing, row)


def _give_up(database: Database, edge: Callable[[], Edge], key: str, why: str) -> None:
    persist(database, edge, lambda writing: _fail(writing, key, why))


def _fail(writing: Writing, key: str, why: str) -> None:
    row = _waiting(writing, key)
    if row is not None:
        drafts.stay(writing, row, why)
