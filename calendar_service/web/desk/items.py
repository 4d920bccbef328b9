"""Events and releases that are public, at the desk: found by the slug of an address, and shown or changed only by those
who may."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request

from calendar_service import models
from calendar_service.permissions import Caller, Operation, may
from calendar_service.store import editing, memberships, renaming
from calendar_service.store.ownership import owners_of
from calendar_service.store.writing import Writing, persist
from calendar_service.web.api.resources import PLURALS, resource
from calendar_service.web.context import context_of
from calendar_service.web.desk.visitors import Visitor
from calendar_service.web.paged import reader_of

T = TypeVar("T")


class OvertakenError(Exception):
    """Somebody else has changed it since the page was shown."""


def desk_path(noun: str, slug: str, part: str = "") -> str:
    """The page of something public at the desk, or a part of it."""
    return f"/desk/{PLURALS[noun]}/{slug}{'/' if part else ''}{part}"


def found(request: Request, session: Session, noun: str, caller: Caller, operation: Operation) -> Any:
    """The event or release of an address, also by a slug of the past. Raises HTTPException, 404 or 403."""
    slug = renaming.current(session, noun, request.path_params["slug"])
    return _allowed(request, session, renaming.find(session, noun, slug), caller, operation)


def changed(
    request: Request,
    visitor: Visitor,
    which: tuple[str, Operation],
    seen: str | None,
    act: Callable[[Writing, Any, Caller], T],
) -> T:
    """Do something to the event or release of an address, in a transaction, as it was `seen` (by its ETag; None:
    however it stands). It is locked, and roles are asked for again.

    Raises OvertakenError, and HTTPException, 404 or 403.
    """
    context, (noun, operation) = context_of(request), which

    def store(writing: Writing) -> T:
        session = writing.session
        slug = renaming.current(session, noun, request.path_params["slug"])
        row = editing.locked(session, noun, slug)
        caller = memberships.caller(session, session.get_one(models.Account, visitor.account.id))
        there = _allowed(request, session, row, caller, operation)
        if seen is not None and seen != tag_of(request, there):
            raise OvertakenError
        return act(writing, there, caller)

    return persist(context.database, context.edge, store, visitor.account.id)


def tag_of(request: Request, row: models.Item) -> str:
    """The ETag by which the API knows the state of a row."""
    return resource(row.noun, row, context_of(request).site.addresses).etag


def _allowed(
    request: Request, session: Session, row: models.Item | None, caller: Caller, operation: Operation
) -> models.Item:
    t = reader_of(request).t
    if row is None:
        raise HTTPException(404)
    if may(caller, operation, owners_of(session, row.id, operation)):
        return row
    if may(caller, Operation.READ_OWN, owners_of(session, row.id, Operation.READ_OWN)):
        raise HTTPException(403, t("Only the organizer that owns it may do this; yours edits it too."))
    raise HTTPException(403, t("You do not belong to the organizer that looks after this."))
